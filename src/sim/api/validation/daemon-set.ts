import type { FieldError } from '../errors.js'
import type { KubeObject, LabelSelector, PodTemplateSpec } from '../types.js'
import { invalid, notSupported, required } from './field-error.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, root } from './path.js'
import { validateRunningTemplate, validateTemplate, validateTemplateLabels } from './pod-template.js'
import { atMostHundredPercent, immutable, intOrPercent, intOrPercentMagnitude, nonNegative } from './scalars.js'
import type { Errors } from './scalars.js'
import { isEmptySelector, printedSelector, validateLabelSelector } from './selector.js'
import { fields, optional, struct, text } from './values.js'
import type { Fields } from './values.js'

/** DaemonSets: apps `ValidateDaemonSetSpec` 1.36. */

const specPath = root('spec')
const strategyPath = child(specPath, 'updateStrategy')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])
const amount = (value: unknown): number | string => (typeof value === 'string' || typeof value === 'number' ? value : 0)

function rollingUpdate(update: Fields, errors: Errors): void {
  const path = child(strategyPath, 'rollingUpdate')
  const [unavailable, surge] = [amount(update['maxUnavailable']), amount(update['maxSurge'])]
  intOrPercent(child(path, 'maxUnavailable'), unavailable, errors)
  intOrPercent(child(path, 'maxSurge'), surge, errors)
  atMostHundredPercent(child(path, 'maxUnavailable'), unavailable, errors)
  atMostHundredPercent(child(path, 'maxSurge'), surge, errors)
  const [hasUnavailable, hasSurge] = [intOrPercentMagnitude(unavailable) !== 0, intOrPercentMagnitude(surge) !== 0]
  if (hasUnavailable && hasSurge) errors.push(invalid(child(path, 'maxSurge'), surge, 'may not be set when maxUnavailable is non-zero'))
  if (!hasUnavailable && !hasSurge) errors.push(required(child(path, 'maxUnavailable'), 'cannot be 0 when maxSurge is 0'))
}

function updateStrategy(strategy: Fields, errors: Errors): void {
  const [type, update] = [text(strategy['type']), optional(strategy['rollingUpdate'])]
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate') {
    const printed = update ? struct(['MaxUnavailable', update['maxUnavailable']], ['MaxSurge', update['maxSurge']]) : null
    errors.push(notSupported(strategyPath, struct(['Type', type], ['RollingUpdate', printed]), ['RollingUpdate', 'OnDelete']))
  } else if (update) rollingUpdate(update, errors)
  else errors.push(required(child(strategyPath, 'rollingUpdate')))
}

function validateSpec(spec: Fields, errors: Errors): void {
  const selector = spec['selector'] as LabelSelector | undefined
  const template = fields(spec['template']) as unknown as PodTemplateSpec
  const path = child(specPath, 'template')
  const before = errors.length
  validateLabelSelector(child(specPath, 'selector'), selector, errors)
  if (errors.length === before) validateTemplateLabels(path, template, selector, errors)
  if (selector && isEmptySelector(selector)) errors.push(invalid(child(specPath, 'selector'), printedSelector(selector), 'empty selector is invalid for daemonset'))
  validateTemplate(path, template, errors)
  validateRunningTemplate(path, template, 'DaemonSet', errors)
  nonNegative(child(specPath, 'minReadySeconds'), spec['minReadySeconds'], errors)
  updateStrategy(fields(spec['updateStrategy']), errors)
  nonNegative(child(specPath, 'revisionHistoryLimit'), spec['revisionHistoryLimit'], errors)
}

export function validateDaemonSet(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateSpec(specOf(object), errors)
  return errors
}

export function validateDaemonSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  if (spec === oldSpec) return errors
  immutable(child(specPath, 'selector'), spec['selector'], oldSpec['selector'], errors, optional(spec['selector']) && printedSelector(fields(spec['selector'])))
  validateSpec(spec, errors)
  return errors
}
