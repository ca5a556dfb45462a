import { isBoundTo } from '../../api/volume-matching.js'
import type { ObjectReference, PersistentVolume, PersistentVolumeClaim } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { bindCompleted, boundByController } from './names.js'
import { setClaimPhase, setVolumePhase } from './phases.js'

/** Binds both ways, the volume first (pv_controller.go bind, 1.36). */
export function bind(context: ActorContext, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const bound = bindVolume(context, volume, claim)
  setVolumePhase(context, bound, 'Bound')
  setClaimPhase(context, bindClaim(context, claim, volume), 'Bound', volume)
}

function bindVolume(context: ActorContext, volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  if (volume.spec.claimRef?.uid === claim.metadata.uid) return volume
  const isPromised = isBoundTo(volume, claim)
  const annotations = isPromised ? volume.metadata.annotations : { ...volume.metadata.annotations, [boundByController]: 'yes' }
  const metadata = annotations === undefined ? volume.metadata : { ...volume.metadata, annotations }
  const updated = updateObject(context, { ...volume, metadata, spec: { ...volume.spec, claimRef: referenceTo(claim) } })
  return updated.ok ? updated.value : volume
}

export const referenceTo = ({ apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } }: PersistentVolumeClaim): ObjectReference =>
  ({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion })

function bindClaim(context: ActorContext, claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const isNamed = claim.spec.volumeName === volume.metadata.name
  const { annotations } = claim.metadata
  if (isNamed && annotations?.[bindCompleted] !== undefined) return claim
  const marks = { ...annotations, ...(isNamed ? {} : { [boundByController]: 'yes' }), [bindCompleted]: 'yes' }
  const updated = updateObject(context, { ...claim, metadata: { ...claim.metadata, annotations: marks }, spec: { ...claim.spec, volumeName: volume.metadata.name } })
  return updated.ok ? updated.value : claim
}

/** Takes the binding of a volume back; a volume that was promised by hand stays promised. */
export function unbindVolume(context: ActorContext, volume: PersistentVolume): void {
  const { [boundByController]: byController, ...annotations } = volume.metadata.annotations ?? {}
  const { claimRef, ...spec } = volume.spec
  const { uid: _uid, ...promise } = claimRef ?? {}
  const updated = updateObject(context, {
    ...volume, metadata: { ...volume.metadata, annotations }, spec: byController === undefined && claimRef !== undefined ? { ...spec, claimRef: promise } : spec,
  })
  if (updated.ok) setVolumePhase(context, updated.value, 'Available')
}
