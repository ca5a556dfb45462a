import type { Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { firstAlike } from './alike.js'
import type { Cycle } from './cycle.js'
import type { Incoming } from './define.js'
import { defaultSelectorOf } from './default-selector.js'
import { derivedOf } from './derived.js'
import { templateOf, tokenOf } from './examine.js'
import { failAlike, failError, failPermit, failUnschedulable, skipDeleting } from './failure.js'
import { findNode, rejectedByAll, type Diagnosis } from './find-node.js'
import { dropNomination } from './nominations.js'
import { placePod } from './placement.js'
import { profileOf } from './profile.js'
import { dequeue, popNext, Wake } from './queue/queue.js'
import { noReservation, reserveVolumes, volumePollMs } from './reserve-volumes.js'
import type { Rejection } from './rejection.js'
import type { QueuedPod, SchedulerState } from './state.js'

/** Places all pods that are ready for it, one after the other; each sees those before it in their places. Takes no virtual time. */
export function schedulePods(context: ActorContext, state: SchedulerState): void {
  const { cause } = context
  for (let queued = popNext(state); queued !== undefined; queued = popNext(state)) {
    context.cause = queued.cause
    schedulePod(context, state, queued)
  }
  context.cause = cause
}

function schedulePod(context: ActorContext, state: SchedulerState, queued: QueuedPod): void {
  const { pod } = queued
  if (pod.metadata.deletionTimestamp !== undefined) return skipDeleting(context, state, queued)
  if (state.placed.has(queued.key)) return dequeue(state, queued.key)
  if (state.tree.length === 0) return failError(context, state, queued, 'no nodes available to schedule pods')
  const cycle = startCycle(context, state, pod, queued)
  const refusal = checkPod(context, cycle)
  if (refusal === undefined && failAlike(context, queued, cycle)) return
  const outcome = refusal ?? findNode(cycle, context.random)
  if (typeof outcome !== 'number') return failUnschedulable(context, queued, cycle, outcome)
  const refused = cycle.profile.permit.length === 0 ? undefined : permit(context, cycle, outcome)
  if (refused === undefined) assume(context, state, queued, cycle, cycle.derived.nodes[outcome]!.name)
  else failPermit(context, queued, cycle, refused)
}

export function startCycle(context: ActorContext, state: SchedulerState, pod: Pod, { facts }: Pick<QueuedPod, 'facts'>): Cycle {
  const profile = profileOf(context, pod)
  const derived = derivedOf(state, context.store)
  const selector = facts.spread.length > 0 ? undefined : defaultSelectorOf(derived.selectors, context.store, pod, facts.identity)
  const incoming: Incoming = { pod, facts: profile.sharesTemplates ? firstAlike(derived.alike, facts) : facts, defaultSelector: selector?.matches, args: profile.args }
  const template = templateOf(derived, profile, incoming, tokenOf(derived, profile, incoming, selector))
  return { state, derived, profile, template, pod, ownPosition: derived.positions.get(state.nominations.get(pod.metadata.uid)?.node ?? '') ?? -1 }
}

/** What plugins say of the pod before any node is looked at. */
export function checkPod(context: ActorContext, cycle: Cycle): Diagnosis | undefined {
  const { pod, template, profile } = cycle
  if (template.answers.rejection !== undefined) return rejectedByAll(cycle, template.answers.rejection)
  for (const plugin of profile.check) {
    const rejection = plugin.check!(pod, template.incoming.facts, context.store)
    if (rejection !== undefined) return rejectedByAll(cycle, rejection)
  }
  return undefined
}

function permit({ store }: ActorContext, { pod, derived, profile }: Cycle, position: number): Rejection | undefined {
  for (const plugin of profile.permit) {
    const rejection = plugin.permit!(pod, derived.nodes[position]!, store)
    if (rejection !== undefined) return rejection
  }
  return undefined
}

/** The pod counts on the node from now on; the binding is written a little later. */
function assume(context: ActorContext, state: SchedulerState, queued: QueuedPod, { profile }: Cycle, node: string): void {
  const { key, uid, pod, facts, cause } = queued
  dequeue(state, key)
  dropNomination(state, uid)
  placePod(state, key, pod, facts, node, true)
  const { isWaiting, failure } = profile.bindsVolumes && facts.claims.length > 0 ? reserveVolumes(context, state, pod, facts, node) : noReservation
  const at = context.now + context.options.latency.bindMs + (isWaiting ? volumePollMs : 0)
  const until = isWaiting ? context.now + profile.volumeTimeoutMs : undefined
  state.bindings.set(key, { uid, node, at, cause, until, failure })
  wakeAt(context, Wake.bind, at)
}
