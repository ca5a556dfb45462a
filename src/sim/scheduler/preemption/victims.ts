import { compileSelector } from '../../api/labels.js'
import type { PodDisruptionBudget } from '../../api/types.js'
import type { Cycle } from '../cycle.js'
import { cloneFilters, runFilters } from '../examine.js'
import { addPod, cloneNodeRecord, priorityOf, removePod, type NodeRecord, type PlacedPod } from '../node-record.js'
import { isOfNodeAlone, promisedTo } from '../nominated.js'
import type { Promised } from '../promises.js'
import { unresolvable, type Rejection } from '../rejection.js'
import type { Prepared } from '../template.js'

/** Pods that would have to go from one node, most important first. */
export interface Victims {
  readonly position: number
  readonly pods: readonly PlacedPod[]
  readonly budgetViolations: number
  /** The highest priority among them, the sum of all above the lowest possible one, and when the first of the highest started. */
  readonly highest: number
  readonly sum: number
  readonly earliest: string
}

const noVictims = unresolvable('', 'No preemption victims found for incoming pod')

/** Higher priority first, then who started earlier; a pod that has not started counts as starting now (scheduler/util MoreImportantPod, 1.36). */
export const byImportance = (a: PlacedPod, b: PlacedPod): number => priorityOf(b.pod) - priorityOf(a.pod) || compareText(startOf(a), startOf(b))
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** RFC 3339 to the second sorts as text. */
export const startOf = ({ pod }: PlacedPod): string => pod.status.startTime ?? '9999'

/** A node without some of its pods, as the filters would see it. */
interface Trial {
  readonly cycle: Cycle
  readonly record: NodeRecord
  readonly filters: readonly Prepared[]
  readonly position: number
  readonly promised: Promised | undefined
}

/** The fewest pods of lower priority that must go for the pod to fit (defaultpreemption SelectVictimsOnNode, 1.36). */
export function selectVictims(cycle: Cycle, position: number, budgets: Budgets): Victims | Rejection {
  const { template: { answers }, derived } = cycle
  const promised = promisedTo(cycle, position)
  const [nodeVersion, priority] = [derived.nodeVersions[position]!, priorityOf(cycle.pod)]
  const known = answers.victims.get(position)
  const isKept = isOfNodeAlone(cycle, promised)
  if (isKept && known !== undefined && known.nodeVersion === nodeVersion && known.promised === promised && known.priority === priority && known.budgets === budgets.revision) return known.answer
  const answer = findVictims(cycle, position, promised, budgets.list)
  if (isKept) answers.victims.set(position, { nodeVersion, promised, priority, budgets: budgets.revision, answer })
  return answer
}

export function victimsOf(position: number, pods: readonly PlacedPod[], budgetViolations: number): Victims {
  const highest = pods[0] === undefined ? 0 : priorityOf(pods[0].pod)
  const starts = pods.filter(({ pod }) => priorityOf(pod) === highest).map(startOf).sort()
  return { position, pods, budgetViolations, highest, sum: pods.reduce((sum, { pod }) => sum + priorityOf(pod) + 2 ** 31, 0), earliest: starts[0] ?? '' }
}

/** Budgets, and when any of them changed last. */
export interface Budgets {
  readonly list: readonly PodDisruptionBudget[]
  readonly revision: number
}

/** An answer that holds while nothing changes that it rests on. */
export interface KnownVictims {
  readonly nodeVersion: number
  readonly promised: Promised | undefined
  readonly priority: number
  readonly budgets: number
  readonly answer: Victims | Rejection
}

function findVictims(cycle: Cycle, position: number, promised: Promised | undefined, budgets: readonly PodDisruptionBudget[]): Victims | Rejection {
  const own = cycle.derived.nodes[position]!
  const candidates = [...own.pods.values()].filter(({ pod }) => priorityOf(pod) < priorityOf(cycle.pod))
  if (candidates.length === 0) return noVictims
  const trial: Trial = { cycle, record: cloneNodeRecord(own), filters: cloneFilters(cycle.template.clusterFilters!), position, promised }
  for (const placed of candidates) take(trial, placed)
  const rejection = tryNode(trial)
  if (rejection !== undefined) return rejection
  const [violating, others] = splitByBudget(candidates.toSorted(byImportance), budgets)
  const doomed = violating.filter((placed) => !canStay(trial, placed))
  const more = others.filter((placed) => !canStay(trial, placed))
  return victimsOf(position, [...doomed, ...more].sort(byImportance), doomed.length)
}

function canStay(trial: Trial, placed: PlacedPod): boolean {
  put(trial, placed)
  if (tryNode(trial) === undefined) return true
  take(trial, placed)
  return false
}

function take({ cycle, record, filters, position }: Trial, placed: PlacedPod): void {
  removePod(record, placed)
  for (const { plugin, state } of filters) plugin.updateFilter?.(cycle.template.incoming, state, placed, position, -1, cycle.derived)
}

function put({ cycle, record, filters, position }: Trial, placed: PlacedPod): void {
  addPod(record, placed)
  for (const { plugin, state } of filters) plugin.updateFilter?.(cycle.template.incoming, state, placed, position, 1, cycle.derived)
}

/** With the pods that are nominated for the node, and without them. */
function tryNode(trial: Trial): Rejection | undefined {
  const { cycle, record, filters, position, promised } = trial
  if (promised !== undefined) {
    const crowded: Trial = { ...trial, record: cloneNodeRecord(record), filters: cloneFilters(filters) }
    for (const placed of promised.pods) put(crowded, placed)
    const rejection = runFilters(cycle.template, crowded.record, crowded.filters, position)
    if (rejection !== undefined) return rejection
  }
  return runFilters(cycle.template, record, filters, position)
}

/** Pods whose going would break a budget, and the others; budgets are used up in order of importance (filterPodsWithPDBViolation, 1.36). */
function splitByBudget(pods: readonly PlacedPod[], budgets: readonly PodDisruptionBudget[]): readonly [readonly PlacedPod[], readonly PlacedPod[]] {
  if (budgets.length === 0) return [[], pods]
  const left = budgets.map(({ status }) => status.disruptionsAllowed)
  const violating: PlacedPod[] = []
  const others: PlacedPod[] = []
  for (const placed of pods) (useBudgets(placed, budgets, left) ? violating : others).push(placed)
  return [violating, others]
}

function useBudgets({ pod, facts }: PlacedPod, budgets: readonly PodDisruptionBudget[], left: number[]): boolean {
  let isViolated = false
  if (Object.keys(facts.identity.labels).length === 0) return false
  budgets.forEach(({ metadata, spec, status }, i) => {
    if (metadata.namespace !== pod.metadata.namespace || isEmpty(spec.selector) || !compileSelector(spec.selector)(pod.metadata.labels)) return
    if (status.disruptedPods?.[pod.metadata.name] !== undefined) return
    if (--left[i]! < 0) isViolated = true
  })
  return isViolated
}

const isEmpty = (selector: PodDisruptionBudget['spec']['selector']): boolean =>
  selector === undefined || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions?.length ?? 0) === 0)
