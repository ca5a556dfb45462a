import { Kind } from '../../api/kinds/ids.js'
import { claimNameOf } from '../../api/pod-claims.js'
import type { Millis, Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.js'
import { isExclusive, type VolumeAttachment } from '../../api/volume-attachment.js'
import { deleteObject } from '../../apiserver/delete.js'
import { isAttachable } from '../../attachable.js'
import { CowMap } from '../../cow-map.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { isTerminal } from '../pod-state.js'
import { beginAttach, component, goOnAttaching, idOf, refuseSecond, type Attachable, type Attaching } from './attach.js'
import { podsOf } from './claim.js'
import { hasClaims } from '../pod-news.js'

/** A node that does not answer keeps its volumes so long (maxWaitForUnmountDuration, 1.36). */
const forceDetachMs: Millis = 360_000
const outOfService = 'node.kubernetes.io/out-of-service'

/** By volume and node. */
interface State {
  /** Since when nothing on the node wants the volume any more although the node does not answer. */
  readonly idle: CowMap<string, Millis>
  readonly attaching: CowMap<string, Attaching>
  /** Nodes that were told that another has the volume. */
  readonly refused: CowMap<string, true>
}

/**
 * Attaches the volumes of CSI drivers to the nodes of their pods, and detaches them when these have gone; a volume for one node at a
 * time that another still has keeps the pod waiting (pkg/controller/volume/attachdetach reconciler.go, 1.36, with the drivers' attachers).
 */
export const attachDetach: Controller<State> = defineController<State>({
  name: component,
  watches: [Kind.Pod, Kind.PersistentVolume, Kind.Node],
  concerns: (change) => change.kind !== Kind.Pod || hasClaims(change.object as Pod),
  create: () => ({ idle: new CowMap(), attaching: new CowMap(), refused: new CowMap() }),
  fork: ({ idle, attaching, refused }) => ({ idle: idle.fork(), attaching: attaching.fork(), refused: refused.fork() }),
  deliver: (queue, { kind, key, object, previous }) => {
    if (kind === Kind.PersistentVolume) return isAttachable(queue.context.store, object as PersistentVolume) ? enqueue(queue, key) : undefined
    if (kind === Kind.Pod) return deliverPod(queue, object as Pod, previous as Pod | undefined)
    if (isReady(object as Node) !== isReady(previous as Node | undefined) || isOut(object as Node) !== isOut(previous as Node | undefined)) wakeAttachments(queue, key)
  },
  reconcile: (queue, key, state) => {
    const volume = queue.context.store.get<PersistentVolume>(Kind.PersistentVolume, key)
    if (volume === undefined || !isAttachable(queue.context.store, volume)) return
    const pods = usersOf(queue.context, volume)
    forgetGone(state, key, pods)
    const attached = attachmentsOf(queue.context, key).filter((attachment) => !detach(queue, state, volume, attachment, pods))
    for (const node of new Set(pods.map(({ spec }) => spec.nodeName!))) attach(queue, state, { volume, node }, attached, pods)
  },
})

const isReady = (node: Node | undefined): boolean => node?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
const isOut = (node: Node | undefined): boolean => node?.spec.taints?.some(({ key }) => key === outOfService) === true

/** Pods matter when they get their node, when they end and when they go. */
function deliverPod(queue: WorkQueue, pod: Pod, previous: Pod | undefined): void {
  if (queue.context.store.count(Kind.PersistentVolumeClaim) === 0) return
  const { volumes = [], nodeName = '' } = pod.spec
  if (nodeName === '' || !hasClaims(pod)) return
  const isNews = previous === undefined || previous.spec.nodeName !== nodeName || isTerminal(previous) !== isTerminal(pod) || queue.context.store.get(Kind.Pod, objectKey(pod.metadata.namespace, pod.metadata.name)) === undefined
  if (!isNews) return
  for (const volume of volumes) {
    const name = claimNameOf(pod, volume)
    if (name === undefined) continue
    const claim = queue.context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, objectKey(pod.metadata.namespace, name))
    if ((claim?.spec.volumeName ?? '') !== '') enqueue(queue, claim!.spec.volumeName!)
  }
}

function wakeAttachments(queue: WorkQueue, node: string): void {
  for (const { spec } of queue.context.store.list<VolumeAttachment>(Kind.VolumeAttachment)) if (spec.nodeName === node && spec.source.persistentVolumeName !== undefined) enqueue(queue, spec.source.persistentVolumeName)
}

/** The pods with a node that have not ended and use the volume. */
function usersOf(context: ActorContext, { spec: { claimRef } }: PersistentVolume): readonly Pod[] {
  if (claimRef?.name === undefined) return []
  const claim = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, objectKey(claimRef.namespace, claimRef.name))
  return claim === undefined ? [] : podsOf(context, claim).filter((pod) => (pod.spec.nodeName ?? '') !== '' && !isTerminal(pod))
}

function attachmentsOf({ store }: ActorContext, volume: string): readonly VolumeAttachment[] {
  if (store.count(Kind.VolumeAttachment) === 0) return []
  return [...store.list<VolumeAttachment>(Kind.VolumeAttachment)].filter(({ spec }) => spec.source.persistentVolumeName === volume)
}

/** Nodes without a pod that wants the volume hear of it anew when one comes again. */
function forgetGone({ refused }: State, volume: string, pods: readonly Pod[]): void {
  if (refused.size === 0) return
  const wanting = new Set(pods.map(({ spec }) => idOf(volume, spec.nodeName ?? '')))
  for (const id of [...refused.keys()]) if (id.startsWith(`${volume} `) && !wanting.has(id)) refused.delete(id)
}

/** True when the volume is off the node: nothing there wants it, and the node answers, is gone, out of service, or was waited for. */
function detach(queue: WorkQueue, state: State, volume: PersistentVolume, attachment: VolumeAttachment, pods: readonly Pod[]): boolean {
  const { context } = queue
  const { nodeName } = attachment.spec
  const id = idOf(volume.metadata.name, nodeName)
  if (pods.some(({ spec }) => spec.nodeName === nodeName)) {
    state.idle.delete(id)
    return false
  }
  const node = context.store.get<Node>(Kind.Node, nodeName)
  if (node !== undefined && !isReady(node) && !isOut(node)) {
    const since = state.idle.get(id) ?? context.now
    state.idle.set(id, since)
    if (context.now < since + forceDetachMs) {
      requeueAfter(queue, volume.metadata.name, since + forceDetachMs - context.now)
      return false
    }
  }
  state.idle.delete(id)
  state.attaching.delete(id)
  return deleteObject(context, Kind.VolumeAttachment, attachment.metadata.name).ok
}

function attach(queue: WorkQueue, { attaching, refused }: State, { volume, node }: Omit<Attachable, 'pods'>, attached: readonly VolumeAttachment[], pods: readonly Pod[]): void {
  const { context } = queue
  const id = idOf(volume.metadata.name, node)
  const attachable = { volume, node, pods: pods.filter(({ spec }) => spec.nodeName === node) }
  const own = attached.find(({ spec }) => spec.nodeName === node)
  if (own === undefined && isExclusive(volume) && attached.length > 0) {
    if (!refused.has(id)) refuseSecond(context, attachable, pods.filter(({ spec }) => spec.nodeName !== node))
    return refused.set(id, true)
  }
  const next = own === undefined ? beginAttach(context, attaching, attachable) : goOnAttaching(context, attaching, attachable, own)
  if (next !== undefined) requeueAfter(queue, volume.metadata.name, next - context.now)
}
