import type { Step } from '../programs/program.js'
import type { Task, Turn } from './state.js'
import { endTask } from './tasks.js'

/** Carries out what a program's step came to. */
export function applyStep(turn: Turn, task: Task, step: Step): void {
  if (step.kind === 'exit') return endTask(turn, task, step.status)
  if (step.kind === 'become') {
    task.argv = step.argv
    if (step.env !== undefined) task.env = step.env
    task.program = { name: 'exec', at: {} }
    task.wait = undefined
    return
  }
  if (task.program !== undefined) task.program.at = step.at
  // A writer whose pipe is full waits for that first.
  if (step.kind === 'wait') task.wait = step.wait
}
