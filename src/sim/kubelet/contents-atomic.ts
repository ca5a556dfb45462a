import type { Millis } from '../api/types.js'
import { directoryOf, fileOf, linkTo, type Directory, type FileNode } from '../runtime/files/tree.js'

/** Files of a volume by their path in it. */
export type Payload = ReadonlyMap<string, PayloadFile>
export interface PayloadFile {
  readonly text: string
  readonly mode: number
}

/**
 * A volume as the kubelet's atomic writer leaves it (pkg/volume/util/atomic_writer.go, 1.36): the files in a directory named after the
 * time, `..data` pointing to that, and a link through `..data` for each name, so that all files change at once.
 */
export function atomicDirectory(payload: Payload, at: Millis, dated: string): Directory {
  const folder = `..${dated}`
  const nodes: Record<string, FileNode> = { '..data': linkTo(folder, at) }
  for (const [path, { text, mode }] of payload) {
    nodes[`${folder}/${path}`] = fileOf(text, at, mode)
    const [top] = path.split('/')
    nodes[top!] = linkTo(`..data/${top}`, at)
  }
  if (payload.size === 0) nodes[folder] = directoryOf({}, at)
  return directoryOf(nodes, at)
}

export const isSamePayload = (a: Payload, b: Payload): boolean =>
  a.size === b.size && [...a].every(([path, { text, mode }]) => b.get(path)?.text === text && b.get(path)?.mode === mode)
