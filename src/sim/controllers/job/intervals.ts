/** Completion indexes as ordered, disjoint intervals, and as the text of `status.completedIndexes`: indexed_job_utils.go orderedIntervals, 1.36. */
export interface Interval {
  readonly first: number
  readonly last: number
}
export type Intervals = readonly Interval[]

export const intervalsOf = (indexes: Iterable<number>): Intervals =>
  mergeIntervals([], [...new Set(indexes)].sort((a, b) => a - b).map((index) => ({ first: index, last: index })))

/** Both together; neighbours become one. */
export function mergeIntervals(a: Intervals, b: Intervals): Intervals {
  const merged: Interval[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const next = j >= b.length || (i < a.length && a[i]!.first < b[j]!.first) ? a[i++]! : b[j++]!
    const last = merged.at(-1)
    if (last === undefined || next.first > last.last + 1) merged.push(next)
    else if (last.last < next.last) merged[merged.length - 1] = { first: last.first, last: next.last }
  }
  return merged
}

export const totalOf = (intervals: Intervals): number => intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0)

export const hasIndex = (intervals: Intervals, index: number): boolean => intervals.some(({ first, last }) => first <= index && index <= last)

/** `0,2-4,7,8`: runs of three and more with a dash. */
export function intervalsText(intervals: Intervals): string {
  return intervals.map(({ first, last }) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)).join(',')
}

const wholeNumber = /^[+-]?\d+$/

/** Reads such a text; what is no interval is left out, and what lies beyond the completions. */
export function parseIntervals(text: string, completions: number): Intervals {
  const found: Interval[] = []
  if (text === '') return found
  for (const part of text.split(',')) {
    const [start = '', end = start] = part.split('-')
    if (!wholeNumber.test(start)) continue
    const first = Number(start)
    if (first >= completions) break
    if (!wholeNumber.test(end)) continue
    const last = Math.min(Number(end), completions - 1)
    const before = found.at(-1)
    if (before !== undefined && before.last === first - 1) found[found.length - 1] = { first: before.first, last }
    else found.push({ first, last })
  }
  return found
}

/** How many indexes are in both. */
export function overlapOf(a: Intervals, b: Intervals): number {
  let [count, i, j] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i]!, b[j]!]
    count += Math.max(0, Math.min(x.last, y.last) - Math.max(x.first, y.first) + 1)
    if (x.last <= y.last) i++
    if (y.last <= x.last) j++
  }
  return count
}
