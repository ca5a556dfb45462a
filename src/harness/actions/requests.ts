import { scenarioContext } from '../../sim/cluster.js'
import { connectionRefused } from '../../sim/requests/connection.js'
import { kubectlText, warningsOf, type Context, type RequestResult } from '../../sim/requests/request.js'
import type { ActionResult, CompiledAction, ScenarioRun } from './action.js'

/** Runs requests in order, as kubectl does with several objects: it goes on after a refusal and reports all of them. */
export function requesting(requests: (context: Context, run: ScenarioRun) => readonly (() => RequestResult)[]): CompiledAction {
  return (run) => {
    const refused = connectionRefused(run.cluster)
    if (refused !== undefined) return { refusal: refused }
    const context = scenarioContext(run.cluster, run.stepNumber)
    const refusals: string[] = []
    for (const request of requests(context, run)) {
      const result = request()
      for (const warning of warningsOf(result)) run.said(`Warning: ${warning}`)
      if (result.ok) run.said(result.value.said)
      else refusals.push(kubectlText(result.error))
    }
    return refusalOf(refusals)
  }
}

export const refusalOf = (refusals: readonly string[]): ActionResult => (refusals.length === 0 ? undefined : { refusal: refusals.join('\n') })
