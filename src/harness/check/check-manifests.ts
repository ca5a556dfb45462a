import { admissionAnswers } from './admission-answers.js'
import { customKindsOf, declaredKinds } from '../manifests/custom-kinds.js'
import { loadExtensions } from '../manifests/extensions.js'
import { checkManifest, violationsOf, type CheckedManifest } from '../manifests/check-manifest.js'
import { inDependencyOrder } from '../manifests/order.js'
import { diagnose, hasErrors, sortDiagnostics, type Diagnostic, type Place } from '../diagnostics.js'
import { discoverArguments } from '../discover/discover.js'
import { loadFile } from '../load/load.js'
import { flattenObjects } from '../load/manifest-objects.js'
import type { CheckOutcome } from '../outcome.js'
import type { ApiError } from '../../sim/api/errors.js'
import { scenarioContext } from '../../sim/cluster.js'
import { applyRequest } from '../../sim/requests/apply.js'
import { createRequest } from '../../sim/requests/create.js'
import { kubectlText } from '../../sim/requests/request.js'
import { freshCluster } from './fresh-cluster.js'
import type { Cluster, ClusterOptions, ControlPlane } from '../../sim/state.js'
import { viewOf } from '../../sim/view.js'
import { findingsOf } from './findings.js'
import { podTemplatesOf } from './pod-templates.js'
import { repeatedObjects, withoutRepeats } from './repeated-objects.js'
import { settle } from './settle.js'
import { undeclaredKinds } from './undeclared-kinds.js'
import { workloadOutcomes } from './workloads.js'

export interface CheckOptions {
  readonly cluster: ClusterOptions
  readonly namespace: string
  readonly unmodelled: 'ignore' | 'warn' | 'error'
}

/**
 * What becomes of manifests on a default cluster: all that is wrong with them, or, when each is valid, what every workload comes to
 * after the cluster is at rest (at the latest after `settleLimitMs`). As with kubectl, what the API refuses in sight of the other
 * objects keeps those from nothing.
 */
export async function checkPaths(paths: readonly string[], controlPlane: ControlPlane, options: CheckOptions): Promise<CheckOutcome> {
  const found = await discoverArguments(paths)
  const loaded = found.files.map((file) => loadFile(file))
  const documents = loaded.flatMap((each) => each.documents).filter(({ kind }) => kind === 'manifest')
  const flat = flattenObjects(documents)
  const objects = flat.objects.map(({ object }) => object)
  await loadExtensions(objects)
  const declared = customKindsOf(objects)
  const customKinds = declaredKinds(objects)
  const undeclared = undeclaredKinds(flat.objects, declared)
  const checks = flat.objects.filter((manifest) => !undeclared.objects.has(manifest))
    .map((manifest) => checkManifest(manifest, { namespace: options.namespace, unmodelled: options.unmodelled, customKinds }))
  const manifests = checks.flatMap(({ checked }) => (checked === undefined ? [] : [checked]))
  const diagnostics = [
    ...found.diagnostics, ...loaded.flatMap((each) => each.diagnostics), ...flat.diagnostics, ...undeclared.diagnostics, ...checks.flatMap((check) => check.diagnostics),
    ...repeatedObjects(manifests),
  ]
  if (hasErrors(diagnostics)) {
    const invalid = checks.flatMap((check) => (check.invalid === undefined ? [] : [check.invalid]))
    return { diagnostics: sortDiagnostics([...diagnostics, ...admissionAnswers(invalid, { ...options, controlPlane })]), workloads: [] }
  }
  const cluster = freshCluster(controlPlane, options.cluster)
  const applied = applyAll(cluster, manifests, options.namespace)
  if (podTemplatesOf(manifests).length > 0) settle(cluster)
  const view = viewOf(cluster)
  const present = withoutRepeats(manifests)
  return { diagnostics: sortDiagnostics([...diagnostics, ...applied, ...findingsOf(view, present)]), workloads: workloadOutcomes(view, present) }
}

/** Missing namespaces are made first: a check is of the manifests, not of the cluster they will meet. */
function applyAll(cluster: Cluster, manifests: readonly CheckedManifest[], namespace: string): readonly Diagnostic[] {
  // what is asked is what would become of them
  const context = { ...scenarioContext(cluster, 1), isDryRun: true }
  const present = new Set([...cluster.store.list('Namespace')].map(({ metadata }) => metadata.name))
  for (const { kind, object } of manifests) if (kind.id === 'Namespace') present.add(object.metadata.name)
  for (const name of new Set(manifests.flatMap(({ object }) => object.metadata.namespace ?? []))) {
    if (!present.has(name)) applyRequest(context, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, namespace)
  }
  return inDependencyOrder(manifests).flatMap((checked) => {
    const { manifest } = checked
    // names that the server makes up cannot be applied
    const request = isNamed(manifest.object) ? applyRequest : createRequest
    const result = request(context, manifest.object, namespace)
    if (result.ok) return (result.warnings ?? []).map((warning) => diagnose('warning', placeOfWarning(manifest, warning), warning, { api: `Warning: ${warning}` }))
    return refusalOf(checked, result.error)
  })
}

const isNamed = ({ metadata }: CheckedManifest['manifest']['object']): boolean =>
  ((metadata as { readonly name?: string } | undefined)?.name ?? '') !== '' || (metadata as { readonly generateName?: string } | undefined)?.generateName === undefined

/** Most warnings begin with the field that they are about: `spec.volumes[0].rbd: …`. */
function placeOfWarning({ document, pointer }: CheckedManifest['manifest'], warning: string): Place {
  const field = /^[a-z][\w.[\]/-]*(?=: )/i.exec(warning)?.[0] ?? ''
  const steps = [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, key, name]) => (key ?? name ?? '').replaceAll('~', '~0').replaceAll('/', '~1'))
  return document.place(`${pointer}${steps.map((step) => `/${step}`).join('')}`)
}

function refusalOf({ manifest, kind, object }: CheckedManifest, error: ApiError): readonly Diagnostic[] {
  if (error.causes !== undefined && error.causes.length > 0) return violationsOf(manifest, { kind, name: object.metadata.name, causes: error.causes })
  return [diagnose('error', manifest.document.place(manifest.pointer), error.message, { api: kubectlText(error).replace(/^(error|Error from server \(\w+\)): /, '') })]
}
