import type { HorizontalPodAutoscaler, Millis, Pod } from '../../api/types.js'
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
export function restUntil(context: ActorContext, hpa: HorizontalPodAutoscaler, { record, isQuiet, proposal, scale, pods }: SyncResult): Millis | undefined {
  if (!isQuiet || scale === undefined) return undefined
  if (proposal === undefined) return Infinity
  const windows = windowsOf(hpa, context.options.controllers.horizontalPodAutoscalerDownscaleStabilizationMs)
  if (!isSettled(record, proposal, context.now, windows, hpa)) return undefined
  let until = Infinity
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

/** Until when a pod counts as it does now, unless it changes; 0 when that is not known. */
function countsSameUntil(context: ActorContext, pod: Pod): Millis {
  const { cluster, options: { controllers } } = context
  if (pod.metadata.deletionTimestamp !== undefined || pod.status.phase !== 'Running') return Infinity
  const metrics = cluster.controlPlane.services.podMetrics(cluster, pod)
  const ready = podCondition(pod, 'Ready')
  if (metrics === undefined || ready?.lastTransitionTime === undefined || pod.status.startTime === undefined) return 0
  const until = metrics.until ?? Infinity
  const youngUntil = virtualTime(cluster.clock, pod.status.startTime) + controllers.horizontalPodAutoscalerCpuInitializationPeriodMs
  if (youngUntil <= context.now) return until
  const measuredAt = virtualTime(cluster.clock, ready.lastTransitionTime) + metrics.windowMs
  return Math.min(until, ready.status === 'True' && metrics.at < measuredAt ? measuredAt : youngUntil)
}

/** The last syncs of a rest that any window may reach; spec.behavior allows windows of an hour. */
const longestWindowMs = 3_600_000

/** The record as if the syncs between the last one and now had been made. */
export function withSkipped(context: ActorContext, hpa: HorizontalPodAutoscaler, record: HpaRecord): HpaRecord {
  const { resting, syncedAt } = record
  const period = periodOf(context)
  const skipped = Math.round((context.now - syncedAt) / period) - 1
  if (resting === undefined || skipped <= 0) return record
  const windows = windowsOf(hpa, context.options.controllers.horizontalPodAutoscalerDownscaleStabilizationMs)
  let recommendations: readonly Recommendation[] = record.recommendations
  for (let i = Math.max(1, skipped - Math.ceil(longestWindowMs / period)); i <= skipped; i++) recommendations = remember(recommendations, { replicas: resting, at: syncedAt + i * period }, windows)
  return { ...record, recommendations }
}
