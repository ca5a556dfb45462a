import { compileSelector } from '../labels.js'
import type { LabelSelector, PodTemplateSpec, StringMap } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { validateAnnotations } from './metadata.js'
import { child } from './path.js'
import type { FieldPath } from './path.js'
import { validatePodAnnotations } from './pod-annotations.js'
import { validatePodSpec } from './pod-spec.js'
import type { Errors } from './scalars.js'
import { isEmptySelector, printedSelector, validateLabels, validateLabelSelector } from './selector.js'
import { isPresent } from './values.js'

/** Pod templates and the selectors over them: core `ValidatePodTemplateSpec`, apps `ValidatePodTemplateSpecForReplicaSet` 1.36. */

export function validateTemplate(path: FieldPath, template: PodTemplateSpec, errors: Errors): void {
  const { metadata, spec } = template
  validateLabels(child(path, 'labels'), metadata?.labels, errors)
  validateAnnotations(child(path, 'annotations'), metadata?.annotations, errors)
  validatePodAnnotations(child(path, 'annotations'), metadata?.annotations, spec, errors)
  validatePodSpec(child(path, 'spec'), spec, { isPod: false, podName: undefined }, errors)
  if ((spec.ephemeralContainers ?? []).length > 0)
    errors.push(forbidden(child(child(path, 'spec'), 'ephemeralContainers'), 'ephemeral containers not allowed in pod template'))
}

/** Templates of controllers that keep their pods running. */
export function validateRunningTemplate(path: FieldPath, template: PodTemplateSpec, kind: string, errors: Errors): void {
  const at = child(path, 'spec')
  const { restartPolicy, activeDeadlineSeconds } = template.spec
  if (restartPolicy !== 'Always') errors.push(notSupported(child(at, 'restartPolicy'), restartPolicy ?? '', ['Always']))
  if (isPresent(activeDeadlineSeconds)) errors.push(forbidden(child(at, 'activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`))
}

/** Equalities alone, which most selectors are, are compared as they stand. */
function selects(selector: LabelSelector | undefined, labels: StringMap = noLabels): boolean {
  if (selector?.matchLabels === undefined || (selector.matchExpressions?.length ?? 0) > 0) return compileSelector(selector)(labels)
  for (const name in selector.matchLabels) if (!Object.hasOwn(labels, name) || labels[name] !== selector.matchLabels[name]) return false
  return true
}
const noLabels: StringMap = {}

export function validateTemplateLabels(path: FieldPath, template: PodTemplateSpec, selector: LabelSelector | undefined, errors: Errors): void {
  const labels = template.metadata?.labels
  if (!selects(selector, labels))
    errors.push(invalid(child(child(path, 'metadata'), 'labels'), labels ?? null, '`selector` does not match template `labels`'))
}

/** The selector of a workload, required and not empty; false when the server cannot use it at all. */
export function validateWorkloadSelector(path: FieldPath, selector: LabelSelector | undefined, kind: string, unusable: string, errors: Errors): boolean {
  if (!selector) {
    errors.push(required(path))
    return true
  }
  const before = errors.length
  validateLabelSelector(path, selector, errors)
  const isUsable = errors.length === before
  if (isEmptySelector(selector)) errors.push(invalid(path, printedSelector(selector), `empty selector is invalid for ${kind}`))
  if (!isUsable) errors.push(invalid(path, printedSelector(selector), unusable))
  return isUsable
}

/** Whether the labels of the template are compared: selectors that select everything are not. */
export const isRestrictive = (selector: LabelSelector | undefined): boolean => !selector || !isEmptySelector(selector)
