import type { Millis } from '../../api/types.js'
import type { CowMap } from '../../cow-map.js'

/** When the failed pod of a node was last deleted, and how long the next one has to wait (client-go flowcontrol.Backoff, 1.36). */
export interface Backoff {
  readonly at: Millis
  readonly delayMs: Millis
}
export type Backoffs = CowMap<string, Backoff>

const firstMs = 1_000
const maxMs = 15 * 60_000

/** How long a failed pod has to stay yet; undefined when it may go now, which is then counted. */
export function backOff(backoffs: Backoffs, key: string, now: Millis): Millis | undefined {
  const last = backoffs.get(key)
  const isKnown = last !== undefined && now - last.at <= 2 * maxMs
  if (isKnown && now - last.at < last.delayMs) return last.delayMs
  backoffs.set(key, { at: now, delayMs: isKnown ? Math.min(2 * last.delayMs, maxMs) : firstMs })
  return undefined
}
