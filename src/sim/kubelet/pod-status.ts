import type { Condition, ContainerStatus, Node, Pod, PodStatus } from '../api/types.js'
import { timestamp, virtualTime } from '../clock.js'
import { resizeConditions } from './allocation.js'
import { isStaticPod } from './critical.js'
import { conditionFrom, containersReady, isKubeletCondition, podInitialized, podReady, sandboxReady, type Finding } from './conditions.js'
import { containerStatuses, shareStatuses, type DraftStatus, type Role } from './container-status.js'
import { podEvent } from './pod-events.js'
import { phaseOf } from './phase.js'
import { markReadiness } from './probe-results.js'
import { allContainersRestarting, couldRestartAll, mustRestartAll } from './restart-all.js'
import { needsSandbox } from './sandbox.js'
import type { PodWorker, ProbeWorker, RuntimePod, Scope } from './state.js'
import { conditionOf } from '../api/conditions.js'
import { statusNamed, type StatusView } from './status-view.js'
import { isTerminalPhase, statusOf } from './status-writer.js'

export interface GeneratedStatus {
  readonly status: PodStatus
  /** Readiness probes that run at once, because their containers run and are not ready. */
  readonly triggered: readonly ProbeWorker[]
}

/** What a status is made of; the phase with its explanation may still change. */
interface StatusParts {
  phase: string
  reason: string | undefined
  message: string | undefined
  readonly observedGeneration: number | undefined
  conditions: readonly Condition[]
  readonly hostIP: string | undefined
  readonly hostIPs: PodStatus['hostIPs'] | undefined
  readonly podIP: string | undefined
  readonly podIPs: PodStatus['podIPs'] | undefined
  readonly startTime: string
  initContainerStatuses: readonly ContainerStatus[] | undefined
  containerStatuses: readonly ContainerStatus[]
  ephemeralContainerStatuses: readonly ContainerStatus[] | undefined
  readonly qosClass: string | undefined
}

const noDrafts: readonly DraftStatus[] = []

/** The pod's status by what was seen of its containers (generateAPIPodStatus, kubelet_pods.go 1.36). The one before it where nothing is different. */
export function generateStatus(scope: Scope, seen: RuntimePod, isTerminating: boolean): GeneratedStatus {
  const { worker } = scope
  const { spec } = worker.pod
  const before = statusOf(worker)
  const isOwn = worker.status !== undefined
  const canRestart = couldRestartAll(spec)
  const isRestarting = canRestart && mustRestartAll(worker.pod, seen, before)
  const mains = containerStatuses(worker, seen, spec.containers, before.containerStatuses, isRestarting ? restartedMain : mainRole)
  const inits = spec.initContainers === undefined ? noDrafts : containerStatuses(worker, seen, spec.initContainers, before.initContainerStatuses, isRestarting ? restartedInit : initRole)
  const all = inits.length === 0 ? mains : [...inits, ...mains]
  const phase = nextPhase(scope, before, phaseOf(spec, all, isTerminating && !isStaticPod(worker.pod), hasActiveMain(worker.pod, seen)))
  const parts = partsOf(scope, seen, before, phase)
  explain(scope, parts, before)
  const triggered = markReadiness(worker, mains, inits)
  parts.conditions = conditionsOf(scope, seen, before, all, parts.phase, canRestart ? isRestarting : undefined)
  if (inits.length > 0) parts.initContainerStatuses = shareStatuses(inits, before.initContainerStatuses, isOwn)
  parts.containerStatuses = shareStatuses(byName(mains), before.containerStatuses, isOwn)
  const { ephemeralContainers } = spec
  if (ephemeralContainers !== undefined && ephemeralContainers.length > 0) {
    const ephemeral = containerStatuses(worker, seen, ephemeralContainers, before.ephemeralContainerStatuses, mainRole)
    parts.ephemeralContainerStatuses = shareStatuses(byName(ephemeral), before.ephemeralContainerStatuses, isOwn)
  }
  // A killed pod's status tells its reason in another place.
  return { status: isOwn && worker.kill === undefined && isAsBefore(parts, before) ? before : statusFrom(parts), triggered }
}

