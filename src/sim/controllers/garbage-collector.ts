import { anyCustomKind, Kind } from '../api/kinds/ids.js'
import type { KindId, KubeObject, ObjectKey, OwnerReference } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { recordEvent } from '../apiserver/events.js'
import { kindIn } from '../apiserver/kinds.js'
import { updateObject } from '../apiserver/update.js'
import { keyOf, kindIdOf, objectKey } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { withoutOwners } from './owners.js'

const foreground = 'foregroundDeletion'
const orphan = 'orphan'

/**
 * Deletes what has lost its owners, in the background or before the owner itself, or makes orphans of it: kube-controller-manager's
 * garbage-collector, 1.36 (garbagecollector.go, graph_builder.go). The store's index of owners is the graph. A queue key is the kind
 * and key of one object, and `orphan` where its dependents are to be left.
 */
export const garbageCollector: Controller = defineController({
  name: 'garbage-collector-controller',
  watches: [...Object.values(Kind).filter((kind) => kind !== Kind.Event && kind !== Kind.EventsEvent), anyCustomKind],
  concerns: ({ type, object, previous }) => type === 'DELETED' || isGoing(object) || object.metadata.ownerReferences !== previous?.metadata.ownerReferences,
  deliver: (queue, entry) => {
    if (entry.type === 'DELETED') deliverDeletion(queue, entry.object)
    else deliverChange(queue, entry)
  },
  reconcile: (queue, text) => {
    const [kind, key, task] = text.split(separator) as [KindId, ObjectKey, string?]
    const object = queue.context.store.get(kind, key)
    if (object === undefined) return
    if (task === undefined) attemptToDelete(queue, object)
    else if (isOrphaning(object)) orphanDependents(queue, object)
  },
})

const separator = '\n'
const itemKey = (kind: KindId, key: ObjectKey): string => `${kind}${separator}${key}`
const orphanKey = (object: KubeObject): string => `${itemKey(kindIdOf(object), keyOf(object.metadata))}${separator}${orphan}`
const enqueueItem = (queue: WorkQueue, kind: KindId, key: ObjectKey): void => enqueue(queue, itemKey(kind, key))
const enqueueObject = (queue: WorkQueue, object: KubeObject): void => enqueueItem(queue, kindIdOf(object), keyOf(object.metadata))

const hasFinalizer = (object: KubeObject, name: string): boolean => object.metadata.finalizers?.includes(name) === true
const isGoing = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined
/** Whether the object goes only after what it owns. */
const isDeletingDependents = (object: KubeObject): boolean => isGoing(object) && hasFinalizer(object, foreground)
const isOrphaning = (object: KubeObject): boolean => isGoing(object) && hasFinalizer(object, orphan)

function enqueueDependents(queue: WorkQueue, owner: KubeObject): void {
  for (const { kind, key } of queue.context.store.dependentsOf(owner.metadata.uid)) enqueueItem(queue, kind, key)
}

/** What the object owned is looked at, and its owners that wait for it. */
function deliverDeletion(queue: WorkQueue, object: KubeObject): void {
  enqueueDependents(queue, object)
  for (const reference of object.metadata.ownerReferences ?? []) {
    const owner = find(queue, reference, object.metadata.namespace)
    if (owner !== undefined && isDeletingDependents(owner)) enqueueObject(queue, owner)
  }
}

function deliverChange(queue: WorkQueue, { object, previous }: LogEntry): void {
  const references = object.metadata.ownerReferences
  if (references !== previous?.metadata.ownerReferences) deliverReferences(queue, object, references ?? [], previous?.metadata.ownerReferences ?? [])
  if (!isGoing(object)) return
  if (isOrphaning(object)) {
    if (previous === undefined || !isOrphaning(previous)) enqueue(queue, orphanKey(object))
  } else if (isDeletingDependents(object) && (previous === undefined || !isDeletingDependents(previous))) {
    enqueueDependents(queue, object)
    enqueueObject(queue, object)
  }
}

/** How long it takes to ask the API server for the owner, then for the object itself: a scheduler is quicker. */
const absenceMs = 12

/** An owner that is not there, or not the one that is meant, may be the object's end; a reference less may be an owner's. */
function deliverReferences(queue: WorkQueue, object: KubeObject, references: readonly OwnerReference[], before: readonly OwnerReference[]): void {
  const { namespace } = object.metadata
  for (const reference of before) {
    if (reference.blockOwnerDeletion !== true || references.findLast(({ uid }) => uid === reference.uid)?.blockOwnerDeletion === true) continue
    const owner = find(queue, reference, namespace)
    if (owner !== undefined) enqueueObject(queue, owner)
  }
  for (const reference of references) {
    if (before.some(({ uid }) => uid === reference.uid) || find(queue, reference, namespace) !== undefined) continue
    reportForeignNamespace(queue, object, reference)
    requeueAfter(queue, itemKey(kindIdOf(object), keyOf(object.metadata)), absenceMs)
  }
}

