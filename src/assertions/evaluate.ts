import type { KindId } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import type { CompiledAssertion } from './define.js'
import type { FailedVerdict, Verdict } from './verdict.js'

export const evaluateAll = (view: ClusterView, assertions: readonly CompiledAssertion[]): readonly Verdict[] =>
  assertions.map((assertion) => assertion.evaluate(view))

/** What the verdicts said when they were last asked for, so that nothing is asked again that cannot have changed. */
export interface Judgement {
  readonly verdict: Verdict
  /** Revision of the last change of an observed kind. */
  readonly revision: number
  readonly lookAgainAt: number | undefined
}

const revisionOf = (view: ClusterView, kinds: readonly KindId[]): number => kinds.reduce((last, kind) => Math.max(last, view.store.revisionOf(kind)), 0)

/** The verdict now; the one before, by reference, when nothing that it rests on has changed. */
export function judgeAgain(view: ClusterView, assertion: CompiledAssertion, before: Judgement | undefined): Judgement {
  const revision = revisionOf(view, assertion.observes)
  const isDue = before === undefined || before.revision !== revision || (before.lookAgainAt !== undefined && view.now >= before.lookAgainAt)
  return isDue ? { verdict: assertion.evaluate(view), revision, lookAgainAt: assertion.nextLook(view) } : before
}

export const failures = (judgements: readonly Judgement[]): readonly FailedVerdict[] =>
  judgements.flatMap(({ verdict }) => (verdict.status === 'failed' ? [verdict] : []))
