import type { Condition, HorizontalPodAutoscaler, JsonObject, ObjectKey, Pod, Timestamp } from '../../api/types.js'
import { recordEvent, type EventSpec } from '../../apiserver/events.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { matchingPods } from '../matching-pods.js'
import { withCondition } from './conditions.js'
import { computeMetrics, type MetricsResult } from './metrics.js'
import { normalize, withChange } from './normalize.js'
import { readScale, writeScale, type Scale } from './scale-target.js'
import { selectorProblem } from './selector.js'
import { emptyRecord, type HpaRecord, type HpaState } from './state.js'
import { tolerancesOf } from './tolerance.js'

/** What a sync did, for the question whether the next one could do anything else. */
export interface SyncResult {
  readonly record: HpaRecord
  /** Nothing was written; what was said, if anything, was dropped as spam. */
  readonly isQuiet: boolean
  readonly said: readonly EventSpec[]
  /** The replicas that the metrics asked for; undefined when none were asked. */
  readonly proposal: number | undefined
  readonly scale: Scale | undefined
  readonly pods: readonly Pod[]
}

/** A sync while it goes on. `conditions` and `record` are replaced, the object never changes. */
interface Sync {
  readonly context: ActorContext
  readonly state: HpaState
  readonly hpa: HorizontalPodAutoscaler
  readonly now: Timestamp
  conditions: readonly Condition[]
  record: HpaRecord
  pods: readonly Pod[]
  proposal: number | undefined
  readonly said: EventSpec[]
}

type Status = HorizontalPodAutoscaler['status']

/** HorizontalController reconcileAutoscaler, 1.36. */
export function syncHpa(context: ActorContext, state: HpaState, hpa: HorizontalPodAutoscaler, key: ObjectKey): SyncResult {
  const sync: Sync = {
    context, state, hpa, now: timestamp(context.cluster.clock, context.now), conditions: hpa.status.conditions ?? [],
    record: state.records.get(key) ?? emptyRecord, pods: [], proposal: undefined, said: [],
  }
  const revision = context.cluster.log.length
  const found = readScale(context, hpa)
  if (found.ok) syncScale(sync, found.value)
  else failScale(sync, found.message)
  const scale = found.ok ? found.value : undefined
  const record = { ...sync.record, selector: scale?.selector ?? sync.record.selector, syncedAt: context.now }
  return { record, isQuiet: context.cluster.log.length === revision, said: sync.said, proposal: sync.proposal, scale, pods: sync.pods }
}

function say(sync: Sync, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const spec: EventSpec = { regarding: sync.hpa, type, reason, message, component: 'horizontal-pod-autoscaler' }
  sync.said.push(spec)
  recordEvent(sync.context, spec)
}

function setCondition(sync: Sync, type: string, status: 'True' | 'False', reason: string, message: string): void {
  sync.conditions = withCondition(sync.conditions, type, status, reason, message, sync.now)
}

function store({ context, hpa }: Sync, status: Status): void {
  if (!isEqual(hpa.status, status)) updateStatus(context, hpa, status)
}

