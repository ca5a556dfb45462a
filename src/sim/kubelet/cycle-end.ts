import { countDropped } from '../apiserver/event-correlation.js'
import type { Millis, Pod } from '../api/types.js'
import { EventQueue } from '../event-queue.js'
import type { ActorContext, ActorSlot } from '../state.js'
import { CycleEntry } from './cycle-entry.js'
import { valueOf } from './cycle-pattern.js'
import { startOf } from './cycle-steps.js'
import { cycleWakes, wakesOf } from './cycle-tape.js'
import type { Cycle, Rest } from './cycle-state.js'
import { cloneWorker, type KubeletState, type PodWorker, type Scope } from './state.js'
import { wakePod } from './wake-pod.js'
import { scopeOf } from './worker.js'
import { resetWake } from '../wake.js'

/**
 * Something may touch pods whose restarts are told without being made: from here on they are made again, those that are given or all.
 * `isInstantOver`: all that was due in this instant is done, as it is between the steps of a scenario.
 */
export function endCycles(context: ActorContext, state: KubeletState, isInstantOver: boolean, uids?: Iterable<string>): void {
  const { rotation } = state
  if (rotation.size === 0) return
  for (const uid of uids ?? rotation.uids()) {
    const cycle = rotation.remove(uid)
    const scope = cycle === undefined ? undefined : scopeOf(context, state, uid)
    if (cycle !== undefined && scope !== undefined) endCycle(scope, cycle, isInstantOver)
  }
}

/** The worker is brought to where it would be: as it was after the last restart, it goes through what it did since, which is told already. */
function endCycle(scope: Scope, cycle: Cycle, isInstantOver: boolean): void {
  const { worker, context } = scope
  const now = context.cluster.now
  const start = startOf(cycle)
  const rest = valueOf(cycle.rest, cycle.round) as Rest
  const { wakeKeys, texts } = worker
  const pod = heardPod(scope, cycle)
  Object.assign(worker, cloneWorker({ ...worker, ...rest.worker }), { pod, wakeKeys, texts, tape: undefined })
  const until = isInstantOver || isToldAt(cycle, now - start) ? now : now - 1
  catchUp(scope, start, rest.wakes, until)
  // Nobody was woken for what the spam filter drops.
  for (const { afterMs, said } of cycle.steps.slice(cycle.step)) if (said !== undefined && start + afterMs <= until) countDropped(context, said, 1)
  const untold = cycle.retries.slice(cycle.retry).flatMap((afterMs) => (start + afterMs <= until ? [start + afterMs] : []))
  const times = [...untold, ...(worker.unmade?.times ?? []).filter((time) => time > until)]
  worker.unmade = times.length === 0 ? undefined : { times, containers: [cycle.container] }
}

/** The pod as the kubelet knows it: with the last status of its own that it has heard of, and nothing that somebody else wrote. */
function heardPod({ context, worker }: Scope, cycle: Cycle): Pod {
  const heardUntil = context.cluster.now - context.options.latency.watchMs
  const latest = cycle.latest === undefined ? undefined : context.cluster.log.at(cycle.latest)
  if (!(latest instanceof CycleEntry)) return worker.pod
  if (latest.at <= heardUntil) return latest.object as Pod
  return latest.before instanceof CycleEntry ? (latest.before.object as Pod) : worker.pod
}

/** Whether the steps of this very instant are told. */
const isToldAt = ({ steps, step }: Cycle, afterMs: Millis): boolean => steps[step - 1]?.afterMs === afterMs

function catchUp(scope: Scope, start: Millis, wakes: Rest['wakes'], until: Millis): void {
  const { context, worker, state, node } = scope
  const slot = context.cluster.slots[context.actor]
  if (slot === undefined) return
  // What it waits for meanwhile is queued aside: that time is over.
  const then: ActorContext = { ...context, now: start, cluster: { ...context.cluster, queue: new EventQueue() } }
  for (const letter in wakes) slot.wakes.set(`${letter}/${worker.uid}`, wakes[letter]!)
  worker.isSilent = true
  for (let due = nextOf(worker, slot.wakes); due !== undefined && due.at <= until; due = nextOf(worker, slot.wakes)) {
    then.now = due.at
    slot.wakes.delete(`${due.letter}/${worker.uid}`)
    wakePod({ context: then, state, node, worker }, due.letter)
  }
  worker.isSilent = false
  for (const letter of cycleWakes) {
    const at = slot.wakes.get(`${letter}/${worker.uid}`)
    if (at !== undefined) resetWake(context, `${letter}/${worker.uid}`, at)
  }
}

function nextOf(worker: PodWorker, wakes: ActorSlot['wakes']): { readonly letter: string; readonly at: Millis } | undefined {
  let next: { readonly letter: string; readonly at: Millis } | undefined
  for (const [letter, at] of Object.entries(wakesOf(worker, (key) => wakes.get(key)))) if (next === undefined || at < next.at) next = { letter, at }
  return next
}
