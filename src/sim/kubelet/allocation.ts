import { isEqual } from '../apiserver/update.js'
import { qosClass } from '../api/qos.js'
import { exactQuantity, compareExact } from '../api/quantity.js'
import type { Condition, Container, PodSpec, ResourceList, ResourceRequirements } from '../api/types.js'
import { podRequests } from './pod-requests.js'
import { isSidecar } from './restart-policy.js'
import type { PodWorker, ResizeState, RuntimeContainer } from './state.js'

/** Of containers that can be resized, what the kubelet has granted; other containers have what their spec says. */
const grantOf = ({ resize }: PodWorker, { name }: Container): ResourceRequirements | undefined => resize?.containers.get(name)

const isResizable = (spec: PodSpec, container: Container): boolean => spec.containers.includes(container) || isSidecar(container)

/** What the kubelet has granted a container: what it asked for when it was admitted, or the last resize that there was room for. */
export const allocatedResources = (worker: PodWorker, container: Container): ResourceRequirements | undefined =>
  (worker.resize === undefined || worker.pod.spec.ephemeralContainers?.includes(container) === true ? container.resources : grantOf(worker, container))

/** Everything that is granted to a pod by its spec. */
export function grantsOf(spec: PodSpec): Pick<ResizeState, 'containers' | 'pod'> {
  const containers = new Map<string, ResourceRequirements | undefined>()
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) containers.set(container.name, container.resources)
  return { containers, pod: spec.resources }
}

/** The spec with the granted resources in place of those asked for (UpdatePodFromAllocation, allocation_manager.go 1.36). */
export function allocatedSpec(worker: PodWorker): PodSpec {
  const { spec } = worker.pod
  const { resize } = worker
  if (resize === undefined) return spec
  const granted = (container: Container): Container => withResources(container, isResizable(spec, container) ? grantOf(worker, container) : container.resources)
  const { resources: _, ...rest } = spec
  return {
    ...rest, containers: spec.containers.map(granted), ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(granted) }),
    ...(resize.pod === undefined ? {} : { resources: resize.pod }),
  }
}

function withResources(container: Container, resources: ResourceRequirements | undefined): Container {
  if (container.resources === resources) return container
  const { resources: _, ...rest } = container
  return resources === undefined ? rest : { ...rest, resources }
}

/** Whether what is asked for is not what is granted. */
export const isResizeWanted = (worker: PodWorker): boolean => !isEqual(allocatedSpec(worker), worker.pod.spec)

const resized = ['cpu', 'memory'] as const
const sameAmount = (a: ResourceList | undefined, b: ResourceList | undefined, name: string): boolean => compareExact(exactQuantity(a?.[name] ?? '0'), exactQuantity(b?.[name] ?? '0')) === 0
const isSameResource = (a: ResourceRequirements | undefined, b: ResourceRequirements | undefined, name: string): boolean =>
  sameAmount(a?.requests, b?.requests, name) && sameAmount(a?.limits, b?.limits, name)

/** Whether a running container does not have yet what it is granted. */
export const isOutdated = (worker: PodWorker, container: Container, instance: RuntimeContainer): boolean =>
  instance.state === 'running' && resized.some((name) => !isSameResource(allocatedResources(worker, container), instance.resources, name))

/** Whether a container has to be started anew to get what it is granted (computePodResizeAction, kuberuntime_manager.go 1.36). */
export const mustRestartFor = (worker: PodWorker, container: Container, instance: RuntimeContainer): boolean =>
  container.resizePolicy?.some(({ resourceName, restartPolicy }) =>
    restartPolicy === 'RestartContainer' && !isSameResource(allocatedResources(worker, container), instance.resources, resourceName)) === true

/** Those that run and have to be changed in place. */
export function containersToResize(worker: PodWorker, instances: readonly RuntimeContainer[]): readonly RuntimeContainer[] {
  const { spec } = worker.pod
  return [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)].flatMap((container) => {
    const instance = instances.find(({ name }) => name === container.name)
    return instance !== undefined && isOutdated(worker, container, instance) ? [instance] : []
  })
}

/** Resizes in the order in which they are tried: those that ask for less, priority, quality of service, age (sortPendingResizes). */
export function byUrgency(a: PodWorker, b: PodWorker): number {
  const difference = [Number(asksForMore(a)) - Number(asksForMore(b)), (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0), Number(isGuaranteed(b)) - Number(isGuaranteed(a))]
  return difference.find((each) => each !== 0) ?? (a.resize?.pending?.since ?? 0) - (b.resize?.pending?.since ?? 0)
}

const isGuaranteed = ({ pod }: PodWorker): boolean => qosClass(pod.spec) === 'Guaranteed'

function asksForMore(worker: PodWorker): boolean {
  const [before, after] = [podRequests(allocatedSpec(worker)), podRequests(worker.pod.spec)]
  return resized.some((name) => (after.get(name) ?? 0) > (before.get(name) ?? 0))
}

/** The conditions PodResizePending and PodResizeInProgress, where they hold. */
export function resizeConditions({ resize }: PodWorker): readonly Condition[] {
  if (resize === undefined) return []
  const { pending, inProgress } = resize
  return [...(pending === undefined ? [] : [pending.condition]), ...(inProgress === undefined ? [] : [inProgress])]
}
