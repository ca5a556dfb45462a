import type { Millis, Node, ObjectKey, Pod } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { withPodCondition, type PodConditionUpdate } from '../apiserver/pod-condition.js'
import { updateStatus } from '../apiserver/update.js'
import type { CowMap } from '../cow-map.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import { byAge } from './by-age.js'
import { conditionOf } from '../api/conditions.js'
import { isTerminal } from './pod-state.js'

/** What one pass of the pod garbage collector does: pkg/controller/podgc/gc_controller.go, Kubernetes 1.36. */

/** A node must be missing for so long before its pods are given up. */
const quarantineMs = 40_000

const nodeGone: PodConditionUpdate = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' }

export const isOutOfService = (node: Node): boolean =>
  conditionOf(node.status.conditions, 'Ready')?.status !== 'True' && node.spec.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') === true

/** Of the pods that have ended, evicted ones go first, then the oldest. */
export function collectTerminated(context: ActorContext, count: number): void {
  const ended = [...context.store.list<Pod>('Pod')].filter(({ status }) => !['Pending', 'Running', 'Unknown'].includes(status.phase ?? ''))
  for (const pod of ended.sort(byEvictionAndAge).slice(0, count)) failAndDelete(context, pod)
}

const isEvicted = ({ status }: Pod): boolean => status.phase === 'Failed' && status.reason === 'Evicted'

const byEvictionAndAge = (a: Pod, b: Pod): number => (isEvicted(a) === isEvicted(b) ? byAge(a, b) : isEvicted(a) ? -1 : 1)

/** Terminating pods on nodes that an operator has declared out of service. */
export function collectOutOfService(context: ActorContext): void {
  for (const node of context.store.list<Node>('Node')) {
    if (!isOutOfService(node)) continue
    const terminating = context.store.podsOnNode(node.metadata.name).filter((pod) => pod.metadata.deletionTimestamp !== undefined)
    for (const pod of terminating.toSorted(byEvictionAndAge)) failAndDelete(context, pod)
  }
}

/** Pods of nodes that have been missing for the quarantine; others begin theirs now. */
export function collectOrphans(context: ActorContext, missing: CowMap<string, Millis | undefined>): void {
  for (const [name, due] of [...missing.entries()]) {
    const pods = context.store.podsOnNode(name)
    if (context.store.get('Node', name) !== undefined || pods.length === 0) missing.delete(name)
    else if (due === undefined) missing.set(name, context.now + quarantineMs)
    else if (due <= context.now) {
      missing.delete(name)
      for (const pod of pods) failAndDelete(context, pod, nodeGone)
    }
  }
}

export function collectUnscheduled(context: ActorContext, unscheduled: CowMap<ObjectKey, true>): void {
  for (const key of [...unscheduled.keys()]) {
    const pod = context.store.get<Pod>('Pod', key)
    unscheduled.delete(key)
    if (pod?.metadata.deletionTimestamp !== undefined) failAndDelete(context, pod)
  }
}

/** A pod that nobody runs any more fails first, so that its owner sees how it ended. */
function failAndDelete(context: ActorContext, pod: Pod, condition?: PodConditionUpdate): void {
  if (!isTerminal(pod)) {
    const status = condition === undefined ? pod.status : withPodCondition(context, pod, condition)
    const { generation } = pod.metadata
    updateStatus(context, pod, { ...status, phase: 'Failed', ...(generation === undefined ? {} : { observedGeneration: generation }) })
  }
  deleteObject(context, 'Pod', keyOf(pod.metadata), { graceSeconds: 0, uid: pod.metadata.uid })
}
