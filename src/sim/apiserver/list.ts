import { badRequest, fail, invalid, ok, type ApiError, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject } from '../api/types.js'
import type { Cluster } from '../state.js'
import { keyOf } from '../store/keys.js'
import { decodeContinue, encodeContinue } from './continue-token.js'
import { compactedRevision, objectsAt } from './revisions.js'
import { compileSelection, notARevision, parseRevision, type Selected, type Selection } from './selection.js'

export interface ListQuery extends Selection {
  /** Objects of one page; absent or 0: all. */
  readonly limit?: number
  /** From the page before. */
  readonly continue?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
}

export interface ListPage {
  readonly items: readonly KubeObject[]
  /** Of the list as a whole: that of the first page, on every page. */
  readonly resourceVersion: string
  /** There is more. */
  readonly continue?: string
  /** How many more, where no selector leaves it open. */
  readonly remainingItemCount?: number
}

const expired = (message: string): ApiError => ({ code: 410, reason: 'Expired', message })
const tooOld = 'The resourceVersion for the provided list is too old.'
const tooOldToContinue = 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, '
  + 'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - '
  + 'objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

interface Start {
  readonly revision: number
  readonly after: string
}

const optionError = (field: string, why: string): ApiError =>
  invalid('ListOptions.meta.k8s.io', '', [{ type: 'Forbidden', field, pointer: `/${field}`, message: `Forbidden: ${why}` }])

function startOf(cluster: Cluster, { continue: token, resourceVersion = '', resourceVersionMatch }: ListQuery): Result<Start> {
  const current = cluster.log.length
  if (resourceVersionMatch !== undefined && resourceVersion === '') return fail(optionError('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'))
  if (resourceVersionMatch !== undefined && token) return fail(optionError('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'))
  if (token) return continued(cluster, token, resourceVersion)
  const revision = resourceVersion === '' ? 0 : parseRevision(resourceVersion)
  if (revision === undefined) return fail(badRequest(`invalid resource version: resourceVersion: ${notARevision(resourceVersion)}`))
  if (revision > current) return fail({ code: 504, reason: 'Timeout', message: `Timeout: Too large resource version: ${revision}, current: ${current}`, retryAfterSeconds: 1 })
  if (resourceVersionMatch !== 'Exact') return ok({ revision: current, after: '' })
  if (revision === 0) return fail(optionError('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
  return revision < compactedRevision(cluster) ? fail(expired(tooOld)) : ok({ revision, after: '' })
}

function continued(cluster: Cluster, token: string, resourceVersion: string): Result<Start> {
  if (resourceVersion !== '' && resourceVersion !== '0') return fail(badRequest('specifying resource version is not allowed when using continue'))
  const decoded = decodeContinue(token)
  if (decoded === undefined) return fail(badRequest('invalid continue token: continue key is not valid'))
  if (decoded.revision < 0) return ok({ revision: cluster.log.length, after: decoded.after })
  return decoded.revision < compactedRevision(cluster) ? fail(expired(tooOldToContinue)) : ok(decoded)
}

/** The token with which a list that expired goes on with what there is now. */
export const inconsistentContinue = (token: string): string | undefined => {
  const decoded = decodeContinue(token)
  return decoded && encodeContinue({ revision: -1, after: decoded.after })
}

function page(rest: readonly KubeObject[], selected: Selected, limit: number): { readonly items: readonly KubeObject[]; readonly end: number } {
  const items: KubeObject[] = []
  for (const [position, object] of rest.entries()) {
    if (!selected(object)) continue
    if (items.length === limit) return { items, end: position }
    items.push(object)
  }
  return { items, end: rest.length }
}

/** GET of a collection: one page of a consistent list (apiserver storage/etcd3 `GetList`, 1.36). Objects come in the order of their keys. */
export function listObjects(cluster: Cluster, kind: KindDefinition, query: ListQuery = {}): Result<ListPage> {
  const selected = compileSelection(kind, query)
  if (!selected.ok) return selected
  const start = startOf(cluster, query)
  if (!start.ok) return start
  const { revision, after } = start.value
  const rest = objectsAt(cluster, kind.id, revision).filter((object) => keyOf(object.metadata) > after && (query.namespace === undefined || object.metadata.namespace === query.namespace))
  const { items, end } = page(rest, selected.value, query.limit || Number.POSITIVE_INFINITY)
  const last = items.at(-1)
  const resourceVersion = String(revision)
  if (last === undefined || end === rest.length) return ok({ items, resourceVersion })
  const isCounted = !query.labelSelector && !query.fieldSelector
  return ok({ items, resourceVersion, continue: encodeContinue({ revision, after: keyOf(last.metadata) }), ...(isCounted && { remainingItemCount: rest.length - end }) })
}
