import { compileAssertion, createInvariant, finishInvariant, nextInvariantInstant, observeInvariant, type Invariant, type InvariantWatchSpec } from '../../assertions/index.js'
import type { Millis } from '../../sim/api/types.js'
import type { Observer } from '../actions/action.js'
import { assertionScope } from '../actions/assertion-scope.js'
import { error, type Diagnostic } from '../diagnostics.js'
import type { InvariantSpec, ScenarioSpec } from '../spec.js'

export interface CompiledInvariant {
  readonly spec: InvariantSpec
  readonly watch: InvariantWatchSpec
}

/** The entries of `always`. */
export function compileInvariants(spec: ScenarioSpec, diagnostics: Diagnostic[]): readonly CompiledInvariant[] {
  return spec.always.flatMap((entry) => {
    const { subject, params, pointer } = entry.assertion
    const { assertion, problems } = compileAssertion(subject, params, assertionScope(spec))
    const base = pointer.slice(0, pointer.lastIndexOf('/'))
    diagnostics.push(...problems.map((problem) => error(spec.document.place(`${base}${problem.pointer}`), problem.message, problem.fix)))
    return assertion === undefined ? [] : [{ spec: entry, watch: { assertion, fromMs: entry.fromMs, untilMs: entry.untilMs } }]
  })
}

export interface InvariantGuard extends Observer {
  readonly states: () => readonly Invariant[]
  readonly finish: (now: Millis) => void
}

/** Looks at every instant, and stops the run at the first one that is broken. */
export function guardInvariants(invariants: readonly CompiledInvariant[]): InvariantGuard {
  const states = invariants.map(({ watch }) => createInvariant(watch))
  return {
    states: () => states,
    observe: (view) => {
      let isBroken = false
      for (let i = 0; i < states.length; i++) {
        states[i] = observeInvariant(states[i]!, view)
        isBroken ||= states[i]!.status === 'failed'
      }
      return isBroken ? 'stop' : undefined
    },
    nextInstant: (now) => states.reduce<Millis | undefined>((soonest, state) => {
      const at = nextInvariantInstant(state, now)
      return at !== undefined && (soonest === undefined || at < soonest) ? at : soonest
    }, undefined),
    finish: (now) => states.forEach((state, i) => { states[i] = finishInvariant(state, now) }),
  }
}
