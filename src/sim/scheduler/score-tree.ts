import { drawInt, type RandomStream } from '../random.js'
import type { NodeAnswers } from './node-answers.js'

/**
 * A segment tree over the nodes in their order: how many of a range will do, the best score among them, and how many have it. With it a
 * pod's cycle takes O(log nodes): where the examination ends, the best of the nodes in between, and the n-th of equals among them.
 * Scores that a normaliser scales depend on the largest raw score of the examined nodes; nodes of equal raw scores form a class with a
 * tree of its own, as long as there are few classes.
 */
export interface ScoreTree {
  /** Number of leaves: a power of 2. Entry `leaves + position` is a leaf, entry 1 the root. */
  readonly leaves: number
  readonly fits: Int32Array
  readonly classes: ScoreClass[]
}

interface ScoreClass {
  /** Raw scores that need a normaliser, in the order of the plugins. */
  readonly raws: readonly number[]
  /** -1: none. */
  readonly best: Int32Array
  readonly ties: Int32Array
}

const mostClasses = 8
const fitting = 1

/** Undefined when nodes differ in too many ways. */
export function buildTree(answers: NodeAnswers): ScoreTree | undefined {
  let leaves = 1
  while (leaves < answers.verdicts.length) leaves *= 2
  const tree: ScoreTree = { leaves, fits: new Int32Array(2 * leaves), classes: [] }
  for (let position = 0; position < answers.verdicts.length; position++) if (!setLeaf(tree, answers, position)) return undefined
  for (let i = leaves - 1; i >= 1; i--) {
    tree.fits[i] = tree.fits[2 * i]! + tree.fits[2 * i + 1]!
    for (const one of tree.classes) combine(one, i)
  }
  return tree
}

/** Takes in the node's new answer; false when the tree cannot hold it. */
export function updateTree(tree: ScoreTree, answers: NodeAnswers, position: number): boolean {
  if (!setLeaf(tree, answers, position)) return false
  for (let i = (tree.leaves + position) >> 1; i >= 1; i >>= 1) {
    tree.fits[i] = tree.fits[2 * i]! + tree.fits[2 * i + 1]!
    for (const one of tree.classes) combine(one, i)
  }
  return true
}

function setLeaf(tree: ScoreTree, answers: NodeAnswers, position: number): boolean {
  const leaf = tree.leaves + position
  for (const one of tree.classes) {
    one.best[leaf] = -1
    one.ties[leaf] = 0
  }
  const isFitting = answers.verdicts[position] === fitting
  tree.fits[leaf] = isFitting ? 1 : 0
  if (!isFitting) return true
  const own = classFor(tree, answers, position)
  if (own === undefined) return false
  own.best[leaf] = answers.sums[position]!
  own.ties[leaf] = 1
  return true
}

function classFor(tree: ScoreTree, { scores }: NodeAnswers, position: number): ScoreClass | undefined {
  for (const one of tree.classes) if (isOfClass(one, scores, position)) return one
  if (tree.classes.length >= mostClasses) return undefined
  const raws = scores.filter((prepared) => prepared.raws !== undefined).map((prepared) => prepared.raws![position]!)
  const one: ScoreClass = { raws, best: new Int32Array(2 * tree.leaves).fill(-1), ties: new Int32Array(2 * tree.leaves) }
  tree.classes.push(one)
  return one
}

function isOfClass({ raws }: ScoreClass, scores: NodeAnswers['scores'], position: number): boolean {
  let i = 0
  for (const prepared of scores) if (prepared.raws !== undefined && prepared.raws[position] !== raws[i++]) return false
  return true
}

function combine({ best, ties }: ScoreClass, i: number): void {
  const [left, right] = [best[2 * i]!, best[2 * i + 1]!]
  if (left > right) {
    best[i] = left
    ties[i] = ties[2 * i]!
  } else if (right > left) {
    best[i] = right
    ties[i] = ties[2 * i + 1]!
  } else {
    best[i] = left
    ties[i] = ties[2 * i]! + ties[2 * i + 1]!
  }
}

/** Nodes from `from` up to and without `to`. */
interface Range {
  readonly from: number
  readonly to: number
}

/** What `pickFromTree` came to: the chosen position, -1 for none, and where the next examination starts. */
export interface TreeChoice {
  readonly position: number
  readonly nextStart: number
}

/** Examines from `start` on, around the end, until `target` nodes will do, and draws one of the best: as the loops in find-node.ts do. */
export function pickFromTree(tree: ScoreTree, answers: NodeAnswers, start: number, target: number, random: RandomStream): TreeChoice {
  const total = answers.verdicts.length
  const found = Math.min(tree.fits[1]!, target)
  if (found === 0) return { position: -1, nextStart: start }
  const ranges = examined(tree, start, total, target)
  const end = ranges.at(-1)!.to % total
  const alone = tree.fits[1] === 1 ? positionOfFit(tree, 1) : ranges.at(-1)!.to - 1
  const position = found === 1 ? alone : pickBest(tree, answers, ranges, random)
  return { position, nextStart: end }
}

