import { cpuMillis, memoryBytes, quantityValue } from '../api/quantity.js'
import type { Container, PodSpec, ResourceList } from '../api/types.js'

/** Amounts of the resources that the scheduler counts. `scalars`: extended resources, huge pages and attachable volumes. */
export interface Resources {
  readonly cpuMillis: number
  readonly memoryBytes: number
  readonly ephemeralBytes: number
  readonly scalars: ReadonlyMap<string, number>
}

type Amounts = Map<string, number>
const none: ReadonlyMap<string, number> = new Map()

/** What a container without a request counts as where the scorer must not take it for nothing (scheduler/util DefaultMilliCPURequest, DefaultMemoryRequest). */
const assumedRequests: ReadonlyMap<string, number> = new Map([['cpu', 100], ['memory', 200 * 1024 * 1024]])

export const amountOf = (resource: string, quantity: string): number =>
  resource === 'cpu' ? cpuMillis(quantity) : resource === 'memory' ? memoryBytes(quantity) : quantityValue(quantity)

export const isScalar = (resource: string): boolean => resource.includes('/') || resource.startsWith('hugepages-') || resource.startsWith('attachable-volumes-')

/** An extended resource carries a domain that is not Kubernetes' own (v1helper.IsExtendedResourceName). */
export const isExtended = (resource: string): boolean => resource.includes('/') && !/(^|\.)kubernetes\.io\//.test(resource) && !resource.startsWith('requests.')

/** The effective request of a pod: containers, init containers and sidecars, the pod's own requests, overhead (component-helpers PodRequests, 1.36). */
export const requestsOf = (spec: PodSpec): Resources => toResources(effectiveRequests(spec, none, true))

/** As `requestsOf`, with 100m and 200Mi for each container that asks for no cpu or memory (scheduler types.go calculateResource, 1.36). */
export function nonZeroRequestsOf(spec: PodSpec): Resources {
  const asked = effectiveRequests(spec, none, true)
  const isPodLevel = podLevelRequests(spec) !== undefined
  const assumed = isPodLevel ? new Map([...assumedRequests].filter(([resource]) => !asked.has(resource))) : assumedRequests
  return toResources(effectiveRequests(spec, assumed, true))
}

/** Containers that ask for something, but for no memory: their names. */
export const openMemoryOf = (spec: PodSpec): readonly string[] =>
  [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)].filter(isMemoryOpen).map(({ name }) => name)

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'
const isMemoryOpen = ({ resources }: Container): boolean =>
  resources?.requests !== undefined && Object.keys(resources.requests).length > 0 && resources.requests['memory'] === undefined

/**
 * The same once these containers run: the kubelet then reports `memory: "0"` as their request (kuberuntime toKubeContainerStatus fills it
 * from the actuated resources, 1.36), which the scheduler takes for an explicit zero.
 */
export function runningRequestsOf(spec: PodSpec): Resources {
  const report = (container: Container): Container =>
    (isMemoryOpen(container) ? { ...container, resources: { ...container.resources, requests: { ...container.resources!.requests, memory: '0' } } } : container)
  const initContainers = spec.initContainers?.map((container) => (isSidecar(container) ? report(container) : container))
  return nonZeroRequestsOf({ ...spec, containers: spec.containers.map(report), ...(initContainers === undefined ? {} : { initContainers }) })
}

/** What NodeResourcesFit scores an incoming pod by: container level only, with the assumed requests (its scorer skips pod-level requests, 1.36). */
export const scoredRequestsOf = (spec: PodSpec): Resources => toResources(effectiveRequests(spec, assumedRequests, false))

function effectiveRequests(spec: PodSpec, assumed: ReadonlyMap<string, number>, usesPodLevel: boolean): Amounts {
  const sum: Amounts = new Map()
  for (const container of spec.containers) add(sum, containerRequests(container, assumed))
  const sidecars: Amounts = new Map()
  const initPeak: Amounts = new Map()
  for (const container of spec.initContainers ?? []) {
    const own = containerRequests(container, assumed)
    if (isSidecar(container)) {
      add(sum, own)
      add(sidecars, own)
      raise(initPeak, sidecars)
    } else {
      add(own, sidecars)
      raise(initPeak, own)
    }
  }
  raise(sum, initPeak)
  if (usesPodLevel) for (const [resource, amount] of podLevelRequests(spec) ?? none) sum.set(resource, amount)
  add(sum, amounts(spec.overhead))
  return sum
}

/** Only cpu, memory and huge pages can be asked for by the pod as a whole. */
function podLevelRequests(spec: PodSpec): ReadonlyMap<string, number> | undefined {
  const requests = spec.resources?.requests
  if (requests === undefined) return undefined
  const own = new Map([...amounts(requests)].filter(([resource]) => resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-')))
  return own.size === 0 ? undefined : own
}

function containerRequests(container: Container, assumed: ReadonlyMap<string, number>): Amounts {
  const own = amounts(container.resources?.requests)
  for (const [resource, amount] of assumed) if (!own.has(resource)) own.set(resource, amount)
  return own
}

function amounts(list: ResourceList | undefined): Amounts {
  const own: Amounts = new Map()
  for (const resource in list) own.set(resource, amountOf(resource, list[resource]!))
  return own
}

function add(to: Amounts, more: ReadonlyMap<string, number>): void {
  for (const [resource, amount] of more) to.set(resource, (to.get(resource) ?? 0) + amount)
}

function raise(to: Amounts, least: ReadonlyMap<string, number>): void {
  for (const [resource, amount] of least) to.set(resource, Math.max(to.get(resource) ?? 0, amount))
}

function toResources(all: ReadonlyMap<string, number>): Resources {
  const scalars = [...all].filter(([resource]) => isScalar(resource))
  return {
    cpuMillis: all.get('cpu') ?? 0, memoryBytes: all.get('memory') ?? 0, ephemeralBytes: all.get('ephemeral-storage') ?? 0,
    scalars: scalars.length === 0 ? none : new Map(scalars.sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const allocatables = new WeakMap<ResourceList, Allocatable>()

/** What a node offers; `pods` is how many pods it takes. */
export interface Allocatable extends Resources {
  readonly pods: number
}
const nothing: Allocatable = { cpuMillis: 0, memoryBytes: 0, ephemeralBytes: 0, scalars: none, pods: 0 }

export function allocatableOf(list: ResourceList | undefined): Allocatable {
  if (list === undefined) return nothing
  const known = allocatables.get(list)
  if (known !== undefined) return known
  const all = amounts(list)
  const allocatable = { ...toResources(all), pods: all.get('pods') ?? 0 }
  allocatables.set(list, allocatable)
  return allocatable
}
