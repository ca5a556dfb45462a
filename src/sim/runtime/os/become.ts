import { newShell } from '../shell/create.js'
import { becomeUnknown } from './assumed.js'
import { findExecutable, type Executable } from './executable.js'
import { errnoText } from './files.js'
import { write } from './io.js'
import type { Task, Turn } from './state.js'
import { endTask } from './tasks.js'

/** execve: the process becomes the program that its arguments name, or ends with 127 or 126. */
export function becomeProgram(turn: Turn, task: Task): void {
  const [name = ''] = task.argv
  const found = findExecutable(turn, task, name)
  if (found.kind === 'fault') {
    write(turn, task, 2, `${name}: ${errnoText[found.errno]}\n`)
    return endTask(turn, task, found.errno === 'ENOENT' ? 127 : 126)
  }
  become(turn, task, found)
}

/** The same for a command that was found already. */
export function become(turn: Turn, task: Task, found: Exclude<Executable, { readonly kind: 'fault' }>, serves: boolean = task.ppid === 0 && task.exec === 0): void {
  if (found.kind === 'shell') {
    task.program = undefined
    return newShell(turn, task, found.dialect)
  }
  task.shell = undefined
  if (found.kind === 'script') {
    task.argv = [...found.interpreter, found.path, ...task.argv.slice(1)]
    task.program = { name: 'exec', at: {} }
    return
  }
  if (found.kind === 'unknown') becomeUnknown(turn, task, found.name, serves)
  else task.program = { name: found.name, at: { serves } }
}
