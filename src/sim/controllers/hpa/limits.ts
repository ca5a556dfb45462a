/** What a wanted count comes to within limits, and the ScalingLimited condition's words for it. */
export interface Limited {
  readonly replicas: number
  readonly reason: string
  readonly message: string
}

export const withinRange = (replicas: number): Limited => ({ replicas, reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' })
export const tooFew = (replicas: number): Limited => ({ replicas, reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' })
export const tooMany = (replicas: number): Limited => ({ replicas, reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' })
export const tooFastUp = (replicas: number): Limited => ({ replicas, reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' })
export const tooFastDown = (replicas: number): Limited => ({ replicas, reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' })

/** Without spec.behavior: at most double, or 4 (convertDesiredReplicasWithRules, 1.36). */
export function limitPlainly(current: number, desired: number, min: number, max: number): Limited {
  const limit = Math.max(2 * current, 4)
  if (desired < min) return tooFew(min)
  if (desired > Math.min(max, limit)) return max > limit ? tooFastUp(limit) : tooMany(max)
  return withinRange(desired)
}
