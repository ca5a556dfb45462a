/** What policies and bindings are refused for: kubernetes 1.36 `pkg/apis/admissionregistration/validation`. */
import { forbidden, invalid, notSupported, required, duplicate } from '../../validation/field-error.js'
import { child, index, root, type FieldPath } from '../../validation/path.js'
import type { FieldError } from '../../errors.js'
import type { KindId, KubeObject } from '../../types.js'
import { compilePolicy, expressionProblem, type CompiledPolicy } from './compiled.js'
import { policyKinds, type Binding, type MatchResources, type Policy } from './types.js'

type Errors = FieldError[]
const specPath = root('spec')
const at = (name: string, position: number): FieldPath => index(child(specPath, name), position)
const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/
const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

export function check(kind: KindId, object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  if (kind === policyKinds.validatingBinding || kind === policyKinds.mutatingBinding) binding(object as Binding, kind === policyKinds.validatingBinding, errors)
  else policy(object as Policy, kind === policyKinds.validating, errors)
  return errors
}

function expression(path: FieldPath, source: string, program: Parameters<typeof expressionProblem>[0], wanted: Parameters<typeof expressionProblem>[1], errors: Errors): void {
  if (source.trim() === '') {
    errors.push(required(path, `${path.step} is not specified`))
    return
  }
  const problem = expressionProblem(program, wanted)
  if (problem !== undefined) errors.push(invalid(path, source, problem))
}

function policy(object: Policy, isValidating: boolean, errors: Errors): void {
  const { spec = {} } = object
  const compiled = compilePolicy(object)
  if (spec.failurePolicy !== undefined && !['Fail', 'Ignore'].includes(spec.failurePolicy)) errors.push(notSupported(child(specPath, 'failurePolicy'), spec.failurePolicy, ['Fail', 'Ignore']))
  if (!spec.matchConstraints) errors.push(required(child(specPath, 'matchConstraints')))
  else matches(spec.matchConstraints, child(specPath, 'matchConstraints'), true, errors)
  if (spec.paramKind) {
    if (!spec.paramKind.apiVersion) errors.push(required(child(child(specPath, 'paramKind'), 'apiVersion')))
    if (!spec.paramKind.kind) errors.push(required(child(child(specPath, 'paramKind'), 'kind')))
  }
  named(compiled, errors)
  if (isValidating) validations(compiled, errors)
  else mutations(compiled, errors)
}

function named({ conditions, variables }: CompiledPolicy, errors: Errors): void {
  for (const [position, { condition, program }] of conditions.entries()) {
    const path = at('matchConditions', position)
    if (!condition.name) errors.push(required(child(path, 'name')))
    expression(child(path, 'expression'), condition.expression ?? '', program, 'bool', errors)
  }
  const seen = new Set<string>()
  for (const [position, { variable, program }] of variables.entries()) {
    const path = at('variables', position)
    if (!variable.name) errors.push(required(child(path, 'name'), 'name is not specified'))
    else if (!identifier.test(variable.name)) errors.push(invalid(child(path, 'name'), variable.name, 'must be a valid CEL identifier'))
    if (seen.has(variable.name)) errors.push(duplicate(child(path, 'name'), variable.name))
    seen.add(variable.name)
    expression(child(path, 'expression'), variable.expression ?? '', program, 'any', errors)
  }
}

function validations({ policy: { spec = {} }, validations: compiled }: CompiledPolicy, errors: Errors): void {
  if (compiled.length === 0 && (spec.auditAnnotations ?? []).length === 0) {
    for (const name of ['validations', 'auditAnnotations']) errors.push(required(child(specPath, name), 'validations or auditAnnotations must contain at least one item'))
  }
  for (const [position, { validation, program, message }] of compiled.entries()) {
    const path = at('validations', position)
    expression(child(path, 'expression'), validation.expression ?? '', program, 'bool', errors)
    if (message && validation.messageExpression) expression(child(path, 'messageExpression'), validation.messageExpression, message, 'string', errors)
    if (validation.message !== undefined && validation.message !== '' && validation.message.trim() === '') errors.push(invalid(child(path, 'message'), validation.message, 'message must be non-empty if specified'))
    else if (/[\n\r]/.test(validation.message?.trim() ?? '')) errors.push(invalid(child(path, 'message'), validation.message, 'message must not contain line breaks'))
    if (validation.reason !== undefined && !reasons.includes(validation.reason)) errors.push(notSupported(child(path, 'reason'), validation.reason, reasons))
  }
}

