import { fail, ok, type ApiError, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject } from '../api/types.js'
import type { Cluster } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { compactedRevision, objectsAt } from './revisions.js'
import { compileSelection, notARevision, parseRevision, type Selected, type Selection } from './selection.js'

export interface WatchQuery extends Selection {
  /** Changes after this revision; absent or 0: what is there, then what changes. */
  readonly resourceVersion?: string
  readonly allowWatchBookmarks?: boolean
  /** What is there, closed by a bookmark, then what changes. */
  readonly sendInitialEvents?: boolean
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  /** A bookmark carries nothing but its kind and resourceVersion. */
  readonly object: KubeObject
}

/** A watch that goes on: plain data, to be asked again when the log has grown. */
export interface WatchState {
  readonly kind: KindDefinition
  readonly selected: Selected
  /** Everything up to here has been told. */
  readonly revision: number
}

export interface Watched {
  readonly state: WatchState
  readonly events: readonly WatchEvent[]
}

const withRevision = (object: KubeObject, revision: number): KubeObject => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } })

/** What a change is to one who sees a part of the objects: they come into sight and go out of it (storage/cacher `convertToWatchEvent`, 1.36). */
function eventOf({ type, object, previous, revision }: LogEntry, selected: Selected): WatchEvent | undefined {
  const isSeen = type !== 'DELETED' && selected(object)
  const wasSeen = previous !== undefined && selected(previous)
  if (isSeen) return { type: wasSeen ? 'MODIFIED' : 'ADDED', object }
  return wasSeen ? { type: 'DELETED', object: type === 'DELETED' ? object : withRevision(previous, revision) } : undefined
}

const bookmark = ({ apiVersion, kind }: KindDefinition, revision: number, isInitial: boolean): WatchEvent => ({
  type: 'BOOKMARK',
  object: {
    apiVersion, kind,
    metadata: { resourceVersion: String(revision), ...(isInitial && { annotations: { 'k8s.io/initial-events-end': 'true' } }) },
  } as unknown as KubeObject,
})

const invalidRevision = (text: string): ApiError => ({ code: 500, reason: 'InternalError', message: `resourceVersion: ${notARevision(text)}` })
const tooOld = (revision: number, oldest: number): ApiError => ({ code: 410, reason: 'Expired', message: `too old resource version: ${revision} (${oldest})` })

/** GET of a collection with `watch`: the first events, and the state with which `continueWatch` goes on. A revision that was compacted is 410. */
export function startWatch(cluster: Cluster, kind: KindDefinition, query: WatchQuery = {}): Result<Watched> {
  const selected = compileSelection(kind, query)
  if (!selected.ok) return selected
  const { resourceVersion = '' } = query
  const revision = resourceVersion === '' ? 0 : parseRevision(resourceVersion)
  if (revision === undefined) return fail(invalidRevision(resourceVersion))
  const current = cluster.log.length
  const isInitial = query.sendInitialEvents === true || (revision === 0 && query.sendInitialEvents !== false)
  if (isInitial) {
    const events = objectsAt(cluster, kind.id, current).filter(selected.value).map((object): WatchEvent => ({ type: 'ADDED', object }))
    const end = query.sendInitialEvents === true ? [bookmark(kind, current, true)] : []
    return ok({ state: { kind, selected: selected.value, revision: current }, events: [...events, ...end] })
  }
  const oldest = compactedRevision(cluster)
  if (revision < oldest) return fail(tooOld(revision, oldest + 1))
  return ok(continueWatch(cluster, { kind, selected: selected.value, revision }))
}

/** The events since the watch was asked last. A fork of the cluster may be asked as well as the cluster itself. */
export function continueWatch({ log }: Cluster, state: WatchState): Watched {
  const events = log.entries.slice(state.revision).flatMap((entry) => {
    const event = entry.kind === state.kind.id ? eventOf(entry, state.selected) : undefined
    return event === undefined ? [] : [event]
  })
  return { state: { ...state, revision: Math.max(state.revision, log.length) }, events }
}

/** Tells a client how far its watch is, so that it can start again from there; servers send one a minute to who allows it. */
export const bookmarkOf = ({ kind, revision }: WatchState): WatchEvent => bookmark(kind, revision, false)
