import type { Container, Pod, PodSpec, PodStatus } from '../api/types.js'
import type { Finding } from './conditions.js'
import { findContainer, matchingRule } from './restart-policy.js'
import type { RuntimeContainer, RuntimePod } from './state.js'
import { conditionOf } from '../api/conditions.js'

/** What a container is called that was taken away so that all containers of its pod begin anew. */
export const restartingAll = 'RestartingAllContainers'
export const removedMessage = 'The container is removed because RestartAllContainers in place'

const type = 'AllContainersRestarting'
const action = 'RestartAllContainers'

const asks = (container: Container): boolean => container.restartPolicyRules?.some((rule) => rule.action === action) === true

/** Whether an exit of some container may restart all of them (AllContainersCouldRestart, kubernetes pkg/api/v1/pod 1.36). */
export function couldRestartAll({ initContainers, containers }: PodSpec): boolean {
  for (let i = 0; i < containers.length; i++) if (containers[i]!.restartPolicyRules !== undefined && asks(containers[i]!)) return true
  return initContainers?.some(asks) === true
}

const wasCause = (container: Container, code: number | undefined): boolean => code !== undefined && matchingRule(container, code)?.action === action

/** Whether all containers are to begin anew (ShouldAllContainersRestart, kubelet container/helpers.go 1.36); by its status alone when nothing was seen of the pod. */
export function mustRestartAll({ spec }: Pod, seen: RuntimePod | undefined, status: PodStatus): boolean {
  if (!couldRestartAll(spec)) return false
  if (isRestartingAll(status)) return true
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  return allContainers(spec).some((container) => {
    const instance = seen === undefined ? undefined : findContainer(seen, container.name)
    if (seen !== undefined && instance?.state !== 'exited') return false
    return wasCause(container, instance?.exitCode) || wasCause(container, statuses.find(({ name }) => name === container.name)?.state?.terminated?.exitCode)
  })
}

export const isRestartingAll = ({ conditions }: PodStatus): boolean => conditionOf(conditions, type)?.status === 'True'

const allContainers = ({ initContainers = [], containers }: PodSpec): readonly Container[] => [...initContainers, ...containers]

/** The condition AllContainersRestarting, which only such pods have (status/generate.go GenerateAllContainersRestartingCondition, 1.36). */
export function allContainersRestarting(spec: PodSpec, seen: RuntimePod, isRestarting: boolean, phase: string): Finding {
  const finding = { type, status: 'False', hasNoGeneration: true } as const
  if (phase === 'Succeeded') return { ...finding, reason: 'PodCompleted' }
  if (phase === 'Failed') return { ...finding, reason: 'PodFailed' }
  const isCleanedUp = !allContainers(spec).some(({ name }) => findContainer(seen, name) !== undefined)
  if (!isRestarting || isCleanedUp) return finding
  return { ...finding, status: 'True', reason: 'RestartAllContainersStarted', message: 'container exited with restart policy rule' }
}

/** In what order running containers are taken away: main containers, init containers (kuberuntime_manager.go getContainersToReset, 1.36). */
export function nextToRemove({ spec }: Pod, runtime: RuntimePod): RuntimeContainer | undefined {
  for (const { name } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const instance = runtime.containers.find((candidate) => candidate.name === name && candidate.state === 'running')
    if (instance !== undefined) return instance
  }
  return undefined
}
