import { updateObject } from '../apiserver/update.js'
import type { KubeObject, OwnerReference } from '../api/types.js'
import type { LabelPredicate } from '../api/labels.js'
import type { ActorContext } from '../state.js'
import { controllerOf } from '../store/keys.js'

/** The reference by which a controller object owns what it makes (metav1.NewControllerRef). */
export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true,
})

/**
 * What becomes of one object that an owner may own (controller_ref_manager.go ClaimObject, 1.36): the object as it is claimed, adopted
 * if it was an orphan that the selector matches; undefined when it belongs to someone else, or was let go because it no longer matches.
 */
export function claim<T extends KubeObject>(context: ActorContext, owner: KubeObject, matches: LabelPredicate, object: T): T | undefined {
  const isOwnerGoing = owner.metadata.deletionTimestamp !== undefined
  const controller = controllerOf(object)
  if (controller === undefined) {
    if (isOwnerGoing || object.metadata.deletionTimestamp !== undefined || !matches(object.metadata.labels)) return undefined
    return adopt(context, owner, object)
  }
  if (controller.uid !== owner.metadata.uid) return undefined
  if (matches(object.metadata.labels)) return object
  if (!isOwnerGoing) release(context, owner, object)
  return undefined
}

function adopt<T extends KubeObject>(context: ActorContext, owner: KubeObject, object: T): T | undefined {
  const others = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner.metadata.uid)
  const ownerReferences = [...others, controllerReference(owner)]
  const adopted = updateObject(context, { ...object, metadata: { ...object.metadata, ownerReferences } })
  return adopted.ok ? adopted.value : undefined
}

function release(context: ActorContext, owner: KubeObject, object: KubeObject): void {
  updateObject(context, withoutOwners(object, new Set([owner.metadata.uid])))
}

/** The object without its references to these owners. */
export function withoutOwners<T extends KubeObject>(object: T, uids: ReadonlySet<string>): T {
  const { ownerReferences = [], ...metadata } = object.metadata
  const kept = ownerReferences.filter((reference) => !uids.has(reference.uid))
  return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, ownerReferences: kept } }
}
