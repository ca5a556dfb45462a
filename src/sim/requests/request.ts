import { decode, decodeError } from '../api/decode/decode.js'
import { withoutEmpties } from '../api/decode/empties.js'
import type { Path } from '../api/decode/fault.js'
import { withNullLists } from '../api/decode/null-lists.js'
import { inPlace } from '../api/defaults/fill.js'
import { fail, invalid, ok, withWarnings, type ApiError, type FieldError, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { isMap } from '../api/patch/json.js'
import { customKindsIn } from '../apiserver/kinds.js'
import { deprecationOf, warningsFor } from '../api/warnings/registry.js'
import type { Json, KubeObject } from '../api/types.js'
import { forkCluster, scenarioContext } from '../cluster.js'
import type { ActorContext } from '../state.js'
import { withoutRepeatedOwners } from './owner-references.js'
import type { WriteRequest } from '../store/log.js'

/** What kubectl gets back: the object, and the line that kubectl prints. */
export interface Answer {
  readonly object: KubeObject
  readonly said: string
}
export type RequestResult = Result<Answer>

/** `deployment.apps/web`: how kubectl names an object. */
export const printedName = (kind: KindDefinition, name: string): string => `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/${name}`

export const answer = (kind: KindDefinition, object: KubeObject, verb: string, warnings: readonly string[] = []): RequestResult =>
  withWarnings(ok({ object, said: `${printedName(kind, object.metadata.name)} ${verb}` }), warnings)

/** What a result says beside its value. */
export const warningsOf = (result: Result<unknown>): readonly string[] => (result.ok ? (result.warnings ?? []) : (result.error.warnings ?? []))

export interface RequestOptions {
  /** Everything is done but the storing. */
  readonly isDryRun?: boolean
  /** What unknown fields are; kubectl's default is `Strict`. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  /** The status alone is meant, or all but the status; of a pod also its ephemeral containers or its resources. */
  readonly subresource?: 'status' | 'scale' | 'ephemeralcontainers' | 'resize'
  /** Who owns the fields that are set: kubectl's `--field-manager`. */
  readonly fieldManager?: string
}

/** The context of the one write that a request comes to: the log keeps what was asked. */
export const asking = (context: Context, request: WriteRequest): Context => ({ ...context, request })

/** The version in which a manifest speaks. */
export const versionOf = (value: Json): { readonly apiVersion?: string } =>
  (isMap(value) && typeof value['apiVersion'] === 'string' ? { apiVersion: value['apiVersion'] } : {})

/** The context in which a request runs: that of a fork, where nothing is to be kept. */
export const contextFor = (context: Context, { isDryRun }: RequestOptions): Context =>
  (isDryRun === true ? { ...scenarioContext(forkCluster(context.cluster), 0, context.by), isDryRun } : context)

/** kubectl says that nothing was kept. */
export const dryRunWords = ({ isDryRun }: RequestOptions): string => (isDryRun === true ? ' (server dry run)' : '')

/** A refusal that kubectl makes itself, without asking the server; it prints `error: …`. */
export const clientError = (message: string): ApiError => ({ code: 0, reason: 'BadRequest', message })

/** As kubectl prints it (cmd/util checkErr and MultilineError, 1.36). */
export const kubectlText = (error: ApiError): string =>
  error.code === 0 ? `error: ${error.message}` : error.reason === 'Invalid' ? invalidText(error) : `${serverWords(error)}: ${error.message}`

const serverWords = ({ reason }: ApiError): string => (reason === 'Unknown' ? 'Error from server' : `Error from server (${reason})`)

function invalidText({ message, subject, causes = [] }: ApiError): string {
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))]
  if (subject === undefined && texts.length === 0) return `The request is invalid: ${message}`
  if (subject === undefined || texts.length === 0) return `The ${message}`
  return `The ${subject} is invalid: ${texts.length === 1 ? texts[0] : `\n${texts.map((text) => `* ${text}`).join('\n')}`}`
}

export interface Decoded {
  readonly kind: KindDefinition
  readonly object: KubeObject
  /** Ways to empty lists and maps that are validated, but not stored. */
  readonly empties?: readonly Path[]
}

/** Strict decoding and defaulting of what a client sent; `namespace` is put into namespaced objects that have none. */
export function decodeRequest(context: Context, value: Json, namespace: string, { fieldValidation = 'Strict' }: RequestOptions = {}): Result<Decoded> {
  const customKinds = customKindsIn(context.store)
  const result = decode(value, { customKinds, fieldValidation, keepsEmpties: true })
  if (!result.ok) return fail(decodeError(result.problems))
  const { kind } = result
  const { object: decoded, warnings } = withoutRepeatedOwners(result.object)
  const object = kind.defaults(inNamespace(kind, decoded, namespace), inPlace)
  const { empties } = result
  if (!kind.custom && result.problems.length === 0 && empties === undefined && warnings.length === 0) return withWarnings(ok({ kind, object }), deprecationOf(kind.id))
  const unknown = result.problems.filter(({ code }) => code === 'unknown-field').map(({ pointer }) => `unknown field ${JSON.stringify(fieldOfPointer(pointer))}`)
  if (!kind.custom) return withWarnings(ok({ kind, object, ...(empties && { empties }) }), [...deprecationOf(kind.id), ...unknown, ...warnings])
  const { deprecation } = kind.custom
  return withWarnings(ok({ kind, object: inStorageVersion(object, customKinds.byId(kind.id)) }), [...(deprecation === undefined ? [] : [deprecation]), ...unknown, ...warnings])
}

/** Versions of a custom kind differ in their schemas alone (conversion strategy None): what the stored one does not know goes. */
function inStorageVersion(object: KubeObject, stored: KindDefinition | undefined): KubeObject {
  if (stored?.custom === undefined || stored.apiVersion === object.apiVersion) return object
  return stored.defaults(stored.custom.prune({ ...object, apiVersion: stored.apiVersion }) as unknown as KubeObject)
}

/** `/spec/ports/0/a` -> `spec.ports[0].a` */
const fieldOfPointer = (pointer: string): string => pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  .reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')

/** The object has just been decoded, and is nobody else's. */
function inNamespace(kind: KindDefinition, object: KubeObject, namespace: string): KubeObject {
  if (!kind.namespaced || object.metadata.namespace !== undefined) return object
  const metadata = inPlace(object.metadata as unknown as Readonly<Record<string, unknown>>)
  metadata['namespace'] = namespace
  if ((metadata as unknown) === object.metadata) return object
  return { ...object, metadata: metadata as unknown as KubeObject['metadata'] }
}

/** Validation, and what is stored of a valid object. */
export function validateDecoded({ kind, empties }: Decoded, object: KubeObject, old?: KubeObject): Result<KubeObject> {
  const valid = validateRequest(kind, object, old)
  if (!valid.ok) return valid
  return withWarnings(ok(withNullLists(kind.id, empties === undefined ? object : withoutEmpties(object, empties))), warningsFor(kind.id, object, old))
}

/** The kind's validation as an answer. `old` given: that of an update. */
export function validateRequest(kind: KindDefinition, object: KubeObject, old?: KubeObject): Result<KubeObject> {
  const causes: readonly FieldError[] = old === undefined ? kind.validate(object) : kind.validateUpdate(object, old)
  return causes.length === 0 ? ok(object) : fail(invalid(kind.id, object.metadata.name ?? '', causes))
}

export type Context = ActorContext
