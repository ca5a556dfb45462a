import type { KindId } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import type { CompiledAssertion } from './define.js'
import type { FailedVerdict, Verdict } from './verdict.js'

export const evaluateAll = (view: ClusterView, assertions: readonly CompiledAssertion[]): readonly Verdict[] =>
  assertions.map((assertion) => assertion.evaluate(view))

/** Whether an assertion held when it was last asked, so that nothing is asked again that cannot have changed. */
export interface Judgement {
  readonly holds: boolean
  /** Revision of the last change of an observed kind. */
  readonly revision: number
  readonly lookAgainAt: number | undefined
}

/** An assertion with the verdict that it failed. */
export interface Unheld {
  readonly assertion: CompiledAssertion
  readonly verdict: FailedVerdict
}

const revisionOf = (view: ClusterView, kinds: readonly KindId[]): number => kinds.reduce((last, kind) => Math.max(last, view.store.revisionOf(kind)), 0)

/** The judgement now; the one before, by reference, when nothing that it rests on has changed. */
export function judgeAgain(view: ClusterView, assertion: CompiledAssertion, before: Judgement | undefined): Judgement {
  const revision = revisionOf(view, assertion.observes)
  const isDue = before === undefined || before.revision !== revision || (before.lookAgainAt !== undefined && view.now >= before.lookAgainAt)
  return isDue ? { holds: assertion.holds(view), revision, lookAgainAt: assertion.nextLook(view) } : before
}

/** Those that fail now, with their verdicts. */
export const unheld = (view: ClusterView, assertions: readonly CompiledAssertion[]): readonly Unheld[] =>
  assertions.flatMap((assertion) => {
    const verdict = assertion.evaluate(view)
    return verdict.status === 'failed' ? [{ assertion, verdict }] : []
  })
