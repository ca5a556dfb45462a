import type { Derived } from './derived.js'
import type { Incoming, Plugin } from './define.js'
import type { NodeRecord } from './node-record.js'
import { createAnswers, renewAnswers, type NodeAnswers } from './node-answers.js'

import type { Profile } from './profile.js'
import type { Rejection } from './rejection.js'
import type { Prepared, PreparedScore, Template } from './template.js'

/** Answers kept over all templates, one a node; beyond that the youngest go, so that many templates in turn do not push each other out. */
const mostAnswers = 16_000_000

/** The template of the pod's kind, current. `token` stands for the default selector and for what plugins group by. */
export function templateOf(derived: Derived, profile: Profile, incoming: Incoming, token: object | undefined): Template {
  const { facts } = incoming
  let byFacts = derived.templates.get(profile)
  if (byFacts === undefined) derived.templates.set(profile, (byFacts = new Map()))
  let byToken = byFacts.get(facts)
  if (byToken === undefined) byFacts.set(facts, (byToken = new Map()))
  let template = byToken.get(token)
  if (template === undefined) byToken.set(token, (template = createTemplate(derived, profile, incoming)))
  catchUp(template, derived, profile)
  return template
}

export function createTemplate(derived: Derived, profile: Profile, incoming: Incoming): Template {
  return {
    incoming, answers: answersOf(derived, profile, incoming),
    clusterFilters: undefined, clusterScores: undefined, seen: derived.changes.length, nodesVersion: derived.nodesVersion, failures: undefined,
  }
}

/** Plugins that read more of a pod than the scheduler does get answers for each template. */
function answersOf(derived: Derived, profile: Profile, incoming: Incoming): NodeAnswers {
  const create = (): NodeAnswers => createAnswers(derived, profile, incoming, prepareScores(derived, profile, incoming, false))
  const { facts, isShared } = { facts: incoming.facts, isShared: profile.hasOnlyDefaults }
  if (!isShared) return create()
  let byDemand = derived.answers.get(profile)
  if (byDemand === undefined) derived.answers.set(profile, (byDemand = new Map()))
  const known = byDemand.get(facts.demand)
  if (known !== undefined) return known
  makeRoom(derived, byDemand)
  const answers = create()
  byDemand.set(facts.demand, answers)
  derived.answersCount++
  return answers
}

function makeRoom(derived: Derived, byDemand: Map<string, NodeAnswers>): void {
  if (derived.answersCount * derived.nodes.length < mostAnswers) return
  const youngest = [...byDemand.keys()].at(-1)
  if (youngest === undefined) return
  const gone = byDemand.get(youngest)
  byDemand.delete(youngest)
  derived.answersCount--
  for (const byFacts of derived.templates.values()) {
    for (const [facts, byToken] of byFacts) if ([...byToken.values()].some(({ answers }) => answers === gone)) byFacts.delete(facts)
  }
}

function prepareScores(derived: Derived, profile: Profile, incoming: Incoming, isClusterWide: boolean): PreparedScore[] {
  const prepared: PreparedScore[] = []
  profile.score.forEach(({ plugin, weight }, order) => {
    if ((plugin.isClusterWide === true) !== isClusterWide || (plugin.score ?? plugin.scoreAll) === undefined) return
    const state = plugin.preScore === undefined ? true : plugin.preScore(incoming, derived)
    if (state === undefined) return
    prepared.push({ plugin, weight, order, state, raws: plugin.normalize === undefined ? undefined : new Int32Array(derived.nodes.length), isUseful: false })
  })
  return prepared
}

/** Takes in what changed since the template was last used. */
function catchUp(template: Template, derived: Derived, profile: Profile): void {
  const { changes } = derived
  renewAnswers(template.answers, derived)
  if (template.nodesVersion !== derived.nodesVersion) {
    template.nodesVersion = derived.nodesVersion
    template.clusterFilters = template.clusterScores = undefined
  }
  if (template.seen < changes.length) {
    template.clusterFilters = follow(template, template.clusterFilters, derived, 'updateFilter')
    template.clusterScores = follow(template, template.clusterScores, derived, 'updateScore')
  }
  template.seen = changes.length
  template.clusterFilters ??= prepareClusterFilters(derived, profile, template.incoming)
}

