import type { Change } from './observations.js'

/** Values that last less may be seen or not: writers coalesce. */
export const transientSeconds = 1.5
export const isSolid = ({ lasts }: Change): boolean => lasts >= transientSeconds

/** Whether a time of the trace is near enough to a recorded one, both in seconds. */
export type Near = (recorded: number, traced: number) => boolean

/** A recorded change and the one of the trace that answers it; undefined: there is none on that side. */
export type Pair = readonly [recorded: Change | undefined, traced: Change | undefined]

/** What is gained by pairing two changes: a late one is worth less than one in time. */
const gain = (a: Change, b: Change, near: Near): number => (a.value !== b.value ? -Infinity : near(a.t, b.t) ? 2 : 1)

/** table[i][j]: what the best order of recorded[i…] and traced[j…] gains. */
function gains(recorded: readonly Change[], traced: readonly Change[], near: Near): readonly Float64Array[] {
  const table = Array.from({ length: recorded.length + 1 }, () => new Float64Array(traced.length + 1))
  for (let i = recorded.length - 1; i >= 0; i--) {
    for (let j = traced.length - 1; j >= 0; j--) {
      const both = gain(recorded[i]!, traced[j]!, near) + table[i + 1]![j + 1]!
      table[i]![j] = Math.max(table[i + 1]![j]!, table[i]![j + 1]!, both)
    }
  }
  return table
}

/** Pairs the changes of one object's fact in their order. */
export function pairInOrder(recorded: readonly Change[], traced: readonly Change[], near: Near): readonly Pair[] {
  const table = gains(recorded, traced, near)
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  while (i < recorded.length || j < traced.length) {
    const [a, b] = [recorded[i], traced[j]]
    if (a !== undefined && b !== undefined && table[i]![j] === gain(a, b, near) + table[i + 1]![j + 1]!) { pairs.push([a, b]); i++; j++ }
    else if (a !== undefined && (b === undefined || table[i]![j] === table[i + 1]![j])) { pairs.push([a, undefined]); i++ }
    else { pairs.push([undefined, b]); j++ }
  }
  return pairs
}

/** Takes the first free change that fits. */
function take(free: Set<Change>, fits: (change: Change) => boolean): Change | undefined {
  for (const change of free) {
    if (!fits(change)) continue
    free.delete(change)
    return change
  }
  return undefined
}

/** Pairs the changes of a pool: each with the first free one of the same value that is near; what is left, with a late one that lasts alike. */
export function pairInPool(recorded: readonly Change[], traced: readonly Change[], near: Near): readonly Pair[] {
  const free = new Set(traced)
  const inTime = recorded.map((a): Pair => [a, take(free, (b) => b.value === a.value && near(a.t, b.t))])
  const late = inTime.map(([a, b]): Pair => [a, b ?? take(free, (each) => each.value === a!.value && isSolid(each) === isSolid(a!))])
  return [...late, ...[...free].map((b): Pair => [undefined, b])]
}
