import { checkFault, healFault, injectFault } from '../../sim/faults/inject.js'
import type { Json } from '../../sim/api/types.js'
import type { CompileAction, CompiledAction, CompileScope, ScenarioRun } from './action.js'
import { fieldsOf } from './json.js'

type FaultCall = typeof injectFault | typeof healFault

const calling = (call: FaultCall, faults: readonly (readonly [string, Json])[]) => (run: ScenarioRun): ReturnType<CompiledAction> => {
  const problems = faults.flatMap(([fault, params]) => {
    const result = call(run.cluster, { fault, params, step: run.stepNumber, namespace: run.namespace })
    return result.ok ? [] : [`error: ${result.problem}`]
  })
  return problems.length === 0 ? undefined : { refusal: problems.join('\n') }
}

/** The faults that a step names; those that can be known to be wrong before there is a cluster are told now. */
function faultsOf(params: Json, scope: CompileScope): readonly (readonly [string, Json])[] {
  const faults = fieldsOf(params).filter(([name]) => name !== 'for')
  for (const [name, value] of faults) {
    const problem = checkFault(name, value)
    if (problem !== undefined) scope.problem(`${scope.step.pointer}/${scope.step.action}/${name}`, problem)
  }
  return faults
}

/** `{ node-failure: worker-1, for: 5m }`: begins the fault, and heals it after that time where it says so. */
export const inject: CompileAction = (params, scope) => {
  const { forMs } = scope.step
  const faults = faultsOf(params, scope)
  const begin = calling(injectFault, faults)
  const end = calling(healFault, faults)
  return (run) => {
    const result = begin(run)
    if (result === undefined && forMs !== undefined) run.later(run.cluster.now + forMs, end)
    return result
  }
}

export const heal: CompileAction = (params, scope) => calling(healFault, faultsOf(params, scope))
