import type { Millis, ObjectKey } from '../../api/types.js'
import { enqueue, requeueAfter, type WorkQueue } from '../define.js'

/** Changes of pods and of statuses come together for so long (SyncJobBatchPeriod, 1.36). */
export const batchMs: Millis = 1_000
const maxRetryMs = 60_000

// Object keys have no spaces.
const orphan = 'orphan '
const rest = 'rest '

export const enqueueBatched = (queue: WorkQueue, key: ObjectKey): void => requeueAfter(queue, key, batchMs)

/** A pod that may have lost its Job while it still carries the finalizer. */
export const enqueueOrphan = (queue: WorkQueue, pod: ObjectKey): void => enqueue(queue, orphan + pod)
export const orphanOf = (text: string): ObjectKey | undefined => (text.startsWith(orphan) ? text.slice(orphan.length) : undefined)

/** The rest of a sync of a Job. */
export const requeueRest = (queue: WorkQueue, key: ObjectKey, delayMs: Millis): void => requeueAfter(queue, rest + key, delayMs)
export const restOf = (text: string): ObjectKey | undefined => (text.startsWith(rest) ? text.slice(rest.length) : undefined)

/** After an error: 1 s, 2 s, … up to a minute (DefaultJobApiBackOff, MaxJobApiBackOff). */
export function retry(queue: WorkQueue, key: ObjectKey): void {
  const failures = queue.failures.get(key) ?? 0
  queue.failures.set(key, failures + 1)
  requeueAfter(queue, key, Math.min(maxRetryMs, batchMs * 2 ** failures))
}
