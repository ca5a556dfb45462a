import type { Millis } from '../api/types.js'
import type { CowMap } from '../cow-map.js'
import { resumeAfter, type WorkQueue } from './define.js'

/** Until when the last sync of a key takes: its requests, and its own work. What comes meanwhile is one more sync then. */
export type Busy = CowMap<string, Millis>

/** Whether the key has to wait; then it is called again at the right time. */
export function isBusy(queue: WorkQueue, busy: Busy, key: string): boolean {
  const until = busy.get(key)
  if (until === undefined) return false
  const { now } = queue.context
  if (now >= until) return !busy.delete(key)
  resumeAfter(queue, key, until - now)
  return true
}

export const stayBusy = (queue: WorkQueue, busy: Busy, key: string, ms: Millis): void => {
  if (ms >= 1) busy.set(key, queue.context.now + Math.floor(ms))
}

/** What a controller of endpoints spends on each pod of a Service. */
export const podWorkMs = 0.01
