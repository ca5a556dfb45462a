import type { PersistentVolume, PersistentVolumeClaim, Volume } from '../api/types.js'
import { attachmentName, type VolumeAttachment } from '../api/volume-attachment.js'
import { recordEvent } from '../apiserver/events.js'
import { matchesGlob } from '../runtime/glob.js'
import { volumeError } from './config-refs.js'
import { hostPathError } from './contents-host.js'
import { directoryAt } from './contents-volumes.js'
import type { Scope } from './state.js'

/** Why a volume cannot be set up on the node, whatever kind it is. */
export const setUpError = (scope: Scope, volume: Volume): string | undefined =>
  volumeError(scope, volume) ?? (volume.hostPath === undefined ? undefined : hostPathError(volume, directoryAt(scope, `host:${scope.node.name}`)))

/** Why a claim's volume cannot be attached to the node: a `volume-attach-failure` that means it. */
export function attachError({ context, worker, node }: Scope, volume: Volume): string | undefined {
  const { conditions } = context.cluster
  const claim = volume.persistentVolumeClaim?.claimName ?? ('ephemeral' in volume ? `${worker.pod.metadata.name}-${volume.name}` : undefined)
  if (conditions.length === 0 || claim === undefined) return undefined
  const { namespace = '' } = worker.pod.metadata
  for (const { fault, params } of conditions) {
    if (fault !== 'volume-attach-failure' || (params['node'] !== undefined && !matchesGlob(params['node'] as string, node.name))) continue
    if (params['claim'] !== undefined && (params['namespace'] !== namespace || !matchesGlob(params['claim'] as string, claim))) continue
    return (params['message'] as string | undefined) ?? 'rpc error: code = Internal desc = failed to attach the volume'
  }
  return undefined
}

/** The volume behind a claim, where a CSI driver attaches it. */
function attachableOf({ context: { store }, worker }: Scope, volume: Volume): PersistentVolume | undefined {
  const claimName = volume.persistentVolumeClaim?.claimName ?? ('ephemeral' in volume ? `${worker.pod.metadata.name}-${volume.name}` : undefined)
  if (claimName === undefined) return undefined
  const name = store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `${worker.pod.metadata.namespace ?? ''}/${claimName}`)?.spec.volumeName ?? ''
  const found = store.get<PersistentVolume>('PersistentVolume', name)
  return found?.spec.csi === undefined ? undefined : found
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
  const claim = volume.persistentVolumeClaim?.claimName ?? `${worker.pod.metadata.name}-${volume.name}`
  const name = context.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `${worker.pod.metadata.namespace ?? ''}/${claim}`)?.spec.volumeName ?? claim
  const by = 'attachdetach-controller'
  const said = error === undefined
    ? { type: 'Normal' as const, reason: 'SuccessfulAttachVolume', message: `AttachVolume.Attach succeeded for volume ${JSON.stringify(name)} ` }
    : { type: 'Warning' as const, reason: 'FailedAttachVolume', message: `AttachVolume.Attach failed for volume ${JSON.stringify(name)} : ${error}` }
  recordEvent({ ...context, by }, { regarding: worker.pod, component: by, ...said })
}
