import { claimNameOf } from '../api/pod-claims.js'
import type { Container, Millis, PersistentVolumeClaim, Volume } from '../api/types.js'
import { timestamp } from '../clock.js'
import { emptyDirectory, fileOf, nodeAt, partsOf, textAt, withNode, type Directory, type FileNode } from '../runtime/files/tree.js'
import type { Mount } from '../runtime/process.js'
import { atomicDirectory, isSamePayload } from './contents-atomic.js'
import { datedName, isConfigVolume, payloadOf, type ConfigScope } from './contents-config.js'
import { hostFiles } from './contents-host.js'
import { isShared, noContents, type PodContents, type VolumeKey } from './contents-state.js'
import { lastHeardAt } from './last-heard.js'
import type { Scope } from './state.js'
import { statusOf } from './status-writer.js'
import { subPathOf } from './sub-path.js'

export const contentsOf = ({ worker }: Pick<Scope, 'worker'>): PodContents => worker.contents ?? noContents

/** The pod as the downward API and the kubelet's own volumes see it at an instant. */
export function configScope({ context, worker, node }: Scope, now: Millis): ConfigScope {
  const { podIP, hostIP } = statusOf(worker)
  const at = lastHeardAt(node, now)
  return { cluster: context.cluster, pod: worker.pod, node: node.name, podIP: worker.runtime.sandboxes[0]?.ip || podIP || hostIP || '', hostIP: hostIP ?? '', at }
}

/** Under which key a volume of the pod is kept. */
export function volumeKey({ context, worker, node }: Scope, volume: Volume): VolumeKey {
  if (volume.hostPath !== undefined) return `host:${node.name}`
  const claim = claimNameOf(worker.pod, volume)
  if (claim === undefined) return `vol:${volume.name}`
  const bound = context.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `${worker.pod.metadata.namespace ?? ''}/${claim}`)?.spec.volumeName
  return `pv:${bound ?? `${worker.pod.metadata.namespace ?? ''}/${claim}`}`
}

/** What a volume holds; one that nobody wrote to yet is empty, a host's is that of a fresh node. */
export function directoryAt(scope: Scope, key: VolumeKey): Directory {
  if (isShared(key)) return scope.state.disks.get(key) ?? (key.startsWith('host:') ? hostFiles : emptyDirectory)
  return contentsOf(scope).volumes.get(key) ?? emptyDirectory
}

/** Stores changed volumes; the value is which of them other pods may share. */
export function storeVolumes(scope: Scope, changed: ReadonlyMap<VolumeKey, Directory>): readonly VolumeKey[] {
  const { worker, state } = scope
  const own = [...changed].filter(([key]) => !isShared(key))
  for (const [key, directory] of changed) if (isShared(key)) state.disks.set(key, directory)
  if (own.length > 0) worker.contents = { ...contentsOf(scope), volumes: new Map([...contentsOf(scope).volumes, ...own]) }
  return [...changed.keys()].filter(isShared)
}

/** Writes the kubelet's own volumes as they are at an instant; the value is those that changed. */
export function writeConfigVolumes(scope: Scope, at: Millis): readonly VolumeKey[] {
  const contents = contentsOf(scope)
  const from = configScope(scope, at)
  const payloads = new Map(contents.payloads)
  const changed = new Map<VolumeKey, Directory>()
  for (const volume of scope.worker.pod.spec.volumes ?? []) {
    if (!isConfigVolume(volume)) continue
    const payload = payloadOf(from, volume)
    const before = payloads.get(volume.name)
    if (before !== undefined && isSamePayload(before, payload)) continue
    payloads.set(volume.name, payload)
    changed.set(volumeKey(scope, volume), atomicDirectory(payload, at, datedName(timestamp(scope.context.cluster.clock, at), at)))
  }
  if (changed.size === 0) return []
  scope.worker.contents = { ...contents, payloads, volumes: new Map([...contents.volumes, ...changed]) }
  return [...changed.keys()]
}

/**
 * The mounts of a container instance. A `subPath` of a volume that the kubelet writes is the file as it is now, for good (it is bound to
 * that file, while the volume's links go on to others); of other volumes it is made where it is missing.
 */
export function mountsOf(scope: Scope, container: Container, id: string): readonly Mount[] {
  const { pod } = scope.worker
  const { now } = scope.context
  const mounts: Mount[] = []
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name)
    if (volume === undefined) continue
    const key = volumeKey(scope, volume)
    const place = { path: mount.mountPath.replace(/(.)\/+$/, '$1'), ...(mount.readOnly === true || isConfigVolume(volume) ? { readOnly: true } : {}) }
    const sub = subPathOf(() => configScope(scope, now), container, mount)
    if (sub !== '' && isConfigVolume(volume)) mounts.push({ ...place, volume: bindPart(scope, key, sub, `part:${id}:${index}`), subPath: 'file' })
    else {
      const inside = [...partsOf(volume.hostPath?.path ?? ''), ...partsOf(sub)]
      if (inside.length > 0) makePath(scope, key, inside, now, volume.hostPath?.type?.startsWith('File') === true)
      else if (!isShared(key) && !contentsOf(scope).volumes.has(key)) storeVolumes(scope, new Map([[key, { ...emptyDirectory, at: now, mode: 0o777 }]]))
      mounts.push({ ...place, volume: key, ...(inside.length === 0 ? {} : { subPath: inside.join('/') }) })
    }
  }
  return mounts
}

function bindPart(scope: Scope, key: VolumeKey, sub: string, part: VolumeKey): VolumeKey {
  const directory = directoryAt(scope, key)
  const text = textAt(directory, sub)
  const node: FileNode = text === undefined ? { ...emptyDirectory, at: scope.context.now } : fileOf(text, scope.context.now)
  storeVolumes(scope, new Map([[part, withNode(emptyDirectory, ['file'], node, scope.context.now)]]))
  return part
}

function makePath(scope: Scope, key: VolumeKey, inside: readonly string[], now: Millis, isFile: boolean): void {
  const directory = directoryAt(scope, key)
  if (nodeAt(directory, inside) !== undefined) return
  storeVolumes(scope, new Map([[key, withNode(directory, inside, isFile ? fileOf('', now) : { ...emptyDirectory, at: now }, now)]]))
}
