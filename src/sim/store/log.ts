import type { ManagedFields } from '../api/managed-fields/owners.js'
import type { KindId, KubeObject, Millis, ObjectKey } from '../api/types.js'
import { deepFreeze } from './freeze.js'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

/** What the server was asked, where that is more than who wrote and what was stored: from it follows who owns which field. */
export interface WriteRequest {
  /** The field manager: `kubectl-patch`. Without it, that which the writer has. */
  readonly owner?: string
  /** The version in which it asked. */
  readonly apiVersion?: string
  readonly subresource?: string
  /** The object as it was sent, defaulted but not yet admitted. */
  readonly sent?: KubeObject
  /** Who owns what from now on, where the request itself says so (server-side apply). */
  readonly managed?: ManagedFields
}

/** One change of one object. The log of these is the truth: watches, traces, assertions and explanations read it. */
export interface LogEntry {
  readonly revision: number
  readonly at: Millis
  readonly type: ChangeType
  readonly kind: KindId
  readonly key: ObjectKey
  readonly object: KubeObject
  /** The object as it was before; absent for ADDED. */
  readonly previous: KubeObject | undefined
  /** Who wrote: `kubelet@worker-1`, `deployment-controller`, `kubectl`. */
  readonly by: string
  /** Because of what: the revision of an earlier entry, minus the number of a step (from 1), or 0 for the start. */
  readonly cause: number
  readonly request?: WriteRequest | undefined
}

/** What changed, whenever and by whomever that was. */
export type Change = Pick<LogEntry, 'type' | 'kind' | 'object' | 'previous'>

/** When and by whom something changed. */
export type Stamp = Pick<LogEntry, 'revision' | 'at' | 'type' | 'kind' | 'by' | 'cause'>

/**
 * A change whose object is made when somebody looks at it, for what is written often and hardly ever read. What it is made of never changes,
 * so that everybody sees the same object whenever they look.
 */
export abstract class DeferredEntry implements LogEntry {
  readonly revision: number
  readonly at: Millis
  readonly type: ChangeType
  readonly kind: KindId
  readonly by: string
  readonly cause: number
  readonly request: WriteRequest | undefined
  #object: KubeObject | undefined

  constructor(change: Stamp) {
    this.revision = change.revision
    this.at = change.at
    this.type = change.type
    this.kind = change.kind
    this.by = change.by
    this.cause = change.cause
    this.request = undefined
  }

  get object(): KubeObject {
    return (this.#object ??= deepFreeze(this.make()))
  }

  abstract get key(): ObjectKey
  abstract get previous(): KubeObject | undefined
  /** A change like this one, in all but times, counters and ids, made already; absent: there is none. */
  readonly sample?: Change | undefined
  protected abstract make(): KubeObject
}

/** Entries in a row, all of them changes of objects that are there, which are made when somebody looks at one: an index gives the same entry each time. */
export interface Stretch {
  /** Revision of the first one. */
  readonly from: number
  readonly length: number
  entry(index: number): DeferredEntry
}

/** An entry of a stretch, for who may want to look at it later. */
export class Place {
  readonly #stretch: Stretch
  readonly #index: number

  constructor(stretch: Stretch, index: number) {
    this.#stretch = stretch
    this.#index = index
  }

  get entry(): DeferredEntry {
    return this.#stretch.entry(this.#index)
  }
}

/** Append only. Entry i has revision i + 1. */
export class Log {
  /** Undefined: it is one of a stretch. */
  #entries: (LogEntry | undefined)[] = []
  /** Those that `#entries` has not taken over yet, in their order. */
  #stretches: Stretch[] = []

  get length(): number {
    return this.#entries.length
  }

  get entries(): readonly LogEntry[] {
    for (const stretch of this.#stretches) for (let i = 0; i < stretch.length; i++) this.#entries[stretch.from - 1 + i] = stretch.entry(i)
    if (this.#stretches.length > 0) this.#stretches = []
    return this.#entries as LogEntry[]
  }

  /** Those that brought an object. */
  * added(): Generator<LogEntry> {
    for (const entry of this.#entries) if (entry?.type === 'ADDED') yield entry
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry)
  }

  appendStretch(stretch: Stretch): void {
    this.#entries.length += stretch.length
    this.#stretches.push(stretch)
  }

  at(revision: number): LogEntry | undefined {
    return this.#entries[revision - 1] ?? (revision < 1 || revision > this.length ? undefined : this.#inStretch(revision))
  }

  fork(): Log {
    const fork = new Log()
    fork.#entries = this.#entries.slice()
    fork.#stretches = this.#stretches.slice()
    return fork
  }

  #inStretch(revision: number): LogEntry | undefined {
    const stretch = this.#stretches.findLast(({ from }) => from <= revision)
    return stretch?.entry(revision - stretch.from)
  }
}
