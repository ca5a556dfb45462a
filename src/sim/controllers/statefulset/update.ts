import { ok, type Result } from '../../api/errors.js'
import type { Pod } from '../../api/types.js'
import { startOrdinal } from './identity.js'
import type { Ledger } from './ledger.js'
import { deleteReplica, processCondemned, processReplica } from './replicas.js'
import { fixRetention, isRetentionRight } from './retention.js'
import { settledOrdinal } from './settled.js'
import { countPods, type Counts } from './status.js'
import { forEachReplica, isUnavailable, sortPods, type Replica, type Sync } from './sync.js'

/** What the status says after a sync, and the error that ended it. */
export interface Outcome {
  readonly counts: Counts
  readonly ended: Result<boolean>
}

/** Creates, repairs, removes and replaces pods as far as this sync may (updateStatefulSet, 1.36); with a ledger, `pods` are the open ones. */
export function updatePods(sync: Sync, pods: readonly Pod[], ledger: Ledger | undefined): Outcome {
  const { set } = sync
  const { replicas, condemned } = sortPods(sync, pods, ledger)
  const counts = countPods(sync, pods, ledger?.settled.size ?? 0)
  if (set.metadata.deletionTimestamp !== undefined) return { counts, ended: ok(true) }
  const isMonotonic = set.spec.podManagementPolicy !== 'Parallel'
  const unavailable = condemned.length === 0 ? undefined : [...replicas, ...condemned.toReversed()].find(({ pod }) => isUnavailable(sync, pod))
  const steps: readonly (() => Result<boolean>)[] = [
    () => forEachReplica(replicas, isMonotonic, (replica) => processReplica(sync, replica, isMonotonic)),
    () => forEachReplica(condemned, isMonotonic, (replica) => keepClaims(sync, replica)),
    () => forEachReplica(condemned, isMonotonic, (replica) => processCondemned(sync, replica, isMonotonic, unavailable?.pod)),
  ]
  for (const step of steps) {
    const ended = step()
    if (!ended.ok || ended.value) return { counts, ended }
  }
  return set.spec.updateStrategy.type === 'OnDelete' ? { counts, ended: ok(false) } : replaceOne(sync, replicas, counts)
}

function keepClaims(sync: Sync, { ordinal, pod }: Replica): Result<boolean> {
  if (pod !== undefined && !isRetentionRight(sync, ordinal, pod)) fixRetention(sync, ordinal, pod)
  return ok(false)
}

/** Deletes the highest pod of another revision, once all above it are available. */
function replaceOne(sync: Sync, replicas: Iterable<Replica>, counts: Counts): Outcome {
  const { set, update } = sync
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0
  for (const { ordinal, pod, revision } of [...replicas].toReversed()) {
    if (ordinal < startOrdinal(set) + partition) break
    if (pod !== undefined && settledOrdinal(pod, sync.judgement) !== undefined) continue
    if (pod !== undefined && revision !== update.metadata.name && pod.metadata.deletionTimestamp === undefined) {
      const ended = deleteReplica(sync, ordinal, pod)
      return { counts: ended.ok ? { ...counts, current: counts.current - 1 } : counts, ended }
    }
    if (isUnavailable(sync, pod)) break
  }
  return { counts, ended: ok(false) }
}
