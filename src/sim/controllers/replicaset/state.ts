import type { ApiError } from '../../api/errors.js'
import type { Millis, Pod, ReplicaSet } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import type { ActorContext } from '../../state.js'
import { controllerOf } from '../../store/keys.js'
import { DeferredEntry, type Change, type LogEntry } from '../../store/log.js'
import type { ReplicaKind } from './kind.js'
import type { Counts } from './status.js'
import { cloneTally, count, countPods, type Tally } from './tally.js'

export interface ReplicaState {
  /** By the uid of the owner. */
  readonly tallies: CowMap<string, Tally>
  /** What a sync that has written is still at, by the uid of the owner: until then no other one of the same key begins. */
  readonly work: CowMap<string, Work>
}

export interface Work {
  readonly until: Millis
  /** How that sync goes on then; absent when it only waits for its last answer. */
  readonly rest?: Rest
}

/** The rest of a sync that creates or deletes pods: of a slow start in batches of 1, 2, 4, …, and the status in the end. */
export interface Rest {
  /** Pods that are still to be created. */
  readonly left: number
  readonly size: number
  /** What the status will say: the pods as they were when the sync began. */
  readonly counts: Counts
  readonly error?: ApiError
}

export const createReplicaState = (): ReplicaState => ({ tallies: new CowMap(cloneTally), work: new CowMap() })
export const forkReplicaState = (state: ReplicaState): ReplicaState => ({ tallies: state.tallies.fork(), work: state.work.fork() })

/** The pods of an owner, counted; counted anew when the owner's selector or template labels are others than before. */
export function tallyOf(context: ActorContext, state: ReplicaState, kind: ReplicaKind, set: ReplicaSet): Tally {
  const known = state.tallies.get(set.metadata.uid)
  if (known === undefined) return recount(context, state, kind, set, true)
  const isEnough = known.readyAt !== undefined || !isTimed(set)
  if (isEnough && known.selector === kind.selectorOf(set) && known.labels === set.spec.template.metadata?.labels) return known
  return recount(context, state, kind, set, true)
}

/** Whether it matters for how long pods are ready. */
const isTimed = ({ spec }: ReplicaSet): boolean => (spec.minReadySeconds ?? 0) > 0

export function recount(context: ActorContext, state: ReplicaState, kind: ReplicaKind, set: ReplicaSet, needsClaim: boolean): Tally {
  const pods = context.store.controlledBy<Pod>(set.metadata.uid, 'Pod')
  const tally = countPods(pods, kind.selectorOf(set), set.spec.template.metadata?.labels, context.cluster.log.length, isTimed(set))
  tally.needsClaim = needsClaim
  state.tallies.set(set.metadata.uid, tally)
  return tally
}

/** Counts a change of a pod for one of its owners, before or after it. */
export function countChange(state: ReplicaState, uid: string, entry: LogEntry, pod: Pod, by: 1 | -1): void {
  const known = state.tallies.get(uid)
  if (known === undefined || entry.revision <= known.revision) return
  count(state.tallies.edit(uid)!, pod, by)
}

/** The change as it is counted: of those that are alike, one says it for all as long as nobody asks since when a pod is ready. */
export function countable(state: ReplicaState, entry: LogEntry): Change {
  if (!(entry instanceof DeferredEntry) || entry.sample === undefined) return entry
  const owner = controllerOf(entry.sample.object)
  return owner !== undefined && state.tallies.get(owner.uid)?.readyAt === undefined ? entry.sample : entry
}

/** Counts what the controller itself just did. */
export function countOwn(state: ReplicaState, uid: string, before: Pod | undefined, after: Pod | undefined): void {
  const tally = state.tallies.edit(uid)
  if (tally === undefined) return
  if (before !== undefined) count(tally, before, -1)
  if (after !== undefined) count(tally, after, 1)
}

export function wantClaim(state: ReplicaState, uid: string): void {
  if (state.tallies.get(uid)?.needsClaim === false) state.tallies.edit(uid)!.needsClaim = true
}
