import type { FieldError } from '../errors.js'
import type { KubeObject, PodDisruptionBudget } from '../types.js'
import { invalid } from './field-error.js'
import { namespacedPathSegment, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, root } from './path.js'
import { atMostHundredPercent, intOrPercent, oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { printedSelector, validateLabelSelector } from './selector.js'
import { isPresent, struct } from './values.js'

/** PodDisruptionBudgets: policy `ValidatePodDisruptionBudgetSpec` 1.36. */

const specPath = root('spec')

function validateSpec(spec: PodDisruptionBudget['spec'], errors: Errors): void {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec
  if (isPresent(minAvailable) && isPresent(maxUnavailable)) {
    const printed = struct(['MinAvailable', minAvailable], ['Selector', selector ? printedSelector(selector) : null], ['MaxUnavailable', maxUnavailable], ['UnhealthyPodEvictionPolicy', policy])
    errors.push(invalid(specPath, printed, 'minAvailable and maxUnavailable cannot be both set'))
  }
  for (const name of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[name]
    if (value === undefined || value === null) continue
    intOrPercent(child(specPath, name), value, errors)
    atMostHundredPercent(child(specPath, name), value, errors)
  }
  validateLabelSelector(child(specPath, 'selector'), selector, errors)
  if (isPresent(policy)) oneOf(child(specPath, 'unhealthyPodEvictionPolicy'), policy as string, ['AlwaysAllow', 'IfHealthyBudget'], errors)
}

export function validatePodDisruptionBudget(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedPathSegment, errors)
  validateSpec((object as PodDisruptionBudget).spec ?? {}, errors)
  return errors
}

export function validatePodDisruptionBudgetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const spec = (object as PodDisruptionBudget).spec
  if (spec !== (old as PodDisruptionBudget).spec) validateSpec(spec ?? {}, errors)
  return errors
}
