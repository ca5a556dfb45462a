import type { KubeObject, PersistentVolume } from './types.js'

export interface VolumeAttachment extends KubeObject {
  readonly spec: { readonly attacher: string; readonly nodeName: string; readonly source: { readonly persistentVolumeName?: string } }
  readonly status: { readonly attached: boolean; readonly attachError?: { readonly message: string; readonly time: string } }
}

const base = 0x811c9dc5

/** One name for one volume on one node (csi_attacher.go getAttachmentName, 1.36, has a longer hash). */
export function attachmentName(volume: string, node: string): string {
  let hash = base
  for (const letter of `${volume} ${node}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return `csi-${(hash >>> 0).toString(16).padStart(8, '0')}-${volume}-${node}`
}

/** Whether nodes can only have it one at a time. */
export const isExclusive = ({ spec }: PersistentVolume): boolean => !(spec.accessModes ?? []).some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')
