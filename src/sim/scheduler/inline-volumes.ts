import type { PodSpec } from '../api/types.js'

/** Volumes that a pod names itself and that pods cannot share freely (plugins/volumerestrictions, 1.36). */
export interface InlineVolume {
  readonly type: 'gcePersistentDisk' | 'awsElasticBlockStore' | 'iscsi' | 'rbd'
  /** What makes it the same disk; for RBD several monitors may be named. */
  readonly ids: readonly string[]
  readonly isReadOnly: boolean
}

interface Sources {
  readonly gcePersistentDisk?: { readonly pdName?: string; readonly readOnly?: boolean }
  readonly awsElasticBlockStore?: { readonly volumeID?: string }
  readonly iscsi?: { readonly iqn?: string; readonly readOnly?: boolean }
  readonly rbd?: { readonly monitors?: readonly string[]; readonly pool?: string; readonly image?: string; readonly readOnly?: boolean }
}

const none: readonly InlineVolume[] = []

export function disksOf({ volumes }: PodSpec): readonly InlineVolume[] {
  if (volumes === undefined || volumes.length === 0) return none
  const disks = volumes.flatMap((volume) => diskOf(volume as Sources) ?? [])
  return disks.length === 0 ? none : disks
}

function diskOf({ gcePersistentDisk: gce, awsElasticBlockStore: aws, iscsi, rbd }: Sources): InlineVolume | undefined {
  if (gce !== undefined) return { type: 'gcePersistentDisk', ids: [gce.pdName ?? ''], isReadOnly: gce.readOnly === true }
  // Not even readers share a disk of this kind.
  if (aws !== undefined) return { type: 'awsElasticBlockStore', ids: [aws.volumeID ?? ''], isReadOnly: false }
  if (iscsi !== undefined) return { type: 'iscsi', ids: [iscsi.iqn ?? ''], isReadOnly: iscsi.readOnly === true }
  if (rbd === undefined) return undefined
  return { type: 'rbd', ids: (rbd.monitors ?? []).map((monitor) => `${monitor}\n${rbd.pool ?? ''}\n${rbd.image ?? ''}`), isReadOnly: rbd.readOnly === true }
}

/** Whether two pods with these volumes cannot be on one node. */
export const disksConflict = (some: readonly InlineVolume[], others: readonly InlineVolume[]): boolean => some.some((a) => others.some((b) =>
  a.type === b.type && !(a.isReadOnly && b.isReadOnly) && a.ids.some((id) => b.ids.includes(id))))
