import type { Pod } from '../api/types.js'
import { claimNameOf } from '../api/pod-claims.js'
import { controllerOf } from '../store/keys.js'
import type { Change } from '../store/log.js'

/**
 * Which news of Pods concern whom. Most are of a status that one or two controllers look at, and each tells by references which those are:
 * what a write leaves as it was is the same object afterwards.
 */

/** Whether a Pod came, went, or changed in whose it is: its labels, its owners, its being deleted. */
export function isOtherwiseHeld({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED' || previous === undefined) return true
  const [before, after] = [previous.metadata, object.metadata]
  return before.labels !== after.labels || before.ownerReferences !== after.ownerReferences || before.deletionTimestamp !== after.deletionTimestamp
}

/** News for the controllers of one kind: all of their own pods, and those of pods that become or were theirs, or could. */
export function concernsOwners(entry: Change, kind: string): boolean {
  const owner = controllerOf(entry.object)
  if (owner?.kind === kind) return true
  if (!isOtherwiseHeld(entry)) return false
  return owner === undefined || (entry.previous !== undefined && controllerOf(entry.previous)?.kind === kind)
}

/** Most pods have a controller of another kind, and keep it: their news are not even looked at. */
export function isOfOthers({ object, previous }: Change, kind: string): boolean {
  if (previous !== undefined && previous.metadata.ownerReferences !== object.metadata.ownerReferences) return false
  const owner = controllerOf(object)
  return owner !== undefined && owner.kind !== kind
}

/** Whether a Pod came, went, or was given a node. */
export const isOtherwisePlaced = ({ type, object, previous }: Change): boolean =>
  type !== 'MODIFIED' || (object as Pod).spec.nodeName !== (previous as Pod | undefined)?.spec.nodeName

/** Whether a volume of the Pod is that of a claim. */
export function hasClaims(pod: Pod): boolean {
  const { volumes } = pod.spec
  if (volumes !== undefined) for (const volume of volumes) if (claimNameOf(pod, volume) !== undefined) return true
  return false
}
