import { ok, type ApiError, type Result } from '../../api/errors.js'
import type { Pod } from '../../api/types.js'
import { createObject } from '../../apiserver/create.js'
import { deleteObject } from '../../apiserver/delete.js'
import { updateObject } from '../../apiserver/update.js'
import { keyOf } from '../../store/keys.js'
import { isTerminal } from '../pod-state.js'
import { createClaims } from './claims.js'
import { sayPod } from './events.js'
import { draftPod, isIdentityRight, isStorageRight, revisionOfPod, withIdentity } from './identity.js'
import { fixRetention, hasStaleClaim, isRetentionRight } from './retention.js'
import { settle, settledOrdinal } from './settled.js'
import { isPodAvailable, isRunningAndReady, isUnavailable, templateNamed, type Replica, type Sync } from './sync.js'

const goOn: Result<boolean> = ok(false)
const end: Result<boolean> = ok(true)

/** Brings one replica a step nearer to what it should be (processReplica, 1.36). */
export function processReplica(sync: Sync, replica: Replica, isMonotonic: boolean): Result<boolean> {
  const { ordinal, pod } = replica
  if (pod !== undefined && settledOrdinal(pod, sync.judgement) !== undefined) return goOn
  if (pod === undefined) return hasStaleClaim(sync, ordinal) ? end : createReplica(sync, replica, isMonotonic)
  if (isTerminal(pod)) return pod.metadata.deletionTimestamp === undefined ? deleteReplica(sync, ordinal, pod) : end
  if (pod.status.phase === 'Pending') {
    const created = createClaims(sync, ordinal)
    if (!created.ok) return created
    fixRetention(sync, ordinal, pod)
  }
  const isWaiting = pod.metadata.deletionTimestamp !== undefined || !isRunningAndReady(pod) || !isPodAvailable(sync, pod)
  return isWaiting && isMonotonic ? end : fixIdentity(sync, ordinal, pod)
}

function createReplica(sync: Sync, { ordinal, revision }: Replica, isMonotonic: boolean): Result<boolean> {
  const claims = createClaims(sync, ordinal)
  if (!claims.ok) return failed(sync, 'Create', ordinal, claims.error)
  const created = createObject<Pod>(sync.context, draftPod(sync.set, templateNamed(sync, revision), revision, ordinal))
  sync.writes++
  if (!created.ok && created.error.reason === 'AlreadyExists') return created
  fixRetention(sync, ordinal, undefined)
  if (!created.ok) return failed(sync, 'Create', ordinal, created.error)
  sayPod(sync, 'Create', ordinal)
  return isMonotonic ? end : goOn
}

function failed(sync: Sync, verb: 'Create' | 'Update' | 'Delete', ordinal: number, error: ApiError): Result<boolean> {
  sayPod(sync, verb, ordinal, error)
  return { ok: false, error }
}

/** Deletes the pod of a replica gracefully; one that is gone already counts as deleted. */
export function deleteReplica(sync: Sync, ordinal: number, pod: Pod): Result<boolean> {
  const deleted = deleteObject(sync.context, 'Pod', keyOf(pod.metadata))
  sync.writes++
  if (!deleted.ok && deleted.error.reason !== 'NotFound') return failed(sync, 'Delete', ordinal, deleted.error)
  sayPod(sync, 'Delete', ordinal)
  return end
}

/** Labels, volumes and owners of claims as they belong to the ordinal (UpdateStatefulPod). */
function fixIdentity(sync: Sync, ordinal: number, pod: Pod): Result<boolean> {
  const { set, context } = sync
  const isRight = isIdentityRight(set, pod, ordinal) && isStorageRight(set, pod, ordinal)
  const isOwned = isRetentionRight(sync, ordinal, pod)
  if (isRight && isOwned) {
    if (sync.judgement !== undefined && !isUnavailable(sync, pod) && isRunningAndReady(pod) && revisionOfPod(pod) === sync.update.metadata.name) settle(pod, sync.judgement, ordinal)
    return goOn
  }
  if (!isStorageRight(set, pod, ordinal)) {
    const claims = createClaims(sync, ordinal)
    if (!claims.ok) return failed(sync, 'Update', ordinal, claims.error)
  }
  if (!isOwned) fixRetention(sync, ordinal, pod)
  const updated = updateObject(context, isRight ? pod : withIdentity(set, pod, ordinal))
  sync.writes++
  if (!updated.ok) return failed(sync, 'Update', ordinal, updated.error)
  sayPod(sync, 'Update', ordinal)
  return goOn
}

/** Takes away one pod that is too many; one by one, only once it and all that stay are available, or if it is itself what is not. */
export function processCondemned(sync: Sync, { ordinal, pod }: Replica, isMonotonic: boolean, firstUnavailable: Pod | undefined): Result<boolean> {
  if (pod === undefined) return goOn
  if (pod.metadata.deletionTimestamp !== undefined) return isMonotonic ? end : goOn
  const isHealthy = isRunningAndReady(pod) && isPodAvailable(sync, pod)
  if (isMonotonic && !isHealthy && pod !== firstUnavailable) return end
  return deleteReplica(sync, ordinal, pod)
}
