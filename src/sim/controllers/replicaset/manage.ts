import { compileSelector, type LabelPredicate } from '../../api/labels.js'
import type { Result } from '../../api/errors.js'
import type { ObjectKey, Pod, ReplicaSet } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { controllerOf, keyOf } from '../../store/keys.js'
import { podsToDelete } from '../deletion-rank.js'
import { claim } from '../owners.js'
import { deletePods, type OnPodChange } from '../pod-control.js'
import { isActive } from '../pod-state.js'
import type { ReplicaKind } from './kind.js'

/** Pods that one sync creates or deletes at most (BurstReplicas). */
export const burst = 500

/** Lets go of active pods that no longer match and adopts active orphans that do (claimPods). */
export function claimPods(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): void {
  const matches = compileSelector(kind.selectorOf(set))
  const { uid, namespace = '' } = set.metadata
  for (const pod of context.store.controlledBy<Pod>(uid, 'Pod')) if (isActive(pod)) claim(context, set, matches, pod)
  const orphans = context.store.orphanPods(namespace)
  const unheard = orphans.length === 0 ? noKeys : unheardPods(context)
  for (const pod of orphans) if (isActive(pod) && !unheard.has(keyOf(pod.metadata))) claim(context, set, matches, pod)
}

const noKeys: ReadonlySet<ObjectKey> = new Set()

/** New pods that the watch has not shown yet: they are adopted when it does. */
function unheardPods({ cluster, actor }: ActorContext): ReadonlySet<ObjectKey> {
  const news = cluster.slots[actor]?.inbox.entries().filter(({ entry }) => entry.kind === 'Pod' && entry.type === 'ADDED') ?? []
  return news.length === 0 ? noKeys : new Set(news.map(({ entry }) => entry.key))
}

/** Deletes what is too much (replica_set.go manageReplicas, 1.36). */
export function deleteSurplus(context: ActorContext, kind: ReplicaKind, set: ReplicaSet, onChange: OnPodChange): Result<undefined> {
  const matches = compileSelector(kind.selectorOf(set))
  const { labels } = set.spec.template.metadata ?? {}
  const active = context.store.controlledBy<Pod>(set.metadata.uid, 'Pod').filter((pod) => isActive(pod) && (pod.metadata.labels === labels || matches(pod.metadata.labels)))
  // The tally may be a little behind: what has gone since is counted here.
  const count = Math.max(0, Math.min(active.length - set.spec.replicas, burst))
  const neighbours = count < active.length ? neighboursOf(context, kind, set) : new Map<string, number>()
  return deletePods(context, { object: set, component: kind.component }, podsToDelete(active, neighbours, count, context.cluster.clock, context.now), onChange)
}

/**
 * How many active pods each node has of all that any owner under the same controller selects: the old and the new ones of a Deployment
 * (getIndirectlyRelatedPods, getPodsRankedByRelatedPodsOnSameNode).
 */
function neighboursOf(context: ActorContext, kind: ReplicaKind, set: ReplicaSet): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const earlier: LabelPredicate[] = []
  const controller = controllerOf(set)
  for (const other of controller === undefined ? [] : context.store.controlledBy<ReplicaSet>(controller.uid, kind.id)) {
    const selector = kind.selectorOf(other)
    const matches = compileSelector(selector)
    const pods = context.store.podsWithLabels(other.metadata.namespace ?? '', selector.matchLabels ?? {})
    for (const pod of pods) {
      const { labels } = pod.metadata
      if (!isActive(pod) || !matches(labels) || earlier.some((before) => before(labels))) continue
      const { nodeName = '' } = pod.spec
      counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1)
    }
    if (pods.length > 0) earlier.push(matches)
  }
  return counts
}
