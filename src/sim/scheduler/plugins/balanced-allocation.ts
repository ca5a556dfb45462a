import { definePlugin, type Incoming, type Plugin } from '../define.js'
import { amountIn, type NodeRecord } from '../node-record.js'
import type { Resources } from '../requests.js'
import { isCpuAndMemory, scoredResources, usageOf, type ScoredResource } from '../resource-scoring.js'

const name = 'NodeResourcesBalancedAllocation'

/** Prefers nodes whose cpu and memory fill up evenly: better balanced with the pod than without it (noderesources/balanced_allocation.go, 1.36). */
export const balancedAllocation: Plugin = definePlugin<unknown, readonly ScoredResource[]>({
  name,
  weight: 1,
  preScore: (incoming) => {
    const resources = scoredResources(incoming.args(name)['resources'])
    return resources.every((resource) => amountIn(incoming.facts.requests, resource.name) === 0) ? undefined : resources
  },
  score,
})

function score({ facts }: Incoming, record: NodeRecord, resources: readonly ScoredResource[]): number {
  const { allocatable } = record
  if (isCpuAndMemory(resources) && allocatable.cpuMillis > 0 && allocatable.memoryBytes > 0) return balanceOfBoth(facts.requests, record)
  const usage = usageOf(resources, record, facts.requests, true)
  const withPod = balance(usage.map(({ usedWithPod, capacity }) => Math.min(1, usedWithPod / capacity)))
  const without = balance(usage.map(({ used, capacity }) => Math.min(1, used / capacity)))
  return 50 + Math.trunc((50 + withPod - without) / 2)
}

/** The default resources on an ordinary node, which is nearly always what is asked for. */
function balanceOfBoth({ cpuMillis, memoryBytes }: Resources, { allocatable, requestedCpuMillis, requestedMemoryBytes }: NodeRecord): number {
  const withPod = balanceOfTwo((requestedCpuMillis + cpuMillis) / allocatable.cpuMillis, (requestedMemoryBytes + memoryBytes) / allocatable.memoryBytes)
  const without = balanceOfTwo(requestedCpuMillis / allocatable.cpuMillis, requestedMemoryBytes / allocatable.memoryBytes)
  return 50 + Math.trunc((50 + withPod - without) / 2)
}

const balanceOfTwo = (a: number, b: number): number => Math.trunc((1 - Math.abs((Math.min(1, a) - Math.min(1, b)) / 2)) * 100)

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
