import { conflict, fail, notFound, ok, type Result } from '../api/errors.js'
import { reviewOnDelete } from './admission.js'
import { kindIn } from './kinds.js'
import type { Condition, KindId, KubeObject, Namespace, ObjectKey, ObjectMeta, Pod } from '../api/types.js'
import { timestamp, virtualTime } from '../clock.js'
import type { ActorContext } from '../state.js'
import { nameOfKey } from '../store/keys.js'
import { eraseObject, writeObject } from './write.js'

export interface DeleteOptions {
  readonly graceSeconds?: number
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
  /** Precondition: delete only the object with this uid. */
  readonly uid?: string
}

/**
 * Deletes as the API server does (registry/rest.BeforeDelete, pod strategy CheckGracefulDelete, 1.36): pods gracefully, namespaces
 * by phase, objects with finalizers in two steps, everything else at once. The value is the object as it was left.
 */
export function deleteObject(context: ActorContext, kind: KindId, key: ObjectKey, options: DeleteOptions = {}): Result<KubeObject> {
  const object = context.store.get(kind, key)
  const resource = kindIn(context.store, kind)?.resource ?? kind
  if (object === undefined) return fail(notFound(resource, nameOfKey(key)))
  if (options.uid !== undefined && options.uid !== object.metadata.uid) {
    return fail(conflict(resource, nameOfKey(key), `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${object.metadata.uid}`))
  }
  const reviewed = reviewOnDelete(context, kind, object)
  if (!reviewed.ok) return reviewed
  const graceSeconds = kind === 'Pod' ? podGrace(object as Pod, options.graceSeconds) : 0
  const finalizers = finalizersFor(object, options.propagation)
  if (kind === definitionKind) return ok(object.metadata.deletionTimestamp === undefined ? markDefinition(context, object) : object)
  const isHeld = finalizers.length > 0 || graceSeconds > 0 || kind === 'Namespace'
  if (isHeld) return ok(markDeleted(context, object, graceSeconds, finalizers))
  // Pods go in two writes even without grace: watchers see it fall to 0 first (updateForGracefulDeletionAndFinalizers).
  if (kind === 'Pod') markDeleted(context, object, 0, finalizers)
  eraseObject(context, kind, key)
  return ok(object)
}

/** Seconds of grace: none for pods that no kubelet runs (pod strategy), at least 1 for negative values. */
function podGrace(pod: Pod, requested: number | undefined): number {
  const { phase } = pod.status
  if (pod.spec.nodeName === undefined || pod.spec.nodeName === '' || phase === 'Failed' || phase === 'Succeeded') return 0
  const grace = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30
  return grace < 0 ? 1 : grace
}

function finalizersFor(object: KubeObject, propagation: DeleteOptions['propagation']): readonly string[] {
  const own = object.metadata.finalizers ?? []
  const added = propagation === 'Foreground' ? 'foregroundDeletion' : propagation === 'Orphan' ? 'orphan' : undefined
  if (added === undefined) return propagation === undefined ? own : own.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion')
  return own.includes(added) ? own : [...own.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion'), added]
}

function markDeleted(context: ActorContext, object: KubeObject, graceSeconds: number, finalizers: readonly string[]): KubeObject {
  const { metadata } = object
  const isShorter = metadata.deletionTimestamp === undefined || graceSeconds < (metadata.deletionGracePeriodSeconds ?? 0)
  const isSameFinalizers = finalizers.length === (metadata.finalizers?.length ?? 0) && finalizers.every((name, i) => metadata.finalizers?.[i] === name)
  if (!isShorter && isSameFinalizers) return object
  const marks: Partial<ObjectMeta> = !isShorter ? {} : {
    ...deadlineOf(context, metadata, graceSeconds),
    ...(metadata.generation === undefined || metadata.deletionTimestamp !== undefined ? {} : { generation: metadata.generation + 1 }),
  }
  const marked: KubeObject = { ...object, metadata: { ...metadata, ...marks, ...(finalizers.length === 0 ? {} : { finalizers }) } }
  return writeObject(context, object.kind === 'Namespace' ? terminating(marked as Namespace) : marked)
}

/** A later, shorter grace counts from the first deletion on; when it is over already, one second stays, unless none is asked for. */
function deadlineOf({ cluster }: ActorContext, { deletionTimestamp, deletionGracePeriodSeconds = 0 }: ObjectMeta, graceSeconds: number): Partial<ObjectMeta> {
  const since = deletionTimestamp === undefined ? cluster.now : virtualTime(cluster.clock, deletionTimestamp) - deletionGracePeriodSeconds * 1000
  const at = since + graceSeconds * 1000
  if (at >= cluster.now || deletionTimestamp === undefined) return { deletionTimestamp: timestamp(cluster.clock, at), deletionGracePeriodSeconds: graceSeconds }
  return { deletionTimestamp: timestamp(cluster.clock, cluster.now), deletionGracePeriodSeconds: Math.min(graceSeconds, 1) }
}

const definitionKind = 'CustomResourceDefinition.apiextensions.k8s.io'
const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

/** A definition goes after its objects: the first request leaves a finalizer and a condition (apiextensions registry etcd.go `Delete` 1.36). */
function markDefinition(context: ActorContext, object: KubeObject): KubeObject {
  const { cluster } = context
  const { status, metadata } = object as KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } }
  const now = timestamp(cluster.clock, cluster.now)
  const own = metadata.finalizers ?? []
  const pending: Condition = {
    type: 'Terminating', status: 'True', lastTransitionTime: now, reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  }
  const marked = {
    ...object, metadata: { ...metadata, deletionTimestamp: now, finalizers: own.includes(cleanup) ? own : [...own, cleanup] },
    status: { ...status, conditions: [...(status?.conditions ?? []), pending] },
  }
  return writeObject(context, marked as KubeObject)
}

const terminating = (namespace: Namespace): Namespace => ({ ...namespace, status: { ...namespace.status, phase: 'Terminating' } })