const mainRole: Role = { isInit: false, isRestarting: false }
const restartedMain: Role = { isInit: false, isRestarting: true }
const initRole: Role = { isInit: true, isRestarting: false }
const restartedInit: Role = { isInit: true, isRestarting: true }

function partsOf({ worker, context, node }: Scope, seen: RuntimePod, before: PodStatus, phase: string): StatusParts {
  const { spec, status: stored, metadata } = worker.pod
  const hostIP = before.hostIP ?? context.store.get<Node>('Node', node.name)?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address
  const address = spec.hostNetwork === true ? hostIP : seen.sandboxes[0]?.ip ?? before.podIP
  const podIP = address === '' ? undefined : address
  return {
    phase, reason: undefined, message: undefined, observedGeneration: metadata.generation, conditions: noConditions,
    hostIP, hostIPs: hostIP === undefined || (before.hostIP === hostIP && before.hostIPs !== undefined) ? before.hostIPs : [{ ip: hostIP }],
    podIP, podIPs: podIP === undefined || (before.podIP === podIP && before.podIPs !== undefined) ? before.podIPs : [{ ip: podIP }],
    startTime: before.startTime ?? timestamp(context.cluster.clock, context.now), initContainerStatuses: undefined, containerStatuses: noStatuses, ephemeralContainerStatuses: undefined,
    qosClass: stored.qosClass,
  }
}

const noConditions: readonly Condition[] = []
const noStatuses: readonly ContainerStatus[] = []

const isAsBefore = (a: StatusParts, b: PodStatus): boolean =>
  a.phase === b.phase && a.conditions === b.conditions && a.containerStatuses === b.containerStatuses && a.initContainerStatuses === b.initContainerStatuses &&
  a.ephemeralContainerStatuses === b.ephemeralContainerStatuses && a.reason === b.reason && a.message === b.message && a.observedGeneration === b.observedGeneration &&
  a.hostIP === b.hostIP && a.hostIPs === b.hostIPs && a.podIP === b.podIP && a.podIPs === b.podIPs && a.startTime === b.startTime && a.qosClass === b.qosClass && b.nominatedNodeName === undefined

/** The common cases are written out, because what is put together from parts takes more time and memory. */
function statusFrom(parts: StatusParts): PodStatus {
  const { phase, reason, message, observedGeneration, conditions, hostIP, hostIPs, podIP, podIPs, startTime, initContainerStatuses, containerStatuses, ephemeralContainerStatuses, qosClass } = parts
  const isSimple = reason === undefined && message === undefined && initContainerStatuses === undefined && ephemeralContainerStatuses === undefined
  if (isSimple && observedGeneration !== undefined && hostIP !== undefined && hostIPs !== undefined && qosClass !== undefined) {
    if (podIP === undefined) return { phase, observedGeneration, conditions, hostIP, hostIPs, startTime, containerStatuses, qosClass }
    if (podIPs !== undefined) return { phase, observedGeneration, conditions, hostIP, hostIPs, podIP, podIPs, startTime, containerStatuses, qosClass }
  }
  return {
    phase, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }), ...(observedGeneration === undefined ? {} : { observedGeneration }), conditions,
    ...(hostIP === undefined || hostIPs === undefined ? {} : { hostIP, hostIPs }), ...(podIP === undefined || podIPs === undefined ? {} : { podIP, podIPs }), startTime,
    ...(initContainerStatuses === undefined ? {} : { initContainerStatuses }), containerStatuses, ...(qosClass === undefined ? {} : { qosClass }),
    ...(ephemeralContainerStatuses === undefined ? {} : { ephemeralContainerStatuses }),
  }
}

const byName = (statuses: DraftStatus[]): DraftStatus[] => (statuses.length < 2 ? statuses : statuses.toSorted((a, b) => (a.name < b.name ? -1 : 1)))

function hasActiveMain({ spec }: Pod, seen: RuntimePod): boolean {
  const active = seen.sandboxes[0]
  if (active?.isReady !== true) return false
  for (const { sandbox, name } of seen.containers) if (sandbox === active.attempt && statusNamed(spec.containers, name) !== undefined) return true
  return false
}

