import type { ContainerStatus, Millis, Probe, PodStatus } from '../api/types.js'
import { timestamp, virtualTime } from '../clock.js'
import type { ProbeAnswer, ProbeType } from '../runtime/probe-outcome.js'
import { conditionFrom, containersReady, podReady, withConditions } from './conditions.js'
import { specContainer } from './containers.js'
import { goDuration } from './go-duration.js'
import { requestAnotherSync } from './operation.js'
import { containerEvent, countUnsentEvents } from './pod-events.js'
import { answerAt, isGateOpen, isOverForGood } from './probe-gate.js'
import { accountTicks, findStatus, periodOf, scheduleProbe } from './probe-ticks.js'
import { isSidecar } from './restart-policy.js'
import type { ProbeWorker, Scope } from './state.js'
import { isTerminalPhase, setStatus } from './status-writer.js'
import { wakeProbe } from './wakes.js'

const initialResult = { liveness: 'success', readiness: 'failure', startup: 'unknown' } as const
const titles: Readonly<Record<ProbeType, string>> = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' }
/** A probe that errs is tried again at once, this often in all. */
const tries = 3

/** Makes a worker for every probe of the pod's containers (prober_manager.go AddPod, kubelet 1.36). Their tickers begin now. */
export function addProbes(scope: Scope): void {
  const { worker, context } = scope
  if (worker.isProbed) return
  worker.isProbed = true
  const { spec } = worker.pod
  const sidecars = spec.initContainers?.filter(isSidecar) ?? []
  const probes: ProbeWorker[] = []
  for (const container of sidecars.length === 0 ? spec.containers : [...spec.containers, ...sidecars]) {
    if (container.startupProbe !== undefined) probes.push(newProbe(container.name, 'startup', context.now))
    if (container.readinessProbe !== undefined) probes.push(newProbe(container.name, 'readiness', context.now))
    if (container.livenessProbe !== undefined) probes.push(newProbe(container.name, 'liveness', context.now))
  }
  if (probes.length > 0) worker.probes = probes
}

const newProbe = (container: string, type: ProbeType, now: Millis): ProbeWorker => ({
  container, type, anchor: now, doneUntil: now, containerId: '', result: undefined, last: undefined, output: '', run: 0, isOnHold: false, isStopped: false, running: undefined,
  successes: 0, failures: 0, firstRunAt: undefined, lastRunAt: undefined, steady: undefined,
})

const specOf = ({ worker }: Scope, probe: ProbeWorker): Probe | undefined => specContainer(worker.pod, probe.container)?.[`${probe.type}Probe`]

/** The ticker of a probe came round, or a run that hung is over. */
export function wakeProbeWorker(scope: Scope, index: number): void {
  const probe = scope.worker.probes[index]
  const spec = probe === undefined ? undefined : specOf(scope, probe)
  if (probe === undefined || spec === undefined || probe.isStopped) return
  const { now } = scope.context
  if (probe.running !== undefined) finishRun(scope, probe, spec, now)
  else {
    runTick(scope, probe, spec, now)
    if (probe.result === 'failure' && probe.type !== 'readiness' && scope.worker.isPending) runBeside(scope, probe, now)
  }
  if (probe.running === undefined) probe.steady = undefined
  scheduleProbe(scope, index)
}

function runTick(scope: Scope, probe: ProbeWorker, spec: Probe, now: Millis): void {
  catchUpTicks(scope, probe, spec)
  probe.doneUntil = now
  runOnce(scope, probe, spec)
}

/** Probes whose tickers come round with that of one that failed: the sync that it asks for takes longer to begin than they do to answer. */
function runBeside(scope: Scope, failed: ProbeWorker, now: Millis): void {
  for (const [index, probe] of scope.worker.probes.entries()) {
    const spec = probe === failed || probe.type === 'readiness' || probe.isStopped || probe.running !== undefined ? undefined : specOf(scope, probe)
    if (spec === undefined || probe.doneUntil >= now || (now - probe.anchor) % periodOf(spec) !== 0) continue
    runTick(scope, probe, spec, now)
    scheduleProbe(scope, index)
  }
}

/** Accounts for runs that were not made; failures among them have said so, in events that would have been dropped. */
function catchUpTicks(scope: Scope, probe: ProbeWorker, spec: Probe): void {
  const runs = accountTicks(scope, probe, spec)
  if (runs > 0 && probe.steady === 'failure') countUnsentEvents(scope, probe.container, 'Warning', 'Unhealthy', failedText(probe), runs)
}

