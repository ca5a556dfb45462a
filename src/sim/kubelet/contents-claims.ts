import { claimNameOf, foreignClaimText, isClaimOfPod } from '../api/pod-claims.js'
import type { Container, PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../api/types.js'
import type { Scope } from './state.js'

const claimFinalizer = 'kubernetes.io/pvc-protection'

const uses = (container: Container, volume: string): boolean =>
  container.volumeMounts?.some(({ name }) => name === volume) === true || container.volumeDevices?.some(({ name }) => name === volume) === true

/** Volumes that no container mounts are not set up (desired_state_of_world_populator.go, 1.36). */
export const isUsed = ({ spec }: Pod, volume: string): boolean =>
  spec.containers.some((container) => uses(container, volume)) || spec.initContainers?.some((container) => uses(container, volume)) === true

/** A volume of a pod that its kubelet does not even try to set up, and why. */
export interface Unprocessed {
  readonly volume: string
  readonly why: string
}

/** Volumes whose claims cannot be used (desired_state_of_world_populator.go createVolumeSpec, 1.36). */
export function unprocessedVolumes(scope: Scope): readonly Unprocessed[] {
  const { pod } = scope.worker
  const found: Unprocessed[] = []
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume)
    const why = name === undefined || !isUsed(pod, volume.name) ? undefined : claimError(scope, volume, name)
    if (why !== undefined) found.push({ volume: volume.name, why })
  }
  return found
}

/** How the sync fails that finds volumes unprocessed. */
export function unprocessedText(volumes: readonly Unprocessed[]): string {
  const names = volumes.map(({ volume }) => volume).sort().join(' ')
  const errors = [...new Set(volumes.map(({ why }) => why))].sort().join('; ')
  return `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[${names}]: ${errors}`
}

function claimError({ context: { store }, worker: { pod } }: Scope, volume: Volume, name: string): string | undefined {
  const key = `${pod.metadata.namespace ?? ''}/${name}`
  const claim = store.get<PersistentVolumeClaim>('PersistentVolumeClaim', key)
  const why = claim === undefined ? `failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found` : stateError(claim)
  if (why !== undefined) return `error processing PVC ${key}: ${why}`
  if (volume.ephemeral !== undefined && !isClaimOfPod(pod, claim!.metadata)) return foreignClaimText(pod, claim!.metadata)
  const found = store.get<PersistentVolume>('PersistentVolume', claim!.spec.volumeName!)
  const whyNot = volumeError(claim!, found)
  return whyNot === undefined ? modeError(pod, volume.name, found!) : `error processing PVC ${key}: ${whyNot}`
}

function stateError({ metadata, spec, status }: PersistentVolumeClaim): string | undefined {
  if (metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(claimFinalizer) !== true) return 'PVC is being deleted'
  if (status.phase !== 'Bound') return 'PVC is not bound'
  return (spec.volumeName ?? '') === '' ? 'PVC has empty pvc.Spec.VolumeName' : undefined
}

function volumeError({ metadata: { uid }, spec: { volumeName: name = '' } }: PersistentVolumeClaim, volume: PersistentVolume | undefined): string | undefined {
  if (volume === undefined) return `failed to fetch PV ${name} from API server: persistentvolumes "${name}" not found`
  const { claimRef } = volume.spec
  if (claimRef === undefined) return `found PV object ${name} but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`
  return claimRef.uid === uid ? undefined : `found PV object ${name} but its pv.Spec.ClaimRef.UID ${claimRef.uid ?? ''} does not point to claim.UID ${uid}`
}

/** Disks are for devices, file systems for mounts. */
function modeError({ spec }: Pod, name: string, { spec: { volumeMode = 'Filesystem' } }: PersistentVolume): string | undefined {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  const isMounted = containers.some(({ volumeMounts }) => volumeMounts?.some((mount) => mount.name === name))
  if (isMounted && volumeMode !== 'Filesystem') return `volume ${name} has volumeMode ${volumeMode}, but is specified in volumeMounts`
  const isDevice = containers.some(({ volumeDevices }) => volumeDevices?.some((device) => device.name === name))
  return isDevice && volumeMode !== 'Block' ? `volume ${name} has volumeMode ${volumeMode}, but is specified in volumeDevices` : undefined
}
