import { checkLabelValue } from '../names.js'
import type { Taint, Toleration, TopologySpreadConstraint } from '../types.js'
import { validateLabelKeys } from './affinity.js'
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.js'
import { isEqual } from './equal.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf, positive, qualifiedName } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { isPresent, struct } from './values.js'

/** Tolerations, taints, topology spread and gates: core `ValidateTolerations`, `validateTopologySpreadConstraints` 1.36. */

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function tolerationValue(path: FieldPath, { operator = '', value = '' }: Toleration, errors: Errors): void {
  const at = child(path, 'operator')
  if (operator === 'Equal' || operator === '') {
    const wrong = checkLabelValue(value)
    if (wrong.length > 0) errors.push(invalid(at, value, wrong.join(';')))
  } else if (operator === 'Exists') {
    if (value !== '') errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"))
  } else errors.push(notSupported(at, operator, operator === 'Lt' || operator === 'Gt' ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists']))
}

export function validateTolerations(path: FieldPath, tolerations: readonly Toleration[] | undefined, errors: Errors): void {
  for (const [position, toleration] of (tolerations ?? []).entries()) {
    const at = index(path, position)
    const { key, operator = '', effect = '', tolerationSeconds } = toleration
    if (key) qualifiedName(child(at, 'key'), key, errors)
    else if (operator !== 'Exists')
      errors.push(invalid(child(at, 'operator'), operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'))
    if (isPresent(tolerationSeconds) && effect !== 'NoExecute')
      errors.push(invalid(child(at, 'effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"))
    tolerationValue(at, toleration, errors)
    if (effect !== '') oneOf(child(at, 'effect'), effect, effects, errors)
  }
}

/** A pod may gain tolerations, and change tolerationSeconds. */
export function validateAddedTolerations(
  path: FieldPath,
  tolerations: readonly Toleration[] | undefined,
  old: readonly Toleration[] | undefined,
  errors: Errors,
): void {
  if (tolerations === old) return
  for (const one of old ?? []) {
    const isKept = (tolerations ?? []).some((other) => isEqual({ ...one, tolerationSeconds: other.tolerationSeconds }, other))
    if (isKept) continue
    errors.push(forbidden(path, 'existing toleration can not be modified except its tolerationSeconds'))
    return
  }
  validateTolerations(path, tolerations, errors)
}

export function validateTaints(path: FieldPath, taints: readonly Taint[] | undefined, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, { key = '', value = '', effect = '', timeAdded }] of (taints ?? []).entries()) {
    const at = index(path, position)
    qualifiedName(child(at, 'key'), key, errors)
    const wrong = checkLabelValue(value)
    if (wrong.length > 0) errors.push(invalid(child(at, 'value'), value, wrong.join(';')))
    if (effect === '') errors.push(required(child(at, 'effect')))
    else oneOf(child(at, 'effect'), effect, effects, errors)
    const pair = `${effect}/${key}`
    if (seen.has(pair)) {
      const error = duplicate(at, struct(['Key', key], ['Value', value], ['Effect', effect], ['TimeAdded', timeAdded]))
      errors.push({ ...error, message: `${error.message}: taints must be unique by key and effect pair` })
    }
    seen.add(pair)
  }
}

function spreadConstraint(path: FieldPath, constraint: TopologySpreadConstraint, later: readonly TopologySpreadConstraint[], errors: Errors): void {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint
  positive(child(path, 'maxSkew'), maxSkew, errors)
  if (topologyKey === '') errors.push(required(child(path, 'topologyKey'), 'can not be empty'))
  oneOf(child(path, 'whenUnsatisfiable'), whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], errors)
  if (later.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable))
    errors.push(duplicate(child(path, '{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`))
  if (isPresent(minDomains)) {
    positive(child(path, 'minDomains'), minDomains as number, errors)
    if (whenUnsatisfiable !== 'DoNotSchedule')
      errors.push(invalid(child(path, 'minDomains'), minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`))
  }
  for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const)
    if (isPresent(constraint[name])) oneOf(child(path, name), constraint[name] as string, ['Honor', 'Ignore'], errors)
  validateLabelKeys(path, constraint, errors)
  validateLabelSelector(child(path, 'labelSelector'), constraint.labelSelector, errors)
}

export function validateSpread(path: FieldPath, constraints: readonly TopologySpreadConstraint[] | undefined, errors: Errors): void {
  if (!constraints) return
  for (const [position, constraint] of constraints.entries()) spreadConstraint(index(path, position), constraint, constraints.slice(position + 1), errors)
}

type Gates = readonly { readonly name: string }[] | undefined

export function validateGates(path: FieldPath, gates: Gates, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, { name }] of (gates ?? []).entries()) {
    qualifiedName(index(path, position), name ?? '', errors)
    if (seen.has(name)) errors.push(duplicate(index(path, position), name))
    seen.add(name)
  }
}

export function validateRemovedGates(path: FieldPath, gates: Gates, old: Gates, errors: Errors): void {
  if (gates === old) return
  const known = new Set((old ?? []).map(({ name }) => name))
  for (const [position, { name }] of (gates ?? []).entries()) {
    if (!known.has(name)) errors.push(forbidden(child(index(path, position), 'name'), `only deletion is allowed, but found new scheduling gate '${name}'`))
  }
}