function examined(tree: ScoreTree, start: number, total: number, target: number): readonly Range[] {
  if (tree.fits[1]! < target) return start === 0 ? [{ from: 0, to: total }] : [{ from: start, to: total }, { from: 0, to: start }]
  const before = countFits(tree, start)
  const last = before + target
  if (last <= tree.fits[1]!) return [{ from: start, to: positionOfFit(tree, last) + 1 }]
  return [{ from: start, to: total }, { from: 0, to: positionOfFit(tree, last - tree.fits[1]!) + 1 }]
}

/** How many nodes before the position will do. */
function countFits({ leaves, fits }: ScoreTree, position: number): number {
  let count = 0
  for (let i = leaves + position; i > 1; i >>= 1) if ((i & 1) === 1) count += fits[i - 1]!
  return count
}

/** Position of the n-th node that will do; n counts from 1. */
function positionOfFit({ leaves, fits }: ScoreTree, n: number): number {
  let i = 1
  let left = n
  while (i < leaves) {
    i *= 2
    if (fits[i]! < left) left -= fits[i++]!
  }
  return i - leaves
}

/** A class with the best score that it has in the examined ranges, and its total. */
interface Contender {
  readonly one: ScoreClass
  best: number
  ties: number
  total: number
}

function pickBest(tree: ScoreTree, answers: NodeAnswers, ranges: readonly Range[], random: RandomStream): number {
  const contenders = tree.classes.map((one) => contenderOf(tree, one, ranges)).filter(({ best }) => best >= 0)
  if (contenders.length > 1 || contenders[0]!.one.raws.length > 0) addNormalized(answers, contenders)
  let best = contenders[0]!.total
  for (const { total } of contenders) if (total > best) best = total
  const winners = contenders.filter(({ total }) => total === best)
  let equals = 0
  for (const { ties } of winners) equals += ties
  let left = equals === 1 ? 0 : drawInt(random, equals)
  for (const range of ranges) {
    const search: Search = { winners, leaves: tree.leaves, left }
    const position = nthBest(search, range, 1, 0, tree.leaves)
    if (position >= 0) return position
    left = search.left
  }
  return -1
}

function contenderOf({ leaves }: ScoreTree, one: ScoreClass, ranges: readonly Range[]): Contender {
  const contender: Contender = { one, best: -1, ties: 0, total: 0 }
  const { best, ties } = one
  for (const { from, to } of ranges) {
    for (let low = leaves + from, high = leaves + to; low < high; low >>= 1, high >>= 1) {
      if ((low & 1) === 1) raise(contender, best[low]!, ties[low++]!)
      if ((high & 1) === 1) raise(contender, best[--high]!, ties[high]!)
    }
  }
  contender.total = contender.best
  return contender
}

function raise(contender: Contender, best: number, ties: number): void {
  if (best > contender.best) {
    contender.best = best
    contender.ties = ties
  } else if (best === contender.best && best >= 0) contender.ties += ties
}

/** The scaled scores, by the largest raw one among the contenders (framework helper DefaultNormalizeScore, 1.36). */
function addNormalized({ scores }: NodeAnswers, contenders: readonly Contender[]): void {
  let i = 0
  for (const { raws, plugin, weight } of scores) {
    if (raws === undefined) continue
    let most = 0
    for (const { one } of contenders) if (one.raws[i]! > most) most = one.raws[i]!
    const sign = plugin.normalize === 'lowest' ? -weight : weight
    if (most > 0) for (const contender of contenders) contender.total += sign * Math.trunc((100 * contender.one.raws[i]!) / most)
    i++
  }
}

interface Search {
  readonly winners: readonly Contender[]
  readonly leaves: number
  /** How many of the best are still to be passed over. */
  left: number
}

/** The position of the n-th of the best in the range; -1 when the range holds fewer. */
function nthBest(search: Search, range: Range, i: number, from: number, to: number): number {
  if (to <= range.from || from >= range.to) return -1
  if (from >= range.from && to <= range.to) {
    let count = 0
    for (const { one, best } of search.winners) if (one.best[i] === best) count += one.ties[i]!
    if (search.left >= count) {
      search.left -= count
      return -1
    }
    if (i >= search.leaves) return i - search.leaves
  }
  const middle = (from + to) >> 1
  const left = nthBest(search, range, 2 * i, from, middle)
  return left >= 0 ? left : nthBest(search, range, 2 * i + 1, middle, to)
}
