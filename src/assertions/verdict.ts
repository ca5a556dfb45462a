import type { KindId, Millis, ObjectKey } from '../sim/api/types.js'

export interface ObjectRef {
  readonly kind: KindId
  readonly key: ObjectKey
}

export interface PassedVerdict {
  readonly status: 'passed'
}

/** Why an assertion does not hold, as data; `explainVerdict` fills `since`, `evidence` and `hints`. */
export interface FailedVerdict {
  readonly status: 'failed'
  /** The subject as the scenario means it: `pods app=web`, `deployment/web`. */
  readonly subject: string
  /** The matcher that failed, dotted: `replicas.available`; empty when the subject itself is missing. */
  readonly path: string
  readonly expected: string
  readonly actual: string
  /** The objects that fail it, or that it is about. */
  readonly objects: readonly ObjectRef[]
  /** `object`: the named object is not there; `selection`: nothing is selected where each of them must match. */
  readonly missing?: 'object' | 'selection'
  /** What `actual` follows from; only what follows from objects alone can be dated by looking at earlier ones. */
  readonly reads: 'objects' | 'history' | 'time'
  /** When `actual` took its present form, virtual time; absent when that cannot be told. */
  readonly since?: Millis
  /** Revisions of the log entries that prove it, oldest first. */
  readonly evidence: readonly number[]
  /** Whole sentences: the reason, then what to look at or to change. */
  readonly hints: readonly string[]
}

export type Verdict = PassedVerdict | FailedVerdict

export const passed: PassedVerdict = { status: 'passed' }

/** What an evaluation knows by itself. */
export type Failing = Pick<FailedVerdict, 'subject' | 'path' | 'expected' | 'actual' | 'objects'> &
  Partial<Pick<FailedVerdict, 'missing' | 'reads' | 'hints' | 'since' | 'evidence'>>

export const failed = (failing: Failing): FailedVerdict => ({ status: 'failed', reads: 'objects', evidence: [], hints: [], ...failing })
