import type { FieldError } from '../errors.js'
import type { Affinity, Container, KubeObject, NodeAffinity, NodeSelectorTerm, Pod, PodSpec } from '../types.js'
import { validateImagePadding } from './container.js'
import { isEqual } from './equal.js'
import { forbidden, invalid } from './field-error.js'
import { structDiff } from './go-struct.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { validatePodAnnotations, validatePodAnnotationUpdate } from './pod-annotations.js'
import { validatePodSpec } from './pod-spec.js'
import type { Errors } from './scalars.js'
import { validateAddedTolerations, validateRemovedGates } from './scheduling.js'
import { isPresent, items } from './values.js'

/** Pods on create and update: core `ValidatePodCreate`, `ValidatePodUpdate` 1.36. */

const specPath = root('spec')
const annotationsPath = child(root('metadata'), 'annotations')

/** Tokens need an account: only pods that bypass admission lack one. */
function projectedTokens(spec: PodSpec, errors: Errors): void {
  if (spec.serviceAccountName) return
  for (const [position, volume] of (spec.volumes ?? []).entries()) {
    for (const [place, source] of items(volume.projected?.['sources']).entries()) {
      if (!isPresent(source['serviceAccountToken'])) continue
      const at = child(index(child(child(index(child(specPath, 'volumes'), position), 'projected'), 'sources'), place), 'serviceAccountToken')
      errors.push(forbidden(at, 'must not be specified when serviceAccountName is not set'))
    }
  }
}

export function validateMetadataAndSpec(pod: Pod, errors: Errors): void {
  validateMetadata(pod, namespacedSubdomain, errors)
  validatePodAnnotations(annotationsPath, pod.metadata.annotations, pod.spec, errors)
  validatePodSpec(specPath, pod.spec, { isPod: true, podName: pod.metadata.name }, errors)
  projectedTokens(pod.spec, errors)
  validateImagePadding(child(specPath, 'containers'), pod.spec.containers, errors)
  validateImagePadding(child(specPath, 'initContainers'), pod.spec.initContainers, errors)
}

export function validatePod(object: KubeObject): readonly FieldError[] {
  const pod = object as Pod
  const errors: Errors = []
  validateMetadataAndSpec(pod, errors)
  const { ephemeralContainers = [], nodeName, schedulingGates = [] } = pod.spec
  if (ephemeralContainers.length > 0) errors.push(forbidden(child(specPath, 'ephemeralContainers'), 'cannot be set on create'))
  if (nodeName && schedulingGates.length > 0) errors.push(forbidden(child(specPath, 'nodeName'), 'cannot be set until all schedulingGates have been cleared'))
  return errors
}

/** False when the lists cannot be compared further. */
function containerUpdates(path: FieldPath, containers: readonly Container[] = [], old: readonly Container[] = [], errors: Errors): boolean {
  if (containers.length !== old.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'))
    return false
  }
  validateImagePadding(path, containers, errors)
  return true
}

/** False when the deadline is so wrong that the server stops there. */
function deadlineUpdate({ activeDeadlineSeconds: seconds }: PodSpec, { activeDeadlineSeconds: old }: PodSpec, errors: Errors): boolean {
  const path = child(specPath, 'activeDeadlineSeconds')
  if (!isPresent(seconds)) {
    if (isPresent(old)) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'))
    return true
  }
  const given = seconds as number
  if (given < 0 || given > 2147483647) errors.push(invalid(path, given, 'must be between 0 and 2147483647, inclusive'))
  else if (old !== undefined && old < given) errors.push(invalid(path, given, 'must be less than or equal to previous value'))
  else return true
  return false
}

const withImagesOf = (containers: readonly Container[] | undefined, old: readonly Container[] | undefined): readonly Container[] | undefined =>
  containers?.map((container, position) => (container.image === old?.[position]?.image ? container : { ...container, image: old?.[position]?.image ?? '' }))

const isGated = (spec: PodSpec): boolean => (spec.schedulingGates ?? []).length > 0

