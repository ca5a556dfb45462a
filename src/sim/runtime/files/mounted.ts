import type { Mount } from '../process.js'
import { nodeAt, partsOf, withNode, type Directory, type FileNode } from './tree.js'

/** The volumes of a container as one file system. */
export interface MountedFiles {
  readonly mounts: readonly Mount[]
  readonly volumes: ReadonlyMap<string, Directory>
  /** Called with each volume that a look-up goes through. */
  readonly onRead: (volume: string) => void
}

/** Where a path leads once links are followed. */
export interface Place {
  /** Canonical absolute path. */
  readonly path: string
  readonly volume: string
  /** Path inside the volume. */
  readonly inside: readonly string[]
  /** undefined: nothing there, but its directory is. */
  readonly node: FileNode | undefined
  readonly isReadOnly: boolean
}

export type PathFault = 'ENOENT' | 'ENOTDIR' | 'ELOOP'
export type Located = { readonly ok: true; readonly place: Place } | { readonly ok: false; readonly fault: PathFault }

export const absolute = (cwd: string, path: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`)

/** Lexical: `.` and `..` taken out. */
export function normal(path: string): string {
  const parts: string[] = []
  for (const part of partsOf(path)) {
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}

interface Step {
  readonly path: string
  readonly mount: Mount
  readonly inside: readonly string[]
  readonly node: FileNode | undefined
}

/** Follows a path through mounts and links. `followsLast`: a link at its end is followed too. */
export function locate(files: MountedFiles, path: string, followsLast: boolean = true): Located {
  let rest = partsOf(path)
  let current = rootOf(files)
  if (current === undefined) return { ok: false, fault: 'ENOENT' }
  const trail: Step[] = [current]
  for (let hops = 0, at = 0; at < rest.length; at++) {
    const part = rest[at]!
    if (part === '..') {
      if (trail.length > 1) trail.pop()
      current = trail.at(-1)!
      continue
    }
    if (current.node === undefined) return { ok: false, fault: 'ENOENT' }
    if (current.node.kind !== 'directory') return { ok: false, fault: 'ENOTDIR' }
    const next = child(files, current, part)
    const isLast = at === rest.length - 1
    if (next.node?.kind === 'link' && (followsLast || !isLast)) {
      if (++hops > 40) return { ok: false, fault: 'ELOOP' }
      if (next.node.target.startsWith('/')) trail.length = 1
      rest = [...partsOf(next.node.target), ...rest.slice(at + 1)]
      at = -1
      current = trail.at(-1)!
      continue
    }
    if (next.node === undefined && !isLast) return { ok: false, fault: 'ENOENT' }
    trail.push(next)
    current = next
  }
  if (path.endsWith('/') && current.node !== undefined && current.node.kind !== 'directory') return { ok: false, fault: 'ENOTDIR' }
  return { ok: true, place: { path: current.path, volume: current.mount.volume, inside: current.inside, node: current.node, isReadOnly: current.mount.readOnly === true } }
}

function rootOf(files: MountedFiles): Step | undefined {
  const mount = files.mounts.find(({ path }) => path === '/')
  return mount === undefined ? undefined : mountStep(files, mount, '/')
}

function mountStep(files: MountedFiles, mount: Mount, path: string): Step {
  files.onRead(mount.volume)
  const inside = partsOf(mount.subPath ?? '')
  const root = files.volumes.get(mount.volume)
  return { path, mount, inside, node: root === undefined ? undefined : nodeAt(root, inside) }
}

function child(files: MountedFiles, parent: Step, name: string): Step {
  const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
  const mount = files.mounts.find((candidate) => candidate.path === path)
  if (mount !== undefined) return mountStep(files, mount, path)
  const node = parent.node?.kind === 'directory' ? parent.node.entries.get(name) : undefined
  if (node === undefined && isAboveMount(files, path)) return { path, mount: parent.mount, inside: [...parent.inside, name], node: { kind: 'directory', entries: new Map(), mode: 0o755, at: 0 } }
  return { path, mount: parent.mount, inside: [...parent.inside, name], node }
}

/** Directories on the way to a mount point are there, as the runtime makes them. */
const isAboveMount = (files: MountedFiles, path: string): boolean => files.mounts.some((mount) => mount.path.startsWith(`${path}/`))

/** Names in a directory, mount points among them, in byte order. */
export function namesIn(files: MountedFiles, { path, node }: Place): readonly string[] {
  if (node?.kind !== 'directory') return []
  const names = new Set(node.entries.keys())
  const prefix = path === '/' ? '/' : `${path}/`
  for (const mount of files.mounts) {
    if (!mount.path.startsWith(prefix) || mount.path === '/') continue
    names.add(mount.path.slice(prefix.length).split('/', 1)[0]!)
  }
  return [...names].sort(byBytes)
}

export const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The volume with a node put at a place (undefined: taken away). */
export const putAt = (volume: Directory, place: Pick<Place, 'inside'>, node: FileNode | undefined, at: number): Directory => withNode(volume, place.inside, node, at)
