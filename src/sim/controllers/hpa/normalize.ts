import type { HorizontalPodAutoscaler, HPAScalingRules, Millis } from '../../api/types.js'
import type { ControllerOptions } from '../../state.js'
import { limitByBehavior, rememberChange } from './behavior.js'
import { limitPlainly, type Limited } from './limits.js'
import { remember, stabilizeByBehavior, stabilizePlainly, windowsOf, type Stabilized } from './stabilize.js'
import type { HpaRecord } from './state.js'

const defaultUp: HPAScalingRules = { policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] }
const defaultDown: HPAScalingRules = { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }

/** What becomes of the replicas that the metrics ask for. */
export interface Normalized {
  readonly stable: Stabilized
  readonly limited: Limited
  readonly record: HpaRecord
}

/** Windows, then rate and bounds (normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors, 1.36). */
export function normalize(hpa: HorizontalPodAutoscaler, record: HpaRecord, current: number, desired: number, now: Millis, options: ControllerOptions): Normalized {
  const { behavior, minReplicas: min = 1, maxReplicas: max } = hpa.spec
  const { recommendations, ups, downs } = record
  const windows = windowsOf(hpa, options.horizontalPodAutoscalerDownscaleStabilizationMs)
  const next: HpaRecord = { ...record, recommendations: remember(recommendations, { replicas: desired, at: now }, windows) }
  if (behavior === undefined) {
    const stable = stabilizePlainly(recommendations, desired, now, windows)
    return { stable, limited: limitPlainly(current, stable.replicas, min, max), record: next }
  }
  const stable = stabilizeByBehavior(recommendations, current, desired, now, windows)
  const limited = limitByBehavior({ now, current, ups, downs }, stable.replicas, min, max, { ...defaultUp, ...behavior.scaleUp }, { ...defaultDown, ...behavior.scaleDown })
  return { stable, limited, record: next }
}

/** Changes of scale count for the policies of spec.behavior, and only with one (storeScaleEvent, 1.36). */
export function withChange(record: HpaRecord, { spec: { behavior } }: HorizontalPodAutoscaler, from: number, to: number, at: number): HpaRecord {
  if (behavior === undefined) return record
  if (to > from) return { ...record, ups: rememberChange(record.ups, { change: to - from, at }, { ...defaultUp, ...behavior.scaleUp }) }
  return { ...record, downs: rememberChange(record.downs, { change: from - to, at }, { ...defaultDown, ...behavior.scaleDown }) }
}
