import type { Derived } from './derived.js'
import type { Incoming } from './define.js'
import type { CrowdedAnswer } from './nominated.js'
import type { Prepared, PreparedScore } from './template.js'
import type { KnownVictims } from './preemption/victims.js'
import type { NodeRecord } from './node-record.js'
import type { Profile } from './profile.js'
import type { Rejection } from './rejection.js'
import { buildTree, updateTree, type ScoreTree } from './score-tree.js'

/** What is known of a node: nothing, that it will do, or (from `firstRejection` on) why not. */
export const Verdict = { unknown: 0, fits: 1, firstRejection: 2 } as const

/**
 * What each single node answers to pods that ask the same of it: kept until the node changes. Shared by all templates whose pods
 * differ only in what single nodes do not look at (labels, images, spreading, pod affinity).
 */
export interface NodeAnswers {
  readonly incoming: Incoming
  /** No node will do, by a preFilter. */
  readonly rejection: Rejection | undefined
  /** The only nodes worth a look, by name, and who said so. */
  readonly names: ReadonlySet<string> | undefined
  readonly narrowedBy: readonly string[]
  readonly filters: readonly Prepared[]
  readonly scores: readonly PreparedScore[]
  /** By position, see `Verdict`. */
  readonly verdicts: Uint16Array
  /** Rejections by verdict, from `firstRejection` on. */
  readonly reasons: Rejection[]
  readonly codes: Map<Rejection | string, number>
  /** Weighted sum of the scores that need no normaliser, by position. */
  readonly sums: Int32Array
  /** Points that every node has where less is better. */
  readonly fixedPoints: number
  /** Answers with promised pods, and victims, by position. */
  readonly crowded: Map<number, CrowdedAnswer>
  readonly victims: Map<number, KnownVictims>
  seen: number
  /** How often in a row hardly anything had changed since the last use; from some point on a tree pays. */
  streak: number
  tree: ScoreTree | undefined
}

export function createAnswers(derived: Derived, profile: Profile, incoming: Incoming, scores: readonly PreparedScore[]): NodeAnswers {
  const count = derived.nodes.length
  const filters: Prepared[] = []
  const narrowedBy: string[] = []
  let rejection: Rejection | undefined
  let names: ReadonlySet<string> | undefined
  profile.filter.forEach((plugin, order) => {
    if (plugin.isClusterWide === true) return
    const answer = plugin.preFilter === undefined ? { state: undefined } : plugin.preFilter(incoming, derived)
    if (answer === undefined) return
    if ('reasons' in answer) {
      rejection ??= answer
      return
    }
    if (answer.nodes !== undefined) {
      const own = answer.nodes
      names = names === undefined ? own : new Set([...names].filter((name) => own.has(name)))
      narrowedBy.push(plugin.name)
    }
    filters.push({ plugin, order, state: answer.state })
  })
  return {
    incoming, rejection, names, narrowedBy: narrowedBy.sort(), filters, scores,
    verdicts: new Uint16Array(count), reasons: [], codes: new Map(), sums: new Int32Array(count),
    fixedPoints: scores.reduce((sum, { plugin, weight }) => (plugin.normalize === 'lowest' ? sum + 100 * weight : sum), 0),
    crowded: new Map(), victims: new Map(), seen: derived.changes.length, streak: 0, tree: undefined,
  }
}

/** With more changes than this since the last use, keeping a tree current costs more than looking at some nodes again. */
const fewChanges = 64
const leastStreak = 24
const leastNodes = 64

/** Takes in what changed since the answers were last used. */
export function renewAnswers(answers: NodeAnswers, derived: Derived): void {
  const { changes } = derived
  const { verdicts, tree } = answers
  const count = changes.length - answers.seen
  answers.streak = count > fewChanges ? 0 : answers.streak + 1
  for (let i = answers.seen; i < changes.length; i++) verdicts[changes[i]!.position] = Verdict.unknown
  if (tree !== undefined) {
    if (answers.streak === 0) answers.tree = undefined
    else for (let i = answers.seen; i < changes.length; i++) refresh(answers, derived, tree, changes[i]!.position)
  }
  answers.seen = changes.length
}

function refresh(answers: NodeAnswers, derived: Derived, tree: ScoreTree, position: number): void {
  if (answers.verdicts[position] !== Verdict.unknown) return
  examine(answers, derived.nodes[position]!, position)
  if (!updateTree(tree, answers, position)) answers.tree = undefined
}

/** The tree over all nodes; made when the answers are used again and again. */
export function treeOf(answers: NodeAnswers, derived: Derived): ScoreTree | undefined {
  if (answers.tree !== undefined || answers.streak < leastStreak || derived.nodes.length < leastNodes) return answers.tree
  const { verdicts } = answers
  for (let position = 0; position < verdicts.length; position++) if (verdicts[position] === Verdict.unknown) examine(answers, derived.nodes[position]!, position)
  answers.tree = buildTree(answers)
  if (answers.tree === undefined) answers.streak = Number.MIN_SAFE_INTEGER
  return answers.tree
}

/** Asks the plugins that look at one node, and keeps the answer. */
export function examine(answers: NodeAnswers, record: NodeRecord, position: number): number {
  const { incoming, filters, verdicts } = answers
  for (const { plugin, state } of filters) {
    const rejection = plugin.filter!(incoming, record, state, position)
    if (rejection !== undefined) return (verdicts[position] = codeOf(answers, rejection))
  }
  let sum = 0
  for (const prepared of answers.scores) {
    const score = prepared.plugin.score!(incoming, record, prepared.state)
    if (prepared.raws === undefined) sum += prepared.weight * score
    else {
      prepared.raws[position] = score
      if (score !== 0) prepared.isUseful = true
    }
  }
  answers.sums[position] = sum
  return (verdicts[position] = Verdict.fits)
}

/** Equal rejections have one code, whether or not the plugin makes a new object each time. */
function codeOf({ codes, reasons }: NodeAnswers, rejection: Rejection): number {
  const known = codes.get(rejection)
  if (known !== undefined) return known
  const text = JSON.stringify(rejection)
  let code = codes.get(text)
  if (code === undefined) {
    code = Verdict.firstRejection + reasons.length
    reasons.push(rejection)
    codes.set(text, code).set(rejection, code)
  }
  return code
}

export const rejectionBehind = ({ reasons }: NodeAnswers, verdict: number): Rejection => reasons[verdict - Verdict.firstRejection]!
