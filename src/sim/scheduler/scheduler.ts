import { Kind } from '../api/kinds/ids.js'
import type { Node, Pod } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import type { Actor, ActorContext } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { bindPods } from './binding.js'
import { dropDerived, dropStorageAnswers } from './derived.js'
import { cloneNodeRecord } from './node-record.js'
import type { ChangeType } from './define.js'
import { nodeDelivered } from './node-delivered.js'
import { podDelivered } from './pod-delivered.js'
import { continuePreemptions } from './preemption/actuate.js'
import { moveWaiting } from './queue/changes.js'
import { flushErrors, flushPool, Wake } from './queue/queue.js'
import { flushSeries } from './recorder.js'
import { isSameToOthers } from './renewal.js'
import { schedulePods } from './schedule-pods.js'
import type { QueuedPod, SchedulerState } from './state.js'

/** kube-scheduler 1.36: watches pods and nodes, finds a node for each pod, binds it there, and says why when there is none. */
export const scheduler: Actor<SchedulerState> = {
  name: 'default-scheduler',
  watches: [
    Kind.Pod, Kind.Node, Kind.Namespace, Kind.PersistentVolumeClaim, Kind.PersistentVolume, Kind.StorageClass,
    Kind.CSINode, Kind.CSIDriver, Kind.CSIStorageCapacity, Kind.VolumeAttachment,
  ],
  concerns: ({ kind, object, previous }) => kind !== Kind.Pod || !isSameToOthers(previous as Pod, object as Pod),
  create: createState,
  fork: forkState,
  deliver,
  delivered: schedulePods,
  wake,
}

function createState(): SchedulerState {
  return {
    nodes: new CowMap(cloneNodeRecord), placed: new CowMap(), tree: [], order: [], isOrderStale: false, nextStart: 0, affinityPods: 0, requiredAntiPods: 0,
    queued: new CowMap(cloneQueued), pool: new CowMap(), active: [], backoff: [], errors: [], sequence: 0,
    bindings: new CowMap(), nominations: new CowMap(), preemptions: new CowMap(), series: new CowMap(),
  }
}

const cloneQueued = (queued: QueuedPod): QueuedPod => ({ ...queued })

/** A state of its own that goes on from here; what is kept for speed is made anew. */
export function forkState(state: SchedulerState): SchedulerState {
  return {
    ...state,
    nodes: state.nodes.fork(), placed: state.placed.fork(), queued: state.queued.fork(), pool: state.pool.fork(),
    active: state.active.slice(), backoff: state.backoff.slice(), errors: state.errors.slice(),
    bindings: state.bindings.fork(), nominations: state.nominations.fork(), preemptions: state.preemptions.fork(), series: state.series.fork(),
  }
}

function deliver(context: ActorContext, state: SchedulerState, entry: LogEntry): void {
  const { kind, type, object, previous } = entry
  switch (kind) {
    case Kind.Pod: return podDelivered(context, state, entry)
    case Kind.Node: return nodeDelivered(context, state, type, object as Node)
    // Terms that select namespaces were judged by the old labels.
    case Kind.Namespace: return previous?.metadata.labels === object.metadata.labels ? undefined : dropDerived(state)
    default: return storageDelivered(context, state, entry)
  }
}

/** What a claim, a volume or what they rest on tells the pods that wait: when it is new, when it changed, when it went. */
const storageChanges: Readonly<Record<string, readonly [ChangeType | undefined, ChangeType | undefined, ChangeType | undefined]>> = {
  [Kind.PersistentVolumeClaim]: ['claimAdd', 'claimUpdate', undefined],
  [Kind.PersistentVolume]: ['volumeAdd', 'volumeUpdate', undefined],
  [Kind.StorageClass]: ['storageClassAdd', 'storageClassUpdate', undefined],
  [Kind.CSINode]: ['csiNodeAdd', 'csiNodeUpdate', undefined],
  [Kind.CSIDriver]: [undefined, 'csiDriverUpdate', undefined],
  [Kind.CSIStorageCapacity]: ['csiCapacityAdd', 'csiCapacityUpdate', undefined],
  [Kind.VolumeAttachment]: [undefined, undefined, 'volumeAttachmentDelete'],
}

/** Which nodes will do for a pod with claims was judged by what is no longer so. */
function storageDelivered(context: ActorContext, state: SchedulerState, { kind, type, key, object, previous }: LogEntry): void {
  dropStorageAnswers(state)
  const [added, updated, deleted] = storageChanges[kind] ?? []
  const change = type === 'ADDED' ? added : type === 'DELETED' ? deleted : updated
  if (change !== undefined) moveWaiting(context, state, { type: change, key, object: { before: previous, after: type === 'DELETED' ? undefined : object } })
}

function wake(context: ActorContext, state: SchedulerState, key: string): void {
  switch (key) {
    case Wake.bind: return bindPods(context, state)
    case Wake.preempt: return continuePreemptions(context, state)
    case Wake.series: return flushSeries(context, state)
    case Wake.backoff: flushErrors(context, state); break
    case Wake.pool: flushPool(context, state); break
    default: return
  }
  schedulePods(context, state)
}
