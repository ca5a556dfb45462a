import type { Event, KubeObject, Millis, ObjectReference } from '../api/types.js'
import { microTimestamp, timestamp, type Clock } from '../clock.js'
import { uidOf, type UidWords } from '../random.js'
import { DeferredEntry, type LogEntry } from '../store/log.js'

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

export type EventChange = Omit<LogEntry, 'object' | 'previous' | 'request'>

/** What stays the same however often an Event is told again. */
interface EventOrigin {
  readonly spec: EventSpec
  readonly name: string
  readonly namespace: string
  readonly uid: UidWords
  readonly clock: Clock
  readonly at: Millis
}

interface Told {
  readonly message: string
  readonly count: number
  readonly series: { readonly count: number; readonly at: Millis } | undefined
}

/** An Event that was created, told again or made a series. A third of all writes are Events, and few of them are ever read. */
export class EventEntry extends DeferredEntry {
  readonly origin: EventOrigin
  readonly told: Told
  readonly before: EventEntry | undefined

  constructor(change: EventChange, origin: EventOrigin, told: Told, before: EventEntry | undefined) {
    super(change)
    this.origin = origin
    this.told = told
    this.before = before
  }

  repeated(change: EventChange, message: string, count: number): EventEntry {
    return new EventEntry(change, this.origin, { message, count, series: this.told.series }, this)
  }

  asSeries(change: EventChange, series: Told['series']): EventEntry {
    return new EventEntry(change, this.origin, { ...this.told, series }, this)
  }

  get previous(): KubeObject | undefined {
    return this.before?.object
  }

  protected make(): Event {
    return eventOf(this)
  }
}

function eventOf({ origin, told, revision, at }: EventEntry): Event {
  const { spec, clock } = origin
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: origin.name, namespace: origin.namespace, uid: uidOf(origin.uid), resourceVersion: String(revision), creationTimestamp: timestamp(clock, origin.at) },
    involvedObject: referenceTo(spec.regarding, spec.fieldPath),
    reason: spec.reason,
    message: told.message,
    type: spec.type,
    ...(spec.action === undefined ? coreTimes(origin, told.count, at) : seriesTimes(origin)),
  }
  return told.series === undefined ? event : { ...event, series: { count: told.series.count, lastObservedTime: microTimestamp(clock, told.series.at) } }
}

type Times = Pick<Event, 'source' | 'reportingComponent' | 'reportingInstance'> & Partial<Event>

const coreTimes = ({ spec, clock, at }: EventOrigin, count: number, lastAt: Millis): Times => ({
  source: { component: spec.component, ...(spec.host === undefined ? {} : { host: spec.host }) },
  firstTimestamp: timestamp(clock, at), lastTimestamp: timestamp(clock, lastAt), count, eventTime: null,
  reportingComponent: spec.component, reportingInstance: spec.host ?? '',
})

const seriesTimes = ({ spec, clock, at }: EventOrigin): Times => ({
  action: spec.action ?? '',
  ...(spec.related === undefined ? {} : { related: spec.related }),
  source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: microTimestamp(clock, at),
  reportingComponent: spec.component, reportingInstance: `${spec.component}-0`,
})

const referenceTo = (object: KubeObject, fieldPath: string | undefined): ObjectReference => ({
  kind: object.kind,
  ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
  name: object.metadata.name,
  uid: object.kind === 'Node' ? object.metadata.name : object.metadata.uid,
  apiVersion: object.apiVersion,
  ...(object.kind === 'Node' ? {} : { resourceVersion: object.metadata.resourceVersion }),
  ...(fieldPath === undefined ? {} : { fieldPath }),
})
