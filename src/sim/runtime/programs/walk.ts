import { namesIn } from '../files/mounted.js'
import type { FileNode } from '../files/tree.js'
import { find, viewOf } from '../os/files.js'
import type { Call } from './program.js'

export interface FoundPath {
  readonly path: string
  readonly node: FileNode
  readonly depth: number
}

/** A path and everything below it, a directory before what it holds, names in byte order. Links are not followed below the top. */
export function findPaths(call: Call, path: string): readonly FoundPath[] {
  const found: FoundPath[] = []
  visit(call, path, 0, found)
  return found
}

function visit(call: Call, path: string, depth: number, found: FoundPath[]): void {
  const located = find(call.turn, call.task, path, depth === 0)
  if (!located.ok || located.place.node === undefined || depth > 100) return
  found.push({ path, node: located.place.node, depth })
  if (located.place.node.kind !== 'directory') return
  for (const name of namesIn(viewOf(call.turn), located.place)) visit(call, path.endsWith('/') ? `${path}${name}` : `${path}/${name}`, depth + 1, found)
}
