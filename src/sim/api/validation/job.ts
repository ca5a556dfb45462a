import type { FieldError } from '../errors.js'
import { compileSelector } from '../labels.js'
import { byteLength, checkDnsLabel, checkDomainPrefixedPath } from '../names.js'
import type { KubeObject, LabelSelector, PodTemplateSpec } from '../types.js'
import { isEqual } from './equal.js'
import { invalid, notSupported, required, tooLong } from './field-error.js'
import { goStruct } from './go-struct.js'
import { validateFailurePolicy, validateSuccessPolicy } from './job-policies.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, key, root } from './path.js'
import type { FieldPath } from './path.js'
import { validateTemplate, validateTemplateLabels } from './pod-template.js'
import { immutable, nonNegative, oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { printedSelector, validateLabelSelector } from './selector.js'
import { count, fields, isPresent, items, optional, struct, text } from './values.js'
import type { Fields } from './values.js'

/** Jobs: batch `ValidateJob` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])
const counters = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes']
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

function managedBy(path: FieldPath, value: unknown, errors: Errors): void {
  if (typeof value !== 'string') return
  if (value === '') errors.push(required(path))
  else for (const { value: part, message } of checkDomainPrefixedPath(value)) errors.push(invalid(path, part, message))
  if (byteLength(value) > 63) errors.push(tooLong(path, 63))
}

function manyCompletions(path: FieldPath, spec: Fields, errors: Errors): void {
  const [completions, parallelism, failed] = [numberOf(spec['completions']), numberOf(spec['parallelism']), numberOf(spec['maxFailedIndexes'])]
  if (completions === undefined || completions <= 100000 || !isPresent(spec['backoffLimitPerIndex'])) return
  const message = 'must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index'
  if (failed === undefined) errors.push(required(child(path, 'maxFailedIndexes'), 'must be specified when completions is above 100000'))
  if (parallelism !== undefined && parallelism > 10000) errors.push(invalid(child(path, 'parallelism'), parallelism, message))
  if (failed !== undefined && failed > 10000) errors.push(invalid(child(path, 'maxFailedIndexes'), failed, message))
}

function indexed(path: FieldPath, spec: Fields, errors: Errors): void {
  const [completions, parallelism, failed] = [numberOf(spec['completions']), numberOf(spec['parallelism']), numberOf(spec['maxFailedIndexes'])]
  if (completions === undefined) errors.push(required(child(path, 'completions'), 'when completion mode is Indexed'))
  if (parallelism !== undefined && parallelism > 100000)
    errors.push(invalid(child(path, 'parallelism'), parallelism, 'must be less than or equal to 100000 when completion mode is Indexed'))
  if (completions !== undefined && failed !== undefined && failed > completions)
    errors.push(invalid(child(path, 'maxFailedIndexes'), failed, 'must be less than or equal to completions'))
  if (failed !== undefined && failed > 100000) errors.push(invalid(child(path, 'maxFailedIndexes'), failed, 'must be less than or equal to 100000'))
  manyCompletions(path, spec, errors)
}

function completionMode(path: FieldPath, spec: Fields, errors: Errors): void {
  const mode = spec['completionMode']
  if (isPresent(mode)) oneOf(child(path, 'completionMode'), text(mode), ['NonIndexed', 'Indexed'], errors)
  if (mode === 'Indexed') indexed(path, spec, errors)
  if (isPresent(mode) && mode !== 'NonIndexed') return
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'])
    if (isPresent(spec[name])) errors.push(invalid(child(path, name), spec[name], 'requires indexed completion mode'))
}

function successPolicy(path: FieldPath, spec: Fields, errors: Errors): void {
  const policy = optional(spec['successPolicy'])
  if (!policy) return
  if (spec['completionMode'] === 'Indexed') {
    validateSuccessPolicy(path, policy, numberOf(spec['completions']) ?? 0, errors)
    return
  }
  const rules = items(policy['rules']).map((rule) => struct(['SucceededIndexes', rule['succeededIndexes']], ['SucceededCount', rule['succeededCount']]))
  errors.push(invalid(path, struct(['Rules', rules]), 'requires indexed completion mode'))
}

function replacementPolicy(path: FieldPath, spec: Fields, errors: Errors): void {
  const policy = spec['podReplacementPolicy']
  if (isPresent(policy)) oneOf(path, text(policy), isPresent(spec['podFailurePolicy']) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'], errors)
}

function restartPolicy(path: FieldPath, template: PodTemplateSpec, spec: Fields, errors: Errors): void {
  const policy = template.spec.restartPolicy ?? ''
  const at = child(child(child(path, 'template'), 'spec'), 'restartPolicy')
  if (policy === 'Always' || policy === '') errors.push(required(at, 'valid values: "OnFailure", "Never"'))
  else if (policy !== 'OnFailure' && policy !== 'Never') errors.push(notSupported(at, policy, ['OnFailure', 'Never']))
  else if (isPresent(spec['podFailurePolicy']) && policy !== 'Never')
    errors.push(invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified'))
}

/** What Jobs and the templates of CronJobs have in common. */
export function validateJobSpec(path: FieldPath, spec: Fields, errors: Errors): void {
  for (const name of counters) nonNegative(child(path, name), spec[name], errors)
  if (isPresent(spec['maxFailedIndexes']) && !isPresent(spec['backoffLimitPerIndex']))
    errors.push(required(child(path, 'backoffLimitPerIndex'), 'when maxFailedIndexes is specified'))
  managedBy(child(path, 'managedBy'), spec['managedBy'], errors)
  completionMode(path, spec, errors)
  const template = fields(spec['template']) as unknown as PodTemplateSpec
  const failurePolicy = optional(spec['podFailurePolicy'])
  if (failurePolicy) validateFailurePolicy(child(path, 'podFailurePolicy'), failurePolicy, spec, template, errors)
  successPolicy(child(path, 'successPolicy'), spec, errors)
  replacementPolicy(child(path, 'podReplacementPolicy'), spec, errors)
  validateTemplate(child(path, 'template'), template, errors)
  restartPolicy(path, template, spec, errors)
}

function selectorErrors(spec: Fields, errors: Errors): void {
  const selector = spec['selector'] as LabelSelector | undefined
  const before = errors.length
  if (selector) validateLabelSelector(child(specPath, 'selector'), selector, errors)
  const isUsable = errors.length === before
  if (!selector) errors.push(required(child(specPath, 'selector')))
  if (isUsable) validateTemplateLabels(child(specPath, 'template'), fields(spec['template']) as unknown as PodTemplateSpec, selector, errors)
}

function label(template: PodTemplateSpec, name: string, expected: string, errors: Errors): void {
  const path = key(child(child(child(specPath, 'template'), 'metadata'), 'labels'), name)
  const actual = template.metadata?.labels?.[name]
  if (actual === undefined) errors.push(required(path, `must be '${expected}'`))
  else if (actual !== expected) errors.push(invalid(path, template.metadata?.labels, `must be '${expected}'`))
}

function generatedSelector(object: KubeObject, spec: Fields, errors: Errors): void {
  const selector = spec['selector'] as LabelSelector | undefined
  if (spec['manualSelector'] === true || !selector) return
  const template = fields(spec['template']) as unknown as PodTemplateSpec
  const { uid, name } = object.metadata
  const expected = { 'controller-uid': uid, 'job-name': name, 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name }
  for (const [labelName, value] of Object.entries(expected)) label(template, labelName, value, errors)
  if (!compileSelector(selector)(expected)) errors.push(invalid(child(specPath, 'selector'), selector, '`selector` not auto-generated'))
}

function podHostnames(object: KubeObject, spec: Fields, errors: Errors): void {
  const completions = numberOf(spec['completions'])
  if (spec['completionMode'] !== 'Indexed' || completions === undefined || completions <= 0) return
  const longest = `${object.metadata.name}-${completions - 1}`
  if (checkDnsLabel(longest).length > 0)
    errors.push(invalid(child(root('metadata'), 'name'), object.metadata.name, `will not able to create pod with invalid DNS label: ${longest}`))
}

export function validateJob(object: KubeObject): readonly FieldError[] {
  const [errors, spec]: [Errors, Fields] = [[], specOf(object)]
  validateMetadata(object, namespacedSubdomain, errors)
  generatedSelector(object, spec, errors)
  validateJobSpec(specPath, spec, errors)
  selectorErrors(spec, errors)
  podHostnames(object, spec, errors)
  return errors
}

/** The old template with everything taken over that may change while the Job is suspended. */
function adjustable(template: Fields, old: Fields): Fields {
  const [spec, oldSpec] = [fields(template['spec']), fields(old['spec'])]
  const scheduling = Object.fromEntries(['nodeSelector', 'tolerations', 'schedulingGates'].map((name) => [name, spec[name]]))
  const affinity = { ...fields(oldSpec['affinity']), nodeAffinity: fields(spec['affinity'])['nodeAffinity'] }
  const resourced = (name: string): readonly Fields[] => {
    const list = items(spec[name])
    return items(oldSpec[name]).map((container, position) =>
      list.length === items(oldSpec[name]).length && container['name'] === list[position]?.['name']
        ? { ...container, resources: list[position]?.['resources'] }
        : container,
    )
  }
  return {
    ...old,
    metadata: template['metadata'],
    spec: { ...oldSpec, ...scheduling, affinity, containers: resourced('containers'), initContainers: resourced('initContainers') },
  }
}

function isSuspendedAndIdle(spec: Fields, object: KubeObject): boolean {
  const status = fields((object as KubeObject & Fields)['status'])
  const isSuspended = items(status['conditions']).some((condition) => condition['type'] === 'Suspended' && condition['status'] === 'True')
  return spec['suspend'] === true && (!isPresent(status['startTime']) || isSuspended) && count(status['active']) === 0
}

function templateUpdate(spec: Fields, oldSpec: Fields, old: KubeObject, errors: Errors): void {
  const [template, oldTemplate] = [fields(spec['template']), fields(oldSpec['template'])]
  if (template === oldTemplate) return
  if (isSuspendedAndIdle(oldSpec, old)) {
    if (!isEqual(template, adjustable(template, oldTemplate))) errors.push(invalid(child(specPath, 'template.spec'), goStruct('PodSpec', template['spec']), 'field is immutable'))
  } else if (!isEqual(template, oldTemplate)) errors.push(invalid(child(specPath, 'template'), goStruct('PodTemplateSpec', template), 'field is immutable'))
}

function completionsUpdate(spec: Fields, oldSpec: Fields, errors: Errors): void {
  if (isEqual(spec['completions'], oldSpec['completions'])) return
  const path = child(specPath, 'completions')
  if (spec['completionMode'] !== 'Indexed') errors.push(invalid(path, spec['completions'], 'field is immutable'))
  else if (spec['completions'] !== spec['parallelism']) errors.push(invalid(path, spec['completions'], 'can only be modified in tandem with spec.parallelism'))
}

/** With the structs that some of them are. */
const fixedFields: readonly (readonly [string, string?])[] = [
  ['completionMode'], ['podFailurePolicy', 'PodFailurePolicy'], ['backoffLimitPerIndex'], ['managedBy'], ['successPolicy', 'SuccessPolicy'],
]

export function validateJobUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  if (spec === oldSpec) return errors
  generatedSelector(object, spec, errors)
  validateJobSpec(specPath, spec, errors)
  selectorErrors(spec, errors)
  completionsUpdate(spec, oldSpec, errors)
  immutable(child(specPath, 'selector'), spec['selector'], oldSpec['selector'], errors, optional(spec['selector']) && printedSelector(fields(spec['selector'])))
  templateUpdate(spec, oldSpec, old, errors)
  for (const [name, type] of fixedFields) {
    if (isEqual(spec[name], oldSpec[name])) continue
    errors.push(invalid(child(specPath, name), type !== undefined && isPresent(spec[name]) ? goStruct(type, spec[name]) : spec[name], 'field is immutable'))
  }
  return errors
}
