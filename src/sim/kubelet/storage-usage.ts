import type { Container, Pod } from '../api/types.js'
import type { Directory, FileNode } from '../runtime/files/tree.js'
import type { PodWorker } from './state.js'

const sizes = new WeakMap<Directory, number>()

/** Bytes of a tree's files; trees that did not change are not walked again. */
function sizeOf(node: FileNode): number {
  if (node.kind === 'file') return node.text.length
  if (node.kind !== 'directory') return 0
  let size = sizes.get(node)
  if (size === undefined) {
    size = 0
    for (const child of node.entries.values()) size += sizeOf(child)
    sizes.set(node, size)
  }
  return size
}

/** Bytes in one of the pod's emptyDir volumes. */
export function writtenBytes({ contents }: PodWorker, volume: string): number {
  const directory = contents?.volumes.get(`vol:${volume}`)
  return directory === undefined ? 0 : sizeOf(directory)
}

/** Whether the pod may not use all the local storage there is. */
export const limitsStorage = ({ spec }: Pod): boolean =>
  spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) === true || spec.containers.some(({ resources }: Container) => resources?.limits?.['ephemeral-storage'] !== undefined)
