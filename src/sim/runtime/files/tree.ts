import type { Millis } from '../../api/types.js'

/** A file system as an immutable tree: unchanged parts are shared, so that two versions are the same exactly when they are the same object. */
export type FileNode = TextFile | Directory | SymbolicLink
export interface TextFile {
  readonly kind: 'file'
  /** One character a byte above 127 is not kept apart: text is text. */
  readonly text: string
  readonly mode: number
  readonly at: Millis
  readonly owner?: number
}
export interface Directory {
  readonly kind: 'directory'
  readonly entries: ReadonlyMap<string, FileNode>
  readonly mode: number
  readonly at: Millis
  readonly owner?: number
}
export interface SymbolicLink {
  readonly kind: 'link'
  readonly target: string
  readonly at: Millis
}

export const fileOf = (text: string, at: Millis = 0, mode: number = 0o644): TextFile => ({ kind: 'file', text, mode, at })
export const emptyDirectory: Directory = { kind: 'directory', entries: new Map(), mode: 0o755, at: 0 }
export const linkTo = (target: string, at: Millis = 0): SymbolicLink => ({ kind: 'link', target, at })

export const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')

/** A volume's content from paths inside it: texts, files, links, or whole directories (`{ 'a/b': 'text' }`). */
export function directoryOf(files: Readonly<Record<string, string | FileNode>>, at: Millis = 0): Directory {
  let root = emptyDirectory
  for (const [path, content] of Object.entries(files)) root = withNode(root, partsOf(path), typeof content === 'string' ? fileOf(content, at) : content, at)
  return root
}

/** The node at a path inside a tree, links not followed; undefined: none. */
export function nodeAt(root: FileNode, path: readonly string[]): FileNode | undefined {
  let node: FileNode | undefined = root
  for (const part of path) {
    if (node?.kind !== 'directory') return undefined
    node = node.entries.get(part)
  }
  return node
}

/** The tree with a node put at a path (undefined: taken away); directories on the way are made. */
export function withNode(root: Directory, path: readonly string[], node: FileNode | undefined, at: Millis): Directory {
  const [name, ...rest] = path
  if (name === undefined) return node?.kind === 'directory' ? node : root
  const entries = new Map(root.entries)
  const child = entries.get(name)
  if (rest.length > 0) entries.set(name, withNode(child?.kind === 'directory' ? child : { ...emptyDirectory, at }, rest, node, at))
  else if (node === undefined) entries.delete(name)
  else entries.set(name, node)
  const isSameSet = rest.length > 0 ? child !== undefined : (child !== undefined) === (node !== undefined)
  return { ...root, entries, at: isSameSet ? root.at : at }
}

/** The text of a file inside a volume, links inside it followed once a step; undefined: no such file. */
export function textAt(root: Directory, path: string): string | undefined {
  const node = followed(root, partsOf(path), 0)
  return node?.kind === 'file' ? node.text : undefined
}

function followed(root: Directory, path: readonly string[], depth: number): FileNode | undefined {
  let node: FileNode = root
  for (const [index, part] of path.entries()) {
    if (node.kind !== 'directory') return undefined
    const next = node.entries.get(part)
    if (next === undefined) return undefined
    if (next.kind === 'link') {
      if (depth > 8) return undefined
      const base = next.target.startsWith('/') ? [] : path.slice(0, index)
      return followed(root, [...base, ...partsOf(next.target), ...path.slice(index + 1)], depth + 1)
    }
    node = next
  }
  return node
}
