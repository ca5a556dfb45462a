import type { HorizontalPodAutoscaler, Millis, Pod } from '../../api/types.js'
import { countDropped, eventsAllowedAt } from '../../apiserver/event-correlation.js'
import { podCondition } from '../../apiserver/pod-condition.js'
import { virtualTime } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { longestPeriodMs } from './behavior.js'
import { windowsOf, remember, type Windows } from './stabilize.js'
import type { HpaRecord, Recommendation } from './state.js'
import type { SyncResult } from './sync.js'

/**
 * A sync takes this long before it waits for the next period, so that syncs are not whole periods apart (the recordings show 4 to 20
 * ms): what was recommended a whole window ago is out of the window.
 */
const syncMs = 9

export const periodOf = (context: ActorContext): Millis => context.options.controllers.horizontalPodAutoscalerSyncPeriodMs + syncMs

/**
 * Until when every further sync would come to the same and write nothing: Infinity when only news can change that, undefined when
 * the next sync may differ already.
 */
export function restUntil(context: ActorContext, hpa: HorizontalPodAutoscaler, { record, isQuiet, said, proposal, pods }: SyncResult): Millis | undefined {
  if (!isQuiet) return undefined
  const windows = windowsOf(hpa, context.options.controllers.horizontalPodAutoscalerDownscaleStabilizationMs)
  if (proposal !== undefined && !isSettled(record, proposal, context.now, windows, hpa)) return undefined
  let until = said.length === 0 ? Infinity : eventsAllowedAt(context, said[0]!.component, '', hpa.metadata.uid, said[0]!.type)
  for (const pod of pods) until = Math.min(until, countsSameUntil(context, pod))
  return until > context.now ? until : undefined
}

/** No window and no policy reaches anything that was different. */
function isSettled({ recommendations, ups, downs }: HpaRecord, proposal: number, now: Millis, { upMs, downMs }: Windows, { spec: { behavior } }: HorizontalPodAutoscaler): boolean {
  const oldest = now - Math.max(upMs, downMs)
  if (recommendations.some(({ replicas, at }) => replicas !== proposal && at >= oldest)) return false
  const periodMs = Math.max(longestPeriodMs(behavior?.scaleUp ?? {}), longestPeriodMs(behavior?.scaleDown ?? {}))
  return [...ups, ...downs].every(({ at }) => at <= now - periodMs)
}

/** Until when a pod counts as it does now, unless it changes. */
function countsSameUntil(context: ActorContext, pod: Pod): Millis {
  const { cluster, options: { controllers } } = context
  if (pod.metadata.deletionTimestamp !== undefined || pod.status.phase !== 'Running') return Infinity
  const metrics = cluster.controlPlane.services.podMetrics(cluster, pod)
  if (metrics === undefined) return firstSampleAt(context, pod)
  const until = metrics.until ?? Infinity
  const ready = podCondition(pod, 'Ready')
  if (ready?.lastTransitionTime === undefined || pod.status.startTime === undefined) return until
  const youngUntil = virtualTime(cluster.clock, pod.status.startTime) + controllers.horizontalPodAutoscalerCpuInitializationPeriodMs
  if (youngUntil <= context.now) return until
  const measuredAt = virtualTime(cluster.clock, ready.lastTransitionTime) + metrics.windowMs
  return Math.min(until, ready.status === 'True' && metrics.at < measuredAt ? measuredAt : youngUntil)
}

/** When the sample of a container that just started is there; a pod without one then has none. */
function firstSampleAt(context: ActorContext, pod: Pod): Millis {
  let at = -Infinity
  for (const { state } of pod.status.containerStatuses ?? []) {
    if (state?.running?.startedAt !== undefined) at = Math.max(at, virtualTime(context.cluster.clock, state.running.startedAt) + 2_000)
  }
  return at > context.now ? at : Infinity
}

/** The last syncs of a rest that any window may reach; spec.behavior allows windows of an hour. */
const longestWindowMs = 3_600_000

/** How many syncs were left out since the last one. */
const skippedSyncs = (context: ActorContext, { resting, syncedAt }: HpaRecord): number =>
  resting === undefined ? 0 : Math.max(0, Math.round((context.now - syncedAt) / periodOf(context)) - 1)

/** The record as if the syncs between the last one and now had been made; the events that they would have lost are counted. */
export function withSkipped(context: ActorContext, hpa: HorizontalPodAutoscaler, record: HpaRecord): HpaRecord {
  const skipped = skippedSyncs(context, record)
  const { resting, syncedAt } = record
  if (resting === undefined || skipped === 0) return record
  for (const spec of resting.said) countDropped(context, spec, skipped)
  if (resting.proposal === undefined) return record
  const period = periodOf(context)
  const windows = windowsOf(hpa, context.options.controllers.horizontalPodAutoscalerDownscaleStabilizationMs)
  let recommendations: readonly Recommendation[] = record.recommendations
  for (let i = Math.max(1, skipped - Math.ceil(longestWindowMs / period)); i <= skipped; i++) recommendations = remember(recommendations, { replicas: resting.proposal, at: syncedAt + i * period }, windows)
  return { ...record, recommendations }
}