const failedText = ({ type, output }: ProbeWorker): string => `${titles[type]} probe failed: ${output}`

/** The cached status changed, or a fault did: accounts for what was, and looks when each probe matters next. */
export function refreshProbes(scope: Scope): void {
  if (scope.worker.probes.length === 0) return
  scope.worker.probes.forEach((probe, index) => {
    const spec = specOf(scope, probe)
    if (spec === undefined || probe.isStopped) return
    if (probe.running === undefined) catchUpTicks(scope, probe, spec)
    scheduleProbe(scope, index)
  })
}

/** Readiness probes of containers that run and are not ready are run with each status, and their tickers begin anew. */
export function triggerProbes(scope: Scope, triggered: readonly ProbeWorker[]): void {
  for (const probe of triggered) {
    const spec = specOf(scope, probe)
    if (spec === undefined || probe.isStopped || probe.running !== undefined) continue
    catchUpTicks(scope, probe, spec)
    probe.anchor = scope.context.now
    probe.doneUntil = scope.context.now
    probe.steady = undefined
    runOnce(scope, probe, spec)
    scheduleProbe(scope, scope.worker.probes.indexOf(probe))
  }
}

/** One run of the loop's body (worker.go doProbe). */
function runOnce(scope: Scope, probe: ProbeWorker, spec: Probe): void {
  const { worker, context } = scope
  const status = findStatus(scope, probe.container)
  if (isTerminalPhase(worker.status?.phase)) return stopProbe(scope, probe)
  if (status?.containerID === undefined) return
  if (probe.containerId !== status.containerID) {
    probe.containerId = status.containerID
    probe.result = undefined
    probe.isOnHold = false
    publish(scope, probe, initialResult[probe.type])
  }
  if (probe.isOnHold) return
  if (status.state?.running === undefined) return meetStopped(scope, probe, status)
  const startedAt = virtualTime(context.cluster.clock, status.state.running.startedAt ?? '')
  if (context.now - startedAt < (spec.initialDelaySeconds ?? 0) * 1000 || !isGateOpen(probe, status)) return
  const answer = answerAt(scope, probe, spec, context.now)
  if (answer === undefined) return
  if (answer.result === 'error') return tellError(scope, probe, answer.output)
  if (answer.result !== 'timeout' && answer.result !== 'unanswered') return judge(scope, probe, spec, answer)
  probe.running = { since: context.now, until: context.now + limitOf(spec), answer }
}

const limitOf = ({ timeoutSeconds = 1 }: Probe): Millis => timeoutSeconds * 1000

const tellError = (scope: Scope, { container, type }: ProbeWorker, error: string): void =>
  containerEvent(scope, container, 'Warning', 'Unhealthy', `${titles[type]} probe errored and resulted in unknown state: ${error}`)

function meetStopped(scope: Scope, probe: ProbeWorker, status: ContainerStatus): void {
  publish(scope, probe, 'failure')
  if (isOverForGood(scope.worker, probe.container, status)) stopProbe(scope, probe)
}

/** A probe that took too long has failed, but for one that nobody answered, which counts for nothing. Ticks that passed meanwhile come to one run at once. */
function finishRun(scope: Scope, probe: ProbeWorker, spec: Probe, now: Millis): void {
  const { since, answer } = probe.running!
  probe.running = undefined
  probe.doneUntil = now
  if (findStatus(scope, probe.container)?.containerID !== probe.containerId) return
  if (answer.result !== 'unanswered') judge(scope, probe, spec, { result: 'failure', output: spec.exec === undefined ? answer.output : timedOut(spec) })
  else if (isTriedAgain(scope, probe, spec, since)) return
  const periodMs = periodOf(spec)
  const missed = Math.floor((now - probe.anchor) / periodMs) > Math.floor((since - probe.anchor) / periodMs)
  if (missed) runOnce(scope, probe, spec)
}

/** What nobody answered is asked again, and may be answered then (prober.go runProbeWithRetries). True when this try hangs, too. */
function isTriedAgain(scope: Scope, probe: ProbeWorker, spec: Probe, since: Millis): boolean {
  const { now } = scope.context
  const answer = now - since < tries * limitOf(spec) ? answerAt(scope, probe, spec, now) : undefined
  const isHanging = answer?.result === 'unanswered'
  if (isHanging) probe.running = { since, until: now + limitOf(spec), answer }
  else if (answer === undefined || answer.result === 'error') tellError(scope, probe, answer?.output ?? 'context deadline exceeded')
  else judge(scope, probe, spec, answer)
  return isHanging
}

