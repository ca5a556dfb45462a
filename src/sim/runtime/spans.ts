import type { Millis } from '../api/types.js'

interface Span {
  readonly forMs?: Millis
}

/** The span of a timeline that holds at a time since the container's start; the last one lasts. */
export function spanAt<T extends Span>(spans: readonly T[], sinceStartMs: Millis): T | undefined {
  let end = 0
  for (let i = 0; i < spans.length - 1; i++) {
    const span = spans[i]!
    if (span.forMs === undefined) return span
    end += span.forMs
    if (sinceStartMs < end) return span
  }
  return spans.at(-1)
}

/** When, after that time, the next span begins; undefined when the present one lasts for ever. */
export function nextSpanAfter(spans: readonly Span[], sinceStartMs: Millis): Millis | undefined {
  let end = 0
  for (let i = 0; i < spans.length - 1; i++) {
    const { forMs } = spans[i]!
    if (forMs === undefined) return undefined
    end += forMs
    if (sinceStartMs < end) return end
  }
  return undefined
}

/** Entry n of a list whose last entry repeats. */
export const entryAt = <T>(list: readonly T[], n: number): T => list[Math.min(n, list.length - 1)]!
