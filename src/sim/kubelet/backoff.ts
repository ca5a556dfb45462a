import type { Millis } from '../api/types.js'
import { goDuration } from './go-duration.js'
import { podText } from './pod-events.js'
import type { Backoff, RuntimePod, Scope } from './state.js'

const initialMs = 10_000
const maxMs = 300_000

/** Forgotten once the event is more than twice the longest back-off after the last update (client-go flowcontrol.Backoff, 1.36). */
const isExpired = (backoff: Backoff, eventAt: Millis): boolean => eventAt - backoff.updatedAt > 2 * maxMs

/** Whether the back-off, counted from an event, is not over yet. */
export const isBackingOff = (backoff: Backoff | undefined, eventAt: Millis, sinceMs: Millis): boolean =>
  backoff !== undefined && !isExpired(backoff, eventAt) && sinceMs < backoff.delayMs

/** Twice as long as before, from 10 s up to 5 min. */
export const nextBackoff = (backoff: Backoff | undefined, eventAt: Millis, now: Millis, message?: string): Backoff => ({
  delayMs: backoff === undefined || isExpired(backoff, eventAt) ? initialMs : Math.min(2 * backoff.delayMs, maxMs),
  updatedAt: now, ...(message === undefined ? {} : { message }),
})

export interface Refusal {
  readonly message: string
  readonly retryAt: Millis
}

/**
 * Whether a restart has to wait (doBackOff, kuberuntime_manager.go 1.36): counted from the end of the newest instance that was seen to
 * have ended. When it need not, the next one waits twice as long.
 */
export function refuseRestart(scope: Scope, seen: RuntimePod, name: string, image: string): Refusal | undefined {
  const { worker, context } = scope
  const last = seen.containers.find((container) => container.name === name && container.state === 'exited')
  if (last?.finishedAt === undefined) return undefined
  const key = worker.resize === undefined ? `${name} ${image}` : `${name} ${image} ${JSON.stringify(worker.resize.containers.get(name))}`
  const backoff = worker.backoffs[key]
  if (backoff !== undefined && isBackingOff(backoff, last.finishedAt, context.now - last.finishedAt)) {
    const message = `back-off ${goDuration(backoff.delayMs)} restarting failed container=${name} pod=${podText(scope)}`
    return { message, retryAt: last.finishedAt + backoff.delayMs }
  }
  worker.backoffs = { ...worker.backoffs, [key]: nextBackoff(backoff, last.finishedAt, context.now) }
  return undefined
}
