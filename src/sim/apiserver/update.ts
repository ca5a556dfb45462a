import { conflict, fail, notFound, ok, type Result } from '../api/errors.js'
import { hasPolicies } from './admission.js'
import { reviewActorWrite } from './actor-review.js'
import { kindIn } from './kinds.js'
import type { KindId, KubeObject, ObjectKey, ObjectMeta } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { keyOf, kindIdOf } from '../store/keys.js'
import { countTemplate } from './template-generation.js'
import { eraseObject, nextRevision, storeObject, writeObject } from './write.js'

type Sections = KubeObject & { readonly spec?: unknown; readonly status?: unknown }

/**
 * Replaces an object. The status of the stored one stays, the generation grows when anything but metadata and status changed, and
 * an object that is being deleted goes once its last finalizer is gone. `object` must build on the current version: sections that
 * did not change keep their references. A write that changes nothing is not stored (apiserver: no-op updates keep the revision).
 */
export function updateObject<T extends KubeObject>(context: ActorContext, object: T): Result<T> {
  const kind = kindIdOf(object)
  const key = keyOf(object.metadata)
  const current = context.store.get<T>(kind, key)
  const resource = kindIn(context.store, kind)?.resource ?? kind
  if (current === undefined) return fail(notFound(resource, object.metadata.name))
  if (current.metadata.uid !== object.metadata.uid) return fail(conflict(resource, object.metadata.name, 'the UID in the precondition does not match'))
  const reviewed = reviewActorWrite(context, kind, object, current, '')
  return reviewed.ok ? storeUpdate(context, kind, current, reviewed.value) : reviewed
}

function storeUpdate<T extends KubeObject>(context: ActorContext, kind: KindId, current: T, object: T): Result<T> {
  const hasStatus = kindIn(context.store, kind)?.subresources.includes('status') === true
  const kept = hasStatus && (object as Sections).status !== (current as Sections).status ? { ...object, status: (current as Sections).status } : object
  const counted = countTemplate(current, kept, isEqual)
  const isSpecChanged = kindIn(context.store, kind)?.generation === true && isCounted(kind, current, counted, !hasStatus && kindIn(context.store, kind)?.custom !== undefined)
  if (!isSpecChanged && isSame(current, counted)) return ok(current)
  const generation = current.metadata.generation
  const next = isSpecChanged ? { ...counted, metadata: { ...counted.metadata, generation: (generation ?? 0) + 1 } } : counted
  return ok(storeOrFinish(context, next))
}

/** Replaces the status (the `status` subresource) and nothing else. An equal status, by reference, is not stored. */
export function updateStatus<T extends KubeObject & { readonly status?: unknown }>(context: ActorContext, object: T, status: T['status']): Result<T> {
  const kind = kindIdOf(object)
  const key = keyOf(object.metadata)
  const current = context.store.get<T>(kind, key)
  if (current === undefined || current.metadata.uid !== object.metadata.uid) return fail(notFound(kindIn(context.store, kind)?.resource ?? kind, object.metadata.name))
  return replaceStatus(context, kind, key, current, status)
}

/** The same for an object whose present version is at hand. */
export function replaceStatus<T extends KubeObject & { readonly status?: unknown }>(context: ActorContext, kind: KindId, key: ObjectKey, current: T, status: T['status']): Result<T> {
  if (current.status === status) return ok(current)
  if (context.actor < 0 || !hasPolicies(context.store)) return ok(storeStatus(context, kind, key, current, status))
  const wanted = { ...current, status }
  const reviewed = reviewActorWrite(context, kind, wanted, current, 'status')
  if (!reviewed.ok || (reviewed.value !== wanted && isEqual(reviewed.value, current))) return reviewed.ok ? ok(current) : reviewed
  return ok(storeStatus(context, kind, key, current, reviewed.value.status, reviewed.value.metadata))
}

function storeStatus<T extends KubeObject & { readonly status?: unknown }>(
  context: ActorContext, kind: KindId, key: ObjectKey, current: T, status: T['status'], metadata: ObjectMeta = current.metadata,
): T {
  const next = { ...current, metadata: { ...metadata, resourceVersion: nextRevision(context.cluster) }, status }
  storeObject(context, kind, key, next, current)
  return next
}

/** Stores the object, or takes it away when it is being deleted and nothing holds it any more. */
export function storeOrFinish<T extends KubeObject>(context: ActorContext, object: T): T {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata
  const isHeld = (finalizers?.length ?? 0) > 0 || (deletionGracePeriodSeconds ?? 0) > 0 || hasSpecFinalizers(object)
  // What takes the last hold away is not stored: the object goes as it was (registry/generic Store.Update, errEmptiedFinalizers).
  if (deletionTimestamp === undefined || isHeld) return writeObject(context, object)
  eraseObject(context, kindIdOf(object), keyOf(object.metadata))
  return object
}

const hasSpecFinalizers = (object: KubeObject): boolean => {
  if (object.kind !== 'Namespace') return false
  const spec = (object as { readonly spec?: { readonly finalizers?: readonly string[] } }).spec
  return (spec?.finalizers?.length ?? 0) > 0
}

/** What a kind's generation counts: annotations of Deployments too, nothing of PriorityClasses (registry/*\/strategy.go PrepareForUpdate, 1.36). */
function isCounted(kind: string, before: KubeObject, after: KubeObject, withStatus: boolean): boolean {
  if (kind === 'PriorityClass.scheduling.k8s.io') return false
  return isContentChanged(before, after, withStatus) || (kind === 'Deployment.apps' && !isEqual(before.metadata.annotations, after.metadata.annotations))
}

/** A custom kind without status subresource has no status: the field is one like any other. */
function isContentChanged(before: KubeObject, after: KubeObject, withStatus: boolean): boolean {
  const a = before as unknown as Record<string, unknown>
  const b = after as unknown as Record<string, unknown>
  for (const key in b) if (b[key] !== a[key] && isContent(key, withStatus) && !isEqual(a[key], b[key])) return true
  for (const key in a) if (b[key] === undefined && a[key] !== undefined && isContent(key, withStatus)) return true
  return false
}

const isContent = (key: string, withStatus: boolean): boolean => key !== 'metadata' && (key !== 'status' || withStatus)

const isSame = (before: KubeObject, after: KubeObject): boolean =>
  areEqual(before as never, after as never, 'metadata') && areEqual(before.metadata as never, after.metadata as never, 'resourceVersion')

/** Deep equality of plain data; equal references end it early. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  return areEqual(a as Record<string, unknown>, b as Record<string, unknown>, undefined)
}

/** Whether they have the same in all their fields but one. */
function areEqual(x: Readonly<Record<string, unknown>>, y: Readonly<Record<string, unknown>>, except: string | undefined): boolean {
  let count = 0
  for (const key in x) {
    if (x[key] === undefined || key === except) continue
    count++
    if (!isEqual(x[key], y[key])) return false
  }
  for (const key in y) if (y[key] !== undefined && key !== except) count--
  return count === 0
}