/** Gated pods may narrow where they can go. */
function gatedNodeSelector(spec: PodSpec, old: PodSpec, errors: Errors): void {
  const selector = spec.nodeSelector ?? {}
  const isNarrowed = Object.entries(old.nodeSelector ?? {}).every(([name, value]) => selector[name] === value)
  if (!isNarrowed)
    errors.push(invalid(child(specPath, 'nodeSelector'), selector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'))
}

function hasOnlyAdditions(term: NodeSelectorTerm | undefined, old: NodeSelectorTerm): boolean {
  const [oldExpressions, oldFields] = [old.matchExpressions ?? [], old.matchFields ?? []]
  const [expressions, fieldTerms] = [term?.matchExpressions ?? [], term?.matchFields ?? []]
  if (oldExpressions.length === 0 && oldFields.length === 0) return expressions.length === 0 && fieldTerms.length === 0
  return isEqual(expressions.slice(0, oldExpressions.length), oldExpressions) && isEqual(fieldTerms.slice(0, oldFields.length), oldFields)
}

function gatedNodeAffinity(affinity: NodeAffinity | undefined, old: NodeAffinity | undefined, errors: Errors): void {
  const name = 'requiredDuringSchedulingIgnoredDuringExecution'
  const oldTerms = old?.[name]?.nodeSelectorTerms ?? []
  const terms = affinity?.[name]?.nodeSelectorTerms ?? []
  const path = child(child(child(child(specPath, 'affinity'), 'nodeAffinity'), name), 'nodeSelectorTerms')
  if (oldTerms.length > 0 && terms.length !== oldTerms.length) {
    errors.push(invalid(path, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'))
    return
  }
  for (const [position, term] of oldTerms.entries())
    if (!hasOnlyAdditions(terms[position], term))
      errors.push(invalid(index(path, position), terms[position], 'only additions are allowed (no mutations or deletions)'))
}

const updatable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
  '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function withNodeAffinityOf(affinity: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  if (isEqual(affinity?.nodeAffinity, old?.nodeAffinity)) return affinity
  if (affinity !== undefined && old === undefined && affinity.podAffinity === undefined && affinity.podAntiAffinity === undefined) return undefined
  return { ...affinity, nodeAffinity: old?.nodeAffinity } as Affinity
}

/** The new spec with every field set back that may change; what is left must equal the old spec. */
function munged(spec: PodSpec, old: PodSpec): PodSpec {
  const grace = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1 ? old : spec
  const gated = isGated(old) ? { nodeSelector: old.nodeSelector, affinity: withNodeAffinityOf(spec.affinity, old.affinity) } : {}
  return {
    ...spec,
    containers: withImagesOf(spec.containers, old.containers),
    initContainers: withImagesOf(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds: grace.terminationGracePeriodSeconds,
    ...gated,
  } as PodSpec
}

export function validatePodUpdate(object: KubeObject, before: KubeObject): readonly FieldError[] {
  const [pod, old] = [object as Pod, before as Pod]
  const errors: Errors = []
  validateMetadataUpdate(pod, old, errors)
  validateMetadataAndSpec(pod, errors)
  validatePodAnnotationUpdate(annotationsPath, pod.metadata.annotations, old.metadata.annotations, errors)
  if (pod.spec === old.spec) return errors
  if (!containerUpdates(child(specPath, 'containers'), pod.spec.containers, old.spec.containers, errors)) return errors
  if (!containerUpdates(child(specPath, 'initContainers'), pod.spec.initContainers, old.spec.initContainers, errors)) return errors
  if (!deadlineUpdate(pod.spec, old.spec, errors)) return errors
  validateAddedTolerations(child(specPath, 'tolerations'), pod.spec.tolerations, old.spec.tolerations, errors)
  validateRemovedGates(child(specPath, 'schedulingGates'), pod.spec.schedulingGates, old.spec.schedulingGates, errors)
  if (isEqual(pod.spec, old.spec)) return errors
  if (isGated(old.spec)) {
    gatedNodeSelector(pod.spec, old.spec, errors)
    gatedNodeAffinity(pod.spec.affinity?.nodeAffinity, old.spec.affinity?.nodeAffinity, errors)
  }
  const fixed = munged(pod.spec, old.spec)
  if (!isEqual(fixed, old.spec)) errors.push(forbidden(specPath, `${updatable}\n${structDiff('PodSpec', old.spec, fixed)}`))
  return errors
}
