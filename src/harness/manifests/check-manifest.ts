import { uncalledWebhooks } from '../../sim/api/admission/webhooks.js'
import { decode } from '../../sim/api/decode/decode.js'
import { withoutEmpties } from '../../sim/api/decode/empties.js'
import { invalid, type FieldError } from '../../sim/api/errors.js'
import { unmodelledFields } from '../../sim/api/unmodelled.js'
import { generateJobSelector } from '../../sim/api/validation/job-selector.js'
import type { CustomKinds } from '../../sim/api/kinds/custom.js'
import type { KindDefinition } from '../../sim/api/kinds/define.js'
import type { KubeObject } from '../../sim/api/types.js'
import { kubectlText } from '../../sim/requests/request.js'
import { diagnose, type Diagnostic, type Place, type Severity } from '../diagnostics.js'
import type { ManifestObject } from '../load/manifest-objects.js'
import { dottedPath } from '../pointer.js'

/** A manifest that the API server would take, as far as that can be said without a cluster. */
export interface CheckedManifest {
  readonly manifest: ManifestObject
  readonly kind: KindDefinition
  /** Decoded, defaulted, in its namespace. */
  readonly object: KubeObject
}

export interface ManifestCheck {
  readonly checked: CheckedManifest | undefined
  /** The manifest, when it can be read but is not valid. */
  readonly invalid?: ManifestObject
  readonly diagnostics: readonly Diagnostic[]
}

export interface CheckScope {
  readonly namespace: string
  readonly unmodelled: 'ignore' | 'warn' | 'error'
  /** The custom kinds whose CRD is among the objects of the run. */
  readonly customKinds: CustomKinds
}

/** Decoding, defaulting and validation of one manifest at the door: everything that is wrong with it, with positions. */
export function checkManifest(manifest: ManifestObject, scope: CheckScope): ManifestCheck {
  const result = decode(manifest.object, { customKinds: scope.customKinds, keepsEmpties: true })
  const problems = result.problems.map((problem) => at(manifest, problem.pointer, problem.severity, problem.message, problem.fix, problem.api, problem.isKey))
  if (!result.ok) return { checked: undefined, diagnostics: problems }
  const { kind, object: decoded } = result
  const placed = kind.namespaced && decoded.metadata.namespace === undefined ? { ...decoded, metadata: { ...decoded.metadata, namespace: scope.namespace } } : decoded
  const object = kind.defaults(placed)
  const causes = kind.validate(asValidated(kind, object))
  const violations = violationsOf(manifest, { kind, name: object.metadata.name ?? '', causes })
  const checked = causes.length === 0 ? { manifest, kind, object: withoutEmpties(object, result.empties ?? []) } : undefined
  return { checked, ...(causes.length > 0 && { invalid: manifest }), diagnostics: [...problems, ...violations, ...notSimulated(manifest, kind, scope), ...webhooks(manifest, object, scope)] }
}

/** The server validates a Job with the selector that it makes of the uid; here any uid does. */
const asValidated = (kind: KindDefinition, object: KubeObject): KubeObject =>
  (kind.id === 'Job.batch' ? generateJobSelector({ ...object, metadata: { ...object.metadata, uid: '00000000-0000-0000-0000-000000000000' } }) : object)

/** Several violations are one answer of the API server; each is shown at its place, and the whole answer with the first. */
export function violationsOf(manifest: ManifestObject, { kind, name, causes }: Violation): readonly Diagnostic[] {
  const api = kubectlText(invalid(kind.id, name, causes))
  return causes.map((cause, i) => at(manifest, cause.pointer, 'error', `${cause.field}: ${cause.message}`, undefined, i === 0 ? api : undefined))
}

export interface Violation {
  readonly kind: KindDefinition
  readonly name: string
  readonly causes: readonly FieldError[]
}

/** Webhooks are named one by one: each may have refused or changed something. */
function webhooks(manifest: ManifestObject, object: KubeObject, { unmodelled }: CheckScope): readonly Diagnostic[] {
  if (unmodelled === 'ignore') return []
  return uncalledWebhooks(object).map(({ pointer, message }) => at(manifest, pointer, unmodelled === 'error' ? 'error' : 'warning', message))
}

function notSimulated(manifest: ManifestObject, kind: KindDefinition, { unmodelled }: CheckScope): readonly Diagnostic[] {
  if (unmodelled === 'ignore') return []
  const severity: Severity = unmodelled === 'error' ? 'error' : 'warning'
  if (!kind.simulated) return [at(manifest, '/kind', severity, `${kind.kind} is checked and stored, but not simulated: nothing acts on it`)]
  return unmodelledFields(kind.id, manifest.object).map((pointer) =>
    at(manifest, pointer, severity, `\`${dottedPath(pointer)}\` is not simulated: it is stored and has no effect`, undefined, undefined, true))
}

function at({ document, pointer: base }: ManifestObject, pointer: string, severity: Severity, message: string, fix?: string, api?: string, isKey = false): Diagnostic {
  const whole = `${base}${pointer}`
  const place: Place = isKey ? document.placeOfKey(whole) : document.place(whole)
  return diagnose(severity, place, message, { ...(fix === undefined ? {} : { fix }), ...(api === undefined ? {} : { api }) })
}
