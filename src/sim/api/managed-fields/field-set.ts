import { sortedElements, type PathElement } from './path-element.js'

/** A set of paths as a tree (structured-merge-diff v6 fieldpath/set.go). Sets are never changed: operations give new ones and share what is the same. */
export type FieldSet = ReadonlyMap<PathElement, FieldNode>
export interface FieldNode {
  /** The path that ends here is in the set. */
  readonly isMember: boolean
  /** Longer paths. */
  readonly children: FieldSet
}
export type FieldPath = readonly PathElement[]

export const emptySet: FieldSet = new Map()
const leaf: FieldNode = { isMember: true, children: emptySet }
const hollow: FieldNode = { isMember: false, children: emptySet }

/** A set while it is being made. */
export class FieldSetBuilder {
  readonly #nodes = new Map<PathElement, { isMember: boolean; readonly children: FieldSetBuilder }>()

  add(path: FieldPath, from = 0): void {
    const element = path[from]
    if (element === undefined) return
    let node = this.#nodes.get(element)
    if (node === undefined) this.#nodes.set(element, (node = { isMember: false, children: new FieldSetBuilder() }))
    if (from === path.length - 1) node.isMember = true
    else node.children.add(path, from + 1)
  }

  build(): FieldSet {
    if (this.#nodes.size === 0) return emptySet
    return new Map([...this.#nodes].map(([element, { isMember, children }]) => [element, { isMember, children: children.build() }]))
  }
}

export function setOf(paths: Iterable<FieldPath>): FieldSet {
  const builder = new FieldSetBuilder()
  for (const path of paths) builder.add(path)
  return builder.build()
}

export const childrenOf = (set: FieldSet, element: PathElement): FieldSet => set.get(element)?.children ?? emptySet
export const hasElement = (set: FieldSet, element: PathElement): boolean => set.get(element)?.isMember === true

export function hasPath(set: FieldSet, path: FieldPath): boolean {
  const node = path.slice(0, -1).reduce((at, element) => childrenOf(at, element), set)
  const last = path.at(-1)
  return last !== undefined && hasElement(node, last)
}

type Combine = (a: FieldNode, b: FieldNode) => FieldNode | undefined

/** `onlyA`: what stays of elements that the other does not have. */
function combine(a: FieldSet, b: FieldSet, both: Combine, keepsA: boolean, keepsB: boolean): FieldSet {
  const made = new Map<PathElement, FieldNode>()
  for (const [element, node] of a) {
    const other = b.get(element)
    const result = other === undefined ? (keepsA ? node : undefined) : both(node, other)
    if (result !== undefined && (result.isMember || result.children.size > 0)) made.set(element, result)
  }
  if (keepsB) for (const [element, node] of b) if (!a.has(element)) made.set(element, node)
  return made.size === 0 ? emptySet : made
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || b.size === 0) return a
  if (a.size === 0) return b
  return combine(a, b, (x, y) => ({ isMember: x.isMember || y.isMember, children: union(x.children, y.children) }), true, true)
}

export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  (a.size === 0 || b.size === 0 ? emptySet : combine(a, b, (x, y) => ({ isMember: x.isMember && y.isMember, children: intersection(x.children, y.children) }), false, false))

/** Without the paths of the other; longer paths stay. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  (a.size === 0 || b.size === 0 ? a : combine(a, b, (x, y) => ({ isMember: x.isMember && !y.isMember, children: difference(x.children, y.children) }), true, false))

/** Without the paths of the other and all that is below them. */
export const withoutBelow = (a: FieldSet, b: FieldSet): FieldSet =>
  (a.size === 0 || b.size === 0 ? a : combine(a, b, (x, y) => (y.isMember ? undefined : { isMember: x.isMember, children: withoutBelow(x.children, y.children) }), true, false))

export function isSameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  if (a.size !== b.size) return false
  for (const [element, node] of a) {
    const other = b.get(element)
    if (other === undefined || other.isMember !== node.isMember || !isSameSet(node.children, other.children)) return false
  }
  return true
}

/** Members of one level first, then what is below: the order in which conflicts are named. */
export function pathsOf(set: FieldSet, prefix: FieldPath = []): readonly FieldPath[] {
  const elements = sortedElements(set.keys())
  const members = elements.filter((element) => hasElement(set, element)).map((element) => [...prefix, element])
  return [...members, ...elements.flatMap((element) => pathsOf(childrenOf(set, element), [...prefix, element]))]
}

/** A node as parsing and removal make it. */
export const nodeOf = (isMember: boolean, children: FieldSet): FieldNode => (children.size > 0 ? { isMember, children } : isMember ? leaf : hollow)
