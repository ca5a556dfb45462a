import { createObject } from '../apiserver/create.js'
import { deleteObject } from '../apiserver/delete.js'
import { qosClass } from '../api/qos.js'
import type { Node, Pod } from '../api/types.js'
import { microTimestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import { isStaticPod } from './critical.js'
import { hexOf } from './ids.js'
import type { KubeletState, NodeState, PodWorker, Scope } from './state.js'

const prefix = 'kubernetes.io/config.'
const mirrorKey = `${prefix}mirror`

/** The pod that the kubelet makes of a manifest in its folder (config/common.go applyDefaults, kubelet 1.36). */
export function staticPodOf({ cluster, now }: ActorContext, node: NodeState, manifest: Pod): Pod {
  const uid = hexOf(`${node.name} ${JSON.stringify(manifest)}`).slice(0, 32)
  const { metadata, spec } = manifest
  const annotations = { ...metadata.annotations, [`${prefix}hash`]: uid, [`${prefix}seen`]: microTimestamp(cluster.clock, now), [`${prefix}source`]: 'file' }
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { ...metadata, name: `${metadata.name}-${node.name}`, namespace: metadata.namespace ?? 'default', uid, annotations, creationTimestamp: '', resourceVersion: '' },
    spec: { ...spec, nodeName: node.name, tolerations: [...(spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }] },
    status: { phase: 'Pending', qosClass: qosClass(spec) },
  }
}

/** The object in the API server that the worker's status goes to: the pod itself, or a static pod's mirror. */
export function storedPod({ store }: Pick<ActorContext, 'store'>, worker: PodWorker): Pod | undefined {
  const uid = isStaticPod(worker.pod) ? worker.mirrorUid : worker.uid
  return uid === undefined ? undefined : store.byUid<Pod>('Pod', worker.key, uid)
}

/** Sees to it that a static pod has a mirror; one that somebody deletes is replaced at once (tryReconcileMirrorPods, kubelet.go 1.36). */
export function reconcileMirror(scope: Scope): void {
  const { context, worker, node } = scope
  if (!node.isConnected) return
  context.by = node.by
  const mirror = context.store.get<Pod>('Pod', worker.key)
  const isOurs = mirror?.metadata.annotations?.[mirrorKey] === worker.uid
  if (mirror !== undefined) {
    if (isOurs && mirror.metadata.deletionTimestamp === undefined) {
      worker.mirrorUid = mirror.metadata.uid
      return
    }
    if (mirror.metadata.annotations?.[mirrorKey] === undefined) return
    deleteObject(context, 'Pod', worker.key, { graceSeconds: 0, uid: mirror.metadata.uid })
  }
  const owner = context.store.get<Node>('Node', node.name)
  if (owner === undefined || owner.metadata.deletionTimestamp !== undefined) return
  const { uid: _, creationTimestamp: __, resourceVersion: ___, ...metadata } = worker.pod.metadata
  const { status: ____, ...pod } = worker.pod
  createObject<Pod>(context, {
    ...pod,
    metadata: {
      ...metadata, annotations: { ...metadata.annotations, [mirrorKey]: worker.uid },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid, controller: true }],
    },
  })
}

/** The watch shows a mirror: from now on the static pod's status can be written. */
export function seeMirror({ context, worker }: Scope): void {
  const mirror = context.store.get<Pod>('Pod', worker.key)
  if (mirror?.metadata.annotations?.[mirrorKey] === worker.uid) worker.mirrorUid = mirror.metadata.uid
}

/** The static pod's worker that a mirror belongs to. */
export const staticOf = (state: KubeletState, node: NodeState, mirror: Pod): PodWorker | undefined => state.workers.get(node.statics.get(keyOf(mirror.metadata)) ?? '')
