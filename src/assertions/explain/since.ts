import type { Millis } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import type { CompiledAssertion } from '../define.js'
import type { FailedVerdict } from '../verdict.js'
import { createPast } from './past.js'

/** Bounds the search in large clusters; beyond it the answer is not known. */
const looksMax = 20_000
const objectLooksMax = 1_000_000

export interface Since {
  readonly at: Millis
  /** The entry that made it so; undefined when it was never otherwise. */
  readonly revision: number | undefined
}

/**
 * When `actual` took its present form: the log is walked back, and the assertion asked again before each change that concerns it.
 * At 0 when it was never otherwise; undefined when it cannot be told.
 */
export function sinceWhen(view: ClusterView, assertion: CompiledAssertion, verdict: FailedVerdict): Since | undefined {
  if (verdict.reads !== 'objects') return verdict.since === undefined ? undefined : { at: verdict.since, revision: undefined }
  const kinds = new Set(assertion.observes)
  const past = createPast(view, assertion.observes)
  const size = assertion.observes.reduce((sum, kind) => sum + view.store.count(kind), 1)
  let looks = Math.min(looksMax, Math.ceil(objectLooksMax / size))
  for (let i = view.log.length - 1; i >= 0; i--) {
    const entry = view.log[i]!
    if (!kinds.has(entry.kind)) continue
    past.undo(entry)
    if (!assertion.concerns(entry.type === 'DELETED' ? undefined : entry.object, entry.previous)) continue
    if (looks-- === 0) return undefined
    if (!isSame(verdict, assertion, past.view)) return { at: entry.at, revision: entry.revision }
  }
  return { at: 0, revision: undefined }
}

function isSame({ path, actual }: FailedVerdict, assertion: CompiledAssertion, view: ClusterView): boolean {
  const before = assertion.evaluate(view)
  return before.status === 'failed' && before.path === path && before.actual === actual
}
