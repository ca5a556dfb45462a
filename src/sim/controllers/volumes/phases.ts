import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../../api/types.js'
import { timestamp } from '../../clock.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { component } from './names.js'

/** Phases of volumes and claims, and what is said of them (pv_controller.go updateVolumePhase, updateClaimStatus, 1.36). */

export function say(context: ActorContext, regarding: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
  recordEvent(context, { regarding, type, reason, message, component })
}

/** True when the phase is new. */
export function setVolumePhase(context: ActorContext, volume: PersistentVolume, phase: string, message?: string): boolean {
  if (volume.status.phase === phase) return false
  const { message: _message, ...status } = volume.status
  updateStatus(context, volume, {
    ...status, phase, ...(message === undefined ? {} : { message }), lastPhaseTransitionTime: timestamp(context.cluster.clock, context.now),
  })
  return true
}

/** A bound claim shows what its volume has; any other shows nothing. True when the phase is new. */
export function setClaimPhase(context: ActorContext, claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): boolean {
  const { status } = claim
  const isNew = status.phase !== phase
  if (volume === undefined) {
    if (!isNew && status.accessModes === undefined && status.capacity === undefined) return false
    const { accessModes: _modes, capacity: _capacity, ...rest } = status
    updateStatus(context, claim, { ...rest, phase })
    return isNew
  }
  if (!isNew && status.accessModes === volume.spec.accessModes) return false
  const { accessModes, capacity } = volume.spec
  const shown = { ...(accessModes === undefined ? {} : { accessModes }), ...(capacity === undefined || !isNew ? {} : { capacity }) }
  updateStatus(context, claim, { ...status, phase, ...shown })
  return isNew
}
