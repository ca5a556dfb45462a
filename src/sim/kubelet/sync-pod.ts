import type { ContainerStatus } from '../api/types.js'
import { settleRuntime } from './containers.js'
import { conditionFrom, sandboxReady, withConditions } from './conditions.js'
import { killContainers, type Kill } from './kill.js'
import { endOperation, newOperation, requestSync } from './operation.js'
import { podActions } from './pod-actions.js'
import { podEvent } from './pod-events.js'
import { deadlineOf, generateStatus } from './pod-status.js'
import { addProbes, refreshProbes, triggerProbes } from './probe-run.js'
import { findProbe } from './probe-results.js'
import { tellPullSecrets } from './pull-secrets.js'
import { timestamp } from '../clock.js'
import { countUnmadeSyncs, refuseAgain, retryLater } from './refused-starts.js'
import { catchUpRelists } from './relist.js'
import { nextToRemove } from './restart-all.js'
import { isRestless } from './restless.js'
import { actuateResize, noteResizeProgress } from './resize-actuation.js'
import { isStaticPod } from './critical.js'
import { reconcileMirror } from './static-pods.js'
import { createSandbox, stopSandbox } from './sandbox.js'
import { startNext } from './start-containers.js'
import type { Operation, PodWorker, Scope, StartFailure, SyncFailure } from './state.js'
import { isTerminalPhase, setStatus } from './status-writer.js'
import { areVolumesThere, awaitVolumes } from './volumes.js'
import { cancelQueue, wakeDeadline, wakeEnds, wakeOperation, wakeQueue, wakeRelist, wakeRelistNow } from './wakes.js'

const retryMs = 10_000
const resyncMs = 60_000

/** One sync of a pod that is to run (SyncPod, kubelet.go 1.36): status, volumes, probes, then its containers. */
export function beginSync(scope: Scope): void {
  const { worker } = scope
  settleRuntime(scope)
  countUnmadeSyncs(scope)
  const again = refuseAgain(scope)
  if (again === 'refused') return
  const operation = (worker.operation = newOperation(scope, 'mount'))
  if (again === 'due') return syncContainers(scope)
  if (worker.resize !== undefined) noteResizeProgress(scope)
  const { status, triggered } = generateStatus(scope, operation.seen, false)
  setStatus(scope, status, worker.pod.metadata.deletionTimestamp !== undefined)
  triggerProbes(scope, triggered)
  refreshProbes(scope)
  if (isTerminalPhase(status.phase)) {
    worker.stage = 'terminating'
    endOperation(scope)
    cancelQueue(scope)
    return requestSync(worker)
  }
  if (isStaticPod(worker.pod)) reconcileMirror(scope)
  const deadline = deadlineOf(scope)
  if (deadline !== undefined) wakeDeadline(scope, deadline)
  if (worker.volumes.state === 'mounted') syncContainers(scope)
  else awaitVolumes(scope)
}

/** The sync's wait for volumes is over; when they are still not there, it gives up and is tried again. */
export function resumeAfterVolumes(scope: Scope): void {
  if (areVolumesThere(scope)) return syncContainers(scope)
  endOperation(scope)
  wakeQueue(scope, scope.context.now + retryMs)
}

