import type { FieldError } from '../errors.js'
import { qosClass } from '../qos.js'
import type { Container, Pod, PodSpec, ResourceList, ResourceRequirements } from '../types.js'
import { isEqual } from './equal.js'
import { forbidden, invalid } from './field-error.js'
import { structDiff } from './go-struct.js'
import { validateMetadataUpdate } from './metadata.js'
import { child, index, root, type FieldPath } from './path.js'
import { validatePodAnnotationUpdate } from './pod-annotations.js'
import { validateMetadataAndSpec } from './pod.js'
import type { Errors } from './scalars.js'

/** What the subresources of pods take: core `ValidatePodEphemeralContainersUpdate`, `ValidatePodResize` 1.36. */

const specPath = root('spec')
const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined

/** Ephemeral containers can be added; those that are there stay as they are. */
export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  if (isMirror(old)) return [forbidden(root(''), 'static pods do not support ephemeral containers')]
  const errors: Errors = []
  validateMetadataUpdate(pod, old, errors)
  validateMetadataAndSpec(pod, errors)
  validatePodAnnotationUpdate(child(root('metadata'), 'annotations'), pod.metadata.annotations, old.metadata.annotations, errors)
  const path = child(specPath, 'ephemeralContainers')
  for (const container of old.spec.ephemeralContainers ?? []) {
    const next = pod.spec.ephemeralContainers?.find(({ name }) => name === container.name)
    if (next === undefined) errors.push(forbidden(path, `existing ephemeral containers ${JSON.stringify(container.name)} may not be removed\n`))
    else if (!isEqual(container, next)) errors.push(forbidden(path, changedText(container, next)))
  }
  return errors
}

const changedText = (container: Container, next: Container): string =>
  `existing ephemeral containers ${JSON.stringify(container.name)} may not be changed\n${structDiff('EphemeralContainer', container, next)}`

/** Amounts of cpu and memory can change, and what a change of them means to a container. */
export function validatePodResize(pod: Pod, old: Pod): readonly FieldError[] {
  if (isMirror(old)) return [forbidden(root(''), 'static pods cannot be resized')]
  if (old.spec.os?.name === 'windows') return [forbidden(root(''), 'windows pods cannot be resized')]
  const errors: Errors = []
  validateMetadataUpdate(pod, old, errors)
  validateMetadataAndSpec(pod, errors)
  if ((old.status.qosClass ?? qosClass(old.spec)) !== qosClass(pod.spec)) {
    errors.push(invalid(specPath, pod.status.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing'))
  }
  const running = old.status.containerStatuses?.find(({ state }) => state?.running !== undefined)
  if (running !== undefined && running.resources === undefined) errors.push(forbidden(specPath, 'Pod running on node without support for resize'))
  podLevel(pod.spec, old.spec, errors)
  const before = errors.length
  sameContainers('containers', pod.spec, old.spec, errors)
  sameContainers('initContainers', pod.spec, old.spec, errors)
  if (errors.length === before) containerResources(pod.spec, old.spec, errors)
  return errors
}

function podLevel({ resources }: PodSpec, { resources: old }: PodSpec, errors: Errors): void {
  if (old === undefined && resources === undefined) return
  const path = child(specPath, 'resources')
  if (resources === undefined) {
    errors.push(forbidden(path, 'pod-level resources cannot be removed'))
    return
  }
  if (hasRemoved(resources.requests, old?.requests)) errors.push(forbidden(child(path, 'requests'), 'pod-level resource requests cannot be removed'))
  if (hasRemoved(resources.limits, old?.limits)) errors.push(forbidden(child(path, 'limits'), 'pod-level resource limits cannot be removed'))
  if (!isEqual(without(resources), without(old))) errors.push(forbidden(specPath, 'only cpu and memory resources are mutable at pod-level'))
}

/** Containers are not added, removed, renamed or moved. */
function sameContainers(list: 'containers' | 'initContainers', spec: PodSpec, old: PodSpec, errors: Errors): void {
  const [now, then] = [spec[list] ?? [], old[list] ?? []]
  const path = child(specPath, list)
  if (now.length !== then.length) {
    errors.push(forbidden(path, `${list} may not be added or removed on resize`))
    return
  }
  for (const [position, { name }] of then.entries())
    if (now[position]?.name !== name) errors.push(forbidden(child(index(path, position), 'name'), `${list} may not be renamed or reordered on resize`))
}

function containerResources(spec: PodSpec, old: PodSpec, errors: Errors): void {
  for (const [position, before] of (old.initContainers ?? []).entries()) {
    const [container, path] = [spec.initContainers![position]!, index(child(specPath, 'initContainers'), position)]
    if (before.restartPolicy === 'Always') oneContainer(container, before, path, path, 'only cpu and memory resources for init or sidecar containers are mutable', errors)
    else if (!isEqual(container, before)) errors.push(forbidden(specPath, 'resources for non-sidecar init containers are immutable'))
  }
  for (const [position, before] of old.containers.entries())
    oneContainer(spec.containers[position]!, before, index(child(specPath, 'containers'), position), specPath, 'only cpu and memory resources are mutable', errors)
}

function oneContainer(container: Container, old: Container, path: FieldPath, blame: FieldPath, text: string, errors: Errors): void {
  const resources = child(path, 'resources')
  if (hasRemoved(container.resources?.requests, old.resources?.requests)) errors.push(forbidden(child(resources, 'requests'), 'resource requests cannot be removed'))
  if (hasRemoved(container.resources?.limits, old.resources?.limits)) errors.push(forbidden(child(resources, 'limits'), 'resource limits cannot be removed'))
  if (!isEqual({ ...container, resources: without(container.resources) }, { ...old, resources: without(old.resources) })) errors.push(forbidden(blame, text))
}

const hasRemoved = (now: ResourceList = {}, old: ResourceList = {}): boolean => Object.keys(old).some((name) => now[name] === undefined)

/** What a resize may not touch. */
function without(resources: ResourceRequirements | undefined): unknown {
  const rest = (list: ResourceList = {}): ResourceList => Object.fromEntries(Object.entries(list).filter(([name]) => name !== 'cpu' && name !== 'memory'))
  return { ...resources, requests: rest(resources?.requests), limits: rest(resources?.limits) }
}
