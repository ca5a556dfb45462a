import type { Derived } from './derived.js'
import type { Profile } from './profile.js'
import { drawInt, type RandomStream } from '../random.js'
import { clusterScoresOf } from './examine.js'
import type { PreparedScore, Template } from './template.js'

let totals = new Int32Array(128)
let scratch = new Int32Array(128)

/** The totals of the first `count` feasible nodes; valid until the next call. */
export function scoreNodes(template: Template, derived: Derived, profile: Profile, feasible: Int32Array, count: number): Int32Array {
  if (totals.length < count) [totals, scratch] = [new Int32Array(2 * count), new Int32Array(2 * count)]
  const { incoming } = template
  const { sums, scores, fixedPoints: base } = template.answers
  for (let i = 0; i < count; i++) totals[i] = base + sums[feasible[i]!]!
  for (const prepared of scores) if (prepared.raws !== undefined && prepared.isUseful) addNormalized(prepared, prepared.raws, feasible, count)
  for (const { plugin, state, weight } of clusterScoresOf(template, derived, profile)) {
    if (plugin.isScoreIdle?.(incoming, state, derived) === true || !plugin.scoreAll!(incoming, state, feasible, count, scratch, derived)) continue
    for (let i = 0; i < count; i++) totals[i]! += weight * scratch[i]!
  }
  return totals
}

/** framework helper DefaultNormalizeScore (1.36): the largest raw score becomes 100, or 0 where less is better. */
export function normalizeScores(raws: Int32Array, kind: 'highest' | 'lowest'): Int32Array {
  const most = raws.reduce((highest, raw) => Math.max(highest, raw), 0)
  return raws.map((raw) => {
    const share = most === 0 ? 0 : Math.trunc((100 * raw) / most)
    return kind === 'lowest' ? 100 - share : share
  })
}

/** The same, weighed and added to the totals, over raw scores by position. */
function addNormalized({ plugin, weight }: PreparedScore, raws: Int32Array, feasible: Int32Array, count: number): void {
  let most = 0
  for (let i = 0; i < count; i++) if (raws[feasible[i]!]! > most) most = raws[feasible[i]!]!
  if (most === 0) return
  const sign = plugin.normalize === 'lowest' ? -weight : weight
  for (let i = 0; i < count; i++) totals[i]! += sign * Math.trunc((100 * raws[feasible[i]!]!) / most)
}

/** The best node's position; equal ones are drawn by lot. */
export function pickNode(scores: Int32Array, feasible: Int32Array, count: number, random: RandomStream): number {
  let best = scores[0]!
  let equals = 1
  for (let i = 1; i < count; i++) {
    const score = scores[i]!
    if (score > best) {
      best = score
      equals = 1
    } else if (score === best) equals++
  }
  let left = equals === 1 ? 0 : drawInt(random, equals)
  for (let i = 0; i < count; i++) if (scores[i] === best && left-- === 0) return feasible[i]!
  return feasible[0]!
}
