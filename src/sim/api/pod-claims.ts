import type { ObjectMeta, Pod, Volume } from './types.js'

/** Claims behind the volumes of pods (component-helpers storage/ephemeral, 1.36). */

/** The claim that an ephemeral volume gets. */
export const ephemeralClaimName = (pod: Pod, volume: Volume): string => `${pod.metadata.name}-${volume.name}`

/** The claim that a volume of a pod names, or that is made for it. */
export const claimNameOf = (pod: Pod, volume: Volume): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral === undefined ? undefined : ephemeralClaimName(pod, volume))

/** Whether a claim was made for the pod: only then may an ephemeral volume use it. */
export const isClaimOfPod = (pod: Pod, claim: ObjectMeta): boolean => claim.ownerReferences?.find(({ controller }) => controller === true)?.uid === pod.metadata.uid

/** Whether a volume of the pod is the claim's. */
export const usesClaim = (pod: Pod, volume: Volume, claim: ObjectMeta): boolean =>
  claimNameOf(pod, volume) === claim.name && (volume.ephemeral === undefined || isClaimOfPod(pod, claim))

/** Why an ephemeral volume cannot use a claim that has its name. */
export const foreignClaimText = ({ metadata: { namespace = '', name } }: Pod, claim: ObjectMeta): string =>
  `PVC ${claim.namespace ?? ''}/${claim.name} was not created for pod ${namespace}/${name} (pod is not owner)`
