import { Kind } from '../../api/kinds/ids.js'
import { claimNameOf } from '../../api/pod-claims.js'
import type { Millis, Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.js'
import { attachmentName, isExclusive, type VolumeAttachment } from '../../api/volume-attachment.js'
import { createObject } from '../../apiserver/create.js'
import { deleteObject } from '../../apiserver/delete.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateStatus } from '../../apiserver/update.js'
import { CowMap } from '../../cow-map.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { isTerminal } from '../pod-state.js'
import { podsOf } from './claim.js'

const component = 'attachdetach-controller'
/** How long a driver takes to attach a volume. */
const attachMs: Millis = 700
/** A node that does not answer keeps its volumes so long (maxWaitForUnmountDuration, 1.36). */
const forceDetachMs: Millis = 360_000
const outOfService = 'node.kubernetes.io/out-of-service'

/** By volume and node: since when nothing on the node wants the volume any more although the node does not answer. */
type State = CowMap<string, Millis>

/**
 * Attaches the volumes of CSI drivers to the nodes of their pods, and detaches them when these have gone; a volume for one node at a
 * time that another still has keeps the pod waiting (pkg/controller/volume/attachdetach reconciler.go, 1.36, with the drivers' attachers).
 */
export const attachDetach: Controller<State> = defineController<State>({
  name: component,
  watches: [Kind.Pod, Kind.PersistentVolume, Kind.Node],
  create: () => new CowMap(),
  fork: (state) => state.fork(),
  deliver: (queue, { kind, key, object, previous }) => {
    if (kind === Kind.PersistentVolume) return isAttachable(object as PersistentVolume) ? enqueue(queue, key) : undefined
    if (kind === Kind.Pod) return deliverPod(queue, object as Pod, previous as Pod | undefined)
    if (isReady(object as Node) !== isReady(previous as Node | undefined) || isOut(object as Node) !== isOut(previous as Node | undefined)) wakeAttachments(queue, key)
  },
  reconcile: (queue, key, state) => {
    const volume = queue.context.store.get<PersistentVolume>(Kind.PersistentVolume, key)
    if (volume === undefined || !isAttachable(volume)) return
    const pods = usersOf(queue.context, volume)
    const attached = attachmentsOf(queue.context, key).filter((attachment) => !detach(queue, state, volume, attachment, pods))
    for (const node of new Set(pods.map(({ spec }) => spec.nodeName!))) attach(queue, volume, node, attached, pods)
  },
})

const isAttachable = ({ spec }: PersistentVolume): boolean => spec.csi !== undefined
const isReady = (node: Node | undefined): boolean => node?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
const isOut = (node: Node | undefined): boolean => node?.spec.taints?.some(({ key }) => key === outOfService) === true

/** Pods matter when they get their node, when they end and when they go. */
function deliverPod(queue: WorkQueue, pod: Pod, previous: Pod | undefined): void {
  const { volumes = [], nodeName = '' } = pod.spec
  if (nodeName === '' || !volumes.some((volume) => claimNameOf(pod, volume) !== undefined)) return
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

/** True when the volume is off the node: nothing there wants it, and the node answers, is gone, out of service, or was waited for. */
function detach(queue: WorkQueue, state: State, volume: PersistentVolume, attachment: VolumeAttachment, pods: readonly Pod[]): boolean {
  const { context } = queue
  const { nodeName } = attachment.spec
  const id = `${volume.metadata.name} ${nodeName}`
  if (pods.some(({ spec }) => spec.nodeName === nodeName)) {
    state.delete(id)
    return false
  }
  const node = context.store.get<Node>(Kind.Node, nodeName)
  if (node !== undefined && !isReady(node) && !isOut(node)) {
    const since = state.get(id) ?? context.now
    state.set(id, since)
    if (context.now < since + forceDetachMs) {
      requeueAfter(queue, volume.metadata.name, since + forceDetachMs - context.now)
      return false
    }
  }
  state.delete(id)
  return deleteObject(context, Kind.VolumeAttachment, attachment.metadata.name).ok
}

function attach(queue: WorkQueue, volume: PersistentVolume, node: string, attached: readonly VolumeAttachment[], pods: readonly Pod[]): void {
  const { context } = queue
  const own = attached.find(({ spec }) => spec.nodeName === node)
  const here = pods.filter(({ spec }) => spec.nodeName === node)
  if (own === undefined) {
    const others = pods.filter(({ spec }) => spec.nodeName !== node)
    if (isExclusive(volume) && attached.length > 0) return refuse(context, volume, here, others)
    createObject<VolumeAttachment>(context, draftOf(volume, node))
    return requeueAfter(queue, volume.metadata.name, attachMs)
  }
  const leftMs = attachMs - (context.now - bornAt(context, own))
  if (own.status.attached) return
  if (leftMs > 0) return requeueAfter(queue, volume.metadata.name, leftMs)
  updateStatus(context, own, { attached: true })
  for (const pod of here) say(context, pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume ${JSON.stringify(volume.metadata.name)} `)
}

/** Creation times have seconds only: the log knows better. */
const bornAt = ({ cluster }: ActorContext, { metadata }: VolumeAttachment): Millis => cluster.log.at(Number(metadata.resourceVersion))?.at ?? 0

const draftOf = ({ metadata, spec }: PersistentVolume, node: string): VolumeAttachment => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: attachmentName(metadata.name, node) } as VolumeAttachment['metadata'],
  spec: { attacher: String(spec.csi?.['driver'] ?? ''), nodeName: node, source: { persistentVolumeName: metadata.name } }, status: { attached: false },
})

function refuse(context: ActorContext, volume: PersistentVolume, here: readonly Pod[], others: readonly Pod[]): void {
  const why = others.length === 0
    ? 'Volume is already exclusively attached to one node and can\'t be attached to another'
    : `Volume is already used by pod(s) ${others.map(({ metadata }) => metadata.name).join(', ')}`
  for (const pod of here) say(context, pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume ${JSON.stringify(volume.metadata.name)} ${why}`)
}

const say = (context: ActorContext, regarding: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  recordEvent(context, { regarding, type, reason, message, component })
