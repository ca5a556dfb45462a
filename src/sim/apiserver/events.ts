import type { Event, Millis, Namespace, ObjectKey } from '../api/types.js'
import { timestamp } from '../clock.js'
import { drawWords } from '../random.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import type { ChangeType } from '../store/log.js'
import { correlate } from './event-correlation.js'
import { EventEntry, type EventChange, type EventSpec } from './event-entry.js'
import { storeDeferred, writeObject } from './write.js'

export type { EventSpec } from './event-entry.js'

/** Records an Event of the object, merging repetitions as client-go's recorder does (tools/record, 1.36). */
export function recordEvent(context: ActorContext, spec: EventSpec): void {
  if (isRefused(context, spec)) return
  if (spec.action !== undefined) return void createEvent(context, spec, spec.message)
  const correlated = correlate(context, spec)
  if (correlated === undefined) return
  const { message, said, dropped } = correlated
  const known = said.key === undefined ? undefined : context.store.deferred('Event', said.key)
  if (known instanceof EventEntry) storeDeferred(context, known.repeated(changeOf(context, known.key, 'MODIFIED'), message, known.told.count + 1 + dropped))
  else if (said.key === undefined || !repeatEdited(context, said.key, message, dropped)) said.key = createEvent(context, spec, message, 1 + dropped)
}

/** Tells an Event again that somebody else has written to meanwhile; false: there is none. */
function repeatEdited(context: ActorContext, key: ObjectKey, message: string, dropped: number): boolean {
  const event = context.store.get<Event>('Event', key)
  if (event === undefined) return false
  writeObject(context, { ...event, message, count: (event.count ?? 1) + 1 + dropped, lastTimestamp: timestamp(context.cluster.clock, context.cluster.now) })
  return true
}

/** Nothing new is created in a namespace that is being terminated, Events neither. */
const isRefused = ({ store }: ActorContext, { regarding }: EventSpec): boolean =>
  store.get<Namespace>('Namespace', regarding.metadata.namespace ?? 'default')?.status?.phase === 'Terminating'

/** Writes a new Event; its key. */
export function createEvent(context: ActorContext, spec: EventSpec, message: string, count = 1): ObjectKey {
  const { cluster } = context
  const { name: regarded, namespace = 'default' } = spec.regarding.metadata
  const name = `${regarded}.${(eventNameBase + nextSerial(cluster, 'event')).toString(16)}`
  const change = changeOf(context, `${namespace}/${name}`, 'ADDED')
  const origin = { spec, name, namespace, uid: drawWords(cluster.random), clock: cluster.clock, at: cluster.now }
  storeDeferred(context, new EventEntry(change, origin, { message, count, series: undefined }, undefined))
  return change.key
}

const eventNameBase = 0x18a3_0000_0000

const changeOf = ({ cluster, by, cause }: ActorContext, key: ObjectKey, type: ChangeType): EventChange =>
  ({ revision: cluster.log.length + 1, at: cluster.now, type, kind: 'Event', key, by, cause })

/** Makes an Event a series of so many (client-go tools/events); nothing happens when the Event is gone. */
export function writeSeries(context: ActorContext, key: ObjectKey, count: number, lastObserved: Millis): void {
  const known = context.store.deferred('Event', key)
  if (known instanceof EventEntry) storeDeferred(context, known.asSeries(changeOf(context, key, 'MODIFIED'), { count, at: lastObserved }))
}
