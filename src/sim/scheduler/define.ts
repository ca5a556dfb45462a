import type { LabelPredicate } from '../api/labels.js'
import type { KubeObject, Node, Pod } from '../api/types.js'
import type { StoreReader } from '../store/store.js'
import type { NamespaceLabels } from './affinity-terms.js'
import type { NodeRecord, PlacedPod } from './node-record.js'
import type { PodFacts } from './pod-facts.js'
import type { Rejection } from './rejection.js'
import type { SelectedPods } from './selected-pods.js'

/** The pod that is being placed, as plugins see it. Equal for all pods of one template and owner. */
export interface Incoming {
  /** The first pod of the template. Others have the same labels, namespace and scheduling fields, and the same `groupBy` of each plugin. */
  readonly pod: Pod
  readonly facts: PodFacts
  /** Merged from the Services that select the pod and its owner's selector; undefined when that is empty. */
  readonly defaultSelector: LabelPredicate | undefined
  /** The plugin's arguments in the pod's profile (KubeSchedulerConfiguration pluginConfig). */
  readonly args: (plugin: string) => PluginArgs
}

export type PluginArgs = Readonly<Record<string, unknown>>

/** Nodes by the values of one label. `ids` has an entry for each node by position, -1 without the label; values count from 0. */
export interface Topology {
  readonly ids: Int32Array
  readonly size: number
}

/** The nodes and pods as the scheduler knows them. Every node of `nodes` has its object. */
export interface Snapshot {
  readonly nodes: readonly NodeRecord[]
  readonly topology: (key: string) => Topology
  /** Which pods of a namespace a selector selects, as things are. */
  readonly selected: (selector: LabelPredicate, namespace: string) => SelectedPods
  readonly namespaceLabels: NamespaceLabels
  /** What lies outside of nodes and pods: claims, volumes and classes; what follows from them is made anew when they change. */
  readonly store: StoreReader
  /** How many nodes hold an image, and the largest size of it in bytes. */
  readonly image: (name: string) => { readonly nodes: number; readonly sizeBytes: number } | undefined
  /** Grows whenever an image comes to a node or goes. */
  readonly imagesVersion: number
  /** Whether any placed pod has affinity terms, or required anti-affinity. */
  readonly hasAffinityPods: boolean
  readonly hasRequiredAntiPods: boolean
}

/** What a plugin's preFilter says: `undefined` leaves the plugin out for this pod; `nodes` are the only ones worth a look. */
export type PreFiltered<State> = Rejection | { readonly state: State; readonly nodes?: ReadonlySet<string> } | undefined

/**
 * A plugin of the scheduling framework. All functions are pure over their arguments; states are plain objects that the plugin makes
 * and only it reads. Called in this order for a pod: preEnqueue, check, preFilter, filter for each node, preScore, score or scoreAll.
 *
 * A plugin answers for a node either from the pod and that node alone (then the answer is kept until that node changes), or from
 * other nodes' pods too: `isClusterWide`. A cluster-wide plugin's states are made once for many pods and then kept current by
 * `updateFilter` and `updateScore`, which must lead to what preFilter and preScore would have made afresh.
 */
