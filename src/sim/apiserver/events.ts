import type { Event, KubeObject, Millis, ObjectReference } from '../api/types.js'
import { microTimestamp, timestamp } from '../clock.js'
import { drawUid } from '../random.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import { correlate } from './event-correlation.js'
import { nextRevision, writeObject } from './write.js'

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
  /** Given: recorded through events.k8s.io (series, no counts), as the scheduler does; absent: core/v1 with the correlator. */
  readonly action?: string
  readonly related?: ObjectReference
}

/** Records an Event of the object, merging repetitions as client-go's recorders do (tools/record and tools/events, 1.36). */
export function recordEvent(context: ActorContext, spec: EventSpec): void {
  const merged = correlate(context, spec)
  if (merged === undefined) return
  const known = merged.key === undefined ? undefined : context.store.get<Event>('Event', merged.key)
  if (known === undefined) merged.remember(createEvent(context, spec, merged.message))
  else writeObject(context, repeat(context, known, spec, merged.message))
}

function createEvent(context: ActorContext, spec: EventSpec, message: string): string {
  const { cluster } = context
  const { regarding } = spec
  const namespace = regarding.metadata.namespace ?? 'default'
  const serial = eventNameBase + nextSerial(cluster, 'event')
  const name = `${regarding.metadata.name}.${serial.toString(16)}`
  writeObject(context, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: drawUid(cluster.random), resourceVersion: nextRevision(cluster), creationTimestamp: timestamp(cluster.clock, cluster.now) },
    involvedObject: referenceTo(regarding, spec.fieldPath),
    reason: spec.reason,
    message,
    type: spec.type,
    ...(spec.action === undefined ? coreTimes(context, cluster.now, spec) : seriesTimes(context, cluster.now, spec)),
  } as Event)
  return `${namespace}/${name}`
}

const eventNameBase = 0x18a3_0000_0000

const coreTimes = (context: ActorContext, now: Millis, spec: EventSpec): Partial<Event> => {
  const at = timestamp(context.cluster.clock, now)
  return {
    source: { component: spec.component, ...(spec.host === undefined ? {} : { host: spec.host }) },
    firstTimestamp: at, lastTimestamp: at, count: 1, eventTime: null, reportingComponent: spec.component, reportingInstance: spec.host ?? '',
  }
}

const seriesTimes = (context: ActorContext, now: Millis, spec: EventSpec): Partial<Event> => ({
  action: spec.action ?? '',
  ...(spec.related === undefined ? {} : { related: spec.related }),
  source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: microTimestamp(context.cluster.clock, now),
  reportingComponent: spec.component, reportingInstance: `${spec.component}-0`,
})

function repeat(context: ActorContext, event: Event, spec: EventSpec, message: string): Event {
  const { clock, now } = context.cluster
  if (spec.action === undefined) return { ...event, message, count: (event.count ?? 1) + 1, lastTimestamp: timestamp(clock, now) }
  return { ...event, series: { count: (event.series?.count ?? 1) + 1, lastObservedTime: microTimestamp(clock, now) } }
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
