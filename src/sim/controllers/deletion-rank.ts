import { instantOf, type Clock } from '../clock.js'
import type { Millis, Pod, Timestamp } from '../api/types.js'
import { isScheduled, readyCondition } from './pod-state.js'

/** What one version of a pod has to say about it; times in milliseconds. */
export interface DeletionTraits {
  readonly isScheduled: boolean
  readonly phase: number
  readonly isReady: boolean
  readonly cost: number
  readonly readyAt: Timestamp | undefined
  readonly readyMs: number
  readonly restarts: number
  readonly sidecarRestarts: number
  readonly createdMs: number
}

/**
 * Which pods go first when there are too many: controller_utils.go ActivePodsWithRanks and ActivePods, Kubernetes 1.36. Ages count on
 * a logarithmic scale, so that among pods of about one age chance (the uid) decides.
 */
export interface DeletionKey {
  readonly pod: Pod
  readonly traits: DeletionTraits
  readonly neighbours: number
  readonly readyAge: number
  readonly createdAge: number
}

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/** The first `count` pods of those, in the order in which they should go. `neighbours`: how many of their kind are on each node. */
export function podsToDelete(pods: readonly Pod[], neighbours: ReadonlyMap<string, number>, count: number, clock: Clock, now: Millis): readonly Pod[] {
  if (count <= 0 || count >= pods.length) return count <= 0 ? [] : pods
  const ages = new Map<number, number>()
  const keys = pods.map((pod) => deletionKey(pod, neighbours.get(pod.spec.nodeName ?? '') ?? 0, clock, now, ages))
  return firstOf(keys, count, compareForDeletion).map((key) => key.pod)
}

/** So few are picked out one by one; for more it is quicker to sort all. */
const pickedMax = 32

export function firstOf(keys: DeletionKey[], count: number, compare: (a: DeletionKey, b: DeletionKey) => number): readonly DeletionKey[] {
  if (count > pickedMax) return keys.sort(compare).slice(0, count)
  const first: DeletionKey[] = []
  for (const key of keys) {
    if (first.length === count && compare(key, first[count - 1]!) >= 0) continue
    let place = first.length
    while (place > 0 && compare(key, first[place - 1]!) < 0) place--
    first.splice(place, 0, key)
    if (first.length > count) first.pop()
  }
  return first
}

const known = new WeakMap<Pod, DeletionTraits>()

export function deletionKey(pod: Pod, neighbours: number, clock: Clock, now: Millis, ages: Map<number, number> = new Map()): DeletionKey {
  let traits = known.get(pod)
  if (traits === undefined) known.set(pod, (traits = traitsOf(pod)))
  const wallMs = clock.startMs + now
  return { pod, traits, neighbours, readyAge: ageOf(ages, wallMs, traits.readyMs), createdAge: ageOf(ages, wallMs, traits.createdMs) }
}

function traitsOf(pod: Pod): DeletionTraits {
  const ready = readyCondition(pod)
  const isReady = ready?.status === 'True'
  const readyAt = isReady ? ready.lastTransitionTime : undefined
  return {
    isReady, readyAt,
    readyMs: readyAt === undefined ? 0 : instantOf(readyAt),
    isScheduled: isScheduled(pod),
    phase: phaseOrder[pod.status.phase ?? ''] ?? 0,
    cost: deletionCost(pod),
    restarts: maxRestarts(pod.status.containerStatuses, undefined),
    sidecarRestarts: pod.spec.initContainers === undefined ? 0 : maxRestarts(pod.status.initContainerStatuses, sidecarsOf(pod)),
    createdMs: instantOf(pod.metadata.creationTimestamp),
  }
}

/** Pods share few seconds of birth: the logarithm is taken once for each. */
function ageOf(ages: Map<number, number>, wallMs: number, atMs: number): number {
  let rank = ages.get(atMs)
  if (rank === undefined) ages.set(atMs, (rank = ageRank(wallMs - atMs)))
  return rank
}

/** Negative when `a` should go before `b`. */
export function compareForDeletion(a: DeletionKey, b: DeletionKey): number {
  const [x, y] = [a.traits, b.traits]
  if (x.isScheduled !== y.isScheduled) return x.isScheduled ? 1 : -1
  if (x.phase !== y.phase) return x.phase - y.phase
  if (x.isReady !== y.isReady) return x.isReady ? 1 : -1
  if (x.cost !== y.cost) return x.cost - y.cost
  if (a.neighbours !== b.neighbours) return b.neighbours - a.neighbours
  if (x.isReady && x.readyAt !== y.readyAt) return compareReadyTimes(a, b)
  if (x.restarts !== y.restarts) return y.restarts - x.restarts
  if (x.sidecarRestarts !== y.sidecarRestarts) return y.sidecarRestarts - x.sidecarRestarts
  if (x.createdMs === y.createdMs) return 0
  return a.createdAge - b.createdAge || compareUids(a, b)
}

function compareReadyTimes(a: DeletionKey, b: DeletionKey): number {
  if (a.traits.readyAt === undefined || b.traits.readyAt === undefined) return a.traits.readyAt === undefined ? -1 : 1
  return a.readyAge - b.readyAge || compareUids(a, b)
}

const compareUids = (a: DeletionKey, b: DeletionKey): number => (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1)

/** The whole part of the binary logarithm of an age in nanoseconds; -1 for no age. */
export const ageRank = (ageMs: Millis): number => (ageMs > 0 ? Math.trunc(Math.log2(ageMs * 1e6)) : -1)

const costPattern = /^(0|[1-9]\d*|-\d+)$/

/** The annotation `controller.kubernetes.io/pod-deletion-cost`; 0 when it is absent or no 32-bit integer. */
export function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost']
  if (text === undefined || !costPattern.test(text)) return 0
  const cost = Number(text)
  return cost >= -0x8000_0000 && cost <= 0x7fff_ffff ? cost : 0
}

const sidecarsOf = (pod: Pod): ReadonlySet<string> =>
  new Set(pod.spec.initContainers?.filter((container) => container.restartPolicy === 'Always').map((container) => container.name))

function maxRestarts(statuses: Pod['status']['containerStatuses'], names: ReadonlySet<string> | undefined): number {
  let most = 0
  for (const status of statuses ?? []) if ((names === undefined || names.has(status.name)) && status.restartCount > most) most = status.restartCount
  return most
}

/** The older order, without costs, neighbours and logarithms, in which Jobs give up pods (ActivePods). */
export function compareActivePods(a: DeletionKey, b: DeletionKey): number {
  const [x, y] = [a.traits, b.traits]
  if (x.isScheduled !== y.isScheduled) return x.isScheduled ? 1 : -1
  if (x.phase !== y.phase) return x.phase - y.phase
  if (x.isReady !== y.isReady) return x.isReady ? 1 : -1
  if (x.isReady && x.readyMs !== y.readyMs) return y.readyMs - x.readyMs
  if (x.restarts !== y.restarts) return y.restarts - x.restarts
  if (x.sidecarRestarts !== y.sidecarRestarts) return y.sidecarRestarts - x.sidecarRestarts
  return y.createdMs - x.createdMs
}
