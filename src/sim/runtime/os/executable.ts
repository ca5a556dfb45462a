import type { Dialect } from '../shell/dialect.js'
import { errnoText, lookUp, uidOf, type Errno } from './files.js'
import type { Task, Turn } from './state.js'

/** What a command name comes to. */
export type Executable =
  | { readonly kind: 'program'; readonly name: string }
  | { readonly kind: 'shell'; readonly dialect: Dialect }
  /** A text file: its interpreter and the arguments in front of the file's own name. */
  | { readonly kind: 'script'; readonly interpreter: readonly string[]; readonly path: string }
  /** A custom image may have it. */
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'fault'; readonly errno: Errno; readonly isSearched: boolean }

/** Executables are files whose text is this and the program's name. */
const magic = '\x7fELF '
export const binaryText = (name: string): string => `${magic}${name}\n`

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const shells: Readonly<Record<string, Dialect>> = { dash: 'dash', ash: 'ash', bash: 'bash' }

/** Finds the file that a command name means (execvp), with PATH as the process has it. */
export function findExecutable(turn: Turn, task: Pick<Task, 'cwd' | 'env'>, name: string, path: string | undefined = task.env.get('PATH')): Executable {
  if (name.includes('/')) return examine(turn, task, name, false)
  let isForbidden = false
  for (const directory of (path ?? defaultPath).split(':')) {
    const found = examine(turn, task, `${directory === '' ? '.' : directory}/${name}`, true)
    if (found.kind !== 'fault' && found.kind !== 'unknown') return found
    isForbidden ||= found.kind === 'fault' && found.errno === 'EACCES'
  }
  if (isForbidden) return { kind: 'fault', errno: 'EACCES', isSearched: true }
  return turn.machine.spec.flavour === 'unknown' ? { kind: 'unknown', name } : { kind: 'fault', errno: 'ENOENT', isSearched: true }
}

function examine(turn: Turn, task: Pick<Task, 'cwd' | 'env'>, path: string, isSearched: boolean): Executable {
  const found = lookUp(turn, task, path)
  if (!found.ok || found.place.node === undefined) {
    const errno = found.ok ? 'ENOENT' : found.errno
    return errno === 'ENOENT' && turn.machine.spec.flavour === 'unknown' && !isSearched ? { kind: 'unknown', name: path } : { kind: 'fault', errno, isSearched }
  }
  const { node } = found.place
  if (node.kind !== 'file' || (node.mode & (uidOf(turn) === 0 ? 0o111 : 0o001)) === 0) return { kind: 'fault', errno: 'EACCES', isSearched }
  if (node.text.startsWith(magic)) return binary(node.text.slice(magic.length).trim())
  const interpreter = /^#! *(\S+)(?: +(.*?))? *(?:\n|$)/.exec(node.text)
  return { kind: 'script', path, interpreter: interpreter === null ? ['/bin/sh'] : [interpreter[1]!, ...(interpreter[2] === undefined ? [] : [interpreter[2]])] }
}

function binary(name: string): Executable {
  const dialect = shells[name]
  if (dialect !== undefined) return { kind: 'shell', dialect }
  return { kind: 'program', name }
}

/** What a container runtime says of a command that it cannot start (runc, libcontainer); undefined: it can. */
export function executableFault(turn: Turn, task: Pick<Task, 'cwd' | 'env'>, argv: readonly string[]): string | undefined {
  const [name = ''] = argv
  const found = findExecutable(turn, task, name)
  if (found.kind !== 'fault') return undefined
  if (found.isSearched && found.errno === 'ENOENT') return `exec: "${name}": executable file not found in $PATH`
  return found.errno === 'ENOENT' ? `exec: "${name}": stat ${name}: no such file or directory` : `exec: "${name}": ${errnoText[found.errno].toLowerCase()}`
}
