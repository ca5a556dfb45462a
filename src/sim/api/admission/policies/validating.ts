/** ValidatingAdmissionPolicy: apiserver 1.36 `admission/plugin/policy/validating`. */
import { isFault } from '../../cel/values.js'
import type { ApiError } from '../../errors.js'
import type { AdmissionLookup } from '../define.js'
import type { AdmissionRequest, PolicyVerdict } from '../policy-plugin.js'
import { withVariables, type CompiledPolicy, type CompiledValidation } from './compiled.js'
import { requestValues } from './environment.js'
import { conditionsHold, denial, expressionError, paramsFor, policiesFor, type Activation } from './evaluate.js'
import { policyKinds, type Binding } from './types.js'

/** One validation that did not pass. */
interface Failure { readonly message: string; readonly reason: string | undefined; readonly isError: boolean }

export function validate(request: AdmissionRequest, lookup: AdmissionLookup): PolicyVerdict {
  const bound = policiesFor(request, lookup, policyKinds.validating, policyKinds.validatingBinding)
  if (bound.length === 0) return { warnings: [] }
  const values = requestValues(request, lookup)
  const warnings: string[] = []
  let error: ApiError | undefined
  for (const { compiled, bindings } of bound) {
    for (const binding of bindings) {
      const denied = judge(request, compiled, binding, values, lookup, warnings)
      error ??= denied
    }
  }
  return { warnings, ...(error && { error }) }
}

/** The denial of one binding; warnings are added on the way. */
function judge(request: AdmissionRequest, compiled: CompiledPolicy, binding: Binding, values: Activation, lookup: AdmissionLookup, warnings: string[]): ApiError | undefined {
  const { policy } = compiled
  const isStrict = policy.spec?.failurePolicy !== 'Ignore'
  const who = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
  const params = paramsFor(policy, binding, request, lookup)
  if (typeof params === 'string') return isStrict ? denial(request, `${who} denied request: failed to configure binding: ${params}`) : undefined
  const actions = binding.spec?.validationActions ?? []
  let error: ApiError | undefined
  for (const param of params) {
    const failures = failuresOf(compiled, { ...values, params: param })
    for (const { message, reason, isError } of failures) {
      if (isError && !isStrict) continue
      if (isError || actions.includes('Deny')) error ??= denial(request, `${who} denied request: ${message}`, reason)
      if (!isError && actions.includes('Warn')) warnings.push(`Validation failed for ${who}: ${message}`)
    }
  }
  return error
}

function failuresOf(compiled: CompiledPolicy, activation: Activation): readonly Failure[] {
  const holds = conditionsHold(compiled, activation)
  if (typeof holds === 'string') return [{ message: holds, reason: undefined, isError: true }]
  if (!holds) return []
  const complete = withVariables(compiled, activation)
  return compiled.validations.flatMap((each) => failureOf(each, complete) ?? [])
}

function failureOf({ validation, program, message }: CompiledValidation, activation: Activation): Failure | undefined {
  const value = program.ok ? program.evaluate(activation).value : undefined
  if (value === true) return undefined
  if (value === undefined || isFault(value)) return { message: expressionError(validation.expression, value), reason: undefined, isError: true }
  const made = message?.ok ? message.evaluate(activation).value : undefined
  const own = typeof made === 'string' && made.trim() !== '' && !/[\n\r]/.test(made) && made.length <= 5 * 1024 ? made.trim() : undefined
  return { message: own ?? (validation.message?.trim() || `failed expression: ${validation.expression.trim()}`), reason: validation.reason, isError: false }
}
