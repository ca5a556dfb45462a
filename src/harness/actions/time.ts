import { parseDuration } from '../values/duration.js'
import type { CompileAction } from './action.js'

/** Lets virtual time pass. */
export const advance: CompileAction = (params, scope) => {
  const parsed = parseDuration(params)
  if ('problem' in parsed) return scope.problem(`${scope.step.pointer}/advance`, parsed.problem.message, parsed.problem.fix)
  const ms = parsed.value
  return (run) => {
    run.advanceTo(run.cluster.now + ms)
    return undefined
  }
}
