import { compareQuantities } from '../api/quantity.js'
import type { Container, ContainerStatus, Pod, PodSpec, PodStatus, ResourceList } from '../api/types.js'

/**
 * While a pod on a node is resized in place, each container counts with the most of what its spec asks, what the kubelet has allocated
 * and what it reports as actual; when the resize is infeasible, the spec does not count (component-helpers resource
 * determineEffectiveRequests, 1.36; KEP-1287).
 */

type Sized = ContainerStatus & { readonly resources?: { readonly requests?: ResourceList }; readonly allocatedResources?: ResourceList }
type SizedPod = PodStatus & { readonly resources?: { readonly requests?: ResourceList }; readonly allocatedResources?: ResourceList }

/** Whether what the pod's status reports differs from its spec, so that it counts. */
export function isResized(spec: PodSpec, status: Pod['status']): boolean {
  const statuses = status.containerStatuses
  if (statuses === undefined && (status as SizedPod).resources === undefined) return false
  const { containers, initContainers } = spec
  for (let i = 0; i < containers.length; i++) if (differs(containers[i]!, statuses)) return true
  if (initContainers !== undefined) for (const container of initContainers) if (container.restartPolicy === 'Always' && differs(container, status.initContainerStatuses)) return true
  const { resources, allocatedResources } = status as SizedPod
  return resources !== undefined && (!isCovered(spec.resources?.requests, resources.requests) || !isCovered(spec.resources?.requests, allocatedResources) || isInfeasible(status))
}

/** Whether it is plain that both statuses report the same. */
export const hasSameSizes = (before: Pod['status'], after: Pod['status']): boolean =>
  before.containerStatuses === after.containerStatuses && before.initContainerStatuses === after.initContainerStatuses
  && (before as SizedPod).resources === undefined && (after as SizedPod).resources === undefined

function differs({ name, resources }: Container, statuses: readonly ContainerStatus[] | undefined): boolean {
  if (statuses === undefined) return false
  for (let i = 0; i < statuses.length; i++) {
    const status = statuses[i]!
    if (status.name !== name) continue
    const { resources: actual, allocatedResources } = status as Sized
    if (actual === undefined) return false
    const asked = resources?.requests
    return (actual.requests !== asked && !isCovered(asked, actual.requests)) || (allocatedResources !== undefined && allocatedResources !== asked && !isCovered(asked, allocatedResources))
  }
  return false
}

/** Same amounts of everything that is asked; `memory: "0"` of a container that asks for none is the runtime's report (requests.ts). */
function isCovered(asked: ResourceList | undefined, other: ResourceList | undefined): boolean {
  for (const resource in other) {
    const own = asked?.[resource]
    if (own === other[resource]) continue
    if (compareQuantities(own ?? '0', other[resource]!) !== 0) return false
  }
  return true
}

const isInfeasible = ({ conditions }: Pod['status']): boolean => conditions?.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible'

/** The spec with what counts in place of what is asked. */
export function sizedSpec(spec: PodSpec, status: Pod['status']): PodSpec {
  const ignoresSpec = isInfeasible(status)
  const sized = (container: Container, statuses: readonly ContainerStatus[] | undefined): Container => {
    const own = statuses?.find(({ name }) => name === container.name) as Sized | undefined
    if (own?.resources === undefined) return container
    const requests = largest([...(ignoresSpec ? [] : [container.resources?.requests]), own.resources.requests, own.allocatedResources], container.resources?.requests)
    return { ...container, resources: { ...container.resources, requests } }
  }
  const { resources, allocatedResources } = status as SizedPod
  const whole = spec.resources?.requests === undefined || resources === undefined ? spec.resources
    : { ...spec.resources, requests: largest([...(ignoresSpec ? [] : [spec.resources.requests]), resources.requests, allocatedResources], spec.resources.requests) }
  return {
    ...spec, ...(whole === undefined ? {} : { resources: whole }),
    containers: spec.containers.map((container) => sized(container, status.containerStatuses)),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map((container) => (container.restartPolicy === 'Always' ? sized(container, status.initContainerStatuses) : container)) }),
  }
}

/** By resource the most of all lists. What only a report of nothing names is left out, so that the assumed requests stay as they are. */
function largest(lists: readonly (ResourceList | undefined)[], asked: ResourceList | undefined): ResourceList {
  const most: Record<string, string> = {}
  for (const list of lists) {
    for (const resource in list) {
      const amount = list[resource]!
      if (asked?.[resource] === undefined && compareQuantities(amount, '0') === 0) continue
      if (most[resource] === undefined || compareQuantities(amount, most[resource]) > 0) most[resource] = amount
    }
  }
  return most
}
