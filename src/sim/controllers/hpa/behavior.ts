import type { HPAScalingRules, Millis } from '../../api/types.js'
import { tooFastDown, tooFastUp, tooFew, tooMany, withinRange, type Limited } from './limits.js'
import type { ScaleEvent } from './state.js'

/** What the policies of spec.behavior are held against. */
export interface RateScope {
  readonly now: Millis
  readonly current: number
  readonly ups: readonly ScaleEvent[]
  readonly downs: readonly ScaleEvent[]
}

/** With spec.behavior: the policies' rate, then the bounds (convertDesiredReplicasWithBehaviorRate, 1.36). */
export function limitByBehavior(scope: RateScope, desired: number, min: number, max: number, up: HPAScalingRules, down: HPAScalingRules): Limited {
  const { current } = scope
  if (desired > current) {
    const limit = Math.max(upLimit(scope, up), current)
    if (desired > Math.min(max, limit)) return max > limit ? tooFastUp(limit) : tooMany(max)
  } else if (desired < current) {
    const limit = Math.min(downLimit(scope, down), current)
    if (desired < Math.max(min, limit)) return min < limit ? tooFastDown(limit) : tooFew(min)
  }
  return withinRange(desired)
}

const changed = (events: readonly ScaleEvent[], since: Millis): number => events.reduce((sum, event) => (event.at > since ? sum + event.change : sum), 0)

/** Replicas at the start of a policy's period. */
function startOf({ now, current, ups, downs }: RateScope, periodSeconds: number): number {
  const since = now - periodSeconds * 1000
  return current - changed(ups, since) + changed(downs, since)
}

/** calculateScaleUpLimitWithScalingRules, 1.36. */
function upLimit(scope: RateScope, rules: HPAScalingRules): number {
  if (rules.selectPolicy === 'Disabled') return scope.current
  const proposals = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = startOf(scope, periodSeconds)
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals)
}

/** calculateScaleDownLimitWithBehaviors, 1.36. */
function downLimit(scope: RateScope, rules: HPAScalingRules): number {
  if (rules.selectPolicy === 'Disabled') return scope.current
  const proposals = (rules.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = startOf(scope, periodSeconds)
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))
  })
  return rules.selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals)
}

/** Remembers a change of scale, in the place of one that no policy reaches any more (storeScaleEvent, 1.36). */
export function rememberChange(events: readonly ScaleEvent[], next: ScaleEvent, rules: HPAScalingRules): readonly ScaleEvent[] {
  const oldest = next.at - longestPeriodMs(rules)
  const slot = events.findLastIndex(({ at }) => at < oldest)
  return slot < 0 ? [...events, next] : events.with(slot, next)
}

export const longestPeriodMs = (rules: HPAScalingRules): Millis => Math.max(0, ...(rules.policies ?? []).map(({ periodSeconds }) => periodSeconds * 1000))
