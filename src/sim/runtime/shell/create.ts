import { becomeUnknown, isAssumed } from '../os/assumed.js'
import { errnoText, lookUp, readText } from '../os/files.js'
import { descriptorAt, read, write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import { endTask } from '../os/tasks.js'
import { setOptions } from './options.js'
import type { Dialect } from './dialect.js'
import type { Shell, Variable } from './state.js'
import { isName } from './variables.js'

/** A process becomes a shell: `sh [-options] [-c text [name]] [file] [arguments]`, or a script on its standard input. */
export function newShell(turn: Turn, task: Task, dialect: Dialect): void {
  const [name = 'sh', ...rest] = task.argv
  const shell = emptyShell(task, dialect, name)
  const parsed = setOptions(shell, rest)
  if (parsed.fault !== undefined) {
    write(turn, task, 2, dialect === 'dash' ? `${name}: 0: Illegal option ${parsed.fault}\n` : `${name}: ${dialect === 'ash' ? `illegal option ${parsed.fault}` : `${parsed.fault}: invalid option`}\n`)
    return endTask(turn, task, 2)
  }
  const { operands } = parsed
  if (parsed.hasCommand) return beginText(turn, task, shell, operands)
  const [file, ...positional] = operands
  if (file === undefined || shell.options.has('s')) return beginInput(turn, task, { ...shell, positional: operands }, 0)
  const fd = descriptorAt(task, file)
  if (fd !== undefined) return beginInput(turn, task, { ...shell, name: file, positional, isFile: true }, fd)
  const looked = lookUp(turn, task, file)
  if ((!looked.ok || looked.place.node === undefined) && isAssumed(turn, task, file)) return becomeUnknown(turn, task, file, shell.serves)
  const found = readText(turn, task, file)
  if (!found.ok) return missing(turn, task, dialect, name, file, errnoText[found.errno])
  begin(task, { ...shell, name: file, positional, isFile: true }, found.text, 'file')
}

function beginText(turn: Turn, task: Task, shell: Shell, [text, name, ...positional]: readonly string[]): void {
  if (text !== undefined) return begin(task, { ...shell, name: name ?? shell.name, positional }, text, 'main')
  write(turn, task, 2, shell.dialect === 'dash' ? `${shell.name}: 0: -c requires an argument\n` : `${shell.name}: ${shell.dialect === 'ash' ? "option requires an argument -- 'c'" : '-c: option requires an argument'}\n`)
  endTask(turn, task, 2)
}

/** The script comes over a descriptor: all of it is read before it is run. */
function beginInput(turn: Turn, task: Task, shell: Shell, fd: number): void {
  const state = task.program?.at['input']
  let text = typeof state === 'string' ? state : ''
  for (;;) {
    const piece = read(turn, task, fd)
    if (piece.kind === 'end') break
    if (piece.kind === 'wait') {
      task.program = { name: 'shell', at: { dialect: shell.dialect, input: text } }
      task.wait = { on: 'input', fd }
      return
    }
    text += piece.text
  }
  begin(task, shell, text, 'file')
}

function begin(task: Task, shell: Shell, text: string, role: 'main' | 'file'): void {
  task.program = undefined
  task.shell = { ...shell, frames: [{ kind: 'script', text, next: 0, line: 1, role, isTested: false }] }
}

function missing(turn: Turn, task: Task, dialect: Dialect, name: string, file: string, reason: string): void {
  const words = dialect === 'dash' ? `${name}: 0: cannot open ${file}: ${reason.replace('No such file or directory', 'No such file')}` : dialect === 'ash' ? `${name}: can't open '${file}': ${reason}` : `${name}: ${file}: ${reason}`
  write(turn, task, 2, `${words}\n`)
  endTask(turn, task, dialect === 'bash' ? 127 : 2)
}

const imported = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, Variable>>()

function importedFrom(env: ReadonlyMap<string, string>): ReadonlyMap<string, Variable> {
  let known = imported.get(env)
  if (known !== undefined) return known
  const variables = new Map<string, Variable>()
  for (const [key, value] of env) if (isName(key)) variables.set(key, { value, isExported: true, isReadonly: false })
  imported.set(env, (known = variables))
  return known
}

function emptyShell(task: Task, dialect: Dialect, name: string): Shell {
  const variables = new Map(importedFrom(task.env))
  const set = (key: string, value: string): void => void variables.set(key, { value, isExported: variables.get(key)?.isExported ?? false, isReadonly: false })
  set('IFS', ' \t\n')
  set('OPTIND', '1')
  set('PS4', '+ ')
  set('PWD', task.cwd)
  if (dialect === 'bash') variables.set('PWD', { value: task.cwd, isExported: true, isReadonly: false })
  return {
    dialect, name, shellPid: task.pid, frames: [], variables, functions: new Map(), positional: [], options: new Set(), status: 0, substitutionStatus: 0, pipeStatuses: 0, lastBackground: undefined, substitutions: [],
    jobs: [], ended: new Map(), traps: new Map(), pendingTraps: [], line: 1, isFile: false, optionAt: 0, serves: task.exec === 0 && task.ppid === 0, isExiting: false,
  }
}
