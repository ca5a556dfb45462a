import { programs } from '../programs/registry.js'
import { newShell } from '../shell/create.js'
import type { Dialect } from '../shell/dialect.js'
import { becomeProgram } from './become.js'
import type { Task, Turn } from './state.js'
import { applyStep } from './step.js'
import { endTask } from './tasks.js'

/** One step of a process that is no shell. */
export function stepProgram(turn: Turn, task: Task): void {
  const { program } = task
  if (program === undefined) return endTask(turn, task, 127)
  if (program.name === 'exec') return becomeProgram(turn, task)
  if (program.name === 'shell') return newShell(turn, task, program.at['dialect'] as Dialect)
  const found = programs[program.name] ?? programs['unknown']!
  applyStep(turn, task, found.step({ turn, task, argv: task.argv }, program.at))
}
