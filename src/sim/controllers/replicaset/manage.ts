import { compileSelector } from '../../api/labels.js'
import type { Result } from '../../api/errors.js'
import type { Pod, ReplicaSet } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { controllerOf } from '../../store/keys.js'
import { podsToDelete } from '../deletion-rank.js'
import { claim } from '../owners.js'
import { deletePods } from '../pod-control.js'
import { isActive } from '../pod-state.js'
import type { ReplicaKind } from './kind.js'

/** Pods that one sync creates or deletes at most (BurstReplicas). */
export const burst = 500

/** Lets go of active pods that no longer match and adopts active orphans that do (claimPods). */
export function claimPods(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): void {
  const matches = compileSelector(kind.selectorOf(set))
  const { uid, namespace = '' } = set.metadata
  for (const pod of context.store.controlledBy<Pod>(uid, 'Pod')) if (isActive(pod)) claim(context, set, matches, pod)
  for (const pod of context.store.orphanPods(namespace)) if (isActive(pod)) claim(context, set, matches, pod)
}

/** Active pods beyond what is wanted; negative when some are missing. */
export function surplusOf(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): number {
  return activePods(context, kind, set).length - set.spec.replicas
}

function activePods(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): readonly Pod[] {
  const matches = compileSelector(kind.selectorOf(set))
  return context.store.controlledBy<Pod>(set.metadata.uid, 'Pod').filter((pod) => isActive(pod) && matches(pod.metadata.labels))
}

/** Deletes what is too much (replica_set.go manageReplicas, 1.36). */
export function deleteSurplus(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): Result<undefined> {
  const active = activePods(context, kind, set)
  const count = Math.min(active.length - set.spec.replicas, burst)
  const related = count < active.length ? relatedPods(context, kind, set) : []
  return deletePods(context, { object: set, component: kind.component }, podsToDelete(active, related, count, context.cluster.clock, context.now))
}

/** Pods that any owner under the same controller selects: the old and the new ones of a Deployment (getIndirectlyRelatedPods). */
function relatedPods(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): readonly Pod[] {
  const controller = controllerOf(set)
  if (controller === undefined) return []
  const related = new Set<Pod>()
  for (const other of context.store.controlledBy<ReplicaSet>(controller.uid, kind.id)) {
    const selector = kind.selectorOf(other)
    const matches = compileSelector(selector)
    for (const pod of context.store.podsWithLabels(other.metadata.namespace ?? '', selector.matchLabels ?? {})) {
      if (matches(pod.metadata.labels)) related.add(pod)
    }
  }
  return [...related]
}
