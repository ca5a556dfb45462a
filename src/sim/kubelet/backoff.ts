import type { Container, Millis } from '../api/types.js'
import { refusalText } from './repeated-texts.js'
import type { Backoff, RuntimeContainer, RuntimePod, Scope } from './state.js'

const initialMs = 10_000
/** The longest wait for a restart. */
export const restartMaxMs: Millis = 300_000

/** Forgotten once the event is more than twice the longest back-off after the last update (client-go flowcontrol.Backoff, 1.36). */
const isExpired = (backoff: Backoff, eventAt: Millis): boolean => eventAt - backoff.updatedAt > 2 * restartMaxMs

/** Whether the back-off, counted from an event, is not over yet. */
export const isBackingOff = (backoff: Backoff | undefined, eventAt: Millis, sinceMs: Millis): boolean =>
  backoff !== undefined && !isExpired(backoff, eventAt) && sinceMs < backoff.delayMs

/** Twice as long as before, from 10 s up to 5 min. */
export const nextBackoff = (backoff: Backoff | undefined, eventAt: Millis, now: Millis, message?: string): Backoff => ({
  delayMs: backoff === undefined || isExpired(backoff, eventAt) ? initialMs : Math.min(2 * backoff.delayMs, restartMaxMs),
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
export function refuseRestart(scope: Scope, seen: RuntimePod, container: Container): Refusal | undefined {
  const { worker, context } = scope
  const { name } = container
  const last = lastEnded(seen, name)
  if (last?.finishedAt === undefined) return undefined
  const key = worker.resize === undefined ? keyOf(container) : `${keyOf(container)} ${JSON.stringify(worker.resize.containers.get(name))}`
  const backoff = worker.backoffs[key]
  if (backoff !== undefined && isBackingOff(backoff, last.finishedAt, context.now - last.finishedAt)) {
    return { message: refusalText(scope, name, backoff.delayMs), retryAt: last.finishedAt + backoff.delayMs }
  }
  worker.backoffs = { ...worker.backoffs, [key]: nextBackoff(backoff, last.finishedAt, context.now) }
  return undefined
}

function lastEnded({ containers }: RuntimePod, name: string): RuntimeContainer | undefined {
  for (const container of containers) if (container.name === name && container.state === 'exited') return container
  return undefined
}

const keys = new WeakMap<Container, string>()

/** Containers of one template share it. */
function keyOf(container: Container): string {
  let key = keys.get(container)
  if (key === undefined) keys.set(container, (key = `${container.name} ${container.image ?? ''}`))
  return key
}
