import type { EventSpec } from '../apiserver/events.js'
import type { Millis } from '../api/types.js'
import { restartMaxMs } from './backoff.js'
import { profileOf } from '../runtime/profile.js'
import { compare, isValueOf, newComparison, type Comparison } from './cycle-compare.js'
import type { Pattern } from './cycle-pattern.js'
import { forgetRound, noteRestart } from './cycle-tape.js'
import { wakeForCycles } from './cycle-run.js'
import { nextDueOf } from './cycle-steps.js'
import { filtersOf } from './cycle-tell.js'
import { specContainer } from './containers.js'
import { retryTimes } from './refused-starts.js'
import type { Cycle, CycleStep, Tape, Told } from './cycle-state.js'
import type { Scope } from './state.js'
import { cancelWakes } from './wakes.js'

const roundsCompared = 3

/**
 * A container was made again: when the last three restarts were alike in all but times, counters and ids, the next ones are told without
 * being made, until something touches the pod. Nothing differs in what is told: the pattern is that of the kubelet's own work.
 */
export function watchRestart(scope: Scope): void {
  const tape = noteRestart(scope)
  if (tape === undefined || tape.rounds.length < roundsCompared) return
  const cycle = cycleOf(scope, tape)
  if (cycle === undefined) return forgetRound(scope, tape)
  const { worker, state, context } = scope
  worker.tape = undefined
  cancelWakes(scope)
  cycle.dueAt = nextDueOf(cycle, filtersOf(context, cycle), context.now)
  state.rotation.add(cycle)
  wakeForCycles(context, state.rotation)
}

function cycleOf(scope: Scope, { rounds, told }: Tape): Cycle | undefined {
  const [first, second, third] = rounds
  if (first === undefined || second === undefined || third === undefined || !repeats(scope)) return undefined
  const periodMs = second.at - first.at
  if (third.at - second.at !== periodMs || periodMs % wholeMs !== 0) return undefined
  const comparison = newComparison(scope.worker.uid, periodMs, scope.worker.created, scope.context.options.seed)
  const rest = compare(comparison, first.rest, second.rest)
  if (rest === undefined || !isValueOf(rest, 2, third.rest)) return undefined
  const toldIn = [told.slice(first.told, second.told), told.slice(second.told, third.told)] as const
  const exit = exitIn(scope, second.at, third.at)
  const stepsEndAt = toldIn[0].findLast(({ status }) => status !== undefined)?.at
  if (exit === undefined || stepsEndAt === undefined) return undefined
  const refusal = toldIn[0].find(({ at, said }) => at === stepsEndAt && said?.reason === 'BackOff')?.said
  const steps = stepsOf(comparison, first.at, stepsEndAt - first.at, toldIn)
  if (refusal === undefined || steps === undefined || !steps.every(({ said }) => said === undefined || isOfOne(said, refusal))) return undefined
  const retries = retryTimes(scope, stepsEndAt, exit.at - periodMs + restartMaxMs).map((at) => at - first.at)
  const { worker: { uid, key }, node, context } = scope
  return {
    uid, key, by: node.by, cause: context.cause, since: first.at, periodMs, rest, steps, times: steps.map(({ afterMs }) => afterMs), types: steps.map(({ said }) => said?.type), retries, refusal, container: exit.container,
    round: 2, step: 0, retry: 0, dueAt: second.at + periodMs, latest: undefined, open: undefined,
  }
}

/** Whether the same recorder says both of the same pod. */
const isOfOne = (a: EventSpec, b: EventSpec): boolean =>
  a.component === b.component && a.host === b.host && a.action === undefined && a.regarding.metadata.uid === b.regarding.metadata.uid

/** Relists and ticks come every second: a round must take whole seconds to meet them alike. */
const wholeMs = 1_000

/** Whether the containers do the same at each further start. */
const repeats = ({ context, worker }: Scope): boolean =>
  Object.entries(worker.created).every(([name, made]) => {
    const container = specContainer(worker.pod, name)
    return container !== undefined && profileOf(context.options, worker.pod, container).runs.length <= made - roundsCompared
  })

/** The one container that ended in a round. */
function exitIn({ worker }: Scope, from: Millis, to: Millis): { readonly container: string; readonly at: Millis } | undefined {
  const exits = worker.runtime.containers.flatMap(({ name, finishedAt }) => (finishedAt !== undefined && finishedAt > from && finishedAt < to ? [{ container: name, at: finishedAt }] : []))
  return exits.length === 1 ? exits[0] : undefined
}

/** What both rounds told alike up to the last status, and in the instant of the next restart; only refusals come between. */
function stepsOf(comparison: Comparison, since: Millis, endMs: Millis, [one, two]: readonly [readonly Told[], readonly Told[]]): readonly CycleStep[] | undefined {
  const { periodMs } = comparison
  const kept = (told: readonly Told[], from: Millis): readonly Told[] => told.filter(({ at }) => at - from <= endMs || at - from === periodMs)
  const between = (told: readonly Told[], from: Millis): readonly Told[] => told.filter(({ at }) => at - from > endMs && at - from < periodMs)
  if (![...between(one, since), ...between(two, since + periodMs)].every(({ said }) => said?.reason === 'BackOff')) return undefined
  const [a, b] = [kept(one, since), kept(two, since + periodMs)]
  if (a.length !== b.length) return undefined
  const steps = a.map((told, i) => stepOf(comparison, since, told, b[i]!))
  return steps.every((step) => step !== undefined) ? steps : undefined
}

function stepOf(comparison: Comparison, since: Millis, one: Told, two: Told): CycleStep | undefined {
  const afterMs = one.at - since
  if (two.at - one.at !== comparison.periodMs) return undefined
  if (one.said !== undefined) return one.said.reason !== 'Pulling' && two.said?.reason === one.said.reason && two.said.message === one.said.message ? { afterMs, said: one.said, shown: undefined } : undefined
  const status: Pattern | undefined = two.status === undefined ? undefined : compare(comparison, one.status, two.status)
  return status === undefined || two.change === undefined ? undefined : { afterMs, said: undefined, shown: { status, sample: two.change } }
}
