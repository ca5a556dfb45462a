import { Kind } from '../api/kinds/ids.js'
import type { Node, Pod } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import type { Actor, ActorContext } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { bindPods } from './binding.js'
import { dropDerived } from './derived.js'
import { cloneNodeRecord } from './node-record.js'
import type { ChangeType } from './define.js'
import { nodeDelivered } from './node-delivered.js'
import { podDelivered } from './pod-delivered.js'
import { continuePreemptions } from './preemption/actuate.js'
import { moveWaiting } from './queue/changes.js'
import { flushErrors, flushPool, Wake } from './queue/queue.js'
import { flushSeries } from './recorder.js'
import { schedulePods } from './schedule-pods.js'
import type { QueuedPod, SchedulerState } from './state.js'

/** kube-scheduler 1.36: watches pods and nodes, finds a node for each pod, binds it there, and says why when there is none. */
export const scheduler: Actor<SchedulerState> = {
  name: 'default-scheduler',
  watches: [Kind.Pod, Kind.Node, Kind.Namespace, Kind.PersistentVolumeClaim, Kind.PersistentVolume, Kind.StorageClass],
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
  const { kind, type, key, object, previous } = entry
  const isNew = type === 'ADDED'
  switch (kind) {
    case Kind.Pod: return podDelivered(context, state, type, key, object as Pod)
    case Kind.Node: return nodeDelivered(context, state, type, object as Node)
    // Terms that select namespaces were judged by the old labels.
    case Kind.Namespace: return previous?.metadata.labels === object.metadata.labels ? undefined : dropDerived(state)
    case Kind.PersistentVolumeClaim: return storageDelivered(context, state, entry, isNew ? 'claimAdd' : 'claimUpdate')
    case Kind.PersistentVolume: return storageDelivered(context, state, entry, isNew ? 'volumeAdd' : 'volumeUpdate')
    case Kind.StorageClass: return storageDelivered(context, state, entry, isNew ? 'storageClassAdd' : undefined)
    default: return undefined
  }
}

/** Which nodes will do for a pod with claims was judged by what is no longer so. */
function storageDelivered(context: ActorContext, state: SchedulerState, { type, key }: LogEntry, change: ChangeType | undefined): void {
  dropDerived(state)
  if (type !== 'DELETED' && change !== undefined) moveWaiting(context, state, { type: change, key })
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
