import { Kind } from '../../api/kinds/ids.js'
import { isModeOther } from '../../api/volume-matching.js'
import type { ObjectKey, PersistentVolume, PersistentVolumeClaim } from '../../api/types.js'
import { deleteObject } from '../../apiserver/delete.js'
import type { ActorContext } from '../../state.js'
import { keyOf, objectKey } from '../../store/keys.js'
import { unbindVolume } from './bind.js'
import { boundByController, provisionedBy } from './names.js'
import { say, setVolumePhase } from './phases.js'

/** The claim that a volume is for, as a key. */
export const claimKeyOf = ({ spec: { claimRef } }: PersistentVolume): ObjectKey | undefined =>
  (claimRef?.name === undefined ? undefined : objectKey(claimRef.namespace, claimRef.name))

/** Gives a volume its phase and reclaims it when its claim is gone; the key of a claim that is to be looked at next (syncVolume, 1.36). */
export function syncVolume(context: ActorContext, volume: PersistentVolume): ObjectKey | undefined {
  const key = claimKeyOf(volume)
  const uid = volume.spec.claimRef?.uid ?? ''
  if (key === undefined || uid === '') return nothingAfter(setVolumePhase(context, volume, 'Available'))
  const claim = context.store.byUid<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key, uid)
  if (claim === undefined) return nothingAfter(release(context, volume))
  const name = claim.spec.volumeName ?? ''
  if (name === volume.metadata.name) return nothingAfter(setVolumePhase(context, volume, 'Bound'))
  if (name === '') {
    if (!isModeOther(claim, volume)) return key
    return nothingAfter(sayModes(context, volume, claim))
  }
  const isProvisioned = volume.metadata.annotations?.[provisionedBy] !== undefined && volume.spec.persistentVolumeReclaimPolicy === 'Delete'
  return nothingAfter(isProvisioned ? release(context, volume) : unbindVolume(context, volume))
}

const nothingAfter = (_done: unknown): undefined => undefined

function sayModes(context: ActorContext, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const [pv, pvc] = [volume.metadata.name, claim.metadata.name]
  say(context, volume, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${pvc}" due to incompatible volumeMode.`)
  say(context, claim, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume "${pv}" to requested PersistentVolumeClaim due to incompatible volumeMode.`)
}

function release(context: ActorContext, volume: PersistentVolume): void {
  const { phase } = volume.status
  if (phase !== 'Released' && phase !== 'Failed') setVolumePhase(context, volume, 'Released')
  const current = context.store.get<PersistentVolume>(Kind.PersistentVolume, volume.metadata.name)
  if (current === undefined) return
  switch (current.spec.persistentVolumeReclaimPolicy) {
    case 'Delete': return deleteBackend(context, current)
    case 'Recycle': return recycle(context, current)
    default: return undefined
  }
}

/** What in-tree plugins can delete; volumes of external provisioners are theirs to delete (findDeletablePlugin, 1.36). */
function deleteBackend(context: ActorContext, volume: PersistentVolume): void {
  const provisioner = volume.metadata.annotations?.[provisionedBy]
  if (provisioner !== undefined && provisioner !== '') {
    return provisioner.startsWith('kubernetes.io/') ? fail(context, volume, 'VolumeFailedDelete', `no volume plugin matched name: ${provisioner}`) : undefined
  }
  const { csi, hostPath } = volume.spec
  if (csi !== undefined) return undefined
  if (hostPath === undefined) {
    return fail(context, volume, 'VolumeFailedDelete', `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`)
  }
  if (!/^\/tmp\/.+/.test(hostPath.path)) return fail(context, volume, 'VolumeFailedDelete', `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`)
  deleteObject(context, Kind.PersistentVolume, keyOf(volume.metadata))
}

function fail(context: ActorContext, volume: PersistentVolume, reason: string, message: string): void {
  if (setVolumePhase(context, volume, 'Failed', message)) say(context, volume, 'Warning', reason, message)
}

/** The scrubbing pod is not simulated: it succeeds at once. */
function recycle(context: ActorContext, volume: PersistentVolume): void {
  const isRecyclable = volume.spec.hostPath !== undefined || (volume.spec as { readonly nfs?: unknown }).nfs !== undefined
  if (!isRecyclable) return fail(context, volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!')
  say(context, volume, 'Normal', 'VolumeRecycled', 'Volume recycled')
  const { claimRef: _claim, ...spec } = volume.spec
  const { [boundByController]: _mark, ...annotations } = volume.metadata.annotations ?? {}
  unbindVolume(context, { ...volume, metadata: { ...volume.metadata, annotations }, spec })
}
