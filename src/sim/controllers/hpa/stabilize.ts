import type { HorizontalPodAutoscaler, Millis } from '../../api/types.js'
import type { Recommendation } from './state.js'

export interface Windows { readonly upMs: Millis; readonly downMs: Millis }

export interface Stabilized {
  readonly replicas: number
  /** The AbleToScale condition's words. */
  readonly reason: string
  readonly message: string
}

const higher = 'recent recommendations were higher than current one, applying the highest recent recommendation'
const lower = 'recent recommendations were lower than current one, applying the lowest recent recommendation'
const ready: Omit<Stabilized, 'replicas'> = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }

/** The stabilization windows; an absent scaleDown window is the controller's own. */
export function windowsOf({ spec: { behavior } }: HorizontalPodAutoscaler, downscaleMs: Millis): Windows {
  if (behavior === undefined) return { upMs: 0, downMs: downscaleMs }
  const [up, down] = [behavior.scaleUp?.stabilizationWindowSeconds, behavior.scaleDown?.stabilizationWindowSeconds]
  return { upMs: (up ?? 0) * 1000, downMs: down === undefined || down === null ? downscaleMs : down * 1000 }
}

/** Without spec.behavior: the highest recommendation of the window (stabilizeRecommendation, 1.36). */
export function stabilizePlainly(recommendations: readonly Recommendation[], desired: number, now: Millis, { downMs }: Windows): Stabilized {
  let replicas = desired
  for (const recent of recommendations) if (recent.at >= now - downMs) replicas = Math.max(replicas, recent.replicas)
  return replicas === desired ? { replicas, ...ready } : { replicas, reason: 'ScaleDownStabilized', message: higher }
}

/** With spec.behavior: as little change as the windows of both directions allow (stabilizeRecommendationWithBehaviors, 1.36). */
export function stabilizeByBehavior(recommendations: readonly Recommendation[], current: number, desired: number, now: Millis, { upMs, downMs }: Windows): Stabilized {
  let [lowest, highest] = [desired, desired]
  for (const recent of recommendations) {
    if (recent.at > now - upMs) lowest = Math.min(lowest, recent.replicas)
    if (recent.at > now - downMs) highest = Math.max(highest, recent.replicas)
  }
  const replicas = Math.min(Math.max(current, lowest), highest)
  if (replicas === desired) return { replicas, ...ready }
  return desired >= current ? { replicas, reason: 'ScaleUpStabilized', message: lower } : { replicas, reason: 'ScaleDownStabilized', message: higher }
}

/** The recommendation takes the place of one that no window reaches any more, the last of them, or comes after all. */
export function remember(recommendations: readonly Recommendation[], next: Recommendation, { upMs, downMs }: Windows): readonly Recommendation[] {
  const oldest = next.at - Math.max(upMs, downMs)
  const slot = recommendations.findLastIndex(({ at }) => at < oldest)
  return slot < 0 ? [...recommendations, next] : recommendations.with(slot, next)
}
