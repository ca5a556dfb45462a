import type { KindId, Millis } from '../api/types.js'
import type { ConditionsChange } from '../conditions.js'
import { CowMap } from '../cow-map.js'
import type { Actor, ActorContext, ClusterOptions } from '../state.js'
import type { Change, LogEntry } from '../store/log.js'
import type { StoreReader } from '../store/store.js'
import { reconcileAt } from '../wake.js'

/**
 * A controller: which changes concern it, and what it does about a key. `reconcile` runs to completion, reads the store as it is
 * now, and may be called at any time for any key, existing or not. Waiting is `requeueAfter`. State, if any, is plain data.
 */
export interface Controller<State = undefined> {
  /** As kube-controller-manager names it; writes and events carry it. */
  readonly name: string
  readonly watches: readonly KindId[]
  /** Whether a change may wake the controller: asked of changes that are costly to show. Absent: every one may. */
  readonly concerns?: (change: Change, store: StoreReader) => boolean
  /** Comes back to its keys at its own pace, so that what was refused is not tried again before. */
  readonly isPaced?: boolean
  readonly create?: (options: ClusterOptions) => State
  readonly fork?: (state: State) => State
  /** Before time 0: enqueue what is already there. */
  readonly start?: (queue: WorkQueue, state: State) => void
  /** Enqueues the keys that a change concerns. */
  readonly deliver: (queue: WorkQueue, entry: LogEntry, state: State) => void
  readonly reconcile: (queue: WorkQueue, key: string, state: State) => void
  /** A fault begins or ends that concerns what the controller asks others. */
  readonly conditionsChanged?: (queue: WorkQueue, change: ConditionsChange) => void
}

/** A controller whatever its state is, as the registry lists them. */
export interface AnyController extends Omit<Controller<never>, 'create' | 'fork'> {
  readonly create?: (options: ClusterOptions) => unknown
  readonly fork?: (state: never) => unknown
}

/** client-go's rate limiting work queue, over the cluster's event heap. One worker; keys in order of arrival. */
export interface WorkQueue {
  readonly context: ActorContext
  /** Keys with the number of failures in a row. */
  readonly failures: CowMap<string, number>
}

interface ControllerState {
  readonly own: unknown
  readonly failures: CowMap<string, number>
  /** Made once: a controller is called for every change of what it watches. */
  queue: WorkQueue | undefined
}

export const defineController = <State = undefined>(controller: Controller<State>): Controller<State> => controller

const baseDelayMs = 5
const maxDelayMs = 1_000_000

/** Reconciles the key in this instant, after all deliveries and timers. */
export function enqueue(queue: WorkQueue, key: string): void {
  reconcileAt(queue.context, key, queue.context.now)
}

/** Reconciles the key after a delay; a sooner call for the same key does not cancel it. */
export function requeueAfter(queue: WorkQueue, key: string, delayMs: Millis): void {
  reconcileAt(queue.context, `${delayed}${key}`, queue.context.now + Math.max(0, delayMs))
}

/** Goes on with a key whose last sync is not over yet: beside `requeueAfter`, which keeps its own time. */
export function resumeAfter(queue: WorkQueue, key: string, delayMs: Millis): void {
  reconcileAt(queue.context, `${resumed}${key}`, queue.context.now + Math.max(0, delayMs))
}

/** Exponential back-off per key from 5 ms to 1,000 s (workqueue.DefaultTypedControllerRateLimiter, 1.36), once this sync's own time is over. */
export function requeueRateLimited(queue: WorkQueue, key: string, busyMs: Millis = 0): void {
  const failures = queue.failures.get(key) ?? 0
  queue.failures.set(key, failures + 1)
  requeueAfter(queue, key, busyMs + Math.min(maxDelayMs, baseDelayMs * 2 ** failures))
}

export function forget(queue: WorkQueue, key: string): void {
  if (queue.failures.size > 0) queue.failures.delete(key)
}

const delayed = '\u0000'
const resumed = '\u0001'

const refused = '\u0002'
const refusedUntil = '\u0003'

/** One sync of a key. Where a policy refused a write, the key comes back with a back-off of its own, unless the controller sees to that. */
function sync(queue: WorkQueue, key: string, { reconcile, isPaced }: Controller<unknown>, own: unknown): void {
  const { context, failures } = queue
  const before = failures.size === 0 ? 0 : (failures.get(key) ?? 0)
  if (context.isRefused === true) context.isRefused = false
  reconcile(queue, key, own)
  if (wasRefused(context) && isPaced !== true) retryRefused(queue, key, (failures.get(key) ?? 0) > before)
}

/** A sync that only waits ends no row of refusals: time does. */
function retryRefused(queue: WorkQueue, key: string, isRetried: boolean): void {
  const { context: { now }, failures } = queue
  const count = now > (failures.get(`${refusedUntil}${key}`) ?? 0) ? 0 : (failures.get(`${refused}${key}`) ?? 0)
  const delayMs = Math.min(maxDelayMs, baseDelayMs * 2 ** count)
  failures.set(`${refused}${key}`, count + 1)
  failures.set(`${refusedUntil}${key}`, now + 2 * delayMs + 1_000)
  if (!isRetried) requeueAfter(queue, key, delayMs)
}

const wasRefused = ({ isRefused }: ActorContext): boolean => isRefused === true

/** What is reconciled: a key is queued as it is, or with a sign of one character before it. */
const unsigned = (key: string): string => (key.charCodeAt(0) <= 1 ? key.slice(1) : key)

const queueOf = (context: ActorContext, state: ControllerState): WorkQueue => {
  const { queue } = state
  return queue?.context === context ? queue : (state.queue = { context, failures: state.failures })
}

/** Wraps a controller as an actor of the kernel. */
export function controllerActor(controller: AnyController): Actor {
  const own = controller as unknown as Controller<unknown>
  const { name, watches, concerns, deliver, start, create, fork, conditionsChanged } = own
  const actor: Actor<ControllerState> = {
    name,
    watches,
    ...(concerns === undefined ? {} : { concerns }),
    create: (options) => ({ own: create?.(options), failures: new CowMap(), queue: undefined }),
    fork: (state) => ({ own: fork === undefined ? state.own : fork(state.own), failures: state.failures.fork(), queue: undefined }),
    ...(start === undefined ? {} : { start: (context: ActorContext, state: ControllerState): void => start(queueOf(context, state), state.own) }),
    ...(conditionsChanged === undefined ? {} : { conditionsChanged: (context: ActorContext, state: ControllerState, change: ConditionsChange): void => conditionsChanged(queueOf(context, state), change) }),
    deliver: (context, state, entry) => deliver(queueOf(context, state), entry, state.own),
    wake: (context, state, key) => sync(queueOf(context, state), unsigned(key), own, state.own),
  }
  return actor as Actor
}
