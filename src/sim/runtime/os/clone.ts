import type { Frame, Shell } from '../shell/state.js'
import type { Machine, Task } from './state.js'

/** A machine of its own: what a step changes in place is copied, everything else (syntax trees, texts, past output) is shared. */
export function cloneMachine(machine: Readonly<Machine>): Machine {
  const tasks = new Map<number, Task>()
  for (const [pid, task] of machine.tasks) tasks.set(pid, cloneTask(task))
  const pipes = new Map<number, { text: string }>()
  for (const [id, { text }] of machine.pipes) pipes.set(id, { text })
  const open = new Map<number, Machine['open'] extends Map<number, infer O> ? O : never>()
  for (const [id, file] of machine.open) open.set(id, { ...file })
  return { ...machine, tasks, pipes, open }
}

const cloneTask = (task: Task): Task => ({
  ...task,
  fds: new Map(task.fds),
  shell: task.shell === undefined ? undefined : cloneShell(task.shell),
  program: task.program === undefined ? undefined : { ...task.program },
})

export const cloneShell = (shell: Shell): Shell => ({
  ...shell,
  frames: shell.frames.map((frame): Frame => ({ ...frame })),
  variables: new Map(shell.variables),
  functions: new Map(shell.functions),
})
