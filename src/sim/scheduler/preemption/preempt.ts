import { Kind } from '../../api/kinds/ids.js'
import type { PodDisruptionBudget } from '../../api/types.js'
import { drawInt, type RandomStream } from '../../random.js'
import type { StoreReader } from '../../store/store.js'
import type { Cycle } from '../cycle.js'
import type { Diagnosis } from '../find-node.js'
import { fitError } from '../fit-error.js'
import { isTerminating, lowestPriority, priorityOf, type PlacedPod } from '../node-record.js'
import { unresolvable, type Rejection } from '../rejection.js'
import { selectVictims, type Budgets, type Victims } from './victims.js'

/** What preemption came to. `nominate`: the node that the pod is promised from now on, empty for none any more, undefined to leave that as it is. */
export interface Preemption {
  readonly message: string
  readonly nominate: string | undefined
  readonly victims: Victims | undefined
}

const notHelpful = unresolvable('', 'Preemption is not helpful for scheduling')

/** Looks for pods of lower priority that could make room (framework/preemption Evaluator.Preempt, 1.36). */
export function preempt(cycle: Cycle, diagnosis: Diagnosis, store: StoreReader, random: RandomStream): Preemption {
  const obstacle = ineligible(cycle, diagnosis)
  if (obstacle !== undefined) return { message: `preemption: ${obstacle}`, nominate: undefined, victims: undefined }
  const potential: number[] = []
  diagnosis.rejections.forEach(({ isUnresolvable }, position) => { if (!isUnresolvable) potential.push(position) })
  const { candidates, rejections } = dryRun(cycle, potential, { list: [...store.list<PodDisruptionBudget>(Kind.PodDisruptionBudget)], revision: store.revisionOf(Kind.PodDisruptionBudget) }, random)
  const best = pickVictims(candidates)
  if (best !== undefined) return { message: '', nominate: cycle.derived.nodes[best.position]!.name, victims: best }
  const total = diagnosis.rejections.length
  const reasons = diagnosis.rejections.map((_, position) => rejections.get(position) ?? notHelpful)
  return { message: `preemption: ${fitError(total, undefined, reasons, '')}`, nominate: '', victims: undefined }
}

/** Whether the pod may preempt at all (PodEligibleToPreemptOthers, 1.36). */
function ineligible({ pod, derived }: Cycle, { rejections }: Diagnosis): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const position = derived.positions.get(pod.status.nominatedNodeName ?? '')
  if (position === undefined || rejections[position]!.isUnresolvable) return undefined
  const isWaiting = [...derived.nodes[position]!.pods.values()].some((placed) => priorityOf(placed.pod) < priorityOf(pod) && isBeingPreempted(placed))
  return isWaiting ? 'not eligible due to a terminating pod on the nominated node.' : undefined
}

function isBeingPreempted(placed: PlacedPod): boolean {
  const target = placed.pod.status.conditions?.find(({ type }) => type === 'DisruptionTarget')
  return isTerminating(placed) && target?.status === 'True' && target.reason === 'PreemptionByScheduler'
}

interface DryRun {
  readonly candidates: readonly Victims[]
  readonly rejections: ReadonlyMap<number, Rejection>
}

/** From a random node on, until there are enough candidates and one of them breaks no budget: a tenth of the nodes, at least 100. */
function dryRun(cycle: Cycle, potential: readonly number[], budgets: Budgets, random: RandomStream): DryRun {
  const wanted = wantedCandidates(cycle, potential.length)
  const hasPrey = potential.some((position) => lowestPriority(cycle.derived.nodes[position]!) < priorityOf(cycle.pod))
  const offset = hasPrey && potential.length > 1 ? drawInt(random, potential.length) : 0
  const harmless: Victims[] = []
  const harmful: Victims[] = []
  const rejections = new Map<number, Rejection>()
  for (let i = 0; i < potential.length && !(harmless.length > 0 && harmless.length + harmful.length >= wanted); i++) {
    const position = potential[(offset + i) % potential.length]!
    const answer = selectVictims(cycle, position, budgets)
    if ('reasons' in answer) rejections.set(position, answer)
    else (answer.budgetViolations === 0 ? harmless : harmful).push(answer)
  }
  return { candidates: [...harmless, ...harmful], rejections }
}

function wantedCandidates({ profile }: Cycle, nodes: number): number {
  const { minCandidateNodesPercentage = 10, minCandidateNodesAbsolute = 100 } = profile.args('DefaultPreemption') as Readonly<Record<string, number>>
  return Math.min(nodes, Math.max(Math.trunc((nodes * minCandidateNodesPercentage) / 100), minCandidateNodesAbsolute))
}

/** Fewest broken budgets, lowest highest priority, smallest sum of priorities, fewest pods, latest start (pickOneNodeForPreemption, 1.36); then the first. */
export function pickVictims(candidates: readonly Victims[]): Victims | undefined {
  let best = candidates[0]
  for (const victims of candidates) if (isCheaper(victims, best!)) best = victims
  return best
}

function isCheaper(a: Victims, b: Victims): boolean {
  if (a.budgetViolations !== b.budgetViolations) return a.budgetViolations < b.budgetViolations
  if (a.highest !== b.highest) return a.highest < b.highest
  if (a.sum !== b.sum) return a.sum < b.sum
  return a.pods.length !== b.pods.length ? a.pods.length < b.pods.length : a.earliest > b.earliest
}
