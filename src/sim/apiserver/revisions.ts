import type { KindId, KubeObject, ObjectKey } from '../api/types.js'
import type { Cluster } from '../state.js'
import type { Log } from '../store/log.js'
import { keyOf } from '../store/keys.js'

/** Past states of a cluster, from its log, as etcd keeps them. */

/** kube-apiserver compacts every five minutes, and then to where it was at the last time (storage/etcd3/compact.go, 1.36). */
const compactionMs = 300_000

/** The number of entries written before a time. */
function entriesBefore({ entries }: Log, at: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The revision to which the history was compacted: what came after it can be read. */
export function compactedRevision({ now, log }: Cluster): number {
  const passes = Math.floor(now / compactionMs)
  return passes < 2 ? 0 : entriesBefore(log, (passes - 1) * compactionMs)
}

const byKey = (a: KubeObject, b: KubeObject): number => {
  const [left, right] = [keyOf(a.metadata), keyOf(b.metadata)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The objects of a kind as they were at a revision, in the order of their keys. */
export function objectsAt({ log, store }: Cluster, kind: KindId, revision: number): readonly KubeObject[] {
  if (revision >= store.revisionOf(kind)) return [...store.list(kind)].sort(byKey)
  const objects = new Map<ObjectKey, KubeObject>()
  for (const entry of log.entries.slice(0, revision)) {
    if (entry.kind !== kind) continue
    if (entry.type === 'DELETED') objects.delete(entry.key)
    else objects.set(entry.key, entry.object)
  }
  return [...objects.values()].sort(byKey)
}
