import { conditionOf } from '../../sim/api/conditions.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import type { Condition, HorizontalPodAutoscaler } from '../../sim/api/types.js'
import { conditionText } from '../../sim/trace-text.js'
import { keyOf, type ClusterView } from '../../sim/view.js'
import { historyOf, lastEntry, lastEvent } from '../history.js'
import { textOf } from '../references.js'
import { reason, together, type Reason } from './reason.js'

const routine = ['SucceededGetScale', 'SucceededRescale', 'ReadyForNewScale']

/** That it is limited, held back by stabilisation, or cannot do its work. */
const isTelling = ({ type, status, reason: why }: Condition): boolean => {
  if (type === 'AbleToScale' && status === 'True') return !routine.includes(why ?? '')
  return status === (type === 'ScalingLimited' ? 'True' : 'False')
}

const eventReasons = ['FailedGetResourceMetric', 'FailedComputeMetricsReplicas', 'FailedRescale', 'FailedGetScale']

/** What the autoscaler says of itself. */
export function whyHpa(view: ClusterView, hpa: HorizontalPodAutoscaler): Reason {
  const history = historyOf(view, Kind.HorizontalPodAutoscaler, keyOf(hpa.metadata))
  const telling = (hpa.status.conditions ?? []).filter(isTelling)
  const reasons = telling.map((condition) =>
    reason(
      `${textOf(hpa)}: ${conditionText(condition)}`,
      lastEntry(
        history,
        ({ object, previous }) =>
          conditionOf((object as HorizontalPodAutoscaler).status.conditions, condition.type)?.reason !==
          conditionOf((previous as HorizontalPodAutoscaler | undefined)?.status.conditions, condition.type)?.reason,
      ),
    ),
  )
  const silent = telling.length > 0 || (hpa.status.conditions?.length ?? 0) > 0 ? [] : [reason(`${textOf(hpa)} has not been looked at by its controller yet`)]
  const events = [lastEvent(view, hpa, 'SuccessfulRescale'), lastEvent(view, hpa, ...eventReasons)]
  return together([...reasons, ...silent, { hints: [], revisions: events.flatMap((entry) => entry?.revision ?? []) }])
}