/** A terminal phase, once known, stays. */
function nextPhase({ worker }: Scope, before: PodStatus, phase: string): string {
  if (isTerminalPhase(worker.pod.status.phase)) return worker.pod.status.phase ?? phase
  return !isTerminalPhase(phase) && isTerminalPhase(before.phase) ? before.phase ?? phase : phase
}

const deadlineMessage = 'Pod was active on the node longer than the specified deadline'

/** Reason and message: kept while the phase is; a pod past its deadline has failed. */
function explain(scope: Scope, draft: StatusParts, before: PodStatus): void {
  const { worker } = scope
  if (draft.phase === before.phase) {
    draft.reason = before.reason ?? worker.pod.status.reason
    draft.message = before.message ?? worker.pod.status.message
  }
  if (!isPastDeadline(scope)) return
  podEvent(scope, 'Normal', 'DeadlineExceeded', deadlineMessage)
  if (isTerminalPhase(worker.pod.status.phase) && worker.pod.status.phase !== 'Failed') return
  draft.phase = 'Failed'
  draft.reason = 'DeadlineExceeded'
  draft.message = deadlineMessage
}

/** When the pod's activeDeadlineSeconds are over; undefined without a deadline or before the pod has begun. */
export function deadlineOf({ context, worker }: Scope): number | undefined {
  const { activeDeadlineSeconds } = worker.pod.spec
  const { startTime } = statusOf(worker)
  if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined
  return virtualTime(context.cluster.clock, startTime) + activeDeadlineSeconds * 1000
}

function isPastDeadline(scope: Scope): boolean {
  const deadline = deadlineOf(scope)
  return deadline !== undefined && scope.context.now >= deadline
}

/** `isRestarting`: whether all containers begin anew; undefined where they never do. */
function conditionsOf({ worker, context }: Scope, seen: RuntimePod, before: PodStatus, all: readonly StatusView[], phase: string, isRestarting: boolean | undefined): readonly Condition[] {
  const { pod } = worker
  const { spec } = pod
  const old = before.conditions
  const others = conditionsOfOthers(worker, before, phase)
  const now = timestamp(context.cluster.clock, context.now)
  const containers = containersReady(spec, all, phase)
  // Readiness gates look at the conditions of others.
  const ready = podReady(spec, containers, others)
  const own = [
    conditionFrom(needsSandbox(seen) ? sandboxMissing : sandboxReady, old, pod, now), conditionFrom(podInitialized(spec, all, phase, before), old, pod, now),
    conditionFrom(ready, old, pod, now), conditionFrom(containers, old, pod, now), conditionFrom(scheduled, old, pod, now),
  ]
  if (isRestarting !== undefined) own.push(conditionFrom(allContainersRestarting(spec, seen, isRestarting, phase), old, pod, now))
  const conditions = others.length === 0 ? own : [...others, ...own]
  return old !== undefined && isSameList(old, conditions) ? old : conditions
}

/** Conditions that come before those of each status: what others wrote, what is said of a resize, and why the pod is being ended. */
function conditionsOfOthers(worker: PodWorker, { conditions: before }: PodStatus, phase: string): readonly Condition[] {
  const own = conditionOf(before, 'DisruptionTarget')
  const stored = worker.pod.status.conditions ?? noConditions
  let others = noConditions
  for (let i = 0; i < stored.length; i++) {
    const condition = stored[i]!
    if (!isKubeletCondition(condition.type) && (own === undefined || condition.type !== own.type)) others = [...others, condition]
  }
  if (worker.resize !== undefined && !isTerminalPhase(phase)) others = [...others, ...resizeConditions(worker)]
  return own === undefined ? others : [...others, own]
}

const sandboxMissing: Finding = { type: 'PodReadyToStartContainers', status: 'False' }
const scheduled: Finding = { type: 'PodScheduled', status: 'True' }

function isSameList(a: readonly Condition[], b: readonly Condition[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
