import { Kind } from '../sim/api/kinds/ids.js'
import type { Event, KindId, KubeObject, ObjectKey } from '../sim/api/types.js'
import { objectKey, type ClusterView, type LogEntry } from '../sim/view.js'

/**
 * What follows from all entries of a log so far. A log only grows, so what was read of it stays true: the first question reads it
 * once, later ones read what came since. A fork has a log of its own. `step` changes the state in place.
 */
export function createScan<State>(start: () => State, step: (state: State, entry: LogEntry) => void): (view: Pick<ClusterView, 'log'>) => State {
  const scans = new WeakMap<readonly LogEntry[], { upTo: number; readonly state: State }>()
  return ({ log }) => {
    let scan = scans.get(log)
    if (scan === undefined) scans.set(log, (scan = { upTo: 0, state: start() }))
    for (; scan.upTo < log.length; scan.upTo++) step(scan.state, log[scan.upTo]!)
    return scan.state
  }
}

const nothing: readonly LogEntry[] = []
const idOf = (kind: KindId, key: ObjectKey): string => `${kind} ${key}`

const histories = createScan<Map<string, LogEntry[]>>(
  () => new Map(),
  (state, entry) => {
    const id = idOf(entry.kind, entry.key)
    const entries = state.get(id)
    if (entries === undefined) state.set(id, [entry])
    else entries.push(entry)
  },
)

/** All changes of one object so far, oldest first. */
export const historyOf = (view: Pick<ClusterView, 'log'>, kind: KindId, key: ObjectKey): readonly LogEntry[] => histories(view).get(idOf(kind, key)) ?? nothing

/** The last entry that meets the test, from the newest back. */
export function lastEntry(entries: readonly LogEntry[], test: (entry: LogEntry) => boolean): LogEntry | undefined {
  for (let i = entries.length - 1; i >= 0; i--) if (test(entries[i]!)) return entries[i]
  return undefined
}

const eventLists = createScan<Map<string, LogEntry[]>>(
  () => new Map(),
  (state, entry) => {
    if (entry.kind !== Kind.Event || entry.type === 'DELETED') return
    const { kind, namespace, name } = (entry.object as Event).involvedObject
    const id = idOf(kind, objectKey(namespace, name))
    const entries = state.get(id)
    if (entries === undefined) state.set(id, [entry])
    else entries.push(entry)
  },
)

/** Every occurrence of an Event about the object, oldest first. */
export const eventsAbout = (view: Pick<ClusterView, 'log'>, { kind, metadata }: Pick<KubeObject, 'kind' | 'metadata'>): readonly LogEntry[] =>
  eventLists(view).get(idOf(kind, objectKey(metadata.namespace, metadata.name))) ??
  (metadata.namespace === undefined ? eventLists(view).get(idOf(kind, objectKey('default', metadata.name))) : undefined) ??
  nothing

/** The last event about the object with one of these reasons. */
export const lastEvent = (view: Pick<ClusterView, 'log'>, object: Pick<KubeObject, 'kind' | 'metadata'>, ...reasons: readonly string[]): LogEntry | undefined =>
  lastEntry(eventsAbout(view, object), (entry) => reasons.includes((entry.object as Event).reason))
