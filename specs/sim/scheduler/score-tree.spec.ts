import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStream } from '../../../src/sim/random.js'
import type { NodeAnswers } from '../../../src/sim/scheduler/node-answers.js'
import { pickNode } from '../../../src/sim/scheduler/score-nodes.js'
import { buildTree, pickFromTree, updateTree } from '../../../src/sim/scheduler/score-tree.js'
import type { Plugin } from '../../../src/sim/scheduler/define.js'

const weights = [3, 2]
const kinds = ['lowest', 'highest'] as const

interface Leaf { readonly fits: boolean; readonly sum: number; readonly raws: readonly [number, number] }
const leaf: fc.Arbitrary<Leaf> = fc.record({ fits: fc.boolean(), sum: fc.integer({ min: 0, max: 4 }), raws: fc.tuple(fc.constantFrom(0, 0, 1), fc.constantFrom(0, 0, 0, 5, 9)) })

/** Answers as the scheduler keeps them: verdicts, sums, and raw scores of two plugins that are scaled. */
function answersOf(leaves: readonly Leaf[]): NodeAnswers {
  const scores = kinds.map((normalize, k) => ({ plugin: { name: normalize, normalize } as Plugin, order: k, weight: weights[k]!, state: true, raws: Int32Array.from(leaves.map(({ raws }) => raws[k]!)), isUseful: true }))
  return {
    verdicts: Uint16Array.from(leaves.map(({ fits }) => (fits ? 1 : 2))), sums: Int32Array.from(leaves.map(({ sum }) => sum)), scores, fixedPoints: 300,
  } as unknown as NodeAnswers
}

/** One node after the other from `start` on, as the scheduler does it without a tree. */
function scan(leaves: readonly Leaf[], start: number, target: number, seed: number): { readonly position: number; readonly nextStart: number } {
  const found: number[] = []
  let at = start
  for (let left = leaves.length; left > 0 && found.length < target; left--) {
    if (leaves[at]!.fits) found.push(at)
    at = (at + 1) % leaves.length
  }
  if (found.length < 2) return { position: found[0] ?? -1, nextStart: at }
  const totals = Int32Array.from(found.map((position) => leaves[position]!.sum))
  kinds.forEach((kind, k) => {
    const most = Math.max(...found.map((position) => leaves[position]!.raws[k]!))
    if (most > 0) found.forEach((position, i) => { totals[i]! += (kind === 'lowest' ? -1 : 1) * weights[k]! * Math.trunc((100 * leaves[position]!.raws[k]!) / most) })
  })
  return { position: pickNode(totals, Int32Array.from(found), found.length, createStream(seed, 'x')), nextStart: at }
}

const story = fc.record({
  leaves: fc.array(leaf, { minLength: 1, maxLength: 70, size: 'max' }), changes: fc.array(fc.tuple(fc.nat(), leaf), { maxLength: 12 }), start: fc.nat(), target: fc.integer({ min: 1, max: 40 }), seed: fc.nat(),
})

test('the tree chooses what a scan over the nodes chooses, and goes on where it would', () => {
  fc.assert(fc.property(story, ({ leaves, changes, start, target, seed }) => {
    const answers = answersOf(leaves)
    const now = [...leaves]
    const tree = buildTree(answers)!
    for (const [at, next] of changes) {
      const position = at % now.length
      now[position] = next
      answers.verdicts[position] = next.fits ? 1 : 2
      answers.sums[position] = next.sum
      answers.scores.forEach(({ raws }, k) => { raws![position] = next.raws[k]! })
      expect(updateTree(tree, answers, position)).toBe(true)
    }
    const from = start % now.length
    expect(pickFromTree(tree, answers, from, target, createStream(seed, 'x'))).toEqual(scan(now, from, target, seed))
  }), { numRuns: 2000 })
})

test('nodes that differ in too many scaled scores are not put into a tree', () => {
  expect(buildTree(answersOf(Array.from({ length: 20 }, (_, i) => ({ fits: true, sum: 1, raws: [0, i] as const }))))).toBeUndefined()
})
