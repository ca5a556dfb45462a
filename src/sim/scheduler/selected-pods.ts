import type { LabelPredicate } from '../api/labels.js'
import type { LabelIdentity } from './label-identity.js'
import { isTerminating, type NodeRecord, type PlacedPod } from './node-record.js'

/** How many pods of one namespace a selector selects on each node; terminating ones do not count. Kept while it is in use. */
export interface SelectedPods {
  readonly namespace: string
  readonly selector: LabelPredicate
  readonly answers: Map<LabelIdentity, boolean>
  /** By position. */
  readonly counts: Int32Array
  /** How many changes are taken in. */
  seen: number
}

/** By selector and namespace. */
export type Selections = Map<LabelPredicate, Map<string, SelectedPods>>

interface Placements {
  readonly nodes: readonly NodeRecord[]
  readonly changes: readonly { readonly position: number; readonly placed: PlacedPod | undefined; readonly delta: 1 | -1 }[]
  readonly selections: Selections
}

/** So many selectors are counted at a time; with more of them those in use are soon counted again. */
const mostSelectors = 64

export function selectPods(placements: Placements, selector: LabelPredicate, namespace: string): SelectedPods {
  const { selections } = placements
  let byNamespace = selections.get(selector)
  if (byNamespace === undefined) {
    if (selections.size >= mostSelectors) selections.clear()
    selections.set(selector, (byNamespace = new Map()))
  }
  let selected = byNamespace.get(namespace)
  if (selected === undefined) byNamespace.set(namespace, (selected = countSelected(placements, selector, namespace)))
  else catchUp(selected, placements)
  return selected
}

function countSelected({ nodes, changes }: Placements, selector: LabelPredicate, namespace: string): SelectedPods {
  const selected: SelectedPods = { namespace, selector, answers: new Map(), counts: new Int32Array(nodes.length), seen: changes.length }
  nodes.forEach(({ pods }, position) => {
    for (const placed of pods.values()) if (isSelected(selected, placed)) selected.counts[position]!++
  })
  return selected
}

function catchUp(selected: SelectedPods, { changes }: Placements): void {
  for (let i = selected.seen; i < changes.length; i++) {
    const { position, placed, delta } = changes[i]!
    if (placed !== undefined && isSelected(selected, placed)) selected.counts[position]! += delta
  }
  selected.seen = changes.length
}

/** Answers are kept by labels, which many pods share. */
export function isSelected({ namespace, selector, answers }: SelectedPods, placed: PlacedPod): boolean {
  const { identity } = placed.facts
  if (identity.namespace !== namespace || isTerminating(placed)) return false
  let answer = answers.get(identity)
  if (answer === undefined) answers.set(identity, (answer = selector(identity.labels)))
  return answer
}
