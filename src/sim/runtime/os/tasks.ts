import type { Shell } from '../shell/state.js'
import { becomeUnknown, goesOnUnknown } from './assumed.js'
import { forkWords, processLimit } from './limits.js'
import type { Descriptor, Machine, Task, Turn } from './state.js'

interface NewTask {
  readonly argv: readonly string[]
  readonly env?: ReadonlyMap<string, string>
  readonly fds?: ReadonlyMap<number, Descriptor>
  readonly ignored?: readonly string[]
  readonly shell?: Shell
  readonly cwd?: string
}

/** A child of a task, about to become what its arguments name (or a subshell). */
export function spawn(turn: Turn, parent: Task, { argv, env, fds, ignored, shell, cwd }: NewTask): Task {
  const { machine } = turn
  const task: Task = {
    pid: machine.nextPid++, ppid: parent.pid, exec: parent.exec, argv, cwd: cwd ?? parent.cwd, fds: new Map(fds ?? parent.fds), env: env ?? parent.env, wait: undefined,
    status: undefined, endedBy: undefined, signals: [], ignored: ignored ?? parent.ignored, shell, program: shell === undefined ? { name: 'exec', at: {} } : undefined, startedAt: turn.now, isOrphan: false,
  }
  machine.tasks.set(task.pid, task)
  if (machine.tasks.size <= processLimit) return task
  machine.limit ??= forkWords(machine.spec.title, turn.now)
  parent.wait = { on: 'busy' }
  return task
}

/** Ends a process. That of PID 1 ends all. */
export function endTask(turn: Turn, task: Task, status: number): void {
  const { machine } = turn
  if (task.status !== undefined) return
  if (goesOnUnknown(turn, task, status)) return becomeUnknown(turn, task, task.argv.join(' '), true)
  task.status = status & 255
  task.fds.clear()
  task.wait = undefined
  task.shell = undefined
  task.program = undefined
  if (task.pid === 1) return endMachine(turn, task.status)
  for (const child of [...machine.tasks.values()]) if (child.ppid === task.pid) adopt(machine, child)
  if (task.ppid === 0) turn.execs.set(task.exec, { at: turn.now, code: task.status })
  if (task.ppid === 0 || task.isOrphan) machine.tasks.delete(task.pid)
}

function adopt(machine: Machine, child: Task): void {
  if (child.status !== undefined) machine.tasks.delete(child.pid)
  else {
    child.ppid = 1
    child.isOrphan = true
  }
}

function endMachine(turn: Turn, code: number): void {
  const { machine, now } = turn
  machine.exit = { at: now, code }
  machine.mark = undefined
  machine.cycle = undefined
  for (const task of machine.tasks.values()) if (task.ppid === 0 && task.pid !== 1) turn.execs.set(task.exec, { at: now, code: 137 })
  machine.tasks.clear()
  machine.pipes.clear()
  machine.open.clear()
}

/** Takes an ended child's status; undefined: it still runs. A child that is not there any more counts as ended with 127. */
export function reap(turn: Turn, pid: number): number | undefined {
  const child = turn.machine.tasks.get(pid)
  if (child === undefined) return 127
  if (child.status !== undefined) turn.machine.tasks.delete(pid)
  return child.status
}
