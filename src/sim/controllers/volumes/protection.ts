import { Kind } from '../../api/kinds/ids.js'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { defineController, enqueue, type Controller, type WorkQueue } from '../define.js'
import { podsOf } from './claim.js'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'

/** Keeps a claim that is being deleted until no pod with a node names it, ended pods included: pvc-protection-controller, 1.36. */
export const claimProtection: Controller = defineController({
  name: 'pvc-protection-controller',
  watches: [Kind.PersistentVolumeClaim, Kind.Pod],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.PersistentVolumeClaim)) enqueue(queue, `${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, entry) => (entry.kind === Kind.Pod ? deliverPod(queue, entry) : enqueue(queue, entry.key)),
  reconcile: ({ context }, key) => {
    const claim = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key)
    if (claim === undefined) return
    if (claim.metadata.deletionTimestamp === undefined) return protect(context, claim, claimFinalizer)
    if (!podsOf(context, claim).some(({ spec }) => (spec.nodeName ?? '') !== '')) release(context, claim, claimFinalizer)
  },
})

/** Only the end of a pod can free a claim. */
function deliverPod(queue: WorkQueue, entry: LogEntry): void {
  if (entry.type !== 'DELETED') return
  const { metadata, spec } = entry.object as Pod
  for (const { persistentVolumeClaim } of spec.volumes ?? []) {
    if (persistentVolumeClaim !== undefined) enqueue(queue, objectKey(metadata.namespace, persistentVolumeClaim.claimName))
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
