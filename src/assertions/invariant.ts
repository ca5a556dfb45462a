import type { Millis } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import type { CompiledAssertion } from './define.js'
import { judgeAgain, type Judgement } from './evaluate.js'
import type { FailedVerdict } from './verdict.js'

/** An entry of `always`: it holds at every instant from `fromMs` to `untilMs`, both included; undefined: to the end of the run. */
export interface InvariantWatchSpec {
  readonly assertion: CompiledAssertion
  readonly fromMs: Millis
  readonly untilMs: Millis | undefined
}

export interface Invariant {
  readonly spec: InvariantWatchSpec
  readonly status: 'pending' | 'passed' | 'failed'
  readonly judgement: Judgement | undefined
  /** Whether its subject was ever there: before that it has nothing to say. */
  readonly isSeen: boolean
  /** That it was not there when it was last looked for. */
  readonly absent: FailedVerdict | undefined
  readonly failed: FailedVerdict | undefined
  readonly endAt: Millis | undefined
}

export const createInvariant = (spec: InvariantWatchSpec): Invariant =>
  ({ spec, status: 'pending', judgement: undefined, isSeen: false, absent: undefined, failed: undefined, endAt: undefined })

/** The next instant at which it must look although no object need have changed. */
export function nextInvariantInstant({ spec: { fromMs, untilMs }, status, judgement }: Invariant, now: Millis): Millis | undefined {
  if (status !== 'pending') return undefined
  const times = [fromMs, untilMs, judgement?.lookAgainAt].filter((at) => at !== undefined && at > now) as readonly Millis[]
  return times.length === 0 ? undefined : Math.min(...times)
}

/** Looks at one instant; the same invariant comes back when nothing is different. Every instant in which the log grew must be shown. */
export function observeInvariant(invariant: Invariant, view: ClusterView): Invariant {
  const { spec: { assertion, fromMs, untilMs }, status } = invariant
  if (status !== 'pending' || view.now < fromMs) return invariant
  if (untilMs !== undefined && view.now > untilMs) return finishInvariant(invariant, untilMs)
  const judgement = judgeAgain(view, assertion, invariant.judgement)
  if (judgement === invariant.judgement) return invariant
  if (judgement.holds) return { ...invariant, judgement, isSeen: true, absent: undefined }
  const verdict = assertion.evaluate(view)
  if (verdict.status === 'passed') return { ...invariant, judgement, isSeen: true, absent: undefined }
  // What each of them must meet is met by none; a named object must not go again once it is there.
  if (verdict.missing === 'selection' || (verdict.missing === 'object' && !invariant.isSeen)) return { ...invariant, judgement, absent: verdict }
  return { ...invariant, judgement, status: 'failed', failed: verdict, endAt: view.now }
}

/** At the end of the run. An invariant whose subject was never there has not been tested: that is a failure, not a success. */
export function finishInvariant(invariant: Invariant, now: Millis): Invariant {
  if (invariant.status !== 'pending') return invariant
  const { absent, isSeen } = invariant
  return !isSeen && absent !== undefined ? { ...invariant, status: 'failed', failed: absent, endAt: now } : { ...invariant, status: 'passed', endAt: now }
}
