import type { ContainerStatus, Pod, PodStatus } from '../api/types.js'
import { releaseAdmission } from './admission.js'
import { settleRuntime } from './containers.js'
import { lastRound } from './grid.js'
import { killContainers } from './kill.js'
import { killedStatus } from './killed-status.js'
import { endOperation, newOperation, requestSync } from './operation.js'
import { generateStatus } from './pod-status.js'
import { refreshProbes, stopProbes, triggerProbes } from './probe-run.js'
import { isSidecar } from './restart-policy.js'
import { stopSandbox } from './sandbox.js'
import type { PodWorker, Scope } from './state.js'
import { isTerminalPhase, setStatus, statusOf } from './status-writer.js'
import { cancelQueue, wakeOperation } from './wakes.js'

const isDeleted = ({ pod }: PodWorker): boolean => pod.metadata.deletionTimestamp !== undefined

/** Ends all containers of a pod (SyncTerminatingPod, kubelet.go 1.36). */
export function beginTerminating(scope: Scope): void {
  const { worker, context } = scope
  settleRuntime(scope)
  cancelQueue(scope)
  const operation = (worker.operation = newOperation(scope, 'terminate'))
  const { status, triggered } = generateStatus(scope, operation.seen, false)
  setStatus(scope, killedStatus(scope, status), isDeleted(worker))
  triggerProbes(scope, triggered)
  stopProbes(scope, ['liveness', 'startup'], false)
  refreshProbes(scope)
  const kills = worker.runtime.containers.filter(({ state }) => state === 'running').map((instance) => ({ instance }))
  if (kills.length === 0) return endTerminating(scope)
  const doneAt = killContainers(scope, kills, true, worker.graceSeconds > 0 ? worker.graceSeconds : undefined)
  wakeOperation(scope, doneAt + context.options.latency.podStopMs)
}

/** No container runs any more: the final status. */
export function endTerminating(scope: Scope): void {
  const { worker } = scope
  settleRuntime(scope)
  // Without a sync that was asked for meanwhile the last one comes on its own, with the pod as it is stored by then.
  worker.updatedAs = worker.isPending || wasEndSeen(scope) ? worker.pod : undefined
  stopSandbox(scope)
  stopProbes(scope, ['liveness', 'readiness', 'startup'], true)
  const { status } = generateStatus(scope, worker.runtime, true)
  worker.stage = 'terminated'
  releaseAdmission(scope)
  setStatus(scope, status, isDeleted(worker))
  endOperation(scope)
  requestSync(worker)
}

/** Whether a relist saw a container end before the last of them was: it asked for a sync then, with the pod as it was stored. */
function wasEndSeen({ worker, node, context }: Scope): boolean {
  const { runtime, cached } = worker
  const round = lastRound(context.now, node.relistAnchor, context.options.latency.relistMs)
  return runtime.containers.some(({ id, finishedAt }) => finishedAt !== undefined && finishedAt < round && cached.containers.some((seen) => seen.id === id && seen.state !== 'exited'))
}

/** Cleans up after a pod (SyncTerminatedPod): its volumes are unmounted. */
export function beginTerminated(scope: Scope): void {
  const { worker, context } = scope
  const operation = (worker.operation = newOperation(scope, 'unmount'))
  const { status } = generateStatus(scope, operation.seen, true)
  setStatus(scope, status, isDeleted(worker))
  wakeOperation(scope, context.now + context.options.latency.podRemoveMs)
}

/** The last status there will be; a deleted pod's object goes with it (status manager TerminatePod). */
export function endTerminated(scope: Scope): void {
  const { worker } = scope
  worker.isPending = false
  worker.isPendingAgain = false
  worker.stage = 'finished'
  endOperation(scope)
  setStatus(scope, lastStatus(worker.updatedAs ?? worker.pod, statusOf(worker)), true, true)
}

const lost = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated' } }
const asEnded = (status: ContainerStatus): ContainerStatus => (status.state?.terminated === undefined ? { ...status, state: lost } : status)

function haveEnded(statuses: readonly ContainerStatus[] | undefined): boolean {
  if (statuses === undefined) return true
  for (let i = 0; i < statuses.length; i++) if (statuses[i]!.state?.terminated === undefined) return false
  return true
}

/** Containers whose end nobody saw count as failed, and the phase becomes a terminal one. */
function lastStatus(pod: Pod, status: PodStatus): PodStatus {
  if (isTerminalPhase(status.phase) && status.initContainerStatuses === undefined && haveEnded(status.containerStatuses)) return status
  const isInitialized = hasInitialized(pod)
  const inits = status.initContainerStatuses
  const tried = inits?.findLastIndex(({ state, lastState }) => state?.waiting === undefined || lastState?.terminated !== undefined) ?? -1
  return {
    ...status,
    phase: isTerminalPhase(status.phase) ? status.phase! : 'Failed',
    ...(status.containerStatuses === undefined || !isInitialized ? {} : { containerStatuses: status.containerStatuses.map(asEnded) }),
    ...(inits === undefined ? {} : { initContainerStatuses: inits.map((init, i) => (i <= Math.max(0, tried) ? asEnded(init) : init)) }),
  }
}

/** Whether the pod ever got past its init containers, by what was stored of it when the sync was asked for (hasPodInitialized). */
function hasInitialized({ spec, status }: Pod): boolean {
  const inits = spec.initContainers ?? []
  if (inits.length === 0) return true
  if (status.containerStatuses?.some(({ state, lastState }) => lastState?.terminated !== undefined || state?.waiting === undefined) === true) return true
  const last = status.initContainerStatuses?.at(-1)
  const container = inits.at(-1)
  if (last === undefined || container === undefined) return false
  if (isSidecar(container)) return last.state?.running !== undefined && last.started === true
  return last.state?.terminated?.exitCode === 0 || last.lastState?.terminated?.exitCode === 0
}
