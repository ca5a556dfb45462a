import type { KubeObject, Millis, Node, ObjectKey, Pod, Taint } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { recordEvent } from '../apiserver/events.js'
import { isEqual } from '../apiserver/update.js'
import { setPodCondition } from '../apiserver/pod-condition.js'
import { CowMap } from '../cow-map.js'
import type { ActorContext } from '../state.js'
import { nameOfKey, namespaceOfKey } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { noExecuteTaints, toleratedFor } from './taint-eviction-tolerations.js'
import { isOtherwisePlaced } from './pod-news.js'

/** Pods that wait for their eviction, by key. */
export interface TaintEvictionState {
  readonly planned: CowMap<ObjectKey, PlannedEviction>
}
export interface PlannedEviction {
  readonly createdAt: Millis
  readonly fireAt: Millis
}

const component = 'taint-eviction-controller'

/** The taint-eviction-controller of kube-controller-manager 1.36: deletes pods from nodes with NoExecute taints, after their tolerationSeconds. */
export const taintEviction: Controller<TaintEvictionState> = defineController<TaintEvictionState>({
  name: component,
  watches: ['Node', 'Pod'],
  concerns: (change) => change.kind !== 'Pod' || isOtherwisePlaced(change) || (change.object as Pod).spec.tolerations !== (change.previous as Pod).spec.tolerations,
  create: () => ({ planned: new CowMap() }),
  fork: (state) => ({ planned: state.planned.fork() }),
  deliver(queue, entry, state) {
    if (entry.kind === 'Pod') deliverPod(queue, entry, state)
    else deliverNode(queue, entry)
  },
  reconcile(queue, key, state) {
    const name = key.slice(key.indexOf(':') + 1)
    if (key.startsWith('fire:')) fireWhenDue(queue, state, name)
    else if (key.startsWith('pod:')) planPod(queue, state, name)
    else planNode(queue, state, name)
  },
})

function deliverPod(queue: WorkQueue, entry: LogEntry, state: TaintEvictionState): void {
  const [pod, previous] = [entry.object as Pod, entry.previous as Pod | undefined]
  if (entry.type === 'DELETED') return cancel(queue.context, state, entry.key)
  if (pod.spec === previous?.spec) return
  const { nodeName, tolerations } = pod.spec
  if (nodeName === undefined || (previous?.spec.nodeName === nodeName && isEqual(previous.spec.tolerations, tolerations))) return
  if (noExecuteTaints(queue.context.store.get<Node>('Node', nodeName)).length > 0) enqueue(queue, `pod:${entry.key}`)
}

function deliverNode(queue: WorkQueue, entry: LogEntry): void {
  const [now, before] = [(entry.object as Node).spec.taints, (entry.previous as Node | undefined)?.spec.taints]
  if (entry.type === 'DELETED' || now === before) return
  if (!isEqual(noExecuteTaints(entry.object as Node), noExecuteTaints(entry.previous as Node | undefined))) enqueue(queue, `node:${entry.key}`)
}

function planNode(queue: WorkQueue, state: TaintEvictionState, name: string): void {
  const { context } = queue
  const node = context.store.get<Node>('Node', name)
  if (node === undefined) return
  const taints = noExecuteTaints(node)
  for (const pod of context.store.podsOnNode(name)) {
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`
    if (taints.length === 0) cancel(context, state, key)
    else plan(queue, state, key, pod, taints)
  }
}

function planPod(queue: WorkQueue, state: TaintEvictionState, key: ObjectKey): void {
  const pod = queue.context.store.get<Pod>('Pod', key)
  const taints = noExecuteTaints(queue.context.store.get<Node>('Node', pod?.spec.nodeName ?? ''))
  if (pod !== undefined && taints.length > 0) plan(queue, state, key, pod, taints)
}

/** processPodOnNode, 1.36: a planned eviction stays as it is, unless the tolerations allow more time now, or none. */
function plan(queue: WorkQueue, state: TaintEvictionState, key: ObjectKey, pod: Pod, taints: readonly Taint[]): void {
  const { context } = queue
  const { isTolerated, forMs } = toleratedFor(pod.spec.tolerations ?? [], taints)
  if (!isTolerated || forMs === Number.POSITIVE_INFINITY) cancel(context, state, key)
  if (forMs === Number.POSITIVE_INFINITY) return
  const known = state.planned.get(key)
  if (known !== undefined && known.createdAt < context.now) return
  if (known !== undefined) cancel(context, state, key)
  const createdAt = known?.createdAt ?? context.now
  state.planned.set(key, { createdAt, fireAt: createdAt + forMs })
  requeueAfter(queue, `fire:${key}`, createdAt + forMs - context.now)
}

function cancel(context: ActorContext, state: TaintEvictionState, key: ObjectKey): void {
  if (state.planned.size === 0 || !state.planned.delete(key)) return
  say(context, key, `Cancelling deletion of Pod ${key}`)
}

/** The wake-up may be that of an earlier plan. */
function fireWhenDue(queue: WorkQueue, state: TaintEvictionState, key: ObjectKey): void {
  const planned = state.planned.get(key)
  if (planned === undefined) return
  const leftMs = planned.fireAt - queue.context.now
  if (leftMs > 0) return requeueAfter(queue, `fire:${key}`, leftMs)
  state.planned.delete(key)
  fire(queue.context, key)
}

/** addConditionAndDeletePod, 1.36. Disruption budgets are not asked. */
function fire(context: ActorContext, key: ObjectKey): void {
  say(context, key, `Marking for deletion Pod ${key}`)
  const pod = context.store.get<Pod>('Pod', key)
  if (pod === undefined) return
  setPodCondition(context, pod, { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' })
  deleteObject(context, 'Pod', key)
}

const say = (context: ActorContext, key: ObjectKey, message: string): void =>
  recordEvent(context, { regarding: referenceTo(key), type: 'Normal', reason: 'TaintManagerEviction', message, component })

/** By its name alone: what is said of a pod goes on to be counted when another one of that name comes (emitPodDeletionEvent, taint_eviction.go 1.36). */
const referenceTo = (key: ObjectKey): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: namespaceOfKey(key), name: nameOfKey(key), uid: key } as never })