/** The owner that is meant: by kind and name, in the object's namespace or of cluster scope, and with the same uid. */
function find(queue: WorkQueue, reference: OwnerReference, namespace: string | undefined): KubeObject | undefined {
  const kind = kindIdOf(reference)
  const key = kindIn(queue.context.store, kind)?.namespaced === false ? reference.name : objectKey(namespace, reference.name)
  return queue.context.store.byUid(kind, key, reference.uid)
}

function reportForeignNamespace(queue: WorkQueue, object: KubeObject, reference: OwnerReference): void {
  const { namespace } = object.metadata
  const { apiVersion, kind, name, uid } = reference
  if (namespace === undefined || kindIn(queue.context.store, kindIdOf(reference))?.namespaced !== true) return
  for (const owner of queue.context.store.list(kindIdOf(reference))) {
    if (owner.metadata.uid !== uid || owner.metadata.namespace === namespace) continue
    const message = `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`
    recordEvent(queue.context, { regarding: object, type: 'Warning', reason: 'OwnerRefInvalidNamespace', message, component: 'garbage-collector-controller' })
  }
}

/** attemptToDeleteItem. */
function attemptToDelete(queue: WorkQueue, object: KubeObject): void {
  if (isDeletingDependents(object)) return waitForDependents(queue, object)
  const references = object.metadata.ownerReferences ?? []
  if (isGoing(object) || references.length === 0) return
  if (references.some((reference) => isUndecidable(queue, object, reference))) return
  const owners = references.map((reference) => ({ reference, owner: find(queue, reference, object.metadata.namespace) }))
  const lost = owners.filter(({ owner }) => owner === undefined || isDeletingDependents(owner))
  if (lost.length === 0) return
  if (lost.length < owners.length) {
    updateObject(queue.context, withoutOwners(object, new Set(lost.map(({ reference }) => reference.uid))))
  } else {
    collect(queue, object, owners.some(({ owner }) => owner !== undefined))
  }
}

/** Owners of unknown kinds, and namespaced owners of cluster-scoped objects, are never taken for absent. */
function isUndecidable({ context }: WorkQueue, object: KubeObject, reference: OwnerReference): boolean {
  const kind = kindIn(context.store, kindIdOf(reference))
  return kind === undefined || (kind.namespaced && object.metadata.namespace === undefined)
}

/** Deletes the object; before its own dependents go first when an owner waits for it in the foreground. */
function collect(queue: WorkQueue, object: KubeObject, isOwnerWaiting: boolean): void {
  const { context } = queue
  const { uid } = object.metadata
  const dependents = context.store.dependentsOf(uid)
  const isForeground = hasFinalizer(object, foreground) || (isOwnerWaiting && dependents.length > 0)
  if (isOwnerWaiting && dependents.some(({ kind, key }) => isDeletingDependents(context.store.get(kind, key)!))) unblockOwners(queue, object)
  const propagation = isForeground ? 'Foreground' : hasFinalizer(object, orphan) ? 'Orphan' : 'Background'
  deleteObject(context, kindIdOf(object), keyOf(object.metadata), { uid, propagation })
}

/** Owners stop waiting for an object that is part of a circle. */
function unblockOwners(queue: WorkQueue, object: KubeObject): void {
  const ownerReferences = (object.metadata.ownerReferences ?? []).map((reference) => ({ ...reference, blockOwnerDeletion: false }))
  updateObject(queue.context, { ...object, metadata: { ...object.metadata, ownerReferences } })
}

/** The object may go once nothing is left that blocks it (processDeletingDependentsItem). */
function waitForDependents(queue: WorkQueue, owner: KubeObject): void {
  const { store } = queue.context
  const blocking = store.dependentsOf(owner.metadata.uid).filter(({ kind, key }) =>
    store.get(kind, key)?.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion === true))
  if (blocking.length === 0) return removeFinalizer(queue, owner, foreground)
  for (const { kind, key } of blocking) if (!isDeletingDependents(store.get(kind, key)!)) enqueueItem(queue, kind, key)
}

/** How long the writes to the dependents take: the owner's controller sees its loss before the owner goes. */
const orphaningMs = 20

/** attemptToOrphanWorker: first the dependents, then the finalizer of the owner. */
function orphanDependents(queue: WorkQueue, owner: KubeObject): void {
  const { context } = queue
  const dependents = context.store.dependentsOf(owner.metadata.uid)
  if (dependents.length === 0) return removeFinalizer(queue, owner, orphan)
  const uids = new Set([owner.metadata.uid])
  for (const { kind, key } of dependents) {
    const dependent = context.store.get(kind, key)
    if (dependent !== undefined) updateObject(context, withoutOwners(dependent, uids))
  }
  requeueAfter(queue, orphanKey(owner), orphaningMs)
}

function removeFinalizer(queue: WorkQueue, object: KubeObject, name: string): void {
  const current = queue.context.store.byUid(kindIdOf(object), keyOf(object.metadata), object.metadata.uid)
  if (current === undefined) return
  const { finalizers = [], ...metadata } = current.metadata
  const kept = finalizers.filter((finalizer) => finalizer !== name)
  updateObject(queue.context, { ...current, metadata: kept.length === 0 ? metadata : { ...metadata, finalizers: kept } })
}
