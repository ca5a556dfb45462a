import type { Incoming } from './define.js'
import type { Derived } from './derived.js'
import type { NodeRecord } from './node-record.js'
import type { PodFacts } from './pod-facts.js'
import type { Profile } from './profile.js'
import type { Rejection } from './rejection.js'
import { Verdict, type Prepared, type PreparedScore, type Template } from './template.js'

/** Cells kept over all templates; beyond that the oldest template goes. */
const mostCells = 4_000_000

export function templateOf(derived: Derived, profile: Profile, facts: PodFacts, selector: Incoming['defaultSelector'], token: object | undefined): Template {
  let bySelector = derived.templates.get(facts)
  if (bySelector === undefined) derived.templates.set(facts, (bySelector = new Map()))
  let template = bySelector.get(token)
  if (template === undefined) {
    makeRoom(derived, facts)
    bySelector.set(token, (template = createTemplate(derived, profile, { facts, defaultSelector: selector })))
    derived.templateCount++
  }
  catchUp(template, derived, profile)
  return template
}

function makeRoom(derived: Derived, current: PodFacts): void {
  if (derived.templateCount * derived.nodes.length < mostCells) return
  for (const [facts, bySelector] of derived.templates) {
    if (facts === current) continue
    derived.templateCount -= bySelector.size
    derived.templates.delete(facts)
    return
  }
}

export function createTemplate(derived: Derived, profile: Profile, incoming: Incoming): Template {
  const count = derived.nodes.length
  const filters: Prepared[] = []
  const narrowedBy: string[] = []
  let rejection: Rejection | undefined
  let names: ReadonlySet<string> | undefined
  for (const plugin of profile.filter) {
    if (plugin.isClusterWide === true) continue
    const answer = plugin.preFilter === undefined ? { state: undefined } : plugin.preFilter(incoming, derived)
    if (answer === undefined) continue
    if ('reasons' in answer) {
      rejection ??= answer
      continue
    }
    if (answer.nodes !== undefined) {
      const own = answer.nodes
      names = names === undefined ? own : new Set([...names].filter((name) => own.has(name)))
      narrowedBy.push(plugin.name)
    }
    filters.push({ plugin, state: answer.state })
  }
  return {
    incoming, rejection, names, narrowedBy: narrowedBy.sort(), filters, scores: prepareScores(derived, profile, incoming, false),
    verdicts: new Uint8Array(count), rejections: Array.from({ length: count }), sums: new Int32Array(count),
    clusterFilters: undefined, clusterScores: undefined, seen: derived.changes.length, nodesVersion: derived.nodesVersion, failure: undefined,
  }
}

function prepareScores(derived: Derived, profile: Profile, incoming: Incoming, isClusterWide: boolean): PreparedScore[] {
  const prepared: PreparedScore[] = []
  for (const { plugin, weight } of profile.score) {
    if ((plugin.isClusterWide === true) !== isClusterWide || (plugin.score ?? plugin.scoreAll) === undefined) continue
    const state = plugin.preScore === undefined ? true : plugin.preScore(incoming, derived)
    if (state === undefined) continue
    prepared.push({ plugin, weight, state, raws: plugin.normalize === undefined ? undefined : new Int32Array(derived.nodes.length), isUseful: false })
  }
  return prepared
}

/** Takes in what changed since the template was last used. */
function catchUp(template: Template, derived: Derived, profile: Profile): void {
  const { changes } = derived
  const { incoming, verdicts } = template
  if (template.nodesVersion !== derived.nodesVersion) {
    template.nodesVersion = derived.nodesVersion
    template.clusterFilters = template.clusterScores = undefined
  }
  for (let i = template.seen; i < changes.length; i++) {
    const { position, placed, delta } = changes[i]!
    verdicts[position] = Verdict.unknown
    if (placed === undefined) continue
    for (const { plugin, state } of template.clusterFilters ?? []) plugin.updateFilter?.(incoming, state, placed, position, delta, derived)
    for (const { plugin, state } of template.clusterScores ?? []) plugin.updateScore?.(incoming, state, placed, position, delta, derived)
  }
  template.seen = changes.length
  template.clusterFilters ??= prepareClusterFilters(derived, profile, incoming)
}

export function prepareClusterFilters(derived: Derived, profile: Profile, incoming: Incoming): Prepared[] {
  const prepared: Prepared[] = []
  for (const plugin of profile.filter) {
    if (plugin.isClusterWide !== true) continue
    const answer = plugin.preFilter?.(incoming, derived)
    if (answer !== undefined && !('reasons' in answer)) prepared.push({ plugin, state: answer.state })
  }
  return prepared
}

export function clusterScoresOf(template: Template, derived: Derived, profile: Profile): readonly PreparedScore[] {
  template.clusterScores ??= prepareScores(derived, profile, template.incoming, true)
  return template.clusterScores
}

/** Asks the plugins that look at one node, and keeps the answer. */
export function examine(template: Template, record: NodeRecord, position: number): number {
  const { incoming, filters, verdicts, rejections } = template
  for (const { plugin, state } of filters) {
    const rejection = plugin.filter!(incoming, record, state, position)
    if (rejection === undefined) continue
    rejections[position] = rejection
    return (verdicts[position] = Verdict.rejected)
  }
  let sum = 0
  for (const prepared of template.scores) {
    const score = prepared.plugin.score!(incoming, record, prepared.state)
    if (prepared.raws === undefined) sum += prepared.weight * score
    else {
      prepared.raws[position] = score
      if (score !== 0) prepared.isUseful = true
    }
  }
  template.sums[position] = sum
  return (verdicts[position] = Verdict.fits)
}

/** All filters on a node as it might be: `record` and the cluster-wide states may be changed copies. */
export function runFilters(template: Template, record: NodeRecord, clusterFilters: readonly Prepared[], position: number): Rejection | undefined {
  for (const prepared of [template.filters, clusterFilters]) {
    for (const { plugin, state } of prepared) {
      const rejection = plugin.isIdle?.(state) === true ? undefined : plugin.filter!(template.incoming, record, state, position)
      if (rejection !== undefined) return rejection
    }
  }
  return undefined
}

export const cloneFilters = (prepared: readonly Prepared[]): Prepared[] =>
  prepared.map(({ plugin, state }) => ({ plugin, state: plugin.cloneFilter === undefined ? state : plugin.cloneFilter(state) }))
