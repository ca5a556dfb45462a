import { programs } from '../programs/registry.js'
import { becomeProgram } from './become.js'
import type { Task, Turn } from './state.js'
import { applyStep } from './step.js'
import { endTask } from './tasks.js'

/** One step of a process that is no shell. */
export function stepProgram(turn: Turn, task: Task): void {
  const { program } = task
  if (program === undefined) return endTask(turn, task, 127)
  if (program.name === 'exec') return becomeProgram(turn, task)
  const found = programs[program.name]
  if (found === undefined) return endTask(turn, task, 127)
  applyStep(turn, task, found.step({ turn, task, argv: task.argv }, program.at))
}
