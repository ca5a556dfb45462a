import type { KindId, ObjectKey } from '../sim/api/types.js'
import type { ClusterView, LogEntry } from '../sim/view.js'

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

const histories = createScan<Map<string, LogEntry[]>>(() => new Map(), (state, entry) => {
  const id = idOf(entry.kind, entry.key)
  const entries = state.get(id)
  if (entries === undefined) state.set(id, [entry])
  else entries.push(entry)
})

/** All changes of one object so far, oldest first. */
export const historyOf = (view: Pick<ClusterView, 'log'>, kind: KindId, key: ObjectKey): readonly LogEntry[] => histories(view).get(idOf(kind, key)) ?? nothing

/** The last entry that meets the test, from the newest back. */
export function lastEntry(entries: readonly LogEntry[], test: (entry: LogEntry) => boolean): LogEntry | undefined {
  for (let i = entries.length - 1; i >= 0; i--) if (test(entries[i]!)) return entries[i]
  return undefined
}
