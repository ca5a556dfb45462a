import { compileSelector } from './labels.js'
import { compareQuantities } from './quantity.js'
import type { PersistentVolume, PersistentVolumeClaim } from './types.js'

/** Which volume suits a claim: component-helpers storage/volume/pv_helpers.go, 1.36. */

const betaClass = 'volume.beta.kubernetes.io/storage-class'

/** The class of a claim or volume; the older annotation counts before the field. */
export const classOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string => metadata.annotations?.[betaClass] ?? spec.storageClassName ?? ''

export const hasClass = ({ metadata, spec }: PersistentVolumeClaim): boolean => metadata.annotations?.[betaClass] !== undefined || spec.storageClassName !== undefined

/** Whether a volume is promised or bound to this very claim. */
export function isBoundTo({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef === undefined || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false
  return (claimRef.uid ?? '') === '' || claimRef.uid === metadata.uid
}

const modeOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string => spec.volumeMode ?? 'Filesystem'

export const isModeOther = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean => modeOf(claim) !== modeOf(volume)

export const isLargeEnough = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  compareQuantities(volume.spec.capacity?.['storage'] ?? '0', claim.spec.resources?.requests?.['storage'] ?? '0') >= 0

export const hasAccessModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true)

export const isAttributesClassOther = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.volumeAttributesClassName ?? '') !== (volume.spec.volumeAttributesClassName ?? '')

export interface MatchOptions {
  /** Only a volume that is promised to the claim will do: others are for the scheduler to choose. */
  readonly isDelayed?: boolean
  /** Whether the volume can be reached from the node in question. */
  readonly isReachable?: (volume: PersistentVolume) => boolean
}

/** The volume that is promised to the claim, or else the smallest that is free and suits it, of those with the fewest access modes. */
export function findVolume(claim: PersistentVolumeClaim, volumes: Iterable<PersistentVolume>, { isDelayed = false, isReachable }: MatchOptions = {}): PersistentVolume | undefined {
  let best: PersistentVolume | undefined
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp !== undefined || !hasAccessModes(claim, volume) || !isLargeEnough(claim, volume) || isModeOther(claim, volume) || isAttributesClassOther(claim, volume)) continue
    if (volume.spec.claimRef !== undefined) {
      if (!isBoundTo(volume, claim)) continue
      return isReachable?.(volume) === false ? undefined : volume
    }
    if (!isDelayed && isFree(claim, volume) && isReachable?.(volume) !== false && (best === undefined || isBetter(volume, best))) best = volume
  }
  return best
}

function isFree(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const isSelected = claim.spec.selector === undefined || compileSelector(claim.spec.selector)(volume.metadata.labels)
  return volume.status.phase === 'Available' && isSelected && classOf(volume) === classOf(claim)
}

function isBetter(volume: PersistentVolume, best: PersistentVolume): boolean {
  const modes = (volume.spec.accessModes ?? []).length - (best.spec.accessModes ?? []).length
  return modes < 0 || (modes === 0 && compareQuantities(volume.spec.capacity?.['storage'] ?? '0', best.spec.capacity?.['storage'] ?? '0') < 0)
}
