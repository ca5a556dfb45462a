import { programs } from '../programs/registry.js'
import { isWaitingForJobs } from '../shell/waiting.js'
import { signalNumbers } from './signal-names.js'
import { applyStep } from './step.js'
import { endTask } from './tasks.js'
import type { Task, Turn } from './state.js'

const harmless = new Set(['CHLD', 'CONT', 'URG', 'WINCH', 'STOP', 'TSTP', 'TTIN', 'TTOU'])

/** Acts on the signals of a task: its own handlers, else the kernel's default, which for PID 1 is to ignore (signal(7), pid_namespaces(7)). */
export function handleSignals(turn: Turn, task: Task): void {
  const { signals } = task
  task.signals = []
  for (const signal of signals) {
    if (task.status !== undefined) return
    handle(turn, task, signal)
  }
}

function handle(turn: Turn, task: Task, signal: string): void {
  const ends = signal === 'KILL' && task.pid !== 1
  if (ends) {
    task.endedBy = signal
    return endTask(turn, task, 128 + signalNumbers['KILL']!)
  }
  const { shell, program } = task
  if (task.ignored.includes(signal)) return
  if (shell?.traps.has(signal) === true) {
    if (shell.traps.get(signal) === '') return
    shell.pendingTraps = [...shell.pendingTraps, signal]
    if (task.wait?.on === 'busy' || isWaitingForJobs(task)) task.wait = undefined
    return
  }
  const onSignal = program === undefined ? undefined : programs[program.name]?.onSignal
  if (program !== undefined && onSignal !== undefined) {
    const step = onSignal({ turn, task, argv: task.argv }, program.at, signal)
    if (step !== undefined) return applyStep(turn, task, step)
  }
  if (task.pid === 1 || harmless.has(signal)) return
  task.endedBy = signal
  endTask(turn, task, 128 + (signalNumbers[signal] ?? 0))
}
