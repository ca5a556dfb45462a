import { Kind } from '../../api/kinds/ids.js'
import { kindById } from '../../api/kinds/registry.js'
import { ephemeralClaimName, foreignClaimText, isClaimOfPod } from '../../api/pod-claims.js'
import type { KubeObject, PersistentVolumeClaim, Pod, Volume } from '../../api/types.js'
import { createObject } from '../../apiserver/create.js'
import { recordEvent } from '../../apiserver/events.js'
import type { ActorContext } from '../../state.js'
import { keyOf, objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { defineController, enqueue, forget, requeueRateLimited, type Controller, type WorkQueue } from '../define.js'
import { controllerReference } from '../owners.js'
import { hasClaims } from '../pod-news.js'

/** Makes the claims of ephemeral volumes, which their pods own: kube-controller-manager's ephemeral-volume-controller (pkg/controller/volume/ephemeral, 1.36). */
export const ephemeralVolumes: Controller = defineController({
  name: 'ephemeral-volume-controller',
  watches: [Kind.Pod, Kind.PersistentVolumeClaim],
  concerns: (change) => change.kind !== Kind.Pod || (change.type === 'ADDED' && hasClaims(change.object as Pod)),
  start: (queue) => {
    for (const pod of queue.context.store.list<Pod>(Kind.Pod)) enqueuePod(queue, pod)
  },
  deliver: (queue, entry) => {
    if (entry.kind === Kind.PersistentVolumeClaim) deliverClaim(queue, entry)
    else if (entry.type === 'ADDED') enqueuePod(queue, entry.object as Pod)
  },
  reconcile: (queue, key) => {
    const pod = queue.context.store.get<Pod>(Kind.Pod, key)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return forget(queue, key)
    for (const volume of pod.spec.volumes ?? []) {
      const why = volume.ephemeral === undefined ? undefined : provide(queue.context, pod, volume)
      if (why === undefined) continue
      recordEvent(queue.context, { regarding: pod, type: 'Warning', reason: 'FailedBinding', message: `ephemeral volume ${volume.name}: ${why}`, component: 'ephemeral_volume' })
      return requeueRateLimited(queue, key)
    }
    forget(queue, key)
  },
})

const hasEphemeral = ({ spec }: Pod): boolean => spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined) === true

function enqueuePod(queue: WorkQueue, pod: Pod): void {
  if (pod.metadata.deletionTimestamp === undefined && hasEphemeral(pod)) enqueue(queue, keyOf(pod.metadata))
}

/** A claim that somebody deleted is made again while its pod is there: its name tells which pods that may be. */
function deliverClaim(queue: WorkQueue, { type, object: { metadata: { name, namespace } } }: LogEntry): void {
  if (type !== 'DELETED') return
  for (let end = name.indexOf('-'); end !== -1; end = name.indexOf('-', end + 1)) {
    const pod = queue.context.store.get<Pod>(Kind.Pod, objectKey(namespace, name.slice(0, end)))
    if (pod?.spec.volumes?.some((volume) => volume.ephemeral !== undefined && ephemeralClaimName(pod, volume) === name) === true) enqueuePod(queue, pod)
  }
}

/** Why the volume has no claim of its own; undefined when it has. */
function provide(context: ActorContext, pod: Pod, volume: Volume): string | undefined {
  const name = ephemeralClaimName(pod, volume)
  const existing = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, objectKey(pod.metadata.namespace, name))
  if (existing !== undefined) return isClaimOfPod(pod, existing.metadata) ? undefined : foreignClaimText(pod, existing.metadata)
  const created = createObject(context, claimFor(pod, volume, name))
  return created.ok ? undefined : `create PVC ${name}: ${created.error.message}`
}

function claimFor(pod: Pod, { ephemeral }: Volume, name: string): KubeObject {
  const { metadata: { labels, annotations } = {}, spec } = ephemeral!.volumeClaimTemplate!
  const { namespace } = pod.metadata
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), ownerReferences: [controllerReference(pod)], ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) }
  return kindById(Kind.PersistentVolumeClaim)!.defaults({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec } as unknown as KubeObject)
}
