import { done, failed, type Outcome } from './outcome.js'
import type { Sample } from './samples.js'

export interface Utilization {
  /** Utilization over target utilization; in steps of one per cent, since utilization is a whole percentage. */
  readonly ratio: number
  readonly utilization: number
  /** Average of the samples, in thousandths. */
  readonly average: bigint
}

/** metrics GetResourceUtilizationRatio, 1.36: integer arithmetic, as there. Values and requests in thousandths. */
export function utilizationRatio(samples: ReadonlyMap<string, Sample>, requests: ReadonlyMap<string, bigint>, targetUtilization: number): Outcome<Utilization> {
  let [usage, requested, count] = [0n, 0n, 0n]
  for (const [pod, { value }] of samples) {
    const request = requests.get(pod)
    if (request === undefined) continue
    usage += value
    requested += request
    count++
  }
  if (requested === 0n) return failed('no metrics returned matched known pods')
  const utilization = Number((usage * 100n) / requested)
  return done({ ratio: utilization / targetUtilization, utilization, average: usage / count })
}

export interface Usage { readonly ratio: number; readonly average: bigint }

/** metrics GetMetricUsageRatio, 1.36. `samples` is not empty. */
export function usageRatio(samples: ReadonlyMap<string, Sample>, target: bigint): Usage {
  let usage = 0n
  for (const { value } of samples.values()) usage += value
  const average = usage / BigInt(samples.size)
  return { ratio: Number(average) / Number(target), average }
}
