import type { Millis } from '../../api/types.js'
import type { Clock } from '../../clock.js'
import type { SchedulerConfig } from '../profile.js'
import type { QueuedPod } from '../state.js'

/** Backoff is counted in whole seconds of the wall clock (backoff_queue.go alignToWindow, 1.36). */
export const secondOf = (clock: Clock, at: Millis): number => Math.floor((clock.startMs + at) / 1000)
export const startOfSecond = (clock: Clock, second: number): Millis => second * 1000 - clock.startMs

/** The second in which the pod's backoff ends; undefined when there is none. 1, 2, 4, 8, 10, 10 … seconds after the last attempt by default. */
export function expiryOf(clock: Clock, { initialBackoffMs, maxBackoffMs }: SchedulerConfig, queued: QueuedPod): number | undefined {
  const count = queued.errors > 0 ? queued.errors : queued.rejections
  if (maxBackoffMs === 0 || count === 0) return undefined
  return secondOf(clock, queued.since + Math.min(maxBackoffMs, initialBackoffMs * 2 ** (count - 1)))
}

/** A pod whose backoff ends in the current second still backs off. */
export function isBackingOff(clock: Clock, now: Millis, config: SchedulerConfig, queued: QueuedPod): boolean {
  const expiry = expiryOf(clock, config, queued)
  return expiry !== undefined && expiry >= secondOf(clock, now)
}
