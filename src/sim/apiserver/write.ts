import { anyCustomKind } from '../api/kinds/ids.js'
import { kindById } from '../api/kinds/registry.js'
import { chargeQuotas } from './quota.js'
import type { KindId, KubeObject, Millis, ObjectKey } from '../api/types.js'
import { Rank } from '../event-queue.js'
import { SimulationError } from '../simulation-error.js'
import type { Pending } from '../inbox.js'
import type { ActorContext, Cluster } from '../state.js'
import { keyOf, kindIdOf } from '../store/keys.js'
import { DeferredEntry, type Change, type ChangeType, type LogEntry, type WriteRequest } from '../store/log.js'
import type { Store } from '../store/store.js'
import { tieOf } from '../wake.js'

/** The resourceVersion that the next write will carry. */
export const nextRevision = (cluster: Cluster): string => String(cluster.log.length + 1)

/** Stores a changed object as it is, with a new resourceVersion. The one way in which objects change. */
export function writeObject<T extends KubeObject>(context: ActorContext, object: T): T {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: nextRevision(context.cluster) } }
  const kind = kindIdOf(stored)
  const key = keyOf(stored.metadata)
  storeObject(context, kind, key, stored, context.store.get(kind, key))
  return stored
}

/** The same for an object that carries `nextRevision` already, and whose present version (undefined: none) is at hand. */
export function storeObject(
  context: ActorContext, kind: KindId, key: ObjectKey, object: KubeObject, previous: KubeObject | undefined, request: WriteRequest | undefined = context.request,
): void {
  commit(context, previous === undefined ? 'ADDED' : 'MODIFIED', kind, key, object, previous, request)
}

/** Takes an object out of the store; the DELETED entry carries its last state, as a watch does. */
export function eraseObject(context: ActorContext, kind: KindId, key: ObjectKey): void {
  const previous = context.store.get(kind, key)
  if (previous === undefined) return
  const last = { ...previous, metadata: { ...previous.metadata, resourceVersion: nextRevision(context.cluster) } }
  commit(context, 'DELETED', kind, key, last, previous)
}

function commit(
  context: ActorContext, type: ChangeType, kind: KindId, key: ObjectKey, object: KubeObject, previous: KubeObject | undefined, request?: WriteRequest,
): void {
  const { cluster, store } = context
  const revision = cluster.log.length + 1
  if (type === 'DELETED') store.remove(kind, key, revision)
  else store.put(kind, key, object, previous, revision)
  append(context, { revision, at: cluster.now, type, kind, key, object, previous, by: context.by, cause: context.cause, request })
}

/** Stores an Event, or a status of an object that is there, which is made when somebody looks at it. */
export function storeDeferred(context: ActorContext, entry: DeferredEntry): void {
  context.store.putDeferred(entry)
  append(context, entry)
}

function append(context: ActorContext, entry: LogEntry): void {
  const { cluster, store } = context
  if (store.size > cluster.options.limits.objects) throw new SimulationError(`more than ${cluster.options.limits.objects} objects; ${context.by} wrote ${entry.kind}/${entry.key}`)
  cluster.log.append(entry)
  announce(context, entry)
  if (store.count('ResourceQuota') > 0) chargeQuotas(context.request === undefined ? context : { ...context, request: undefined }, entry, writeObject)
}

/** Sends an entry, which is in the log when that arrives, to those who watch. */
export const announce = (context: ActorContext, entry: LogEntry): void =>
  notifyWatchers(context.cluster, entry, context.cluster.now + context.options.latency.watchMs + spacing(context) + context.cluster.requestDelayMs)

/** The objects of one kubectl call follow each other by `requestMs`: they are stored at once here, but their news are spaced. */
function spacing({ cluster, actor, cause }: ActorContext): Millis {
  if (actor >= 0 || cause === 0) return 0
  const count = cluster.burst.at === cluster.now ? cluster.burst.count : 0
  cluster.burst = { at: cluster.now, count: count + 1 }
  return Math.min(spacingMax, count * cluster.options.latency.requestMs)
}

const spacingMax: Millis = 500

function notifyWatchers(cluster: Cluster, entry: LogEntry, at: Millis): void {
  const { watchers: all } = cluster.controlPlane
  const watchers = all.get(entry.kind) ?? (kindById(entry.kind) === undefined ? all.get(anyCustomKind) : undefined)
  if (watchers === undefined) return
  const sample = entry instanceof DeferredEntry ? entry.sample : undefined
  const told = sample === undefined ? watchers : audienceOf(cluster, sample, watchers)
  if (told.length === 0) return
  const pending: Pending = { entry, dueAt: at }
  for (let i = 0; i < told.length; i++) {
    const actor = told[i]!
    scheduleDelivery(cluster, actor, cluster.slots[actor]!.inbox.add(pending), entry.revision)
  }
}

/** Whether nobody is told of a change like this one. */
export const isUnheard = (cluster: Cluster, sample: Change): boolean => audienceOf(cluster, sample, cluster.controlPlane.watchers.get(sample.kind) ?? []).length === 0

/** Whom changes like a sample concerned when they were asked last, and the last revision of the store that they may have looked at. */
interface Audience {
  readonly store: Store
  readonly revision: number
  readonly actors: readonly number[]
}

const audiences = new WeakMap<Change, Audience>()

/** The watchers that a change like this one may wake: they are asked again once something else has been written. */
function audienceOf({ controlPlane, store }: Cluster, sample: Change, watchers: readonly number[]): readonly number[] {
  const known = audiences.get(sample)
  if (known !== undefined && known.store === store && known.revision === store.revision) return known.actors
  const actors = watchers.filter((actor) => controlPlane.actors[actor]!.concerns?.(sample, store) !== false)
  audiences.set(sample, { store, revision: store.revision, actors })
  return actors
}

/** One delivery is pending for each actor: that of its first entry. */
export function scheduleDelivery(cluster: Cluster, actor: number, at: Millis, cause: number): void {
  const slot = cluster.slots[actor]!
  if (slot.deliveryAt !== undefined && slot.deliveryAt <= at) return
  slot.deliveryAt = at
  if (cluster.options.interleave === 'fifo') cluster.queue.pushDelivery(at, actor, cause)
  else cluster.queue.push(at, Rank.Watch, tieOf(cluster, actor, at), actor, '', cause)
}