export interface Plugin<Filter = unknown, Score = unknown> {
  readonly name: string
  /** How much a point of the score weighs by default. */
  readonly weight?: number
  readonly isClusterWide?: boolean
  /** Of a cluster-wide plugin: its states do not rest on pods, and need no updates when pods come and go. */
  readonly isOfNodes?: boolean
  /**
   * What the plugin reads of a pod besides labels, namespace and the fields that the scheduler itself reads (annotations, say), as one
   * text. Pods of equal texts get one answer.
   */
  readonly groupBy?: (pod: Pod) => string
  /** False keeps the pod out of the active queue; a change named in `requeue` makes the queue ask again. */
  readonly preEnqueue?: (pod: Pod) => boolean
  /** Every cycle: what lies outside of nodes and pods. A rejection ends the cycle. */
  readonly check?: (pod: Pod, facts: PodFacts, store: StoreReader) => Rejection | undefined
  /** The node is chosen. A rejection takes the choice back: the pod waits, as `0/1 nodes are available: 1 <reason>.` */
  readonly permit?: (pod: Pod, record: NodeRecord, store: StoreReader) => Rejection | undefined
  readonly preFilter?: (incoming: Incoming, snapshot: Snapshot) => PreFiltered<Filter>
  /** `undefined`: the node will do. Without preFilter the state is undefined. `position` is the node's place in `snapshot.nodes`. */
  readonly filter?: (incoming: Incoming, record: NodeRecord, state: Filter, position: number) => Rejection | undefined
  /** Whether every node would do as things are; then `filter` is not called. */
  readonly isIdle?: (state: Filter) => boolean
  /** `undefined` leaves the plugin's score out for this pod. */
  readonly preScore?: (incoming: Incoming, snapshot: Snapshot) => Score | undefined
  /** For plugins that look at one node: a whole number, 0..100 unless `normalize` is given. */
  readonly score?: (incoming: Incoming, record: NodeRecord, state: Score) => number
  /** Scales raw scores to 0..100 by the largest: more is better, or less is better (framework helper DefaultNormalizeScore). */
  readonly normalize?: 'highest' | 'lowest'
  /**
   * For cluster-wide plugins: 0..100 for each of the first `count` positions in `feasible`, written to `scores` in the same order.
   * False when all are 0; then nothing needs to be written.
   */
  readonly scoreAll?: (incoming: Incoming, state: Score, feasible: Int32Array, count: number, scores: Int32Array, snapshot: Snapshot) => boolean
  /** Whether `scoreAll` would give every node 0 as things are; then it is not called. */
  readonly isScoreIdle?: (incoming: Incoming, state: Score, snapshot: Snapshot) => boolean
  /** A pod came to (1) or went from (-1) the node at that position. Without it the state is made anew after every change. */
  readonly updateFilter?: (incoming: Incoming, state: Filter, placed: PlacedPod, position: number, delta: 1 | -1, snapshot: Snapshot) => void
  readonly updateScore?: (incoming: Incoming, state: Score, placed: PlacedPod, position: number, delta: 1 | -1, snapshot: Snapshot) => void
  /** Whether only pods with affinity terms of their own change the states; updates are left out for others then. */
  readonly followsAffinityOnly?: (incoming: Incoming) => boolean
  /** A state that can be changed apart, to try what would be without some pods. */
  readonly cloneFilter?: (state: Filter) => Filter
  /** Which changes are worth another try for a pod that this plugin turned down (queueing hints). */
  readonly requeue?: Requeue
}

export type ChangeType =
  | 'nodeAdd' | 'nodeDelete' | 'nodeAllocatable' | 'nodeLabel' | 'nodeTaint'
  | 'podAdd' | 'podDelete' | 'podLabel' | 'podScaleDown' | 'podToleration' | 'podGatesGone'
  | 'claimAdd' | 'claimUpdate' | 'volumeAdd' | 'volumeUpdate' | 'storageClassAdd' | 'storageClassUpdate'
  | 'csiNodeAdd' | 'csiNodeUpdate' | 'csiDriverUpdate' | 'csiCapacityAdd' | 'csiCapacityUpdate' | 'volumeAttachmentDelete'

/** A change in the cluster. Pods are other pods that have a node or are nominated for one, or the waiting pod itself. */
export interface ClusterChange {
  readonly type: ChangeType
  readonly node?: { readonly before: Node | undefined; readonly after: Node | undefined }
  readonly pod?: { readonly before: Pod | undefined; readonly after: Pod | undefined }
  /** `namespace/name` of a claim, volume, class or other object, and the object before and after. */
  readonly key?: string
  readonly object?: { readonly before: KubeObject | undefined; readonly after: KubeObject | undefined }
}

/** The pod that waits. */
export interface Waiting {
  readonly pod: Pod
  readonly incoming: Incoming
  readonly namespaceLabels: NamespaceLabels
}
export type QueueingHint = (waiting: Waiting, change: ClusterChange) => boolean
export type Requeue = Readonly<Partial<Record<ChangeType, QueueingHint>>>

/** Any change of the kind is worth a try. */
export const always: QueueingHint = () => true

/** Gives a plugin the type that the registry takes; what its states are is its own business. */
export const definePlugin = <Filter = unknown, Score = unknown>(plugin: Plugin<Filter, Score>): Plugin => plugin as unknown as Plugin
