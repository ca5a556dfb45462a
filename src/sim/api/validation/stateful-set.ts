import type { FieldError } from '../errors.js'
import type { KubeObject, LabelSelector, PodTemplateSpec, Volume } from '../types.js'
import { validateClaimSpec } from './claim-spec.js'
import { isEqual } from './equal.js'
import { forbidden, invalid, required } from './field-error.js'
import { namespacedLabel, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import { isRestrictive, validateRunningTemplate, validateTemplate, validateTemplateLabels, validateWorkloadSelector } from './pod-template.js'
import { atMostHundredPercent, dnsLabel, intOrPercent, intOrPercentMagnitude, nonNegative, oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, items, optional, struct, text } from './values.js'
import type { Fields } from './values.js'

/** StatefulSets: apps `ValidateStatefulSetSpec` 1.36. */

const specPath = root('spec')
const strategyPath = child(specPath, 'updateStrategy')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function rollingUpdate(update: Fields, errors: Errors): void {
  const path = child(strategyPath, 'rollingUpdate')
  nonNegative(child(path, 'partition'), update['partition'], errors)
  const maxUnavailable = update['maxUnavailable'] as number | string | undefined
  if (maxUnavailable === undefined) return
  const at = child(path, 'maxUnavailable')
  intOrPercent(at, maxUnavailable, errors)
  if (intOrPercentMagnitude(maxUnavailable) === 0) errors.push(invalid(at, maxUnavailable, 'cannot be 0'))
  atMostHundredPercent(at, maxUnavailable, errors)
}

const printedUpdate = (update: Fields | undefined): unknown =>
  update && struct(['Partition', count(update['partition'])], ['MaxUnavailable', update['maxUnavailable']])

function updateStrategy(strategy: Fields, errors: Errors): void {
  const [type, update] = [text(strategy['type']), optional(strategy['rollingUpdate'])]
  if (type === '') errors.push(required(strategyPath))
  else if (type === 'OnDelete') {
    if (update) errors.push(invalid(child(strategyPath, 'rollingUpdate'), printedUpdate(update), "only allowed for updateStrategy 'RollingUpdate'"))
  } else if (type === 'RollingUpdate') {
    if (update) rollingUpdate(update, errors)
  } else errors.push(invalid(strategyPath, struct(['Type', type], ['RollingUpdate', printedUpdate(update)]), "must be 'RollingUpdate' or 'OnDelete'"))
}

/** The template as its pods will be: claims become volumes, hostname and subdomain are the controller's. */
function mountedTemplate(spec: Fields): PodTemplateSpec {
  const template = fields(spec['template']) as unknown as PodTemplateSpec
  const claims = items(spec['volumeClaimTemplates']).map((claim) => text(fields(claim['metadata'])['name']))
  const { hostname, subdomain, volumes = [], ...rest } = template.spec
  if (claims.length === 0 && !hostname && !subdomain) return template
  const own: readonly Volume[] = claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
  return { ...template, spec: { ...rest, volumes: [...own, ...volumes.filter(({ name }) => !claims.includes(name))] } }
}

function template(spec: Fields, errors: Errors): void {
  const selector = spec['selector'] as LabelSelector | undefined
  if (!validateWorkloadSelector(child(specPath, 'selector'), selector, 'statefulset', '', errors)) return
  const path = child(specPath, 'template')
  const mounted = mountedTemplate(spec)
  if (isRestrictive(selector)) validateTemplateLabels(path, mounted, selector, errors)
  validateTemplate(path, mounted, errors)
}

function validateSpec(spec: Fields, isCreate: boolean, errors: Errors): void {
  const policy = text(spec['podManagementPolicy'])
  if (policy === '') errors.push(required(child(specPath, 'podManagementPolicy')))
  else if (policy !== 'OrderedReady' && policy !== 'Parallel')
    errors.push(invalid(child(specPath, 'podManagementPolicy'), policy, "must be 'OrderedReady' or 'Parallel'"))
  updateStrategy(fields(spec['updateStrategy']), errors)
  const retention = optional(spec['persistentVolumeClaimRetentionPolicy'])
  if (retention)
    for (const name of ['whenDeleted', 'whenScaled'])
      oneOf(child(child(specPath, 'persistentVolumeClaimRetentionPolicy'), name), text(retention[name]), ['Retain', 'Delete'], errors)
  if (isCreate)
    for (const [position, claim] of items(spec['volumeClaimTemplates']).entries())
      validateClaimSpec(child(index(child(specPath, 'volumeClaimTemplates'), position), 'spec'), fields(claim['spec']), errors)
  nonNegative(child(specPath, 'replicas'), spec['replicas'], errors)
  nonNegative(child(specPath, 'minReadySeconds'), spec['minReadySeconds'], errors)
  nonNegative(child(specPath, 'ordinals.start'), fields(spec['ordinals'])['start'], errors)
  if (isCreate && text(spec['serviceName']) !== '') dnsLabel(child(specPath, 'serviceName'), text(spec['serviceName']), errors)
  template(spec, errors)
  validateRunningTemplate(child(specPath, 'template'), fields(spec['template']) as unknown as PodTemplateSpec, 'StatefulSet', errors)
}

export function validateStatefulSet(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedLabel, errors)
  validateSpec(specOf(object), true, errors)
  return errors
}

const updatable = ['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy']
const fixed = (spec: Fields): Fields => Object.fromEntries(Object.entries(spec).filter(([name, value]) => !updatable.includes(name) && isPresent(value)))

export function validateStatefulSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  if (spec === oldSpec) return errors
  validateSpec(spec, false, errors)
  if (!isEqual(fixed(spec), fixed(oldSpec)))
    errors.push(
      forbidden(
        specPath,
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', " +
          "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    )
  return errors
}
