import { compileSelector } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import type { Deployment, LabelSelector, ObjectKey, OwnerReference, Pod, ReplicaSet } from '../../api/types.js'
import type { CowMap } from '../../cow-map.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { enqueue, type WorkQueue } from '../define.js'

/** Wakes the Deployments that a change of a ReplicaSet concerns (deployment_controller.go addReplicaSet and others, 1.36). */
export function deliverReplicaSet(queue: WorkQueue, entry: LogEntry, orphans: CowMap<ObjectKey, true>): void {
  const set = entry.object as ReplicaSet
  const previous = entry.previous as ReplicaSet | undefined
  const isGone = entry.type === 'DELETED'
  const owner = controllerOf(set)
  const before = previous === undefined ? undefined : controllerOf(previous)
  if (owner === undefined && !isGone) orphans.set(entry.key, true)
  else if (orphans.size > 0) orphans.delete(entry.key)
  if (before !== undefined && before.uid !== owner?.uid) enqueueOwner(queue, set.metadata.namespace, before)
  if (owner !== undefined) enqueueOwner(queue, set.metadata.namespace, owner)
  else if (!isGone && (previous === undefined || before !== undefined || !isEqual(previous.metadata.labels, set.metadata.labels))) enqueueAdopters(queue, set)
}

function enqueueOwner(queue: WorkQueue, namespace: string | undefined, owner: OwnerReference): void {
  const deployment = deploymentOf(queue, namespace, owner)
  if (deployment !== undefined) enqueue(queue, `${namespace}/${owner.name}`)
}

const deploymentOf = (queue: WorkQueue, namespace: string | undefined, owner: OwnerReference): Deployment | undefined =>
  owner.kind === 'Deployment' ? queue.context.store.byUid<Deployment>(Kind.Deployment, `${namespace}/${owner.name}`, owner.uid) : undefined

function enqueueAdopters(queue: WorkQueue, set: ReplicaSet): void {
  const { labels, namespace = '' } = set.metadata
  if (labels === undefined) return
  for (const deployment of queue.context.store.inNamespace<Deployment>(Kind.Deployment, namespace)) {
    const { selector } = deployment.spec
    if (!selectsNothing(selector) && compileSelector(selector)(labels)) enqueue(queue, `${namespace}/${deployment.metadata.name}`)
  }
}

const selectsNothing = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0

/** The last pod of a Deployment that recreates has gone: it may go on. */
export function deliverPodDeletion(queue: WorkQueue, pod: Pod): void {
  const { store } = queue.context
  const { namespace } = pod.metadata
  const owner = controllerOf(pod)
  if (owner === undefined || owner.kind !== 'ReplicaSet') return
  const set = store.byUid<ReplicaSet>(Kind.ReplicaSet, `${namespace}/${owner.name}`, owner.uid)
  const controller = set === undefined ? undefined : controllerOf(set)
  const deployment = controller === undefined ? undefined : deploymentOf(queue, namespace, controller)
  if (deployment === undefined || deployment.spec.strategy.type !== 'Recreate') return
  const sets = store.controlledBy<ReplicaSet>(deployment.metadata.uid, Kind.ReplicaSet)
  if (sets.every(({ metadata }) => store.controlledBy(metadata.uid, 'Pod').length === 0)) enqueue(queue, `${namespace}/${deployment.metadata.name}`)
}
