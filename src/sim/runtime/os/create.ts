import type { Millis } from '../../api/types.js'
import type { ProcessSpec } from '../process.js'
import type { Descriptor, Machine, Task } from './state.js'

export function newMachine(spec: ProcessSpec, at: Millis): Machine {
  const machine: Machine = {
    spec, now: at, tasks: new Map(), pipes: new Map(), open: new Map(), nextPid: 1, nextId: 1, nextExec: 1, randomWord: (spec.seed ?? 1) >>> 0,
    exit: undefined, unknownPrograms: [], isGuess: false, limit: undefined, fileVersion: 0, mark: undefined, cycle: undefined,
  }
  addRoot(machine, spec.argv, 0, 0, at)
  return machine
}

/** Adds a process that has no parent inside the container. The value is the id of its session. */
export function spawnExec(machine: Machine, argv: readonly string[], at: Millis): number {
  const exec = machine.nextExec++
  machine.now = Math.max(machine.now, at)
  machine.mark = undefined
  machine.cycle = undefined
  addRoot(machine, argv, 0, exec, at)
  return exec
}

/** By environment object: containers that are started again share it. */
const environments = new WeakMap<ProcessSpec['env'], ReadonlyMap<string, string>>()

function environmentOf(env: ProcessSpec['env']): ReadonlyMap<string, string> {
  let environment = environments.get(env)
  if (environment === undefined) environments.set(env, (environment = new Map(Object.entries(env))))
  return environment
}

function addRoot(machine: Machine, argv: readonly string[], ppid: number, exec: number, at: Millis): void {
  const { spec } = machine
  const fds = new Map<number, Descriptor>([[0, { kind: exec === 0 && spec.hasInput === true ? 'quiet' : 'null' }], [1, { kind: 'stream', stream: 'stdout', exec }], [2, { kind: 'stream', stream: 'stderr', exec }]])
  const task: Task = {
    pid: machine.nextPid++, ppid, exec, argv, cwd: spec.cwd ?? '/', fds, env: environmentOf(spec.env), wait: undefined, status: undefined, endedBy: undefined,
    signals: [], ignored: [], shell: undefined, program: { name: 'exec', at: {} }, startedAt: at, isOrphan: false,
  }
  machine.tasks.set(task.pid, task)
}