type Update = NonNullable<Plugin['updateFilter']>

/** The states with the changes in them; undefined when they are to be made anew. */
function follow<T extends Prepared>({ incoming, seen }: Template, all: readonly T[] | undefined, derived: Derived, update: 'updateFilter' | 'updateScore'): readonly T[] | undefined {
  if (all === undefined || all.length === 0) return all
  for (const { plugin } of all) if (plugin[update] === undefined && plugin.isOfNodes !== true) return undefined
  for (const { plugin, state } of all) {
    const apply = plugin[update]
    if (apply === undefined) continue
    if (plugin.followsAffinityOnly?.(incoming) === true) for (const index of affinityChangesSince(derived, seen)) take(apply, incoming, state, derived, index)
    else for (let i = seen; i < derived.changes.length; i++) take(apply, incoming, state, derived, i)
  }
  return all
}

function take(apply: Update, incoming: Incoming, state: unknown, derived: Derived, index: number): void {
  const { position, placed, delta } = derived.changes[index]!
  if (placed !== undefined) apply(incoming, state, placed, position, delta, derived)
}

const noChanges: readonly number[] = []

function affinityChangesSince({ affinityChanges }: Derived, seen: number): readonly number[] {
  let from = affinityChanges.length
  while (from > 0 && affinityChanges[from - 1]! >= seen) from--
  return from === affinityChanges.length ? noChanges : affinityChanges.slice(from)
}

export function prepareClusterFilters(derived: Derived, profile: Profile, incoming: Incoming): Prepared[] {
  const prepared: Prepared[] = []
  profile.filter.forEach((plugin, order) => {
    if (plugin.isClusterWide !== true) return
    const answer = plugin.preFilter?.(incoming, derived)
    if (answer !== undefined && !('reasons' in answer)) prepared.push({ plugin, order, state: answer.state })
  })
  return prepared
}

export function clusterScoresOf(template: Template, derived: Derived, profile: Profile): readonly PreparedScore[] {
  template.clusterScores ??= prepareScores(derived, profile, template.incoming, true)
  return template.clusterScores
}

/** Whether no cross-pod rule says anything about any node. */
export function isClusterIdle({ clusterFilters }: Template): boolean {
  for (const { plugin, state } of clusterFilters!) if (plugin.isIdle?.(state) !== true) return false
  return true
}

/** Whether no cross-pod rule prefers any node. */
export function isScoreIdle(template: Template, derived: Derived, profile: Profile): boolean {
  for (const { plugin, state } of clusterScoresOf(template, derived, profile)) if (plugin.isScoreIdle?.(template.incoming, state, derived) !== true) return false
  return true
}

/** All filters on a node as it might be, in the order of the profile: `record` and the cluster-wide states may be changed copies. */
export function runFilters({ answers, incoming }: Template, record: NodeRecord, clusterFilters: readonly Prepared[], position: number): Rejection | undefined {
  const { filters } = answers
  let [i, j] = [0, 0]
  while (i < filters.length || j < clusterFilters.length) {
    const isOfNode = j >= clusterFilters.length || (i < filters.length && filters[i]!.order < clusterFilters[j]!.order)
    const { plugin, state } = isOfNode ? filters[i++]! : clusterFilters[j++]!
    const rejection = plugin.isIdle?.(state) === true ? undefined : plugin.filter!(incoming, record, state, position)
    if (rejection !== undefined) return rejection
  }
  return undefined
}

export const cloneFilters = (prepared: readonly Prepared[]): Prepared[] =>
  prepared.map(({ plugin, order, state }) => ({ plugin, order, state: plugin.cloneFilter === undefined ? state : plugin.cloneFilter(state) }))

/** One object for each pair of a default selector and a text of `groupBy`. */
export function tokenOf(derived: Derived, profile: Profile, incoming: Incoming, selector: object | undefined): object | undefined {
  if (profile.groupBy.length === 0) return selector
  const text = JSON.stringify(profile.groupBy.map((plugin) => plugin.groupBy!(incoming.pod)))
  let byText = derived.groups.get(selector)
  if (byText === undefined) derived.groups.set(selector, (byText = new Map()))
  let token = byText.get(text)
  if (token === undefined) byText.set(text, (token = { text }))
  return token
}

