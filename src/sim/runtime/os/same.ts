import type { Machine } from './state.js'

/** Numbers that only count up: processes, pipes and open files stand for one another by their order, instants by their distance from now. */
interface Pairing {
  readonly a: Readonly<Machine>
  readonly b: Readonly<Machine>
  readonly ids: Map<number, number>
  readonly pids: Map<number, number>
}

/** Whether two states will go on in the same way, apart from the time and the numbers of processes. */
export function isSameState(a: Readonly<Machine>, b: Readonly<Machine>): boolean {
  if (a.tasks.size !== b.tasks.size || a.pipes.size !== b.pipes.size || a.open.size !== b.open.size) return false
  const pairing: Pairing = { a, b, ids: pair([...a.pipes.keys(), ...a.open.keys()], [...b.pipes.keys(), ...b.open.keys()]), pids: pair([...a.tasks.keys()], [...b.tasks.keys()]) }
  return isSame(pairing, [...a.tasks.values()], [...b.tasks.values()], '') && isSame(pairing, [...a.pipes.values()], [...b.pipes.values()], '') && isSame(pairing, [...a.open.values()], [...b.open.values()], '')
}

const pair = (a: readonly number[], b: readonly number[]): Map<number, number> => new Map(a.map((id, index) => [id, b[index]!]))

/** `startedAt` and `seen` do not steer anything that a round may look at without saying so. */
const ignored = new Set(['startedAt', 'seen'])
const pidKeys = new Set(['pid', 'ppid', 'pids', 'jobs', 'substitutions', 'lastBackground'])
const idKeys = new Set(['pipe', 'open'])
const timedKeys = new Set(['wait', 'program', 'at'])

function isSame(pairing: Pairing, a: unknown, b: unknown, key: string): boolean {
  if (typeof a === 'number' && typeof b === 'number') return isSameNumber(pairing, a, b, key)
  // A builtin that waits for a process has its number as a text.
  if (key === 'argv' && typeof a === 'string' && typeof b === 'string' && a !== b) return /^\d+$/.test(a) && pairing.pids.get(Number(a)) === Number(b)
  // What holds an instant is another thing at another time, even if it is the same object.
  if (a === b && !timedKeys.has(key)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((value, index) => isSame(pairing, value, b[index], key))
  if (a instanceof Map) return b instanceof Map && isSameMap(pairing, a, b)
  if (a instanceof Set) return b instanceof Set && a.size === b.size && [...a].every((value) => b.has(value))
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((name) => ignored.has(name) || isSame(pairing, left[name], right[name], name))
}

function isSameNumber({ a, b, ids, pids }: Pairing, left: number, right: number, key: string): boolean {
  if (key === 'until') return left - a.now === right - b.now
  if (pidKeys.has(key)) return (pids.get(left) ?? left) === right || (!a.tasks.has(left) && !b.tasks.has(right))
  return idKeys.has(key) ? (ids.get(left) ?? left) === right : left === right
}

function isSameMap(pairing: Pairing, a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false
  const [left, right] = [[...a], [...b]]
  return left.every(([key, value], index) => {
    const [otherKey, other] = right[index]!
    const isPid = typeof key === 'number' && typeof otherKey === 'number' && pairing.pids.get(key) === otherKey
    return (key === otherKey || isPid) && isSame(pairing, value, other, '')
  })
}
