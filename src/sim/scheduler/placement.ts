import type { Node, ObjectKey, Pod } from '../api/types.js'
import { countImages, derivedIfKnown, dropDerived, noteChange, noteNodesChanged, noteRenewal } from './derived.js'
import { addPod, emptyNodeRecord, hasReported, isTerminating, removePod, setNode, type NodeRecord, type PlacedPod } from './node-record.js'
import { addToTree, removeFromTree, zoneOf } from './node-order.js'
import { renewFacts, type PodFacts } from './pod-facts.js'
import type { SchedulerState } from './state.js'

/** What the scheduler knows of nodes and of the pods on them (backend/cache, 1.36). */

/** The record, safe to change; after a fork that is another object than before. */
function editNode(state: SchedulerState, name: string): NodeRecord | undefined {
  const record = state.nodes.edit(name)
  const derived = derivedIfKnown(state)
  const position = derived?.positions.get(name)
  if (record !== undefined && derived !== undefined && position !== undefined) derived.nodes[position] = record
  return record
}

function editOrAdd(state: SchedulerState, name: string): NodeRecord {
  const known = editNode(state, name)
  if (known !== undefined) return known
  const record = emptyNodeRecord(name)
  state.nodes.set(name, record)
  return record
}

/** A node that is new, or whose object changed. */
export function putNode(state: SchedulerState, node: Node): void {
  const record = editOrAdd(state, node.metadata.name)
  const before = record.node
  const images = record.images
  setNode(record, node)
  if (before === undefined || zoneOf(before) !== zoneOf(node)) moveInTree(state, before, node)
  const derived = derivedIfKnown(state)
  if (derived === undefined) return
  if (images !== record.images) {
    countImages(derived, images, -1)
    countImages(derived, record.images, 1)
  }
  if (before === undefined || matters(before, node)) noteChange(state, record, undefined, 1)
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
  const record = editNode(state, name)
  if (record?.node === undefined) return
  state.tree = removeFromTree(state.tree, record.node)
  if (record.pods.size === 0) state.nodes.delete(name)
  else record.node = undefined
  reorder(state)
}

export const placedPod = (state: SchedulerState, key: ObjectKey): PlacedPod | undefined => {
  const node = state.placed.get(key)
  return node === undefined ? undefined : state.nodes.get(node)?.pods.get(key)
}

/** A pod comes to a node, by choice or because the watch shows it there. */
export function placePod(state: SchedulerState, key: ObjectKey, pod: Pod, facts: PodFacts, node: string, isAssumed: boolean): void {
  const record = editOrAdd(state, node)
  const placed: PlacedPod = { key, pod, facts, node, isAssumed, isRunning: hasReported(facts, pod) }
  addPod(record, placed)
  state.placed.set(key, node)
  countAffinity(state, facts, 1)
  noteChange(state, record, placed, 1)
}

export function unplacePod(state: SchedulerState, key: ObjectKey): void {
  const node = state.placed.get(key)
  const record = node === undefined ? undefined : editNode(state, node)
  const placed = record?.pods.get(key)
  if (record === undefined || placed === undefined) return
  removePod(record, placed)
  state.placed.delete(key)
  countAffinity(state, placed.facts, -1)
  noteChange(state, record, placed, -1)
  if (record.node === undefined && record.pods.size === 0) state.nodes.delete(record.name)
}

/** The watch shows a placed pod changed. What does not concern scheduling only replaces the object. */
export function renewPod(state: SchedulerState, placed: PlacedPod, pod: Pod): void {
  const facts = renewFacts(placed.facts, placed.pod, pod)
  const renewed: PlacedPod = { ...placed, pod, facts, isAssumed: false, isRunning: hasReported(facts, pod) }
  if (facts !== placed.facts || isTerminating(placed) !== isTerminating(renewed) || placed.isRunning !== renewed.isRunning) {
    unplacePod(state, placed.key)
    placePod(state, placed.key, pod, facts, placed.node, false)
  } else {
    const record = editNode(state, placed.node)
    record?.pods.set(placed.key, renewed)
    if (record !== undefined) noteRenewal(state, record)
  }
}

function countAffinity(state: SchedulerState, { affinity }: PodFacts, delta: 1 | -1): void {
  if (affinity === undefined) return
  state.affinityPods += delta
  if (affinity.requiredAnti.length > 0) state.requiredAntiPods += delta
}