/** The words of the runtime's client for a command that was ended when its time was over (cri-client remote_runtime.go ExecSync, 1.36). */
const timedOut = ({ exec, timeoutSeconds }: Probe): string => `command timed out: ${JSON.stringify(exec?.command?.join(' ') ?? '')} timed out after ${goDuration((timeoutSeconds ?? 1) * 1000)}`

function judge(scope: Scope, probe: ProbeWorker, spec: Probe, { result, output }: ProbeAnswer): void {
  const { now } = scope.context
  const outcome = result === 'success' ? 'success' : 'failure'
  probe.firstRunAt ??= now
  probe.lastRunAt = now
  if (outcome === 'success') probe.successes++
  else {
    probe.failures++
    probe.output = output
    containerEvent(scope, probe.container, 'Warning', 'Unhealthy', failedText(probe))
  }
  probe.run = probe.last === outcome ? probe.run + 1 : 1
  probe.last = outcome
  if (probe.run < (outcome === 'failure' ? spec.failureThreshold ?? 3 : spec.successThreshold ?? 1)) return
  publish(scope, probe, outcome)
  if (probe.type === 'startup' || (probe.type === 'liveness' && outcome === 'failure')) {
    probe.isOnHold = true
    probe.run = 0
  }
}

/** Stores a result; a new one concerns the kubelet's loop (syncLoopIteration, kubelet.go 1.36). */
function publish(scope: Scope, probe: ProbeWorker, result: 'success' | 'failure' | 'unknown'): void {
  if (probe.result === result) return
  probe.result = result
  if (probe.type === 'liveness' && result !== 'failure') return
  if (probe.type === 'readiness') changeContainer(scope, probe.containerId, 'ready', result === 'success')
  if (probe.type === 'startup') changeContainer(scope, probe.containerId, 'started', result === 'success')
  scope.worker.settled = undefined
  requestAnotherSync(scope.worker)
}

/** Patches the cached status at once, before the sync that follows (status manager SetContainerReadiness, SetContainerStartup). */
function changeContainer(scope: Scope, containerID: string, key: 'ready' | 'started', value: boolean): void {
  const { worker, context } = scope
  const { status, pod } = worker
  if (status === undefined) return
  const change = (list: readonly ContainerStatus[] | undefined): readonly ContainerStatus[] | undefined =>
    list?.some((item) => item.containerID === containerID && item[key] !== value) === true ? list.map((item) => (item.containerID === containerID ? { ...item, [key]: value } : item)) : list
  const mains = change(status.containerStatuses)
  const inits = change(status.initContainerStatuses)
  if (mains === status.containerStatuses && inits === status.initContainerStatuses) return
  const next: PodStatus = { ...status, ...(mains === undefined ? {} : { containerStatuses: mains }), ...(inits === undefined ? {} : { initContainerStatuses: inits }) }
  if (key === 'started') return updateCached(scope, next)
  const containers = containersReady(pod.spec, [...(inits ?? []), ...(mains ?? [])], status.phase ?? '')
  const now = timestamp(context.cluster.clock, context.now)
  const fresh = [podReady(pod.spec, containers, status.conditions ?? []), containers].map((finding) => conditionFrom(finding, status.conditions, pod, now))
  updateCached(scope, { ...next, conditions: withConditions(status.conditions ?? [], fresh) })
}

function updateCached(scope: Scope, status: PodStatus): void {
  setStatus(scope, status, false)
  refreshProbes(scope)
}

function stopProbe(scope: Scope, probe: ProbeWorker): void {
  probe.isStopped = true
  probe.running = undefined
  wakeProbe(scope, scope.worker.probes.indexOf(probe), undefined)
}

/** Ends probe workers: those of a pod that terminates, or all of a pod that has ended. */
export function stopProbes(scope: Scope, types: readonly ProbeType[], isEverywhere: boolean): void {
  const { worker } = scope
  for (const probe of worker.probes) {
    const isMain = worker.pod.spec.containers.some(({ name }) => name === probe.container)
    if (probe.isStopped || !types.includes(probe.type) || (!isEverywhere && !isMain)) continue
    const spec = specOf(scope, probe)
    if (spec !== undefined) catchUpTicks(scope, probe, spec)
    stopProbe(scope, probe)
  }
}
