import type { Condition, ContainerStatus, Node, Pod, PodStatus } from '../api/types.js'
import { timestamp, virtualTime } from '../clock.js'
import { resizeConditions } from './allocation.js'
import { isStaticPod } from './critical.js'
import { conditionsFrom, containersReady, isKubeletCondition, podInitialized, podReady, type Finding } from './conditions.js'
import { containerStatuses, shareStatuses, type DraftStatus } from './container-status.js'
import { podEvent } from './pod-events.js'
import { phaseOf } from './phase.js'
import { markReadiness } from './probe-results.js'
import { allContainersRestarting, couldRestartAll, mustRestartAll } from './restart-all.js'
import { needsSandbox } from './sandbox.js'
import type { ProbeWorker, RuntimePod, Scope } from './state.js'
import { isTerminalPhase, statusOf } from './status-writer.js'

export interface GeneratedStatus {
  readonly status: PodStatus
  /** Readiness probes that run at once, because their containers run and are not ready. */
  readonly triggered: readonly ProbeWorker[]
}

type DraftPodStatus = { -readonly [Key in keyof PodStatus]: PodStatus[Key] }

/** The pod's status by what was seen of its containers (generateAPIPodStatus, kubelet_pods.go 1.36). */
export function generateStatus(scope: Scope, seen: RuntimePod, isTerminating: boolean): GeneratedStatus {
  const { worker, context } = scope
  const { spec, status: stored, metadata } = worker.pod
  const before = statusOf(worker)
  const isRestarting = mustRestartAll(worker.pod, seen, before)
  const mains = containerStatuses(worker, seen, spec.containers, before.containerStatuses ?? [], { isInit: false, isRestarting })
  const inits = spec.initContainers === undefined ? [] : containerStatuses(worker, seen, spec.initContainers, before.initContainerStatuses ?? [], { isInit: true, isRestarting })
  const draft: DraftPodStatus = { phase: nextPhase(scope, before, phaseOf(spec, [...mains, ...inits], isTerminating && !isStaticPod(worker.pod), hasActiveMain(worker.pod, seen))) }
  explain(scope, draft, before)
  const triggered = markReadiness(worker, mains, inits)
  const all: DraftStatus[] = inits.length === 0 ? mains : [...inits, ...mains]
  if (metadata.generation !== undefined) draft.observedGeneration = metadata.generation
  draft.conditions = conditionsOf(scope, seen, before, all, draft.phase ?? 'Pending')
  addAddresses(scope, seen, draft, before)
  draft.startTime = before.startTime ?? timestamp(context.cluster.clock, context.now)
  if (inits.length > 0) draft.initContainerStatuses = shareStatuses(inits, before.initContainerStatuses)
  draft.containerStatuses = shareStatuses(byName(mains), before.containerStatuses)
  if (stored.qosClass !== undefined) draft.qosClass = stored.qosClass
  const { ephemeralContainers } = spec
  if (ephemeralContainers !== undefined && ephemeralContainers.length > 0) {
    const ephemeral = containerStatuses(worker, seen, ephemeralContainers, before.ephemeralContainerStatuses ?? [], { isInit: false, isRestarting: false })
    draft.ephemeralContainerStatuses = shareStatuses(byName(ephemeral), before.ephemeralContainerStatuses)
  }
  return { status: draft, triggered }
}

const byName = (statuses: DraftStatus[]): DraftStatus[] => (statuses.length < 2 ? statuses : statuses.toSorted((a, b) => (a.name < b.name ? -1 : 1)))

function hasActiveMain({ spec }: Pod, seen: RuntimePod): boolean {
  const active = seen.sandboxes[0]
  return active?.isReady === true && seen.containers.some((container) => container.sandbox === active.attempt && spec.containers.some(({ name }) => name === container.name))
}

/** A terminal phase, once known, stays. */
function nextPhase({ worker }: Scope, before: PodStatus, phase: string): string {
  if (isTerminalPhase(worker.pod.status.phase)) return worker.pod.status.phase ?? phase
  return !isTerminalPhase(phase) && isTerminalPhase(before.phase) ? before.phase ?? phase : phase
}

const deadlineMessage = 'Pod was active on the node longer than the specified deadline'

/** Reason and message: kept while the phase is; a pod past its deadline has failed. */
function explain(scope: Scope, draft: DraftPodStatus, before: PodStatus): void {
  const { worker } = scope
  if (draft.phase === before.phase) {
    const reason = before.reason ?? worker.pod.status.reason
    const message = before.message ?? worker.pod.status.message
    if (reason !== undefined) draft.reason = reason
    if (message !== undefined) draft.message = message
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

function conditionsOf(scope: Scope, seen: RuntimePod, before: PodStatus, all: readonly ContainerStatus[], phase: string): readonly Condition[] {
  const { worker, context } = scope
  const { pod } = worker
  const conditions: Condition[] = []
  const own = before.conditions?.find(({ type }) => type === 'DisruptionTarget')
  for (const condition of pod.status.conditions ?? []) if (!isKubeletCondition(condition.type) && (own === undefined || condition.type !== own.type)) conditions.push(condition)
  const isOver = isTerminalPhase(phase)
  if (worker.resize !== undefined && !isOver) conditions.push(...resizeConditions(worker))
  if (own !== undefined) conditions.push(own)
  const containers = containersReady(pod.spec, all, phase)
  const findings: Finding[] = [
    { type: 'PodReadyToStartContainers', status: needsSandbox(seen) ? 'False' : 'True' },
    podInitialized(pod.spec, all, phase, before), podReady(pod.spec, containers, conditions), containers,
    { type: 'PodScheduled', status: 'True' },
  ]
  if (couldRestartAll(pod.spec)) findings.push(allContainersRestarting(pod.spec, seen, mustRestartAll(pod, seen, before), phase))
  conditions.push(...conditionsFrom(findings, before, pod, timestamp(context.cluster.clock, context.now)))
  const old = before.conditions
  return old !== undefined && old.length === conditions.length && conditions.every((condition, i) => condition === old[i]) ? old : conditions
}

function addAddresses({ context, worker, node }: Scope, seen: RuntimePod, draft: DraftPodStatus, before: PodStatus): void {
  const hostIP = before.hostIP ?? context.store.get<Node>('Node', node.name)?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address
  if (hostIP !== undefined) {
    draft.hostIP = hostIP
    draft.hostIPs = before.hostIP === hostIP && before.hostIPs !== undefined ? before.hostIPs : [{ ip: hostIP }]
  }
  const podIP = worker.pod.spec.hostNetwork === true ? hostIP : seen.sandboxes[0]?.ip ?? before.podIP
  if (podIP === undefined || podIP === '') return
  draft.podIP = podIP
  draft.podIPs = before.podIP === podIP && before.podIPs !== undefined ? before.podIPs : [{ ip: podIP }]
}
