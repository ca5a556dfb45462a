import type { FileNode } from '../files/tree.js'
import { isWritable, nodeOf, uidOf } from '../os/files.js'
import { descriptorAt } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'

/** What `test` asks about files. */
export interface FileFacts {
  readonly node: (path: string, followsLast: boolean) => FileNode | undefined
  readonly isWritable: (node: FileNode) => boolean
  readonly isDevice: (path: string) => boolean
  /** `/dev/fd/N` of a pipe. */
  readonly isPipe: (path: string) => boolean
  readonly uid: number
}

const devices = new Set(['/dev/null', '/dev/zero', '/dev/full', '/dev/tty', '/dev/random', '/dev/urandom', '/dev/stdin', '/dev/stdout', '/dev/stderr'])

export const fileFacts = (turn: Turn, task: Task): FileFacts => ({
  node: (path, followsLast) => nodeOf(turn, task, path, followsLast),
  isWritable: (node) => isWritable(turn, node), isDevice: (path) => devices.has(path), isPipe: (path) => task.fds.get(descriptorAt(task, path) ?? -1)?.kind === 'pipe', uid: uidOf(turn),
})
