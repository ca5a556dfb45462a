import type { Millis } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import type { CompiledAssertion } from './define.js'
import { judgeAgain, unheld, type Judgement, type Unheld } from './evaluate.js'

/**
 * The time words of a scenario as step machines: plain data that goes in, with the view of an instant, and comes out. The runner
 * shows them every instant in which the log grew, and the instants that `nextInstantOf` names.
 */
export interface WatchSpec {
  readonly assertions: readonly CompiledAssertion[]
  /** At the latest so long after the start they hold; undefined: at once. */
  readonly withinMs: Millis | undefined
  /** So long they must hold from then on; undefined: only then. */
  readonly forMs: Millis | undefined
}

export interface Watch {
  readonly spec: WatchSpec
  readonly startAt: Millis
  readonly status: 'pending' | 'passed' | 'failed'
  /** Since when all hold, while they are watched to stay so. */
  readonly heldSince: Millis | undefined
  readonly judgements: readonly Judgement[]
  /** Those that failed, as they were when it was decided. */
  readonly failed: readonly Unheld[]
  /** When it was decided. */
  readonly endAt: Millis | undefined
}

export const createWatch = (spec: WatchSpec, startAt: Millis): Watch =>
  ({ spec, startAt, status: 'pending', heldSince: undefined, judgements: [], failed: [], endAt: undefined })

/** The last instant at which the watch may still be pending. */
export function deadlineOf({ spec: { withinMs = 0, forMs = 0 }, startAt, heldSince }: Watch): Millis {
  return heldSince === undefined ? startAt + withinMs : heldSince + forMs
}

/** The next instant at which the watch must look although no object need have changed; undefined once it is decided. */
export function nextInstantOf(watch: Watch, now: Millis): Millis | undefined {
  if (watch.status !== 'pending') return undefined
  const looks = watch.judgements.flatMap(({ lookAgainAt }) => (lookAgainAt !== undefined && lookAgainAt > now ? [lookAgainAt] : []))
  return Math.min(deadlineOf(watch), ...looks)
}

/** Looks at one instant. The same watch comes back when nothing is different. */
export function observe(watch: Watch, view: ClusterView): Watch {
  if (watch.status !== 'pending') return watch
  const isLast = view.now >= deadlineOf(watch)
  const judgements = watch.spec.assertions.map((assertion, index) => judgeAgain(view, assertion, isLast ? undefined : watch.judgements[index]))
  const isSame = judgements.every((judgement, index) => judgement === watch.judgements[index])
  if (isSame && !isLast) return watch
  return judgements.every(({ holds }) => holds) ? hold({ ...watch, judgements }, view.now) : miss({ ...watch, judgements, heldSince: undefined }, view)
}

function hold(watch: Watch, now: Millis): Watch {
  const held = { ...watch, heldSince: watch.heldSince ?? now }
  return now >= held.heldSince + (watch.spec.forMs ?? 0) ? { ...held, status: 'passed', endAt: now } : held
}

/** They may come to hold again as long as the time for coming to hold lasts. */
function miss(watch: Watch, view: ClusterView): Watch {
  if (view.now < watch.startAt + (watch.spec.withinMs ?? 0)) return watch
  return { ...watch, status: 'failed', failed: unheld(view, watch.spec.assertions), endAt: view.now }
}
