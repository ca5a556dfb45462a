import { claimNameOf } from '../api/pod-claims.js'
import type { PersistentVolume, PersistentVolumeClaim, Volume } from '../api/types.js'
import { attachmentName, type VolumeAttachment } from '../api/volume-attachment.js'
import { recordEvent } from '../apiserver/events.js'
import { attachFailure } from '../attach-failure.js'
import { isAttachable as isAttachableVolume } from '../attachable.js'
import { volumeError } from './config-refs.js'
import { hostPathError } from './contents-host.js'
import { directoryAt } from './contents-volumes.js'
import type { Scope } from './state.js'

/** Why a volume cannot be set up on the node, whatever kind it is. */
export const setUpError = (scope: Scope, volume: Volume): string | undefined =>
  volumeError(scope, volume) ?? (volume.hostPath === undefined ? undefined : hostPathError(volume, directoryAt(scope, `host:${scope.node.name}`)))

/** Why a claim's volume that nobody else attaches cannot be used on the node: a `volume-attach-failure` that means it. */
export function attachError(scope: Scope, volume: Volume): string | undefined {
  const { context, worker, node } = scope
  const { conditions } = context.cluster
  const claim = claimNameOf(worker.pod, volume)
  if (conditions.length === 0 || claim === undefined || isAttachable(scope, volume)) return undefined
  return attachFailure(conditions, worker.pod.metadata.namespace ?? '', claim, node.name)
}

/** The volume behind a claim, where a CSI driver attaches it. */
function attachableOf({ context: { store }, worker }: Scope, volume: Volume): PersistentVolume | undefined {
  const claimName = claimNameOf(worker.pod, volume)
  if (claimName === undefined) return undefined
  const name = store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `${worker.pod.metadata.namespace ?? ''}/${claimName}`)?.spec.volumeName ?? ''
  const found = store.get<PersistentVolume>('PersistentVolume', name)
  return found === undefined || !isAttachableVolume(store, found) ? undefined : found
}

/** The attach/detach controller attaches it, and says so itself. */
export const isAttachable = (scope: Scope, volume: Volume): boolean => attachableOf(scope, volume) !== undefined

/** Whether the attach/detach controller has not attached a claim's volume to the node yet. */
export function isAwaitingAttachment(scope: Scope, volume: Volume): boolean {
  const found = attachableOf(scope, volume)
  return found !== undefined && scope.context.store.get<VolumeAttachment>('VolumeAttachment.storage.k8s.io', attachmentName(found.metadata.name, scope.node.name))?.status.attached !== true
}

/** As the attach/detach controller says it (operationexecutor GenerateAttachVolumeFunc, 1.36); a success only where it failed before. */
export function attachEvent({ context, worker }: Scope, volume: Volume, error: string | undefined): void {
  const claim = claimNameOf(worker.pod, volume) ?? ''
  const name = context.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `${worker.pod.metadata.namespace ?? ''}/${claim}`)?.spec.volumeName ?? claim
  const by = 'attachdetach-controller'
  const said = error === undefined
    ? { type: 'Normal' as const, reason: 'SuccessfulAttachVolume', message: `AttachVolume.Attach succeeded for volume ${JSON.stringify(name)} ` }
    : { type: 'Warning' as const, reason: 'FailedAttachVolume', message: `AttachVolume.Attach failed for volume ${JSON.stringify(name)} : ${error}` }
  recordEvent({ ...context, by }, { regarding: worker.pod, component: by, ...said })
}
