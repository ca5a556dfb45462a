/** Policies with their expressions compiled, once for each version of a policy. */
import { compileCel, type CelProblem, type CelProgram } from '../../cel/compile.js'
import { bool, outputText, string, type CelType } from '../../cel/types.js'
import { mapValue, type CelValue, type MapValue } from '../../cel/values.js'
import { structs, variableTypes } from './environment.js'
import type { NamedExpression, Policy, Validation } from './types.js'

type Compiled = CelProgram | CelProblem

export interface CompiledValidation {
  readonly validation: Validation
  readonly program: Compiled
  readonly message: Compiled | undefined
}
export interface CompiledMutation {
  readonly patchType: string
  readonly expression: string
  readonly program: Compiled
}
export interface CompiledPolicy {
  readonly policy: Policy
  readonly conditions: readonly { readonly condition: NamedExpression; readonly program: Compiled }[]
  readonly variables: readonly { readonly variable: NamedExpression; readonly program: Compiled }[]
  readonly validations: readonly CompiledValidation[]
  readonly mutations: readonly CompiledMutation[]
}

const memo = new WeakMap<Policy, CompiledPolicy>()

export function compilePolicy(policy: Policy): CompiledPolicy {
  const known = memo.get(policy)
  if (known) return known
  const made = compile(policy)
  if (Object.isFrozen(policy)) memo.set(policy, made)
  return made
}

function compile(policy: Policy): CompiledPolicy {
  const { spec = {} } = policy
  const hasParams = spec.paramKind !== undefined
  const declared = new Map<string, CelType>()
  const env = (): Parameters<typeof compileCel>[1] => ({ variables: variableTypes(hasParams, declared), structs, hasPatches: spec.mutations !== undefined })
  // conditions are asked before any variable is there
  const conditions = (spec.matchConditions ?? []).map((condition) => ({ condition, program: compileCel(condition.expression, env()) }))
  const variables = (spec.variables ?? []).map((variable) => {
    const program = compileCel(variable.expression, env())
    if (program.ok) declared.set(variable.name, program.type)
    return { variable, program }
  })
  const final = env()
  const validations = (spec.validations ?? []).map((validation) => ({
    validation, program: compileCel(validation.expression, final), message: validation.messageExpression ? compileCel(validation.messageExpression, final) : undefined,
  }))
  const mutations = (spec.mutations ?? []).map(({ patchType = '', applyConfiguration, jsonPatch }) => {
    const expression = (patchType === 'JSONPatch' ? jsonPatch?.expression : applyConfiguration?.expression) ?? ''
    return { patchType, expression, program: compileCel(expression, final) }
  })
  return { policy, conditions, variables, validations, mutations }
}

/** The variables of a policy as one value; those that fail are errors only for who asks for them. */
export function withVariables({ variables }: CompiledPolicy, activation: Readonly<Record<string, CelValue>>): Readonly<Record<string, CelValue>> {
  if (variables.length === 0) return activation
  let known: MapValue = mapValue([], 'kubernetes.variables')
  for (const { variable, program } of variables) {
    if (!program.ok) continue
    const { value } = program.evaluate({ ...activation, variables: known })
    known = { ...known, entries: new Map([...known.entries, [`s${variable.name}`, [variable.name, value]]]) }
  }
  return { ...activation, variables: known }
}

/** Why an expression cannot stand where it stands. */
export function expressionProblem(program: Compiled, wanted: 'bool' | 'string' | 'Object' | 'list(JSONPatch)' | 'any'): string | undefined {
  if (!program.ok) return `compilation failed: ${program.text}`
  const type = outputText(program.type)
  if (wanted === 'any') return undefined
  const isRight = wanted === 'bool' ? program.type.form === bool.form : wanted === 'string' ? program.type.form === string.form : type === wanted
  return isRight ? undefined : `must evaluate to ${wanted === 'list(JSONPatch)' ? '[]JSONPatch' : wanted} but got ${type}`
}
