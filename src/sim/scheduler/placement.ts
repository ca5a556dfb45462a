import type { Node, ObjectKey, Pod } from '../api/types.js'
import { countImages, derivedIfKnown, dropDerived, noteChange, noteNodesChanged } from './derived.js'
import { addPod, emptyNodeInfo, isTerminating, removePod, setNode, type NodeInfo, type PlacedPod } from './node-info.js'
import { addToTree, removeFromTree, zoneOf } from './node-order.js'
import { renewFacts, type PodFacts } from './pod-facts.js'
import type { SchedulerState } from './state.js'

/** What the scheduler knows of nodes and of the pods on them (backend/cache, 1.36). */

/** The record, safe to change; after a fork that is another object than before. */
function editNode(state: SchedulerState, name: string): NodeInfo | undefined {
  const info = state.nodes.edit(name)
  const derived = derivedIfKnown(state)
  const position = derived?.positions.get(name)
  if (info !== undefined && derived !== undefined && position !== undefined) derived.nodes[position] = info
  return info
}

function editOrAdd(state: SchedulerState, name: string): NodeInfo {
  const known = editNode(state, name)
  if (known !== undefined) return known
  const info = emptyNodeInfo(name)
  state.nodes.set(name, info)
  return info
}

/** A node that is new, or whose object changed. */
export function putNode(state: SchedulerState, node: Node): void {
  const info = editOrAdd(state, node.metadata.name)
  const before = info.node
  const images = info.images
  setNode(info, node)
  if (before === undefined || zoneOf(before) !== zoneOf(node)) moveInTree(state, before, node)
  const derived = derivedIfKnown(state)
  if (derived === undefined) return
  if (images !== info.images) {
    countImages(derived, images, -1)
    countImages(derived, info.images, 1)
  }
  if (before === undefined || matters(before, node)) noteChange(state, info, undefined, 1)
  if (before !== undefined && (before.metadata.labels !== node.metadata.labels || before.spec.taints !== node.spec.taints)) noteNodesChanged(state)
}

const matters = (before: Node, after: Node): boolean =>
  before.metadata.labels !== after.metadata.labels || before.spec !== after.spec || before.status.allocatable !== after.status.allocatable

/** The order of examination is made anew when a node comes, not when one changes its zone (node_tree.go, snapshot update). */
function moveInTree(state: SchedulerState, before: Node | undefined, node: Node): void {
  state.tree = addToTree(before === undefined ? state.tree : removeFromTree(state.tree, before), node)
  if (before === undefined) reorder(state)
}

function reorder(state: SchedulerState): void {
  state.isOrderStale = true
  dropDerived(state)
}

export function dropNode(state: SchedulerState, name: string): void {
  const info = editNode(state, name)
  if (info?.node === undefined) return
  state.tree = removeFromTree(state.tree, info.node)
  if (info.pods.size === 0) state.nodes.delete(name)
  else info.node = undefined
  reorder(state)
}

export const placedPod = (state: SchedulerState, key: ObjectKey): PlacedPod | undefined => {
  const node = state.placed.get(key)
  return node === undefined ? undefined : state.nodes.get(node)?.pods.get(key)
}

/** A pod comes to a node, by choice or because the watch shows it there. */
export function placePod(state: SchedulerState, key: ObjectKey, pod: Pod, facts: PodFacts, node: string, isAssumed: boolean): void {
  const info = editOrAdd(state, node)
  const placed: PlacedPod = { key, pod, facts, node, isAssumed }
  addPod(info, placed)
  state.placed.set(key, node)
  countAffinity(state, facts, 1)
  noteChange(state, info, placed, 1)
}

export function unplacePod(state: SchedulerState, key: ObjectKey): void {
  const node = state.placed.get(key)
  const info = node === undefined ? undefined : editNode(state, node)
  const placed = info?.pods.get(key)
  if (info === undefined || placed === undefined) return
  removePod(info, placed)
  state.placed.delete(key)
  countAffinity(state, placed.facts, -1)
  noteChange(state, info, placed, -1)
  if (info.node === undefined && info.pods.size === 0) state.nodes.delete(info.name)
}

/** The watch shows a placed pod changed. What does not concern scheduling only replaces the object. */
export function renewPod(state: SchedulerState, placed: PlacedPod, pod: Pod): void {
  const facts = renewFacts(placed.facts, placed.pod, pod)
  const renewed: PlacedPod = { ...placed, pod, facts, isAssumed: false }
  if (facts !== placed.facts || isTerminating(placed) !== isTerminating(renewed)) {
    unplacePod(state, placed.key)
    placePod(state, placed.key, pod, facts, placed.node, false)
  } else editNode(state, placed.node)?.pods.set(placed.key, renewed)
}

function countAffinity(state: SchedulerState, { affinity }: PodFacts, delta: 1 | -1): void {
  if (affinity === undefined) return
  state.affinityPods += delta
  if (affinity.requiredAnti.length > 0) state.requiredAntiPods += delta
}
