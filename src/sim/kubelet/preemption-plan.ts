import { qosClass } from '../api/qos.js'
import { isPreemptable } from './critical.js'
import { podRequests } from './pod-requests.js'
import type { PodWorker, Scope } from './state.js'

/** How much of a resource is still missing: cpu in thousandths, everything else in units. */
export interface Shortfall {
  readonly resource: string
  readonly amount: number
}

const requestOf = ({ pod }: PodWorker, resource: string): number => podRequests(pod.spec).get(resource) ?? 0

const subtract = (missing: readonly Shortfall[], pods: readonly PodWorker[]): readonly Shortfall[] =>
  missing.map(({ resource, amount }) => ({ resource, amount: pods.reduce((rest, worker) => rest - requestOf(worker, resource), amount) })).filter(({ amount }) => amount > 0)

const listText = (missing: readonly Shortfall[]): string => `[${missing.map(({ resource, amount }) => `(res: ${resource}, q: ${amount}), `).join('')}]`

/** The error of a critical pod for which no room can be made. */
const noRoom = (missing: readonly Shortfall[]): string => `no set of running pods found to reclaim resources: ${listText(missing)}`

/**
 * Which pods have to go so that a critical one can come (preemption.go getPodsToPreempt, kubelet 1.36): as few as possible, of the
 * lowest quality of service that will do. A text: there are none that would be enough.
 */
export function podsToPreempt(scope: Scope, missing: readonly Shortfall[]): readonly PodWorker[] | string {
  const classes: Record<string, PodWorker[]> = { BestEffort: [], Burstable: [], Guaranteed: [] }
  for (const uid of scope.node.workers) {
    const worker = scope.state.workers.get(uid)
    if (worker?.held === undefined || uid === scope.worker.uid || !isPreemptable(scope.worker.pod, worker.pod)) continue
    classes[worker.pod.status.qosClass ?? qosClass(worker.pod.spec)]?.push(worker)
  }
  const { BestEffort = [], Burstable = [], Guaranteed = [] } = classes
  const unmet = subtract(missing, [...BestEffort, ...Burstable, ...Guaranteed])
  if (unmet.length > 0) return noRoom(unmet)
  const guaranteed = nearest(Guaranteed, subtract(missing, [...BestEffort, ...Burstable]))
  if (typeof guaranteed === 'string') return guaranteed
  const burstable = nearest(Burstable, subtract(missing, [...BestEffort, ...guaranteed]))
  if (typeof burstable === 'string') return burstable
  const bestEffort = nearest(BestEffort, subtract(missing, [...burstable, ...guaranteed]))
  return typeof bestEffort === 'string' ? bestEffort : [...bestEffort, ...burstable, ...guaranteed]
}

/** Takes the pod that comes nearest to what is missing, again and again (getPodsToPreemptByDistance). */
function nearest(pods: readonly PodWorker[], needed: readonly Shortfall[]): readonly PodWorker[] | string {
  const left = pods.slice()
  const chosen: PodWorker[] = []
  let missing = needed
  while (missing.length > 0) {
    if (left.length === 0) return noRoom(missing)
    let best = 0
    let bestDistance = missing.length + 1
    for (const [i, worker] of left.entries()) {
      const distance = distanceOf(worker, missing)
      if (distance < bestDistance || (distance === bestDistance && isSmaller(worker, left[best]!))) [best, bestDistance] = [i, distance]
    }
    missing = subtract(missing, [left[best]!])
    chosen.push(left[best]!)
    left[best] = left.at(-1)!
    left.pop()
  }
  return chosen
}

const distanceOf = (worker: PodWorker, missing: readonly Shortfall[]): number =>
  missing.reduce((sum, { resource, amount }) => sum + Math.max(0, (amount - requestOf(worker, resource)) / amount) ** 2, 0)

function isSmaller(a: PodWorker, b: PodWorker): boolean {
  for (const resource of ['memory', 'cpu']) {
    const difference = requestOf(a, resource) - requestOf(b, resource)
    if (difference !== 0) return difference < 0
  }
  return true
}
