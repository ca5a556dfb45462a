import { absolute, locate, putAt, type MountedFiles, type PathFault, type Place } from '../files/mounted.js'
import { isAssumed } from './assumed.js'
import { nodeAt, type Directory, type FileNode } from '../files/tree.js'
import type { Task, Turn } from './state.js'

export type Errno = PathFault | 'EACCES' | 'EEXIST' | 'EISDIR' | 'EROFS' | 'ENOTEMPTY' | 'EBUSY' | 'EBADF'

/** strerror(3). */
export const errnoText: Readonly<Record<Errno, string>> = {
  ENOENT: 'No such file or directory', ENOTDIR: 'Not a directory', ELOOP: 'Too many levels of symbolic links', EACCES: 'Permission denied', EEXIST: 'File exists',
  EISDIR: 'Is a directory', EROFS: 'Read-only file system', ENOTEMPTY: 'Directory not empty', EBUSY: 'Resource busy', EBADF: 'Bad file descriptor',
}

export const viewOf = (turn: Turn): MountedFiles =>
  ({ mounts: turn.machine.spec.mounts, volumes: turn.volumes, onRead: (volume) => void turn.touched.volumes.add(volume) })

export const uidOf = (turn: Turn): number => turn.machine.spec.user?.uid ?? 0

export type Found = { readonly ok: true; readonly place: Place } | { readonly ok: false; readonly errno: Errno }

/** Looks a path up for a program: what is not there is noted. */
export function find(turn: Turn, task: Pick<Task, 'cwd' | 'exec'>, path: string, followsLast: boolean = true): Found {
  const found = lookUp(turn, task, path, followsLast)
  if (!found.ok || found.place.node === undefined) {
    turn.touched.isUnsure = true
    isAssumed(turn, task, path)
  }
  return found
}

export function lookUp(turn: Turn, task: Pick<Task, 'cwd'>, path: string, followsLast: boolean = true): Found {
  if (path === '') return { ok: false, errno: 'ENOENT' }
  const located = locate(viewOf(turn), absolute(task.cwd, path), followsLast)
  return located.ok ? located : { ok: false, errno: located.fault }
}

/** The node at a path, links followed; undefined: none. */
export function nodeOf(turn: Turn, task: Task, path: string, followsLast: boolean = true): FileNode | undefined {
  const found = find(turn, task, path, followsLast)
  return found.ok ? found.place.node : undefined
}

/** Whether the user may write it: nobody but root and the owner, unless others may. */
export function isWritable(turn: Turn, node: FileNode): boolean {
  const uid = uidOf(turn)
  return uid === 0 || node.kind === 'link' || (node.owner ?? 0) === uid || (node.mode & 0o002) !== 0
}

/** Puts a node at a place, or takes it away; the value is why that cannot be. */
export function put(turn: Turn, place: Place, node: FileNode | undefined): Errno | undefined {
  if (place.isReadOnly) return 'EROFS'
  const volume = turn.volumes.get(place.volume)
  if (volume === undefined) return 'ENOENT'
  if (place.inside.length === 0 && node?.kind !== 'directory') return 'EBUSY'
  if (place.node === undefined || node === undefined) {
    const parent = nodeAt(volume, place.inside.slice(0, -1))
    if (parent !== undefined && !isWritable(turn, parent)) return 'EACCES'
  } else if (!isWritable(turn, place.node)) return 'EACCES'
  setVolume(turn, place.volume, putAt(volume, place, node === undefined ? undefined : owned(turn, place, node), turn.now))
  return undefined
}

function owned(turn: Turn, place: Place, node: FileNode): FileNode {
  const uid = uidOf(turn)
  return place.node !== undefined || node.kind === 'link' || uid === 0 ? node : { ...node, owner: uid }
}

function setVolume(turn: Turn, name: string, volume: Directory): void {
  turn.volumes.set(name, volume)
  turn.changed.add(name)
  turn.touched.changesFiles = true
  turn.machine.fileVersion++
}

/** The text of a file, or why there is none; of one that an unknown image may have it is empty. */
export function readText(turn: Turn, task: Task, path: string): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly errno: Errno } {
  if (path === '/dev/null') return { ok: true, text: '' }
  const found = find(turn, task, path)
  const node = found.ok ? found.place.node : undefined
  if (node === undefined && isAssumed(turn, task, path)) return { ok: true, text: '' }
  if (!found.ok) return found
  if (node === undefined) return { ok: false, errno: 'ENOENT' }
  if (node.kind !== 'file') return { ok: false, errno: 'EISDIR' }
  return uidOf(turn) !== 0 && (node.owner ?? 0) !== uidOf(turn) && (node.mode & 0o044) === 0 ? { ok: false, errno: 'EACCES' } : { ok: true, text: node.text }
}
