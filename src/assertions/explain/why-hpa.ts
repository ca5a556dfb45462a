import { Kind } from '../../sim/api/kinds/ids.js'
import type { Condition, HorizontalPodAutoscaler } from '../../sim/api/types.js'
import { conditionText } from '../../sim/trace-text.js'
import { keyOf, type ClusterView } from '../../sim/view.js'
import { historyOf, lastEntry, lastEvent } from '../history.js'
import { textOf } from '../references.js'
import { reason, together, type Reason } from './reason.js'

const conditionOf = (hpa: HorizontalPodAutoscaler | undefined, type: string): Condition | undefined => hpa?.status.conditions?.find((condition) => condition.type === type)

/** What the autoscaler says of itself. */
export function whyHpa(view: ClusterView, hpa: HorizontalPodAutoscaler): Reason {
  const history = historyOf(view, Kind.HorizontalPodAutoscaler, keyOf(hpa.metadata))
  const telling = (hpa.status.conditions ?? []).filter(({ type, status }) => (type === 'ScalingLimited' ? status === 'True' : status !== 'True') || type === 'AbleToScale')
  const reasons = telling.map((condition) => reason(`${textOf(hpa)}: ${conditionText(condition)}`, lastEntry(history, ({ object, previous }) =>
    conditionOf(object as HorizontalPodAutoscaler, condition.type)?.reason !== conditionOf(previous as HorizontalPodAutoscaler | undefined, condition.type)?.reason)))
  const silent = telling.length > 0 || (hpa.status.conditions?.length ?? 0) > 0 ? [] : [reason(`${textOf(hpa)} has not been looked at by its controller yet`)]
  return together([...reasons, ...silent, { hints: [], revisions: [lastEvent(view, hpa, 'SuccessfulRescale'), lastEvent(view, hpa, 'FailedGetResourceMetric', 'FailedComputeMetricsReplicas', 'FailedRescale', 'FailedGetScale')].flatMap((entry) => entry?.revision ?? []) }])
}
