import { definePlugin, type Incoming, type Plugin } from '../define.js'
import { amountIn, type NodeInfo } from '../node-info.js'
import { scoredResources, usageOf, type ScoredResource } from '../resource-scoring.js'

const name = 'NodeResourcesBalancedAllocation'

/** Prefers nodes whose cpu and memory fill up evenly: better balanced with the pod than without it (noderesources/balanced_allocation.go, 1.36). */
export const balancedAllocation: Plugin = definePlugin<unknown, readonly ScoredResource[]>({
  name,
  weight: 1,
  preScore: ({ facts }, snapshot) => {
    const resources = scoredResources(snapshot.args(name)['resources'])
    return resources.every((resource) => amountIn(facts.requests, resource.name) === 0) ? undefined : resources
  },
  score,
})

function score({ facts }: Incoming, info: NodeInfo, resources: readonly ScoredResource[]): number {
  const usage = usageOf(resources, info, facts.requests, true)
  const withPod = balance(usage.map(({ usedWithPod, capacity }) => Math.min(1, usedWithPod / capacity)))
  const without = balance(usage.map(({ used, capacity }) => Math.min(1, used / capacity)))
  return 50 + Math.trunc((50 + withPod - without) / 2)
}

/** 100 less the standard deviation of the used fractions, in percent. */
function balance(fractions: readonly number[]): number {
  return Math.trunc((1 - deviation(fractions)) * 100)
}

function deviation(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0
  if (fractions.length === 2) return Math.abs((fractions[0]! - fractions[1]!) / 2)
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
  return Math.sqrt(fractions.reduce((sum, fraction) => sum + (fraction - mean) * (fraction - mean), 0) / fractions.length)
}
