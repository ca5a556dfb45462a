import { ok, type Result } from '../../api/errors.js'
import type { Pod } from '../../api/types.js'
import { isTerminal } from '../pod-state.js'
import { isInUse } from './fenceposts.js'
import { cleanUpHistory } from './history.js'
import { syncNewReplicaSet } from './new-replica-set.js'
import { scaleReplicaSet, type Rollout } from './rollout.js'
import { isComplete } from './status.js'

/**
 * One step of the strategy Recreate: no new pod before the last old one has ended (deployment/recreate.go rolloutRecreate, 1.36). True when it
 * made the new ReplicaSet, and the rest of the step is still to come.
 */
export function recreate(rollout: Rollout): Result<boolean> {
  if (scaleDownOld(rollout) || hasOldPods(rollout)) return ok(false)
  if (rollout.newSet === undefined) return syncNewReplicaSet(rollout, true)
  const { deployment, newSet } = rollout
  if (newSet !== undefined && newSet.spec.replicas !== deployment.spec.replicas) scaleReplicaSet(rollout, newSet, deployment.spec.replicas)
  if (isComplete(deployment, deployment.status)) cleanUpHistory(rollout)
  return ok(false)
}

function scaleDownOld(rollout: Rollout): boolean {
  let isScaled = false
  for (const set of rollout.old) if (isInUse(set) && scaleReplicaSet(rollout, set, 0)) isScaled = true
  return isScaled
}

const hasOldPods = ({ context, old }: Rollout): boolean =>
  old.some((set) => set.status.replicas > 0) ||
  old.some((set) => context.store.controlledBy<Pod>(set.metadata.uid, 'Pod').some((pod) => !isTerminal(pod)))
