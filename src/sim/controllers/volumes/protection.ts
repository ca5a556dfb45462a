import { Kind } from '../../api/kinds/ids.js'
import { claimNameOf, isClaimOfPod } from '../../api/pod-claims.js'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { podsOf } from './claim.js'
import { hasClaims } from '../pod-news.js'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'

/** Keeps a claim that is being deleted until no pod with a node names it, ended pods included: pvc-protection-controller, 1.36. */
export const claimProtection: Controller = defineController({
  name: 'pvc-protection-controller',
  watches: [Kind.PersistentVolumeClaim, Kind.Pod],
  concerns: (change) => change.kind !== Kind.Pod || hasClaims(change.object as Pod),
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.PersistentVolumeClaim)) enqueue(queue, `${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, entry) => (entry.kind === Kind.Pod ? deliverPod(queue, entry) : enqueue(queue, entry.key)),
  reconcile: ({ context }, key) => {
    const claim = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key)
    if (claim === undefined) return
    if (claim.metadata.deletionTimestamp === undefined) return protect(context, claim, claimFinalizer)
    if (!podsOf(context, claim).some((pod) => holds(pod, claim))) release(context, claim, claimFinalizer)
  },
})

/** The kubelet is done with a pod that has no time left: a finalizer may hold it for long. */
const isShutDown = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0

/** Pods with a node hold their claims, those of their own ephemeral volumes until they are shut down (podUsesPVCForDeletion). */
const holds = (pod: Pod, claim: PersistentVolumeClaim): boolean => (pod.spec.nodeName ?? '') !== '' && !(isShutDown(pod) && isClaimOfPod(pod, claim.metadata))

/** Only the end of a pod can free a claim; the API server is asked for the pods once more before that (askAPIServer). */
function deliverPod(queue: WorkQueue, { type, object }: LogEntry): void {
  const pod = object as Pod
  if (pod.spec.volumes === undefined || (type !== 'DELETED' && !isShutDown(pod))) return
  for (const volume of pod.spec.volumes) {
    const name = claimNameOf(pod, volume)
    if (name !== undefined) requeueAfter(queue, objectKey(pod.metadata.namespace, name), queue.context.options.latency.writeMs)
  }
}

/** Keeps a volume that is being deleted while it is bound: pv-protection-controller, 1.36. */
export const volumeProtection: Controller = defineController({
  name: 'pv-protection-controller',
  watches: [Kind.PersistentVolume],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.PersistentVolume)) enqueue(queue, metadata.name)
  },
  deliver: (queue, entry) => enqueue(queue, entry.key),
  reconcile: ({ context }, key) => {
    const volume = context.store.get<PersistentVolume>(Kind.PersistentVolume, key)
    if (volume === undefined) return
    if (volume.metadata.deletionTimestamp === undefined) protect(context, volume, volumeFinalizer)
    else if (volume.status.phase !== 'Bound') release(context, volume, volumeFinalizer)
  },
})

function protect(context: ActorContext, object: KubeObject, finalizer: string): void {
  const finalizers = object.metadata.finalizers ?? []
  if (!finalizers.includes(finalizer)) updateObject(context, { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } })
}

function release(context: ActorContext, object: KubeObject, finalizer: string): void {
  const { finalizers = [], ...metadata } = object.metadata
  if (!finalizers.includes(finalizer)) return
  const left = finalizers.filter((name) => name !== finalizer)
  updateObject(context, { ...object, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } })
}
