import type { PodTemplateSpec } from '../types.js'
import { byteLength } from '../names.js'
import type { FieldError } from '../errors.js'
import { duplicate, invalid, required, tooLong, tooMany } from './field-error.js'
import { child, index } from './path.js'
import { fieldText, pointerText } from './path.js'
import type { FieldPath } from './path.js'
import { nonNegative, oneOf, qualifiedName } from './scalars.js'
import type { Errors } from './scalars.js'
import { items, isPresent, optional, text } from './values.js'
import type { Fields } from './values.js'

/** Failure and success policies of Jobs: batch `validatePodFailurePolicy`, `validateSuccessPolicy` 1.36. */

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const listed = (values: readonly string[]): string => `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`

function requiredListed(path: FieldPath, value: string, supported: readonly string[], errors: Errors): void {
  if (value === '') errors.push(required(path, listed(supported)))
  else oneOf(path, value, supported, errors)
}

/** An invalid value that is not printed. */
const omitted = (path: FieldPath, detail: string): FieldError => ({
  type: 'Invalid',
  field: fieldText(path),
  pointer: pointerText(path),
  message: `Invalid value: ${detail}`,
})

function exitCodeValues(path: FieldPath, operator: string, given: unknown, errors: Errors): void {
  const values = Array.isArray(given) ? (given as readonly number[]) : []
  if (values.length === 0) errors.push(invalid(path, given ?? null, 'at least one value is required'))
  else if (values.length > 255) errors.push(tooMany(path, values.length, 255))
  const seen = new Set<number>()
  for (const [position, value] of values.entries()) {
    if (operator === 'In' && value === 0) errors.push(invalid(index(path, position), value, 'must not be 0 for the In operator'))
    if (seen.has(value)) errors.push(duplicate(index(path, position), value))
    seen.add(value)
  }
  if (values.some((value, position) => position > 0 && (values[position - 1] as number) > value)) errors.push(invalid(path, values, 'must be ordered'))
}

function onExitCodes(path: FieldPath, codes: Fields, names: ReadonlySet<string>, errors: Errors): void {
  const operator = text(codes['operator'])
  requiredListed(child(path, 'operator'), operator, ['In', 'NotIn'], errors)
  const name = codes['containerName']
  if (isPresent(name) && !names.has(text(name)))
    errors.push(invalid(child(path, 'containerName'), name, 'must be one of the container or initContainer names in the pod template'))
  exitCodeValues(child(path, 'values'), operator, codes['values'], errors)
}

function onPodConditions(path: FieldPath, patterns: readonly Fields[], errors: Errors): void {
  if (patterns.length > 20) errors.push(tooMany(path, patterns.length, 20))
  for (const [position, pattern] of patterns.entries()) {
    const at = index(path, position)
    qualifiedName(child(at, 'type'), text(pattern['type']), errors)
    requiredListed(child(at, 'status'), text(pattern['status']), ['False', 'True', 'Unknown'], errors)
  }
}

function failureRule(path: FieldPath, rule: Fields, spec: Fields, names: ReadonlySet<string>, errors: Errors): void {
  const action = text(rule['action'])
  if (action !== 'FailIndex') requiredListed(child(path, 'action'), action, actions, errors)
  else if (!isPresent(spec['backoffLimitPerIndex'])) errors.push(invalid(child(path, 'action'), action, 'requires the backoffLimitPerIndex to be set'))
  const [codes, conditions] = [optional(rule['onExitCodes']), items(rule['onPodConditions'])]
  if (codes) onExitCodes(child(path, 'onExitCodes'), codes, names, errors)
  if (conditions.length > 0) onPodConditions(child(path, 'onPodConditions'), conditions, errors)
  if (codes && conditions.length > 0) errors.push(omitted(path, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  if (!codes && conditions.length === 0) errors.push(omitted(path, 'specifying one of OnExitCodes and OnPodConditions is required'))
}

export function validateFailurePolicy(path: FieldPath, policy: Fields, spec: Fields, template: PodTemplateSpec, errors: Errors): void {
  const rules = items(policy['rules'])
  if (rules.length > 20) errors.push(tooMany(child(path, 'rules'), rules.length, 20))
  const names = new Set([...(template.spec.containers ?? []), ...(template.spec.initContainers ?? [])].map(({ name }) => name))
  for (const [position, rule] of rules.entries()) failureRule(index(child(path, 'rules'), position), rule, spec, names, errors)
}

const integerText = /^[+-]?\d+$/

/** `1-3` as its two ends, or the server's complaint. */
function interval(fragment: string, completions: number): readonly [number, number] | string {
  const ends = fragment.split('-')
  if (ends.length > 2)
    return `the fragment ${JSON.stringify(fragment)} violates the requirement that an index interval can have at most two parts separated by '-'`
  for (const end of ends) {
    if (!integerText.test(end)) return `cannot convert string to integer for index: ${JSON.stringify(end)}`
    if (Number(end) >= completions) return `too large index: ${JSON.stringify(end)}`
  }
  const [from, to = from] = ends.map(Number) as [number, number?]
  return ends.length === 2 && from >= to ? `non-increasing order, previous: ${from}, current: ${to}` : [from, to]
}

/** How many indexes `1-3,5` names, or the server's complaint. */
function countIndexes(list: string, completions: number): number | string {
  let [total, last] = [0, -1]
  for (const [position, fragment] of (list === '' ? [] : list.split(',')).entries()) {
    const ends = interval(fragment, completions)
    if (typeof ends === 'string') return ends
    if (position > 0 && last >= ends[0]) return `non-increasing order, previous: ${last}, current: ${ends[0]}`
    total += ends[1] - ends[0] + 1
    last = ends[1]
  }
  return total
}

function successRule(path: FieldPath, rule: Fields, completions: number, errors: Errors): void {
  const [indexes, succeeded] = [rule['succeededIndexes'], rule['succeededCount']]
  if (!isPresent(indexes) && !isPresent(succeeded)) errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'))
  const total = typeof indexes === 'string' ? countIndexes(indexes, completions) : 0
  const at = child(path, 'succeededIndexes')
  if (typeof indexes === 'string' && byteLength(indexes) > 65536) errors.push(tooLong(at, 65536))
  if (typeof total === 'string') errors.push(invalid(at, indexes, `error parsing succeededIndexes: ${total}`))
  if (typeof succeeded !== 'number') return
  const countPath = child(path, 'succeededCount')
  nonNegative(countPath, succeeded, errors)
  if (succeeded > completions) errors.push(invalid(countPath, succeeded, `must be less than or equal to ${completions} (the number of specified completions)`))
  const named = typeof total === 'string' ? 0 : total
  if (isPresent(indexes) && succeeded > named)
    errors.push(invalid(countPath, succeeded, `must be less than or equal to ${named} (the number of indexes in the specified succeededIndexes field)`))
}

export function validateSuccessPolicy(path: FieldPath, policy: Fields, completions: number, errors: Errors): void {
  const rules = items(policy['rules'])
  if (rules.length === 0) errors.push(required(child(path, 'rules'), 'at least one rules must be specified when the successPolicy is specified'))
  if (rules.length > 20) errors.push(tooMany(child(path, 'rules'), rules.length, 20))
  for (const [position, rule] of rules.entries()) successRule(index(child(path, 'rules'), position), rule, completions, errors)
}
