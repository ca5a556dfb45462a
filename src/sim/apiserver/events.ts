import type { Event, KubeObject, Millis, Namespace, ObjectKey, ObjectReference } from '../api/types.js'
import { microTimestamp, timestamp } from '../clock.js'
import { drawUid } from '../random.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import { correlate } from './event-correlation.js'
import { nextRevision, storeObject, writeObject } from './write.js'

/** What an actor has to say of an object. */
export interface EventSpec {
  readonly regarding: KubeObject
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** `kubelet`, `deployment-controller`, `default-scheduler`. */
  readonly component: string
  /** The node, for kubelet events. */
  readonly host?: string
  /** `spec.containers{web}`. */
  readonly fieldPath?: string
  /** Given: an Event of events.k8s.io, as the scheduler writes them, always a new one; absent: core/v1 with the correlator. */
  readonly action?: string
  readonly related?: ObjectReference
}

/** Records an Event of the object, merging repetitions as client-go's recorder does (tools/record, 1.36). */
export function recordEvent(context: ActorContext, spec: EventSpec): void {
  if (isRefused(context, spec)) return
  if (spec.action !== undefined) return void createEvent(context, spec, spec.message)
  const merged = correlate(context, spec)
  if (merged === undefined) return
  const known = merged.key === undefined ? undefined : context.store.get<Event>('Event', merged.key)
  if (known === undefined) merged.remember(createEvent(context, spec, merged.message, 1 + merged.dropped))
  else writeObject(context, repeat(context, known, merged.message, merged.dropped))
}

/** Nothing new is created in a namespace that is being terminated, Events neither. */
const isRefused = ({ store }: ActorContext, { regarding }: EventSpec): boolean =>
  store.get<Namespace>('Namespace', regarding.metadata.namespace ?? 'default')?.status?.phase === 'Terminating'

/** Writes a new Event; its key. */
export function createEvent(context: ActorContext, spec: EventSpec, message: string, count = 1): ObjectKey {
  const { cluster } = context
  const { regarding } = spec
  const namespace = regarding.metadata.namespace ?? 'default'
  const serial = eventNameBase + nextSerial(cluster, 'event')
  const name = `${regarding.metadata.name}.${serial.toString(16)}`
  const key = `${namespace}/${name}`
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: drawUid(cluster.random), resourceVersion: nextRevision(cluster), creationTimestamp: timestamp(cluster.clock, cluster.now) },
    involvedObject: referenceTo(regarding, spec.fieldPath),
    reason: spec.reason,
    message,
    type: spec.type,
    ...(spec.action === undefined ? coreTimes(context, cluster.now, spec, count) : seriesTimes(context, cluster.now, spec)),
  } as Event
  storeObject(context, 'Event', key, event, undefined)
  return key
}

const eventNameBase = 0x18a3_0000_0000

const coreTimes = (context: ActorContext, now: Millis, spec: EventSpec, count: number): Partial<Event> => {
  const at = timestamp(context.cluster.clock, now)
  return {
    source: { component: spec.component, ...(spec.host === undefined ? {} : { host: spec.host }) },
    firstTimestamp: at, lastTimestamp: at, count, eventTime: null, reportingComponent: spec.component, reportingInstance: spec.host ?? '',
  }
}

const seriesTimes = (context: ActorContext, now: Millis, spec: EventSpec): Partial<Event> => ({
  action: spec.action ?? '',
  ...(spec.related === undefined ? {} : { related: spec.related }),
  source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: microTimestamp(context.cluster.clock, now),
  reportingComponent: spec.component, reportingInstance: `${spec.component}-0`,
})

function repeat(context: ActorContext, event: Event, message: string, dropped: number): Event {
  const { clock, now } = context.cluster
  return { ...event, message, count: (event.count ?? 1) + 1 + dropped, lastTimestamp: timestamp(clock, now) }
}

/** Makes an Event a series of so many (client-go tools/events); nothing happens when the Event is gone. */
export function writeSeries(context: ActorContext, key: ObjectKey, count: number, lastObserved: Millis): void {
  const event = context.store.get<Event>('Event', key)
  if (event !== undefined) writeObject(context, { ...event, series: { count, lastObservedTime: microTimestamp(context.cluster.clock, lastObserved) } })
}

const referenceTo = (object: KubeObject, fieldPath: string | undefined): ObjectReference => ({
  kind: object.kind,
  ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
  name: object.metadata.name,
  uid: object.kind === 'Node' ? object.metadata.name : object.metadata.uid,
  apiVersion: object.apiVersion,
  ...(object.kind === 'Node' ? {} : { resourceVersion: object.metadata.resourceVersion }),
  ...(fieldPath === undefined ? {} : { fieldPath }),
})
