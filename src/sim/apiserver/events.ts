import type { Event, Millis, Namespace, ObjectKey } from '../api/types.js'
import { timestamp } from '../clock.js'
import { drawWords } from '../random.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import type { ChangeType, Stamp } from '../store/log.js'
import { correlate, correlationFor, type Correlated } from './event-correlation.js'
import { EventEntry, type EventSpec } from './event-entry.js'
import { storeDeferred, writeObject } from './write.js'

export type { EventSpec } from './event-entry.js'

/** Records an Event of the object, merging repetitions as client-go's recorder does (tools/record, 1.36). */
export function recordEvent(context: ActorContext, spec: EventSpec): void {
  if (isNamespaceEnding(context, spec)) return
  if (spec.action !== undefined) return void createEvent(context, spec, spec.message)
  const correlated = correlate(correlationFor(context, spec), spec, context.now)
  if (correlated !== undefined) writeCorrelated(context, spec, correlated)
}

/** Writes what the correlator made of an Event. */
export function writeCorrelated(context: ActorContext, spec: EventSpec, { message, said, dropped }: Correlated): void {
  const key = said.event?.key
  const known = key === undefined ? undefined : context.store.deferred('Event', key)
  if (known instanceof EventEntry) storeDeferred(context, known.repeated(stampOf(context, 'MODIFIED'), message, known.count + 1 + dropped))
  else if (key === undefined || !repeatEdited(context, key, message, dropped)) said.event = createEvent(context, spec, message, 1 + dropped)
}

/** Tells an Event again that somebody else has written to meanwhile; false: there is none. */
function repeatEdited(context: ActorContext, key: ObjectKey, message: string, dropped: number): boolean {
  const event = context.store.get<Event>('Event', key)
  if (event === undefined) return false
  writeObject(context, { ...event, message, count: (event.count ?? 1) + 1 + dropped, lastTimestamp: timestamp(context.cluster.clock, context.cluster.now) })
  return true
}

/** Nothing new is created in a namespace that is being terminated, Events neither. */
export const isNamespaceEnding = ({ store }: ActorContext, { regarding }: EventSpec): boolean =>
  store.get<Namespace>('Namespace', regarding.metadata.namespace ?? 'default')?.status?.phase === 'Terminating'

/** Writes a new Event. */
export function createEvent(context: ActorContext, spec: EventSpec, message: string, count = 1): EventEntry {
  const { cluster } = context
  const origin = { spec, serial: nextSerial(cluster, 'event'), uid: drawWords(cluster.random), clock: cluster.clock, at: cluster.now, key: undefined }
  const entry = new EventEntry(stampOf(context, 'ADDED'), origin, message, count, undefined, undefined)
  storeDeferred(context, entry)
  return entry
}

const stampOf = ({ cluster, by, cause }: ActorContext, type: ChangeType): Stamp =>
  ({ revision: cluster.log.length + 1, at: cluster.now, type, kind: 'Event', by, cause })

/** Makes an Event a series of so many (client-go tools/events); nothing happens when the Event is gone. */
export function writeSeries(context: ActorContext, key: ObjectKey, count: number, lastObserved: Millis): void {
  const known = context.store.deferred('Event', key)
  if (known instanceof EventEntry) storeDeferred(context, known.asSeries(stampOf(context, 'MODIFIED'), { count, at: lastObserved }))
}