function syncContainers(scope: Scope): void {
  const { worker } = scope
  const operation = worker.operation!
  tellPullSecrets(scope)
  addProbes(scope)
  const actions = podActions(worker, operation.seen)
  operation.queue = actions.starts
  operation.killsPod = actions.killsPod
  operation.needsSandbox = actions.createsSandbox
  operation.removesAll = actions.removesAll === true && !actions.killsPod
  if (actions.createsSandbox && operation.seen.sandboxes.length > 0) podEvent(scope, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
  const running = worker.runtime.containers.filter(({ state }) => state === 'running')
  const kills = actions.killsPod ? running.map((instance) => ({ instance })) : actions.kills
  if (kills.length > 0 || (actions.killsPod && operation.seen.sandboxes.length > 0)) operation.hasActed = true
  if (kills.length === 0) return resumeAfterKill(scope)
  beginKills(scope, actions.killsPod ? kills : kills.slice(0, 1))
}

/** Containers of a pod that goes end side by side; those of one that stays end one after another (SyncPod, kuberuntime_manager.go 1.36). */
function beginKills(scope: Scope, kills: readonly Kill[]): void {
  const operation = scope.worker.operation!
  operation.step = 'kill'
  wakeOperation(scope, killContainers(scope, kills, operation.killsPod))
  wakeEnds(scope)
}

/** Of those that a sync ends, the next that still runs. */
function nextKill({ worker }: Scope): Kill | undefined {
  const { step, killsPod, removesAll, seen } = worker.operation!
  if (step !== 'kill' || killsPod || removesAll) return undefined
  const isRunning = ({ instance }: Kill): boolean => worker.runtime.containers.some(({ id, state }) => id === instance.id && state === 'running')
  return podActions(worker, seen).kills.find(isRunning)
}

/** What had to end has ended: on to the sandbox and the containers. */
export function resumeAfterKill(scope: Scope): void {
  const { worker } = scope
  const operation = worker.operation!
  settleRuntime(scope)
  const next = nextKill(scope)
  if (next !== undefined) return beginKills(scope, [next])
  if (operation.removesAll && !removeAll(scope)) return
  if (operation.killsPod) {
    catchUpRelists(scope)
    stopSandbox(scope)
  }
  if (operation.needsSandbox) {
    forgetInits(scope)
    catchUpRelists(scope)
    createSandbox(scope)
    operation.hasActed = true
    announceSandbox(scope)
  }
  if (worker.resize !== undefined && !operation.needsSandbox && !operation.killsPod && actuateResize(scope)) operation.hasActed = true
  if (startNext(scope)) endSync(scope)
}

/** Ends the next container that runs, or takes all away when none does: true. The sync that starts them again follows at once. */
function removeAll(scope: Scope): boolean {
  const { worker } = scope
  const operation = worker.operation!
  const instance = nextToRemove(worker.pod, worker.runtime)
  if (instance !== undefined) {
    operation.step = 'kill'
    wakeOperation(scope, killContainers(scope, [{ instance, message: 'killing' }], false, 0))
    wakeEnds(scope)
    return false
  }
  catchUpRelists(scope)
  worker.runtime = { ...worker.runtime, containers: [] }
  operation.hasActed = true
  requestSync(worker)
  return true
}

/** A new sandbox runs the init containers again (purgeInitContainers). */
function forgetInits({ worker }: Scope): void {
  const inits = worker.pod.spec.initContainers
  if (inits === undefined) return
  worker.runtime = { ...worker.runtime, containers: worker.runtime.containers.filter(({ name }) => !inits.some((container) => container.name === name)) }
}

/** PodReadyToStartContainers turns True as soon as the sandbox is there, before images are pulled (OnPodSandboxReady). */
function announceSandbox(scope: Scope): void {
  const { worker, context } = scope
  const { status } = worker
  if (status === undefined) return
  const ready = conditionFrom(sandboxReady, status.conditions, worker.pod, timestamp(context.cluster.clock, context.now))
  setStatus(scope, { ...status, conditions: withConditions(status.conditions ?? [], [ready]) }, false)
}

/** All that the sync could do is done: remembers why starts failed, and when to try again. */
export function endSync(scope: Scope): void {
  const { worker, context } = scope
  const operation = worker.operation!
  worker.reasons = reasonsAfter(worker.reasons, operation)
  catchUpRelists(scope)
  endOperation(scope)
  const waits = waitsForReadiness(scope)
  if ((waits || operation.failures.length > 0) && isRestless(scope)) requestSync(worker)
  if (operation.failures.length > 0) {
    retryLater(scope, operation, waits)
    return worker.runtime === worker.cached ? undefined : wakeRelist(scope, context.now)
  }
  worker.settled = operation.hasActed || waits ? undefined : { cached: operation.seen, spec: worker.pod.spec }
  if (operation.hasActed) wakeRelistNow(scope)
  wakeLater(scope, waits)
}

function reasonsAfter(before: PodWorker['reasons'], { started, failures }: Operation): PodWorker['reasons'] {
  if (!started.some((name) => before[name] !== undefined) && failures.every((failure) => isKnown(before, failure))) return before
  const after: Record<string, StartFailure> = {}
  for (const name in before) if (!started.includes(name)) after[name] = before[name]!
  for (const failure of failures) after[failure.container] = startFailure(failure)
  return after
}

function isKnown(before: PodWorker['reasons'], { container, reason, message }: SyncFailure): boolean {
  const known = before[container]
  return known !== undefined && known.reason === reason && known.message === message
}

const startFailure = ({ reason, message }: SyncFailure): StartFailure => ({ reason, message, shown: { waiting: message === '' ? { reason } : { reason, message } } })

/** Whether a container runs whose readiness probe has not passed: each further sync has it probed at once. */
function waitsForReadiness({ worker }: Scope): boolean {
  if (worker.probes.length === 0) return false
  const waits = ({ name, ready, state }: ContainerStatus): boolean => !ready && state?.running !== undefined && findProbe(worker, name, 'readiness') !== undefined
  return worker.status?.containerStatuses?.some(waits) === true || worker.status?.initContainerStatuses?.some(waits) === true
}

/** A resync every minute would change nothing, but for probes that wait for readiness. */
function wakeLater(scope: Scope, waits: boolean): void {
  if (waits) wakeQueue(scope, scope.context.now + resyncMs)
  else cancelQueue(scope)
}
