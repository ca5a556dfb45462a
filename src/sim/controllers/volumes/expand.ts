import { Kind } from '../../api/kinds/ids.js'
import { claimNameOf } from '../../api/pod-claims.js'
import { compareQuantities } from '../../api/quantity.js'
import type { Condition, KubeObject, Millis, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateObject, updateStatus } from '../../apiserver/update.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { podsOf } from './claim.js'
import { hasClaims } from '../pod-news.js'

/** How long a driver takes to make a volume larger, and a node to make its file system so. */
const workMs: Millis = 1_000
const pending = 'FileSystemResizePending'
const driver = 'driver:'
const node = 'node:'

/**
 * Makes volumes larger when their claims ask for more: kube-controller-manager's volume_expand controller (pkg/controller/volume/expand,
 * 1.36), the external-resizer of every CSI driver (1.14), and the node's part, for which a pod must run with the volume.
 */
export const volumeExpansion: Controller = defineController({
  name: 'volume_expand',
  watches: [Kind.PersistentVolumeClaim, Kind.Pod],
  concerns: (change) => change.kind !== Kind.Pod || hasClaims(change.object as Pod),
  deliver: (queue, { kind, key, type, object }) => {
    if (type === 'DELETED') return
    if (kind !== Kind.Pod) return isGrowing(object as PersistentVolumeClaim) ? enqueue(queue, key) : undefined
    if ((object as Pod).status.phase === 'Running') for (const claim of awaited(queue.context, object as Pod)) enqueue(queue, claim)
  },
  reconcile: (queue, key) => {
    const [stage, name] = key.startsWith(driver) ? [driver, key.slice(driver.length)] : key.startsWith(node) ? [node, key.slice(node.length)] : ['', key]
    const claim = queue.context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, name)
    if (claim === undefined || !isGrowing(claim)) return
    const volume = queue.context.store.get<PersistentVolume>(Kind.PersistentVolume, claim.spec.volumeName ?? '')
    if (volume === undefined || volume.spec.claimRef?.uid !== claim.metadata.uid) return
    if (stage === driver) enlargeVolume(queue, claim, volume)
    else if (stage === node) enlargeFileSystem(queue.context, claim, volume)
    else begin(queue, name, claim, volume)
  },
})

const wantedOf = ({ spec }: PersistentVolumeClaim): string => spec.resources?.requests?.['storage'] ?? '0'
const isGrowing = (claim: PersistentVolumeClaim): boolean =>
  claim.status.phase === 'Bound' && claim.status.capacity?.['storage'] !== undefined && compareQuantities(wantedOf(claim), claim.status.capacity['storage']) > 0
const isPending = ({ status }: PersistentVolumeClaim): boolean => status.conditions?.some(({ type }) => type === pending) === true

const none: readonly string[] = []

/** The claims of a running pod whose file systems can grow now. */
function awaited({ store }: ActorContext, pod: Pod): readonly string[] {
  const { metadata, spec } = pod
  if (spec.volumes === undefined || store.count(Kind.PersistentVolumeClaim) === 0) return none
  return spec.volumes.flatMap((volume) => {
    const name = claimNameOf(pod, volume)
    const key = name === undefined ? '' : objectKey(metadata.namespace, name)
    const claim = store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key)
    return claim !== undefined && isPending(claim) ? [key] : []
  })
}

function begin(queue: WorkQueue, key: string, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const { context } = queue
  if (isPending(claim)) return podsOf(context, claim).some(({ status }) => status.phase === 'Running') ? requeueAfter(queue, `${node}${key}`, workMs) : undefined
  if (claim.status.conditions?.some(({ type }) => type === 'Resizing') === true) return
  say(context, claim, 'volume_expand', 'ExternalExpanding', 'waiting for an external controller to expand this PVC')
  const resizer = driverOf(volume)
  if (resizer === '') return
  say(context, claim, resizerOf(resizer), 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`)
  setConditions(context, claim, 'Resizing', '')
  requeueAfter(queue, `${driver}${key}`, workMs)
}

const driverOf = ({ spec }: PersistentVolume): string => String(spec.csi?.['driver'] ?? '')
const resizerOf = (name: string): string => `external-resizer ${name}`

function say(context: ActorContext, regarding: KubeObject, component: string, reason: string, message: string): void {
  recordEvent(context, { regarding, type: 'Normal', reason, message, component })
}

function setConditions(context: ActorContext, claim: PersistentVolumeClaim, type: string | undefined, message: string): void {
  const kept = (claim.status.conditions ?? []).filter((condition) => condition.type !== 'Resizing' && condition.type !== pending)
  const added: readonly Condition[] = type === undefined ? [] : [{ type, status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(context.cluster.clock, context.now), ...(message === '' ? {} : { message }) } as Condition]
  const { conditions: _before, ...status } = claim.status
  const conditions = [...kept, ...added]
  const capacity = type === undefined ? { ...claim.status.capacity, storage: wantedOf(claim) } : claim.status.capacity
  updateStatus(context, claim, { ...status, ...(capacity === undefined ? {} : { capacity }), ...(conditions.length === 0 ? {} : { conditions }) })
}

/** What the driver makes larger is a disk; its file system grows on a node. */
function enlargeVolume(queue: WorkQueue, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const { context } = queue
  updateObject(context, { ...volume, spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage: wantedOf(claim) } } })
  if (claim.spec.volumeMode === 'Block') return setConditions(context, claim, undefined, '')
  setConditions(context, claim, pending, 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.')
  say(context, claim, resizerOf(driverOf(volume)), 'FileSystemResizeRequired', 'Require file system resize of volume on node')
}

function enlargeFileSystem(context: ActorContext, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const pod = podsOf(context, claim).find(({ status }) => status.phase === 'Running')
  if (pod === undefined || !isPending(claim)) return
  setConditions(context, claim, undefined, '')
  for (const regarding of [pod, claim]) {
    recordEvent(context, {
      regarding, type: 'Normal', reason: 'FileSystemResizeSuccessful', component: 'kubelet', host: pod.spec.nodeName ?? '',
      message: `MountVolume.NodeExpandVolume succeeded for volume "${volume.metadata.name}" ${pod.spec.nodeName}`,
    })
  }
}
