import type { FieldError } from '../errors.js'
import { checkPathSegment } from '../names.js'
import type { NameCheck } from '../names.js'
import { compareQuantities } from '../quantity.js'
import type { HorizontalPodAutoscaler, HPAScalingRules, KubeObject, MetricSpec, MetricTarget } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { containerResourceName } from './resource-names.js'
import { dnsLabel, nonNegativeQuantity, oneOf, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, optional, text } from './values.js'
import type { Fields } from './values.js'

/** HorizontalPodAutoscalers: autoscaling `validateHorizontalPodAutoscalerSpec` 1.36. */

const specPath = root('spec')

function requiredName(path: FieldPath, value: string, check: NameCheck, detail: string, errors: Errors): void {
  if (value === '') errors.push(required(path, detail))
  else reportEach(path, value, check(value), errors)
}

function apiVersionError(apiVersion: string, needsGroup: boolean): string | undefined {
  const parts = apiVersion.split('/')
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`
  return needsGroup && (parts.length === 1 || parts[0] === '') ? 'apiVersion must specify API group' : undefined
}

function objectReference(path: FieldPath, ref: Fields, needsGroup: boolean, errors: Errors): void {
  requiredName(child(path, 'kind'), text(ref['kind']), checkPathSegment, '', errors)
  requiredName(child(path, 'name'), text(ref['name']), checkPathSegment, '', errors)
  const error = apiVersionError(text(ref['apiVersion']), needsGroup)
  if (error !== undefined) errors.push(invalid(child(path, 'apiVersion'), text(ref['apiVersion']), error))
}

function metricTarget(path: FieldPath, target: Partial<MetricTarget>, errors: Errors): void {
  const type = target.type ?? ''
  if (type === '') errors.push(required(child(path, 'type'), 'must specify a metric target type'))
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalid(child(path, 'type'), type, 'must be either Utilization, Value, or AverageValue'))
  for (const name of ['value', 'averageValue'] as const) {
    const quantity = target[name]
    if (quantity !== undefined && compareQuantities(quantity, '0') <= 0) errors.push(invalid(child(path, name), quantity, 'must be positive'))
  }
  const utilization = target.averageUtilization
  if (utilization !== undefined && utilization < 1) errors.push(invalid(child(path, 'averageUtilization'), utilization, 'must be greater than 0'))
}

const metricName = (path: FieldPath, metric: Fields, errors: Errors): void =>
  requiredName(child(child(path, 'metric'), 'name'), text(metric['name']), checkPathSegment, 'must specify a metric name', errors)

type SourceCheck = (path: FieldPath, source: Fields, errors: Errors) => void

function objectSource(path: FieldPath, source: Fields, errors: Errors): void {
  const target = fields(source['target'])
  objectReference(child(path, 'describedObject'), fields(source['describedObject']), false, errors)
  metricName(path, fields(source['metric']), errors)
  metricTarget(child(path, 'target'), target, errors)
  if (!isPresent(target['value']) && !isPresent(target['averageValue']))
    errors.push(required(child(child(path, 'target'), 'averageValue'), 'must set either a target value or averageValue'))
}

function externalSource(path: FieldPath, source: Fields, errors: Errors): void {
  const target = fields(source['target'])
  const at = child(path, 'target')
  metricName(path, fields(source['metric']), errors)
  metricTarget(at, target, errors)
  const [hasValue, hasAverage] = [isPresent(target['value']), isPresent(target['averageValue'])]
  if (!hasValue && !hasAverage) errors.push(required(child(at, 'averageValue'), 'must set either a target value for metric or a per-pod target'))
  if (hasValue && hasAverage) errors.push(forbidden(child(at, 'value'), 'may not set both a target value for metric and a per-pod target'))
}

function podsSource(path: FieldPath, source: Fields, errors: Errors): void {
  metricName(path, fields(source['metric']), errors)
  metricTarget(child(path, 'target'), fields(source['target']), errors)
  if (!isPresent(fields(source['target'])['averageValue']))
    errors.push(required(child(child(path, 'target'), 'averageValue'), 'must specify a positive target averageValue'))
}

function resourceTarget(path: FieldPath, target: Fields, errors: Errors): void {
  metricTarget(path, target, errors)
  const [hasUtilization, hasAverage] = [isPresent(target['averageUtilization']), isPresent(target['averageValue'])]
  if (!hasUtilization && !hasAverage) errors.push(required(child(path, 'averageUtilization'), 'must set either a target raw value or a target utilization'))
  if (hasUtilization && hasAverage) errors.push(forbidden(child(path, 'averageValue'), 'may not set both a target raw value and a target utilization'))
}

function resourceSource(path: FieldPath, source: Fields, errors: Errors): void {
  if (text(source['name']) === '') errors.push(required(child(path, 'name'), 'must specify a resource name'))
  resourceTarget(child(path, 'target'), fields(source['target']), errors)
}

function containerResourceSource(path: FieldPath, source: Fields, errors: Errors): void {
  const [name, container] = [text(source['name']), text(source['container'])]
  if (name === '') errors.push(required(child(path, 'name'), 'must specify a resource name'))
  else containerResourceName(child(path, 'name'), name, errors)
  if (container === '') errors.push(required(child(path, 'container'), 'must specify a container'))
  else dnsLabel(child(path, 'container'), container, errors)
  resourceTarget(child(path, 'target'), fields(source['target']), errors)
}

const sources: readonly (readonly [string, string, SourceCheck])[] = [
  ['object', 'Object', objectSource],
  ['external', 'External', externalSource],
  ['pods', 'Pods', podsSource],
  ['resource', 'Resource', resourceSource],
  ['containerResource', 'ContainerResource', containerResourceSource],
]
const sourceTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']

function metric(path: FieldPath, spec: MetricSpec, errors: Errors): void {
  const type = spec.type ?? ''
  if (type === '') errors.push(required(child(path, 'type'), 'must specify a metric source type'))
  oneOf(child(path, 'type'), type, sourceTypes, errors)
  const given = sources.filter(([name]) => optional(fields(spec)[name]))
  const first = given[0]
  if (first) first[2](child(path, first[0]), fields(fields(spec)[first[0]]), errors)
  const expected = sources.find(([, sourceType]) => sourceType === type)?.[0]
  if (expected === undefined) errors.push(notSupported(child(path, 'type'), type, sourceTypes))
  else if (!given.some(([name]) => name === expected)) errors.push(required(child(path, expected), 'must populate information for the given metric source'))
  if (given.length === 1) return
  for (const [name] of given) if (name !== expected) errors.push(forbidden(child(path, name), 'must populate the given metric source only'))
}

function scalingPolicy(path: FieldPath, policy: { readonly type?: string; readonly value?: number; readonly periodSeconds?: number }, errors: Errors): void {
  const [value, period] = [policy.value ?? 0, policy.periodSeconds ?? 0]
  oneOf(child(path, 'type'), policy.type ?? '', ['Percent', 'Pods'], errors)
  if (value <= 0) errors.push(invalid(child(path, 'value'), value, 'must be greater than zero'))
  if (period <= 0) errors.push(invalid(child(path, 'periodSeconds'), period, 'must be greater than zero'))
  if (period > 1800) errors.push(invalid(child(path, 'periodSeconds'), period, 'must be less than or equal to 1800'))
}

function scalingRules(path: FieldPath, rules: HPAScalingRules | undefined, errors: Errors): void {
  if (!rules) return
  const seconds = rules.stabilizationWindowSeconds
  const at = child(path, 'stabilizationWindowSeconds')
  if (isPresent(seconds) && count(seconds) < 0) errors.push(invalid(at, seconds, 'must be greater than or equal to zero'))
  if (isPresent(seconds) && count(seconds) > 3600) errors.push(invalid(at, seconds, 'must be less than or equal to 3600'))
  if (isPresent(rules.selectPolicy)) oneOf(child(path, 'selectPolicy'), rules.selectPolicy as string, ['Disabled', 'Max', 'Min'], errors)
  const policies = rules.policies ?? []
  if (policies.length === 0) errors.push(required(child(path, 'policies'), 'must specify at least one Policy'))
  for (const [position, policy] of policies.entries()) scalingPolicy(index(child(path, 'policies'), position), policy, errors)
  if (rules.tolerance !== undefined) nonNegativeQuantity(child(path, 'tolerance'), rules.tolerance, errors)
}

/** Scaling to zero is off by default (`HPAScaleToZero`): the lower bound is 1, or 0 where the old object has it. */
function validateSpec(spec: HorizontalPodAutoscaler['spec'], lowerBound: number, errors: Errors): void {
  const { minReplicas, maxReplicas = 0 } = spec
  const maxPath = child(specPath, 'maxReplicas')
  if (isPresent(minReplicas) && count(minReplicas) < lowerBound)
    errors.push(invalid(child(specPath, 'minReplicas'), minReplicas, `must be greater than or equal to ${lowerBound}`))
  if (maxReplicas === 0) errors.push(required(maxPath, 'must be set and greater than 0'))
  else if (maxReplicas < 0) errors.push(invalid(maxPath, maxReplicas, 'must be greater than or equal to 1'))
  if (isPresent(minReplicas) && maxReplicas < count(minReplicas)) errors.push(invalid(maxPath, maxReplicas, 'must be greater than or equal to `minReplicas`'))
  objectReference(child(specPath, 'scaleTargetRef'), fields(spec.scaleTargetRef), true, errors)
  const metrics = spec.metrics ?? []
  for (const [position, one] of metrics.entries()) metric(index(child(specPath, 'metrics'), position), one, errors)
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    errors.push(forbidden(child(specPath, 'metrics'), 'must specify at least one Object or External metric to support scaling to zero replicas'))
  scalingRules(child(child(specPath, 'behavior'), 'scaleUp'), spec.behavior?.scaleUp, errors)
  scalingRules(child(child(specPath, 'behavior'), 'scaleDown'), spec.behavior?.scaleDown, errors)
}

export function validateHorizontalPodAutoscaler(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateSpec((object as HorizontalPodAutoscaler).spec, 1, errors)
  return errors
}

export function validateHorizontalPodAutoscalerUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [(object as HorizontalPodAutoscaler).spec, (old as HorizontalPodAutoscaler).spec]
  if (spec !== oldSpec) validateSpec(spec, oldSpec.minReplicas === 0 ? 0 : 1, errors)
  return errors
}
