import type { Millis } from '../../api/types.js'
import type { Execution, World } from '../process.js'
import { spawnExec } from './create.js'
import { advanceTo, newTurn, nextDue, outcomeOf, settle } from './run.js'
import type { Machine, Touched } from './state.js'
import { endTask } from './tasks.js'
import { addTouched, untouched } from './touched.js'

/** Runs a command in a machine of its own, see `execute` of process.ts. */
export function executeIn(machine: Machine, world: World, argv: readonly string[], at: Millis, limitMs: Millis): Execution {
  const turn = newTurn(machine, world)
  advanceTo(turn, at)
  const before = turn.touched
  turn.touched = untouched()
  const exec = spawnExec(machine, argv, at)
  settle(turn)
  const touched = turn.touched
  for (let due = nextDue(machine); !turn.execs.has(exec) && due !== undefined && due <= at + limitMs && machine.exit === undefined; due = nextDue(machine)) {
    advanceTo(turn, due)
    addTouched(touched, turn.touched)
  }
  const isLate = !turn.execs.has(exec)
  if (isLate) {
    advanceTo(turn, at + limitMs)
    for (const task of [...machine.tasks.values()]) if (task.exec === exec) endTask(turn, task, 137)
  }
  addTouched(turn.touched, before)
  const advanced = outcomeOf(turn)
  const of = (stream: 'stdout' | 'stderr'): string => advanced.output.filter((chunk) => chunk.exec === exec && chunk.stream === stream).map(({ text }) => text).join('')
  const exit = turn.execs.get(exec)
  return { exit: isLate ? undefined : exit, stdout: of('stdout'), stderr: of('stderr'), advanced, rests: restsOf(touched) }
}

const restsOf = ({ volumes, clock, network, processes, random, changesFiles, isUnsure }: Touched): Execution['rests'] =>
  ({ volumes: [...volumes], clock: clock || random, network, processes, changesFiles, isUnsure })
