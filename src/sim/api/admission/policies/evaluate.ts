/** What is common to validating and mutating policies: bindings, parameters, conditions. */
import { isFault, type CelValue } from '../../cel/values.js'
import { fromJson } from '../../cel/from-json.js'
import { dyn } from '../../cel/types.js'
import { kindOf } from '../../kinds/registry.js'
import { compileSelector } from '../../labels.js'
import type { ApiError } from '../../errors.js'
import type { KindId, KubeObject } from '../../types.js'
import type { AdmissionLookup } from '../define.js'
import type { AdmissionRequest } from '../policy-plugin.js'
import { compilePolicy, type CompiledPolicy } from './compiled.js'
import { matchesRequest } from './match.js'
import type { Binding, ParamRef, Policy } from './types.js'

export type Activation = Readonly<Record<string, CelValue>>

export interface Bound {
  readonly compiled: CompiledPolicy
  readonly bindings: readonly Binding[]
}

const byName = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1)

/** The policies for a request that have a binding for it, by name. */
export function policiesFor(request: AdmissionRequest, lookup: AdmissionLookup, policyKind: KindId, bindingKind: KindId): readonly Bound[] {
  const policies = lookup.list(policyKind, undefined) as readonly Policy[]
  if (policies.length === 0) return []
  const bindings = lookup.list(bindingKind, undefined) as readonly Binding[]
  return policies.filter(({ spec }) => matchesRequest(spec?.matchConstraints, request, lookup, false)).toSorted(byName).flatMap((policy) => {
    const own = bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name && matchesRequest(spec.matchResources, request, lookup, true)).toSorted(byName)
    return own.length === 0 ? [] : [{ compiled: compilePolicy(policy), bindings: own }]
  })
}

/** Whether the conditions hold, or why that cannot be said. */
export function conditionsHold({ conditions }: CompiledPolicy, activation: Activation): boolean | string {
  let error: string | undefined
  for (const { condition, program } of conditions) {
    const value = program.ok ? program.evaluate(activation).value : undefined
    if (value === false) return false
    if (value !== true) error ??= expressionError(condition.expression, value)
  }
  return error ?? true
}

export const expressionError = (expression: string, value: CelValue | undefined): string =>
  `expression '${expression}' resulted in error: ${value !== undefined && isFault(value) ? value.message : 'compilation error'}`

/** The parameters of a binding, one evaluation each; a text says why there are none to be had. */
export function paramsFor({ spec }: Policy, { spec: binding }: Binding, request: AdmissionRequest, lookup: AdmissionLookup): readonly CelValue[] | string {
  if (!spec?.paramKind || !binding?.paramRef) return [null]
  const found = findParams(spec.paramKind, binding.paramRef, request, lookup)
  if (typeof found === 'string') return found
  if (found.length > 0) return found.map((object) => fromJson(object, dyn))
  return binding.paramRef.parameterNotFoundAction === 'Deny' ? 'no params found for policy binding with `Deny` parameterNotFoundAction' : []
}

function findParams({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }, ref: ParamRef, request: AdmissionRequest, lookup: AdmissionLookup): readonly KubeObject[] | string {
  const definition = kindOf(apiVersion, kind)
  const id = definition?.id ?? `${kind}.${apiVersion.slice(0, apiVersion.indexOf('/'))}`
  const isNamespaced = definition ? definition.namespaced : ref.namespace !== undefined
  const namespace = ref.namespace ?? request.namespace
  if (isNamespaced && namespace === '') return 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources'
  if (ref.name) {
    const object = lookup.get(id, isNamespaced ? `${namespace}/${ref.name}` : ref.name)
    return object ? [object] : []
  }
  return lookup.list(id, isNamespaced ? namespace : undefined).filter(({ metadata }) => compileSelector(ref.selector ?? {})(metadata.labels ?? {}))
}

const codes = { Invalid: 422, Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 } as const

/** A denial: the resource is forbidden, whatever its reason says. */
export function denial(request: AdmissionRequest, what: string, reason = 'Invalid'): ApiError {
  const known = (Object.hasOwn(codes, reason) ? reason : 'Invalid') as keyof typeof codes
  const resource = request.group === '' ? request.resource : `${request.resource}.${request.group}`
  const message = `${resource} ${JSON.stringify(request.name)} is forbidden: ${what}`
  return { code: codes[known], reason: known, message, ...(known === 'Invalid' && { causes: [{ type: 'Invalid', field: '', pointer: '', message: what }] }) }
}
