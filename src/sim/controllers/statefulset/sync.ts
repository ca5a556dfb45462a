import { fail, ok, type ApiError, type Result } from '../../api/errors.js'
import type { ControllerRevision, Pod, PodTemplateSpec, StatefulSet } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { isRevisionOf, templateOfRevision } from '../history/revision-data.js'
import { isAvailable, isReady } from '../pod-state.js'
import { joinErrors } from './events.js'
import { isInRange, ordinalOf, revisionOfPod, startOrdinal } from './identity.js'
import type { Ledger } from './ledger.js'
import { settledOrdinal, type Judgement } from './settled.js'

/** One sync of one StatefulSet at work. */
export interface Sync {
  readonly context: ActorContext
  readonly set: StatefulSet
  readonly current: ControllerRevision
  readonly update: ControllerRevision
  readonly collisionCount: number
  /** What settled pods were judged by; undefined: none is taken as settled. */
  readonly judgement: Judgement | undefined
  /** Requests to the API server so far: what the sync's time is spent on. */
  writes: number
}

/** A place in the set: its pod, or how one would be made. */
export interface Replica {
  readonly ordinal: number
  readonly pod: Pod | undefined
  /** The name of the revision that the pod is, or would be, of. */
  readonly revision: string
}

export const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isReady(pod)

export const isPodAvailable = ({ context, set }: Pick<Sync, 'context' | 'set'>, pod: Pod): boolean =>
  isAvailable(pod, set.spec.minReadySeconds ?? 0, context.cluster.clock, context.now)

export const isUnavailable = (sync: Sync, pod: Pod | undefined): boolean =>
  pod === undefined || (settledOrdinal(pod, sync.judgement) === undefined && isGoingOrUnready(sync, pod))

const isGoingOrUnready = (sync: Sync, pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined || !isPodAvailable(sync, pod)

export interface Places {
  /** By ordinal, gaps included. Settled ones may be left out. */
  readonly replicas: Iterable<Replica>
  /** The pods that are too many, highest ordinal first. */
  readonly condemned: readonly Replica[]
}

/** Where the pods of a set belong; with a ledger, these are the open ones. */
export function sortPods(sync: Sync, pods: readonly Pod[], ledger: Ledger | undefined): Places {
  const { set } = sync
  const kept = new Map<number, Replica>()
  const condemned: Replica[] = []
  for (const pod of pods) {
    const ordinal = settledOrdinal(pod, sync.judgement) ?? ordinalOf(set, pod.metadata.name)
    if (ordinal === undefined) continue
    const replica: Replica = { ordinal, pod, revision: revisionOfPod(pod) }
    if (isInRange(set, ordinal)) kept.set(ordinal, replica)
    else condemned.push(replica)
  }
  return { replicas: { [Symbol.iterator]: () => replicasFrom(sync, kept, ledger) }, condemned: condemned.sort((a, b) => b.ordinal - a.ordinal) }
}

/** One by one: what comes after the replica that ends a sync is not looked at. */
function* replicasFrom(sync: Sync, kept: ReadonlyMap<number, Replica>, ledger: Ledger | undefined): Generator<Replica, undefined> {
  const start = startOrdinal(sync.set)
  for (let ordinal = ledger?.firstOpen ?? start; ordinal < start + sync.set.spec.replicas; ordinal++) {
    if (ledger?.ordinals.has(ordinal) !== true) yield kept.get(ordinal) ?? gapAt(sync, ordinal)
  }
  return undefined
}

const gapAt = (sync: Sync, ordinal: number): Replica => ({ ordinal, pod: undefined, revision: newPodRevision(sync, ordinal) })

/** Below the partition pods come back as they were (newVersionedStatefulSetPod). */
function newPodRevision({ set, current, update }: Sync, ordinal: number): string {
  const { type, rollingUpdate } = set.spec.updateStrategy
  const kept = rollingUpdate !== undefined ? (rollingUpdate.partition ?? 0) : type === 'RollingUpdate' ? (set.status.currentReplicas ?? 0) : 0
  return ordinal < startOrdinal(set) + kept ? current.metadata.name : update.metadata.name
}

/** The template of one of the two revisions; the set's own object where it is the same. */
export function templateNamed({ set, current, update }: Sync, name: string): PodTemplateSpec {
  const revision = name === update.metadata.name ? update : current
  return isRevisionOf(revision, set.spec.template) ? set.spec.template : (templateOfRevision(revision) ?? set.spec.template)
}

/** What to do with one replica; true ends the sync where replicas go one by one. */
export type Step = (replica: Replica) => Result<boolean>

/** In order, up to the first that ends the sync; or in parallel, in batches of 1, 2, 4, … up to the first batch with an error (runForAll). */
export function forEachReplica(replicas: Iterable<Replica>, isMonotonic: boolean, step: Step): Result<boolean> {
  return isMonotonic ? oneByOne(replicas, step) : inBatches([...replicas], step)
}

function oneByOne(replicas: Iterable<Replica>, step: Step): Result<boolean> {
  for (const replica of replicas) {
    const outcome = step(replica)
    if (!outcome.ok || outcome.value) return outcome
  }
  return ok(false)
}

const maxBatch = 500

function inBatches(replicas: readonly Replica[], step: Step): Result<boolean> {
  for (let from = 0, size = 1; from < replicas.length; from += size, size = Math.min(size * 2, maxBatch)) {
    const errors: ApiError[] = []
    for (const replica of replicas.slice(from, from + size)) {
      const outcome = step(replica)
      if (!outcome.ok) errors.push(outcome.error)
    }
    if (errors.length > 0) return fail(joinErrors(errors))
  }
  return ok(false)
}