function failScale(sync: Sync, message: string): void {
  say(sync, 'Warning', 'FailedGetScale', message)
  setCondition(sync, 'AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${message}`)
  store(sync, { ...sync.hpa.status, conditions: sync.conditions })
}

interface Decision {
  readonly desired: number
  readonly reason: string
  readonly statuses: readonly JsonObject[] | null
}

function syncScale(sync: Sync, scale: Scale): void {
  const { hpa, context } = sync
  const { replicas: current } = scale
  const [min, max] = [hpa.spec.minReplicas ?? 1, hpa.spec.maxReplicas]
  setCondition(sync, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
  if (sync.record.recommendations.length === 0) sync.record = { ...sync.record, recommendations: [{ replicas: current, at: context.now }] }
  if (current === 0) {
    setCondition(sync, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')
    return finish(sync, current, 0, null, false)
  }
  if (current > max) return rescale(sync, scale, { desired: max, reason: 'Current number of replicas above Spec.MaxReplicas', statuses: null })
  if (current < min) return rescale(sync, scale, { desired: min, reason: 'Current number of replicas below Spec.MinReplicas', statuses: null })
  const decision = decide(sync, scale)
  if (decision === undefined) return
  return decision.desired === current ? finish(sync, current, current, decision.statuses, false) : rescale(sync, scale, decision)
}

/** By metrics; undefined when that failed. */
function decide(sync: Sync, scale: Scale): Decision | undefined {
  sync.pods = matchingPods(sync.context, sync.hpa.metadata.namespace ?? '', scale.selector)
  const problem = selectorProblem(sync.context, sync.state, sync.hpa, scale.selector, sync.pods)
  if (problem !== undefined) {
    say(sync, 'Warning', problem.eventReason, problem.message)
    setCondition(sync, 'ScalingActive', 'False', problem.reason, problem.conditionMessage)
    return failMetrics(sync, scale, null, problem.message)
  }
  const metrics = measure(sync, scale)
  for (const failure of metrics.failures) say(sync, 'Warning', failure.reason, failure.message)
  setCondition(sync, 'ScalingActive', metrics.condition.status as 'True' | 'False', metrics.condition.reason ?? '', metrics.condition.message ?? '')
  if (metrics.replicas === undefined) return failMetrics(sync, scale, metrics.statuses, metrics.error ?? '')
  sync.proposal = metrics.replicas
  const { replicas: current } = scale
  const reason = metrics.replicas > current ? `${metrics.name} above target` : metrics.replicas < current ? 'All metrics below target' : ''
  return { desired: settle(sync, current, metrics.replicas), reason, statuses: metrics.statuses }
}

function measure({ context, hpa, pods }: Sync, scale: Scale): MetricsResult {
  const { options: { controllers }, cluster } = context
  const rules = {
    now: context.now, clock: cluster.clock, cpuInitializationPeriodMs: controllers.horizontalPodAutoscalerCpuInitializationPeriodMs,
    initialReadinessDelayMs: controllers.horizontalPodAutoscalerInitialReadinessDelayMs,
  }
  const tolerances = tolerancesOf(hpa, controllers.horizontalPodAutoscalerTolerance)
  return computeMetrics({ context, hpa, statusReplicas: scale.statusReplicas, scale: { currentReplicas: scale.replicas, pods, rules, tolerances } }, hpa.spec.metrics ?? [])
}

function failMetrics(sync: Sync, scale: Scale, statuses: readonly JsonObject[] | null, message: string): undefined {
  finish(sync, scale.replicas, sync.hpa.status.desiredReplicas, statuses, false)
  say(sync, 'Warning', 'FailedComputeMetricsReplicas', message)
}

function settle(sync: Sync, current: number, desired: number): number {
  const { context: { now, options }, hpa } = sync
  const { stable, limited, record } = normalize(hpa, sync.record, current, desired, now, options.controllers)
  sync.record = record
  setCondition(sync, 'AbleToScale', 'True', stable.reason, stable.message)
  setCondition(sync, 'ScalingLimited', limited.replicas === stable.replicas ? 'False' : 'True', limited.reason, limited.message)
  return limited.replicas
}

function rescale(sync: Sync, scale: Scale, { desired, reason, statuses }: Decision): void {
  const { replicas: current } = scale
  const refusal = writeScale(sync.context, scale, desired)
  if (refusal !== undefined) {
    say(sync, 'Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${refusal}`)
    setCondition(sync, 'AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${refusal}`)
    return finish(sync, current, sync.hpa.status.desiredReplicas, statuses, false)
  }
  setCondition(sync, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`)
  say(sync, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`)
  sync.record = withChange(sync.record, sync.hpa, current, desired, sync.context.now)
  return finish(sync, current, desired, statuses, true)
}

/** The status is made anew, without what the controller does not know (setStatus, 1.36). */
function finish(sync: Sync, currentReplicas: number, desiredReplicas: number, statuses: readonly JsonObject[] | null, isRescaled: boolean): void {
  const lastScaleTime = isRescaled ? sync.now : sync.hpa.status.lastScaleTime
  store(sync, {
    ...(currentReplicas === 0 ? {} : { currentReplicas }), desiredReplicas,
    currentMetrics: statuses === null || statuses.length === 0 ? null : statuses,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }), conditions: sync.conditions,
  })
}
