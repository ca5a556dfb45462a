import { healFault, injectFault } from '../../sim/faults/inject.js'
import type { Json } from '../../sim/api/types.js'
import type { CompileAction, CompiledAction, ScenarioRun } from './action.js'
import { fieldsOf } from './json.js'

type FaultCall = typeof injectFault | typeof healFault

const calling = (call: FaultCall, faults: readonly (readonly [string, Json])[]) => (run: ScenarioRun): ReturnType<CompiledAction> => {
  const problems = faults.flatMap(([fault, params]) => {
    const result = call(run.cluster, { fault, params, step: run.stepNumber, namespace: run.namespace })
    return result.ok ? [] : [`error: ${result.problem}`]
  })
  return problems.length === 0 ? undefined : { refusal: problems.join('\n') }
}

/** `{ node-failure: worker-1, for: 5m }`: begins the fault, and heals it after that time where it says so. */
export const inject: CompileAction = (params, { step: { forMs } }) => {
  const faults = fieldsOf(params).filter(([name]) => name !== 'for')
  const begin = calling(injectFault, faults)
  const end = calling(healFault, faults)
  return (run) => {
    const result = begin(run)
    if (result === undefined && forMs !== undefined) run.later(run.cluster.now + forMs, end)
    return result
  }
}

export const heal: CompileAction = (params) => calling(healFault, fieldsOf(params))
