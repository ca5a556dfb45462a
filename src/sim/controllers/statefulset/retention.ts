import { Kind } from '../../api/kinds/ids.js'
import type { KubeObject, OwnerReference, PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateObject } from '../../apiserver/update.js'
import { objectKey } from '../../store/keys.js'
import { controllerReference } from '../owners.js'
import { claimsOf } from './claims.js'
import { isInRange } from './identity.js'
import { component, podName } from './names.js'
import type { Sync } from './sync.js'

/**
 * Claims that go with their pod or set are owned by it, and the garbage collector deletes them (stateful_set_utils.go
 * isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod, 1.36).
 */

interface Owners {
  readonly set: StatefulSet
  readonly ordinal: number
  readonly podUid: string | undefined
}

const isNamed = (reference: OwnerReference, apiVersion: string, kind: string, name: string): boolean =>
  reference.apiVersion === apiVersion && reference.kind === kind && reference.name === name

const isOfSet = (reference: OwnerReference, { set }: Owners): boolean => isNamed(reference, 'apps/v1', 'StatefulSet', set.metadata.name)
const isOfPod = (reference: OwnerReference, { set, ordinal }: Owners): boolean => isNamed(reference, 'v1', 'Pod', podName(set, ordinal))

const references = (claim: PersistentVolumeClaim): readonly OwnerReference[] => claim.metadata.ownerReferences ?? []

export const isRetained = ({ spec }: StatefulSet, when: 'whenDeleted' | 'whenScaled'): boolean => (spec.persistentVolumeClaimRetentionPolicy?.[when] ?? 'Retain') === 'Retain'

/** Whether something else looks after the claim, a former owner of the same name included. */
function hasOtherController(claim: PersistentVolumeClaim, owners: Owners): boolean {
  if (isRetained(owners.set, 'whenDeleted') && isRetained(owners.set, 'whenScaled')) return false
  return references(claim).some((reference) => {
    if (isOfSet(reference, owners)) return reference.uid !== owners.set.metadata.uid
    if (isOfPod(reference, owners)) return reference.uid !== owners.podUid
    return reference.controller === true
  })
}

function wantedOwners({ set, ordinal }: Owners): { readonly bySet: boolean; readonly byPod: boolean } {
  const isCondemned = !isInRange(set, ordinal)
  const byPod = !isRetained(set, 'whenScaled') && isCondemned
  return { byPod, bySet: !isRetained(set, 'whenDeleted') && !byPod }
}

const isStale = (claim: PersistentVolumeClaim, owners: Owners): boolean => {
  const bySet = references(claim).find((reference) => isOfSet(reference, owners))
  const byPod = references(claim).find((reference) => isOfPod(reference, owners))
  return (bySet !== undefined && bySet.uid !== owners.set.metadata.uid) || (byPod !== undefined && byPod.uid !== owners.podUid)
}

function isUpToDate(claim: PersistentVolumeClaim, owners: Owners): boolean {
  if (isStale(claim, owners)) return true
  const { uid } = owners.set.metadata
  const ours = references(claim).filter((reference) => reference.uid === uid || reference.uid === owners.podUid)
  if (hasOtherController(claim, owners)) return ours.length === 0
  if (ours.some((reference) => reference.controller !== true)) return false
  const { bySet, byPod } = wantedOwners(owners)
  return ours.some((reference) => reference.uid === uid) === bySet && ours.some((reference) => reference.uid === owners.podUid) === byPod
}

const ownersOf = ({ set }: Sync, ordinal: number, pod: Pod | undefined): Owners => ({ set, ordinal, podUid: pod?.metadata.uid })

export const isRetentionRight = (sync: Sync, ordinal: number, pod: Pod): boolean =>
  claimsOf(sync, ordinal).every((claim) => isUpToDate(claim, ownersOf(sync, ordinal, pod)))

/** A claim of a former pod of this name is about to go: its successor must wait (PodClaimIsStale). */
export const hasStaleClaim = (sync: Sync, ordinal: number): boolean =>
  !isRetained(sync.set, 'whenScaled') && claimsOf(sync, ordinal).some((claim) => references(claim).some((reference) => isOfPod(reference, ownersOf(sync, ordinal, undefined))))

/** Gives the claims of a pod the owners that the policy wants. */
export function fixRetention(sync: Sync, ordinal: number, pod: Pod | undefined): void {
  const owners = ownersOf(sync, ordinal, pod)
  for (const claim of claimsOf(sync, ordinal)) {
    if (hasOtherController(claim, owners)) sayConflict(sync, claim)
    if (isUpToDate(claim, owners)) continue
    updateObject(sync.context, withOwners(claim, owners, pod ?? placeholder(sync, ordinal)))
    sync.writes++
  }
}

function sayConflict({ context, set }: Sync, claim: PersistentVolumeClaim): void {
  const message = `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`
  recordEvent(context, { regarding: set, type: 'Warning', reason: 'ConflictingController', message, component })
}

const placeholder = ({ context, set }: Sync, ordinal: number): KubeObject | undefined => context.store.get<Pod>(Kind.Pod, objectKey(set.metadata.namespace, podName(set, ordinal)))

function withOwners(claim: PersistentVolumeClaim, owners: Owners, pod: KubeObject | undefined): PersistentVolumeClaim {
  const { ownerReferences: _before, ...metadata } = claim.metadata
  const kept = references(claim).filter((reference) => !isOfSet(reference, owners) && !isOfPod(reference, owners))
  const { bySet, byPod } = hasOtherController(claim, owners) ? { bySet: false, byPod: false } : wantedOwners(owners)
  const added = [...(byPod && pod !== undefined ? [controllerReference(pod)] : []), ...(bySet ? [controllerReference(owners.set)] : [])]
  const ownerReferences = [...kept, ...added]
  return { ...claim, metadata: ownerReferences.length === 0 ? metadata : { ...metadata, ownerReferences } }
}
