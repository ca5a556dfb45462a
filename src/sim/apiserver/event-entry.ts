import type { Event, KubeObject, Millis, ObjectKey, ObjectReference } from '../api/types.js'
import { microTimestamp, timestamp, type Clock } from '../clock.js'
import { uidOf, type UidWords } from '../random.js'
import { DeferredEntry, Place, type Stamp } from '../store/log.js'

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

/** What stays the same however often an Event is told again. */
interface EventOrigin {
  readonly spec: EventSpec
  /** Tells the names of Events of one object apart. */
  readonly serial: number
  readonly uid: UidWords
  readonly clock: Clock
  readonly at: Millis
  /** Once somebody has asked for it. */
  key: ObjectKey | undefined
}

interface Series {
  readonly count: number
  readonly at: Millis
}

/** An Event that was created, told again or made a series. A third of all writes are Events, and few of them are ever read: names are made when they are. */
export class EventEntry extends DeferredEntry {
  readonly origin: EventOrigin
  readonly message: string
  readonly count: number
  readonly series: Series | undefined
  readonly #before: DeferredEntry | Place | undefined

  constructor(change: Stamp, origin: EventOrigin, message: string, count: number, series: Series | undefined, before: DeferredEntry | Place | undefined) {
    super(change)
    this.origin = origin
    this.message = message
    this.count = count
    this.series = series
    this.#before = before
  }

  repeated(change: Stamp, message: string, count: number): EventEntry {
    return new EventEntry(change, this.origin, message, count, this.series, this)
  }

  asSeries(change: Stamp, series: Series): EventEntry {
    return new EventEntry(change, this.origin, this.message, this.count, series, this)
  }

  get key(): ObjectKey {
    return (this.origin.key ??= `${namespaceOf(this.origin)}/${nameOf(this.origin)}`)
  }

  get previous(): KubeObject | undefined {
    return (this.#before instanceof Place ? this.#before.entry : this.#before)?.object
  }

  protected make(): Event {
    return eventOf(this)
  }
}

const namePrefix = '18a3'
const namespaceOf = ({ spec }: EventOrigin): string => spec.regarding.metadata.namespace ?? 'default'
const nameOf = ({ spec, serial }: EventOrigin): string => `${spec.regarding.metadata.name}.${namePrefix}${serial.toString(16).padStart(8, '0')}`

function eventOf({ origin, message, count, series, revision, at }: EventEntry): Event {
  const { spec, clock } = origin
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: nameOf(origin), namespace: namespaceOf(origin), uid: uidOf(origin.uid), resourceVersion: String(revision), creationTimestamp: timestamp(clock, origin.at) },
    involvedObject: referenceTo(spec.regarding, spec.fieldPath),
    reason: spec.reason,
    message,
    type: spec.type,
    ...(spec.action === undefined ? coreTimes(origin, count, at) : seriesTimes(origin)),
  }
  return series === undefined ? event : { ...event, series: { count: series.count, lastObservedTime: microTimestamp(clock, series.at) } }
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

/** What was never stored is known by its name alone. */
const identityOf = ({ kind, metadata: { name, uid, resourceVersion } }: KubeObject): Pick<ObjectReference, 'uid' | 'resourceVersion'> =>
  kind === 'Node' ? { uid: name } : resourceVersion === undefined ? {} : { uid, resourceVersion }

const referenceTo = (object: KubeObject, fieldPath: string | undefined): ObjectReference => ({
  kind: object.kind,
  ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
  name: object.metadata.name,
  apiVersion: object.apiVersion,
  ...identityOf(object),
  ...(fieldPath === undefined ? {} : { fieldPath }),
})
