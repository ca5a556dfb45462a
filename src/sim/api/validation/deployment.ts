import type { FieldError } from '../errors.js'
import type { Deployment, DeploymentSpec, KubeObject, ReplicaSet } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, root } from './path.js'
import type { FieldPath } from './path.js'
import { isRestrictive, validateRunningTemplate, validateTemplate, validateTemplateLabels, validateWorkloadSelector } from './pod-template.js'
import { atMostHundredPercent, immutable, intOrPercent, intOrPercentMagnitude, nonNegative } from './scalars.js'
import type { Errors } from './scalars.js'
import { printedSelector } from './selector.js'
import { isPresent, struct } from './values.js'

/** Deployments and ReplicaSets: apps `ValidateDeploymentSpec`, `ValidateReplicaSetSpec` 1.36. */

const specPath = root('spec')

function replicaTemplate(spec: Pick<DeploymentSpec, 'selector' | 'template'>, errors: Errors): void {
  if (!validateWorkloadSelector(child(specPath, 'selector'), spec.selector, 'deployment', 'invalid label selector', errors)) return
  const path = child(specPath, 'template')
  if (isRestrictive(spec.selector)) validateTemplateLabels(path, spec.template, spec.selector, errors)
  validateTemplate(path, spec.template, errors)
  validateRunningTemplate(path, spec.template, 'ReplicaSet', errors)
}

function rollingUpdate(path: FieldPath, update: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string }, errors: Errors): void {
  const { maxSurge = 0, maxUnavailable = 0 } = update
  intOrPercent(child(path, 'maxUnavailable'), maxUnavailable, errors)
  intOrPercent(child(path, 'maxSurge'), maxSurge, errors)
  if (intOrPercentMagnitude(maxUnavailable) === 0 && intOrPercentMagnitude(maxSurge) === 0)
    errors.push(invalid(child(path, 'maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  atMostHundredPercent(child(path, 'maxUnavailable'), maxUnavailable, errors)
}

function strategy(path: FieldPath, { type, rollingUpdate: update }: DeploymentSpec['strategy'], errors: Errors): void {
  const at = child(path, 'rollingUpdate')
  if (type === 'Recreate') {
    if (update) errors.push(forbidden(at, "may not be specified when strategy `type` is 'Recreate'"))
  } else if (type === 'RollingUpdate') {
    if (update) rollingUpdate(at, update, errors)
    else errors.push(required(at, 'this should be defaulted and never be nil'))
  } else {
    const printed = update ? struct(['MaxUnavailable', update.maxUnavailable], ['MaxSurge', update.maxSurge]) : null
    errors.push(notSupported(path, struct(['Type', type], ['RollingUpdate', printed]), ['Recreate', 'RollingUpdate']))
  }
}

function validateSpec(spec: DeploymentSpec, errors: Errors): void {
  nonNegative(child(specPath, 'replicas'), spec.replicas, errors)
  replicaTemplate(spec, errors)
  strategy(child(specPath, 'strategy'), spec.strategy ?? { type: '' }, errors)
  nonNegative(child(specPath, 'minReadySeconds'), spec.minReadySeconds, errors)
  nonNegative(child(specPath, 'revisionHistoryLimit'), spec.revisionHistoryLimit, errors)
  const deadline = spec.progressDeadlineSeconds
  if (!isPresent(deadline)) return
  const path = child(specPath, 'progressDeadlineSeconds')
  nonNegative(path, deadline, errors)
  if ((deadline as number) <= (spec.minReadySeconds ?? 0)) errors.push(invalid(path, deadline, 'must be greater than minReadySeconds'))
}

export function validateDeployment(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateSpec((object as Deployment).spec, errors)
  return errors
}

export function validateDeploymentUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [(object as Deployment).spec, (old as Deployment).spec]
  if (spec === oldSpec) return errors
  validateSpec(spec, errors)
  immutable(child(specPath, 'selector'), spec.selector, oldSpec.selector, errors, spec.selector && printedSelector(spec.selector))
  return errors
}

function validateReplicaSetSpec(spec: ReplicaSet['spec'], errors: Errors): void {
  nonNegative(child(specPath, 'replicas'), spec.replicas, errors)
  nonNegative(child(specPath, 'minReadySeconds'), spec.minReadySeconds, errors)
  replicaTemplate(spec, errors)
}

export function validateReplicaSet(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateReplicaSetSpec((object as ReplicaSet).spec, errors)
  return errors
}

export function validateReplicaSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [(object as ReplicaSet).spec, (old as ReplicaSet).spec]
  if (spec === oldSpec) return errors
  validateReplicaSetSpec(spec, errors)
  immutable(child(specPath, 'selector'), spec.selector, oldSpec.selector, errors, spec.selector && printedSelector(spec.selector))
  return errors
}