function mutations({ policy: { spec = {} }, mutations: compiled }: CompiledPolicy, errors: Errors): void {
  if (compiled.length === 0) errors.push(required(child(specPath, 'mutations'), 'mutations must contain at least one item'))
  for (const [position, { patchType, expression: source, program }] of compiled.entries()) {
    const path = at('mutations', position)
    if (patchType === 'ApplyConfiguration') expression(child(child(path, 'applyConfiguration'), 'expression'), source, program, 'Object', errors)
    else if (patchType === 'JSONPatch') expression(child(child(path, 'jsonPatch'), 'expression'), source, program, 'list(JSONPatch)', errors)
    else errors.push(patchType === '' ? required(child(path, 'patchType')) : notSupported(child(path, 'patchType'), patchType, ['ApplyConfiguration', 'JSONPatch']))
  }
  const { reinvocationPolicy } = spec
  if (!reinvocationPolicy) errors.push(required(child(specPath, 'reinvocationPolicy')))
  else if (!['IfNeeded', 'Never'].includes(reinvocationPolicy)) errors.push(notSupported(child(specPath, 'reinvocationPolicy'), reinvocationPolicy, ['IfNeeded', 'Never']))
}

function matches(match: MatchResources, path: FieldPath, isRequired: boolean, errors: Errors): void {
  const { resourceRules = [] } = match
  if (isRequired && resourceRules.length === 0) errors.push(required(child(path, 'resourceRules')))
  for (const [position, rule] of resourceRules.entries()) {
    const rulePath = index(child(path, 'resourceRules'), position)
    for (const name of ['apiGroups', 'apiVersions', 'resources', 'operations'] as const) {
      if ((rule[name] ?? []).length === 0) errors.push(required(child(rulePath, name)))
    }
    for (const [which, operation] of (rule.operations ?? []).entries()) {
      if (!operations.includes(operation)) errors.push(notSupported(index(child(rulePath, 'operations'), which), operation, operations))
    }
  }
}

const actions = ['Audit', 'Deny', 'Warn']

function binding({ spec = {} }: Binding, isValidating: boolean, errors: Errors): void {
  if (!spec.policyName) errors.push(required(child(specPath, 'policyName')))
  if (spec.paramRef) {
    const path = child(specPath, 'paramRef')
    const { name, selector, parameterNotFoundAction } = spec.paramRef
    if (name && selector) for (const each of ['name', 'selector']) errors.push(forbidden(child(path, each), 'name and selector are mutually exclusive'))
    if (!name && !selector) errors.push(required(path, 'one of name or selector must be specified'))
    if (!parameterNotFoundAction) errors.push(required(child(path, 'parameterNotFoundAction')))
  }
  if (spec.matchResources) matches(spec.matchResources, child(specPath, 'matchResources'), false, errors)
  if (isValidating) validationActions(spec.validationActions ?? [], errors)
}

function validationActions(given: readonly string[], errors: Errors): void {
  const path = child(specPath, 'validationActions')
  for (const [position, action] of given.entries()) {
    if (!actions.includes(action)) errors.push(notSupported(index(path, position), action, actions))
    if (given.indexOf(action) < position) errors.push(duplicate(index(path, position), action))
  }
  if (given.includes('Deny') && given.includes('Warn')) {
    errors.push(invalid(path, given, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'))
  }
  if (given.length === 0) errors.push(required(path, 'at least one validation action is required'))
}
