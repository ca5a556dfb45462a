import { compileAssertion, createWatch, deadlineOf, nextInstantOf, observe, type CompiledAssertion, type WatchSpec } from '../../assertions/index.js'
import { formatDuration } from '../../assertions/values/duration.js'
import { viewOf } from '../../sim/view.js'
import type { Json } from '../../sim/api/types.js'
import type { CompileAction, CompileScope, ScenarioRun, ActionResult } from './action.js'
import { assertionScope } from './assertion-scope.js'
import { fieldsOf } from './json.js'

/** Assertions that hold now; come to hold `within` a time; stay `for` a time; or both. */
export const expect: CompileAction = (params, scope) => {
  const base = `${scope.step.pointer}/expect`
  const list: readonly (readonly [Json, string])[] = Array.isArray(params) ? (params as readonly Json[]).map((value, i) => [value, `${base}/${i}`] as const) : [[params, base]]
  const assertions = list.flatMap(([value, pointer]) => compileAssertions(value, pointer, scope))
  const spec: WatchSpec = { assertions, withinMs: scope.step.withinMs, forMs: scope.step.forMs }
  return (run) => watchFor(run, spec)
}

/** The assertions of one mapping. */
export function compileAssertions(value: Json, pointer: string, scope: CompileScope): readonly CompiledAssertion[] {
  return fieldsOf(value).flatMap(([subject, params]) => {
    const { assertion, problems } = compileAssertion(subject, params, assertionScope(scope.spec))
    for (const problem of problems) scope.problem(`${pointer}${problem.pointer}`, problem.message, problem.fix)
    return assertion === undefined ? [] : [assertion]
  })
}

/** Lets time pass until they hold, or cannot any more. */
export function watchFor(run: ScenarioRun, spec: WatchSpec): ActionResult {
  let watch = observe(createWatch(spec, run.cluster.now), viewOf(run.cluster))
  while (watch.status === 'pending') {
    const outcome = run.advanceTo(deadlineOf(watch), {
      observe: (view) => {
        watch = observe(watch, view)
        return watch.status === 'pending' ? undefined : 'stop'
      },
      nextInstant: (now) => nextInstantOf(watch, now),
    })
    if (outcome === 'stopped' && watch.status === 'pending') return undefined
  }
  if (watch.status === 'passed') return undefined
  return { unmet: { headline: `${timeWords(spec)}${spec.assertions.map(({ text }) => text).join('; ')}`, failed: watch.failed } }
}

function timeWords({ withinMs, forMs }: WatchSpec): string {
  const words = [...(withinMs === undefined ? [] : [`within ${formatDuration(withinMs)}`]), ...(forMs === undefined ? [] : [`for ${formatDuration(forMs)}`])]
  return words.length === 0 ? '' : `${words.join(', then ')}: `
}
