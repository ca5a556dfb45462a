import { compareQuantities } from '../quantity.js'
import type { KubeObject, PersistentVolumeClaim, StorageClass } from '../types.js'
import { classOf } from '../volume-matching.js'
import { refuse } from './define.js'
import type { AdmissionLookup, Refusal } from './define.js'

const sizeOf = ({ spec }: PersistentVolumeClaim): string => spec.resources?.requests?.['storage'] ?? '0'

/** Claims grow only when they are bound and their class lets them: the `PersistentVolumeClaimResize` plugin of 1.36. */
export function reviewResize(object: KubeObject, old: KubeObject, lookup: AdmissionLookup): Refusal | undefined {
  const [claim, before] = [object as PersistentVolumeClaim, old as PersistentVolumeClaim]
  if (compareQuantities(sizeOf(claim), sizeOf(before)) <= 0) return undefined
  if (before.status.phase !== 'Bound') return refuse('Only bound persistent volume claims can be expanded')
  const name = classOf(claim)
  const isAllowed = name !== '' && name === classOf(before) && (lookup.get('StorageClass.storage.k8s.io', name) as StorageClass | undefined)?.allowVolumeExpansion === true
  return isAllowed ? undefined : refuse('only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize')
}
