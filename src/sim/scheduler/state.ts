import type { Millis, ObjectKey, Pod } from '../api/types.js'
import type { CowMap } from '../cow-map.js'
import type { NodeRecord } from './node-record.js'
import type { NodeTree } from './node-order.js'
import type { PodFacts } from './pod-facts.js'
import type { PodHeap } from './queue/pod-heap.js'

/** A pod without a node. Changed in place through `CowMap.edit` only. */
export interface QueuedPod {
  readonly key: ObjectKey
  readonly uid: string
  pod: Pod
  facts: PodFacts
  /** When the pod came to the queue, or its last attempt failed. */
  since: Millis
  /** Order among equals; also tells current heap entries from older ones. */
  sequence: number
  place: 'active' | 'backoff' | 'error' | 'pool' | 'none'
  /** Bits of the plugins that turned the pod down at its last attempt, or that gate it. */
  rejectors: number
  isGated: boolean
  /** Attempts that plugins turned down, and errors in a row: they lengthen the backoff. */
  rejections: number
  errors: number
  /** What put the pod into the queue, for the log. */
  cause: number
  /** The last FailedScheduling event; a second one of the same resourceVersion makes it a series. */
  event: SeriesEvent | undefined
}

/** An Event that may become a series (client-go tools/events). */
export interface SeriesEvent {
  readonly key: ObjectKey
  readonly resourceVersion: string
  readonly at: Millis
  readonly count: number
}

/** A count that is known here but not written yet. */
export interface OpenSeries {
  readonly count: number
  readonly at: Millis
}

/** A pod whose node is chosen; the binding is written at `at`. */
export interface PendingBinding {
  readonly uid: string
  readonly node: string
  readonly at: Millis
  readonly cause: number
  /** Until when the pod waits for its volumes at most. */
  readonly until?: Millis | undefined
  /** What will be found to be in the way. */
  readonly failure?: string | undefined
}

/** A pod that is promised a node on which pods are being preempted for it. */
export interface Nomination {
  readonly key: ObjectKey
  readonly uid: string
  readonly node: string
  readonly priority: number
  readonly pod: Pod
}

/** Victims that are still to be deleted for a pod; until then it does not come back to the queue. */
export interface PendingPreemption {
  readonly preemptor: Pod
  readonly node: string
  readonly victims: readonly { readonly key: ObjectKey; readonly uid: string; readonly at: Millis }[]
  readonly cause: number
}

/** Plain data; everything that can be computed from it is kept aside in derived.ts. */
export interface SchedulerState {
  readonly nodes: CowMap<string, NodeRecord>
  /** Node of each pod that has one, chosen or bound. */
  readonly placed: CowMap<ObjectKey, string>
  tree: NodeTree
  /** Node names in the order of examination; made anew in the next cycle when `isOrderStale`. */
  order: readonly string[]
  isOrderStale: boolean
  /** Where the next examination starts. */
  nextStart: number
  /** How many placed pods have affinity terms, and how many required anti-affinity. */
  affinityPods: number
  requiredAntiPods: number

  readonly queued: CowMap<ObjectKey, QueuedPod>
  readonly pool: CowMap<ObjectKey, true>
  active: PodHeap
  backoff: PodHeap
  errors: PodHeap
  sequence: number

  readonly bindings: CowMap<ObjectKey, PendingBinding>
  /** By uid. */
  readonly nominations: CowMap<string, Nomination>
  /** By uid of the preemptor. */
  readonly preemptions: CowMap<string, PendingPreemption>
  /** By key of the Event. */
  readonly series: CowMap<ObjectKey, OpenSeries>
}
