import type { Millis } from '../../api/types.js'
import { logLines } from '../logs.js'
import type { OutputChunk } from '../process.js'
import { cloneMachine } from './clone.js'
import { isSameState } from './same.js'
import type { Cycle, Machine, Mark, Turn } from './state.js'
import { addTouched, isRepeatable, merged, untouched } from './touched.js'

/** Output of one round that is still worth remembering. */
const roundChunks = 500

/**
 * Everything waits: compares with the marked state, and when it is the same again, and nothing that may change was looked at, the machine
 * only repeats itself from here. True: it does. The mark moves on at powers of two, which finds a round of any length (Brent).
 */
export function noteWait(turn: Turn): boolean {
  const { machine } = turn
  const { mark } = machine
  addTouched(turn.total, turn.touched)
  if (mark === undefined) return setMark(turn, 1)
  if (mark.notedAt === machine.now) return false
  const touched = merged(mark.touched, turn.touched)
  turn.touched = untouched()
  const output = [...mark.output, ...turn.output.filter(({ at }) => at > mark.notedAt)]
  if (!isRepeatable(touched) || output.length > roundChunks || waitsForFiles(machine)) return setMark(turn, mark.power)
  if (isSameState(mark.machine, machine)) {
    machine.cycle = cycleOf(turn, mark, touched, output)
    machine.mark = undefined
    return true
  }
  if (mark.waits + 1 >= mark.power) return setMark(turn, mark.power * 2)
  machine.mark = { ...mark, waits: mark.waits + 1, notedAt: machine.now, output, touched }
  return false
}

/** A `tail -f` goes on whenever any file changes. */
export const waitsForFiles = ({ tasks }: Readonly<Machine>): boolean => [...tasks.values()].some(({ wait }) => wait?.on === 'files')

function setMark(turn: Turn, power: number): boolean {
  const { machine } = turn
  const mark: Mark = { machine: cloneMachine({ ...machine, mark: undefined }), at: machine.now, notedAt: machine.now, waits: 0, power: Math.min(power, 1024), output: [], touched: untouched(), networkRevision: turn.network.revision }
  turn.touched = untouched()
  machine.mark = mark
  return false
}

function cycleOf(turn: Turn, mark: Mark, { volumes, network }: Mark['touched'], output: readonly OutputChunk[]): Cycle {
  const read = new Map([...volumes].flatMap((name) => {
    const volume = turn.volumes.get(name)
    return volume === undefined ? [] : [[name, volume] as const]
  }))
  return { since: mark.at, periodMs: turn.machine.now - mark.at, output, volumes: read, networkRevision: network ? turn.network.revision : undefined }
}

/** Whether the machine goes on repeating itself; if what it reads has changed, it catches up with what was before and then looks again. */
export function continueCycle(turn: Turn, now: Millis): boolean {
  const { machine } = turn
  const { cycle } = machine
  if (cycle === undefined) return false
  const isSame = [...cycle.volumes].every(([name, volume]) => turn.volumes.get(name) === volume) && (cycle.networkRevision === undefined || cycle.networkRevision === turn.network.revision)
  if (isSame) return true
  skipRounds(turn, now)
  machine.cycle = undefined
  machine.mark = undefined
  return false
}

/** Leaves out whole rounds up to an instant: only the clock moves, and the newest of their output is given. */
export function skipRounds(turn: Turn, now: Millis): void {
  const { machine } = turn
  const { cycle } = machine
  if (cycle === undefined) return
  const rounds = Math.floor((now - machine.now) / cycle.periodMs)
  if (rounds <= 0) return
  const from = machine.now
  const skippedMs = rounds * cycle.periodMs
  addRounds(turn, cycle, from, rounds)
  shift(machine, skippedMs)
  turn.now = machine.now
}

/** Output of an instant belongs to the round that begins behind it: from is left out, the end is in. */
function addRounds(turn: Turn, { since, periodMs, output }: Cycle, from: Millis, rounds: number): void {
  if (output.length === 0) return
  const phase = (from - since) % periodMs
  const inOrder = output.map((chunk) => ({ chunk, offset: modulo(chunk.at - since - phase - 1, periodMs) + 1 })).sort((a, b) => a.offset - b.offset)
  const kept = Math.min(rounds, Math.ceil(logLines / output.length))
  for (let round = rounds - kept; round < rounds; round++) {
    for (const { chunk, offset } of inOrder) turn.output.push({ ...chunk, at: from + round * periodMs + offset })
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by

function shift(machine: Machine, byMs: Millis): void {
  machine.now += byMs
  for (const task of machine.tasks.values()) if (task.wait?.on === 'time') task.wait = { on: 'time', until: task.wait.until + byMs }
}
