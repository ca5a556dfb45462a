import type { StringMap } from '../api/types.js'
import type { StoreReader } from '../store/store.js'
import { alikeAmong, noteAsked, type Alike } from './alike.js'
import { emptySelectorCache, type SelectorCache } from './default-selector.js'
import type { Snapshot, Topology } from './define.js'
import type { NodeAnswers } from './node-answers.js'
import type { NodeRecord, PlacedPod } from './node-record.js'
import { listNodes } from './node-order.js'
import { notePromise, type Promised } from './promises.js'
import type { PodFacts } from './pod-facts.js'
import type { Profile } from './profile.js'
import { selectPods, type Selections } from './selected-pods.js'
import type { SchedulerState } from './state.js'
import type { Template } from './template.js'

/** A pod that came to a node or went, or (without a pod) a node whose object changed. */
export interface Change {
  readonly position: number
  readonly placed: PlacedPod | undefined
  readonly delta: 1 | -1
}

/**
 * What follows from the state and is kept only for speed: it may be dropped at any time without any effect, and a fork starts
 * without it.
 */
export interface Derived extends Snapshot {
  readonly nodes: NodeRecord[]
  readonly positions: ReadonlyMap<string, number>
  readonly topologies: Map<string, Topology>
  readonly images: Map<string, { nodes: number; sizeBytes: number }>
  readonly changes: Change[]
  /** Which of the changes are of pods with affinity terms. */
  readonly affinityChanges: number[]
  readonly selectors: SelectorCache
  readonly selections: Selections
  readonly alike: Alike
  /** Templates by profile, facts, and the default selector with what plugins group by. */
  readonly templates: Map<Profile, Map<PodFacts, Map<object | undefined, Template>>>
  /** What single nodes answer, by profile and by what the pod asks of them. */
  readonly answers: Map<Profile, Map<string, NodeAnswers>>
  answersCount: number
  /** Tokens of the texts of `groupBy`. */
  readonly groups: Map<object | undefined, Map<string, object>>
  /** Grows with every change of the node at the position or of the pods on it. */
  readonly nodeVersions: Uint32Array
  /** Pods that are promised a node, by position. */
  readonly promised: Map<number, Promised>
  /** Grows with every change of any kind. */
  version: number
  /** Grows when a node's labels or taints change: states of cluster-wide plugins are made anew. */
  nodesVersion: number
  imagesVersion: number
}

const known = new WeakMap<SchedulerState, Derived>()
/** Beyond this many changes it is cheaper to start over. */
const mostChanges = 50_000

export const derivedIfKnown = (state: SchedulerState): Derived | undefined => known.get(state)

export const dropDerived = (state: SchedulerState): void => void known.delete(state)

export function derivedOf(state: SchedulerState, store: StoreReader): Derived {
  const current = known.get(state)
  if (current !== undefined) return current
  const derived = derive(state, store)
  known.set(state, derived)
  return derived
}

function derive(state: SchedulerState, store: StoreReader): Derived {
  if (state.isOrderStale) {
    state.order = listNodes(state.tree)
    state.isOrderStale = false
  }
  const nodes = state.order.map((name) => state.nodes.get(name)!)
  const derived: Derived = {
    nodes, positions: new Map(state.order.map((name, position) => [name, position])), topologies: new Map(), images: new Map(),
    changes: [], affinityChanges: [], selectors: emptySelectorCache(), selections: new Map(), alike: alikeAmong(nodes), templates: new Map(), answers: new Map(), answersCount: 0, groups: new Map(),
    nodeVersions: new Uint32Array(nodes.length), promised: new Map(), version: 0, nodesVersion: 0, imagesVersion: 0,
    topology: (key) => derived.topologies.get(key) ?? addTopology(derived, key),
    selected: (selector, namespace) => selectPods(derived, selector, namespace),
    namespaceLabels: (namespace): StringMap | undefined => store.get('Namespace', namespace)?.metadata.labels,
    store,
    image: (name) => derived.images.get(name),
    get hasAffinityPods() { return state.affinityPods > 0 },
    get hasRequiredAntiPods() { return state.requiredAntiPods > 0 },
  }
  for (const { images } of nodes) countImages(derived, images, 1)
  for (const nomination of state.nominations.values()) notePromise(derived, nomination)
  return derived
}

function addTopology(derived: Derived, key: string): Topology {
  const values = new Map<string, number>()
  const ids = new Int32Array(derived.nodes.length)
  derived.nodes.forEach(({ node }, position) => {
    const value = node?.metadata.labels?.[key]
    if (value !== undefined && !values.has(value)) values.set(value, values.size)
    ids[position] = value === undefined ? -1 : values.get(value)!
  })
  const topology = { ids, size: values.size }
  derived.topologies.set(key, topology)
  return topology
}

export function countImages(derived: Derived, images: ReadonlyMap<string, number>, delta: 1 | -1): void {
  for (const [name, sizeBytes] of images) {
    const image = derived.images.get(name) ?? { nodes: 0, sizeBytes: 0 }
    derived.images.set(name, { nodes: image.nodes + delta, sizeBytes: Math.max(image.sizeBytes, sizeBytes) })
  }
  derived.imagesVersion++
}

/** Notes that a pod came to a node or went from it, or (without a pod) that the node's object changed. */
export function noteChange(state: SchedulerState, record: NodeRecord, placed: PlacedPod | undefined, delta: 1 | -1): void {
  const derived = known.get(state)
  if (derived === undefined) return
  derived.version++
  const position = derived.positions.get(record.name)
  if (position === undefined) return
  derived.nodeVersions[position]!++
  if (derived.changes.length >= mostChanges) return dropDerived(state)
  if (placed?.facts.affinity !== undefined) {
    derived.affinityChanges.push(derived.changes.length)
    if (delta === 1) noteAsked(derived.alike, placed.facts)
  }
  derived.changes.push({ position, placed, delta })
}

/** The pod at the position was replaced by one that asks the same. */
export function noteRenewal(state: SchedulerState, record: NodeRecord): void {
  const derived = known.get(state)
  const position = derived?.positions.get(record.name)
  if (position !== undefined) derived!.nodeVersions[position]!++
}

/** Claims, volumes or what they rest on changed: which nodes will do for pods that have some is to be found out again. */
export function dropStorageAnswers(state: SchedulerState): void {
  const derived = known.get(state)
  if (derived === undefined) return
  derived.version++
  for (const byFacts of derived.templates.values()) for (const facts of byFacts.keys()) if (facts.hasStorage) byFacts.delete(facts)
  for (const answers of derived.answers.values()) {
    for (const [key, { incoming }] of answers) {
      if (!incoming.facts.hasStorage) continue
      answers.delete(key)
      derived.answersCount--
    }
  }
}

/** A node's labels or taints changed: what was counted over nodes no longer holds. */
export function noteNodesChanged(state: SchedulerState): void {
  const derived = known.get(state)
  if (derived === undefined) return
  derived.nodesVersion++
  derived.topologies.clear()
}
