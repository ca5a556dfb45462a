import { checkLabelValue, checkQualifiedName } from '../names.js'
import type { LabelSelector, LabelSelectorRequirement, StringMap } from '../types.js'
import { forbidden, invalid, required } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries } from './values.js'

/** Labels and label selectors: apimachinery `pkg/apis/meta/v1/validation` 1.36. */

/** Label sets that were found valid: templates and pods share them by reference. */
const validLabels = new WeakSet<object>()

export function validateLabels(path: FieldPath, labels: StringMap | undefined, errors: Errors): void {
  if (!labels || validLabels.has(labels)) return
  if (areValid(labels)) {
    if (Object.isFrozen(labels)) validLabels.add(labels)
    return
  }
  for (const [name, value] of entries<string>(labels)) {
    qualifiedName(path, name, errors)
    reportEach(path, value, checkLabelValue(value), errors)
  }
}

function areValid(labels: StringMap): boolean {
  for (const name in labels) if (checkQualifiedName(name).length > 0 || checkLabelValue(labels[name] as string).length > 0) return false
  return true
}

function requirementOperator(path: FieldPath, { operator, values = [] }: LabelSelectorRequirement, errors: Errors): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(child(path, 'values'), "must be specified when `operator` is 'In' or 'NotIn'"))
      return
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(child(path, 'values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
      return
    default:
      errors.push(invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator'))
  }
}

export function validateRequirement(path: FieldPath, requirement: LabelSelectorRequirement, errors: Errors): void {
  requirementOperator(path, requirement, errors)
  qualifiedName(child(path, 'key'), requirement.key ?? '', errors)
  for (const [position, value] of (requirement.values ?? []).entries())
    reportEach(index(child(path, 'values'), position), value, checkLabelValue(value), errors)
}

export function validateLabelSelector(path: FieldPath, selector: LabelSelector | undefined | null, errors: Errors): void {
  if (!selector) return
  validateLabels(child(path, 'matchLabels'), selector.matchLabels, errors)
  if (!selector.matchExpressions) return
  for (const [position, requirement] of selector.matchExpressions.entries())
    validateRequirement(index(child(path, 'matchExpressions'), position), requirement, errors)
}

export function isEmptySelector({ matchLabels, matchExpressions }: LabelSelector): boolean {
  for (const name in matchLabels) if (Object.hasOwn(matchLabels, name)) return false
  return (matchExpressions?.length ?? 0) === 0
}

/** As the server prints it: in the order of its struct, without what is empty. */
export const printedSelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): ReadonlyMap<string, unknown> => new Map<string, unknown>([
  ...(Object.keys(matchLabels).length === 0 ? [] : [['matchLabels', matchLabels] as const]),
  ...(matchExpressions.length === 0 ? [] : [['matchExpressions', matchExpressions.map(printedRequirement)] as const]),
])

const printedRequirement = ({ key, operator, values = [] }: LabelSelectorRequirement): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([['key', key ?? ''], ['operator', operator ?? ''], ...(values.length === 0 ? [] : [['values', values] as const])])
