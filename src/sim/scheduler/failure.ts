import type { Pod } from '../api/types.js'
import { createEvent } from '../apiserver/events.js'
import { withPodCondition } from '../apiserver/pod-condition.js'
import { updateStatus } from '../apiserver/update.js'
import type { ActorContext } from '../state.js'
import type { Cycle } from './cycle.js'
import type { Diagnosis } from './find-node.js'
import { fitError } from './fit-error.js'
import { priorityOf } from './node-record.js'
import { dropNomination, setNomination } from './nominations.js'
import { startPreemption } from './preemption/actuate.js'
import { preempt, type Preemption } from './preemption/preempt.js'
import { defaultSchedulerName } from './profile.js'
import { registryOf } from './registry.js'
import { forget } from './forget.js'
import { placedPod } from './placement.js'
import type { Rejection } from './rejection.js'
import { dequeue, requeueFailed, returnPod } from './queue/queue.js'
import { recordFailure } from './recorder.js'
import type { QueuedPod, SchedulerState } from './state.js'

/** A pod that is being deleted is left alone (skipPodSchedule, 1.36). */
export function skipDeleting(context: ActorContext, state: SchedulerState, queued: QueuedPod): void {
  const message = `skip schedule deleting pod: ${queued.key}`
  const component = queued.pod.spec.schedulerName ?? defaultSchedulerName
  createEvent(context, { regarding: queued.pod, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message, component }, message)
  dequeue(state, queued.key)
}

/** Nothing to do with plugins: retried after backoff, whatever happens. */
export function failError(context: ActorContext, state: SchedulerState, queued: QueuedPod, message: string): void {
  requeueFailed(context, state, queued, 0)
  nominate(context, state, queued, '')
  report(context, state, queued, message, '')
}

/** No node will do: preemption is tried, the pod waits for a change, and says why (handleSchedulingFailure, 1.36). */
export function failUnschedulable(context: ActorContext, queued: QueuedPod, cycle: Cycle, diagnosis: Diagnosis): void {
  const { state, template, derived } = cycle
  const outcome = afterFilters(context, cycle, diagnosis)
  let rejectors = 0
  for (const name of diagnosis.rejectors) rejectors |= registryOf(context.cluster.controlPlane).bits.get(name) ?? 0
  const message = fitError(diagnosis.rejections.length, diagnosis.preFilter, diagnosis.rejections, outcome.message)
  requeueFailed(context, state, queued, rejectors)
  nominate(context, state, queued, outcome.nominate)
  if (outcome.victims === undefined && diagnosis.preFilter === undefined && derived.promised.size === 0) {
    if (template.failures?.version !== derived.version) template.failures = { version: derived.version, byFacts: new Map() }
    template.failures.byFacts.set(queued.facts, { priority: priorityOf(queued.pod), policy: queued.pod.spec.preemptionPolicy, message, rejectors })
  }
  report(context, state, queued, message, outcome.nominate)
  if (outcome.victims !== undefined) startPreemption(context, state, queued.pod, outcome.nominate!, outcome.victims)
}

/** When a pod of the same template and labels failed before and nothing changed since, this one fails alike. False when that is not known. */
export function failAlike(context: ActorContext, queued: QueuedPod, { state, template, derived }: Cycle): boolean {
  const { failures } = template
  const { pod, facts } = queued
  const failure = failures?.version === derived.version ? failures.byFacts.get(facts) : undefined
  if (failure === undefined || derived.promised.size > 0 || pod.status.nominatedNodeName !== undefined) return false
  if (failure.priority !== priorityOf(pod) || failure.policy !== pod.spec.preemptionPolicy) return false
  requeueFailed(context, state, queued, failure.rejectors)
  report(context, state, queued, failure.message, undefined)
  return true
}

/** Claims are checked before DynamicResources' preFilter ran; its postFilter then fails and no preemption is tried (1.34 and later). */
function afterFilters(context: ActorContext, cycle: Cycle, diagnosis: Diagnosis): Preemption {
  const { preempts, hasDynamicResources } = cycle.profile
  if (hasDynamicResources && diagnosis.preFilter !== undefined) return { message: 'not found', nominate: undefined, victims: undefined }
  const claims = hasDynamicResources ? 'no new claims to deallocate' : ''
  if (!preempts) return { message: claims, nominate: undefined, victims: undefined }
  const outcome = preempt(cycle, diagnosis, context.store, context.random)
  return outcome.victims === undefined ? { ...outcome, message: [claims, outcome.message].filter((part) => part !== '').join(', ') } : outcome
}

/** `node` undefined: the promise stays as it is. */
function nominate(context: ActorContext, state: SchedulerState, { key, uid, pod }: QueuedPod, node: string | undefined): void {
  const name = node ?? pod.status.nominatedNodeName ?? ''
  if (name === '') dropNomination(state, uid)
  else if (context.store.byUid('Pod', key, uid) !== undefined) setNomination(state, { key, uid, node: name, priority: priorityOf(pod), pod })
}

/** A plugin takes the choice back: reported as of a cluster of that one node (schedule_one.go schedulingCycle, 1.36). */
export function failPermit(context: ActorContext, queued: QueuedPod, { state }: Cycle, rejection: Rejection): void {
  const message = fitError(1, undefined, [rejection], '')
  requeueFailed(context, state, queued, registryOf(context.cluster.controlPlane).bits.get(rejection.plugin) ?? 0)
  nominate(context, state, queued, '')
  report(context, state, queued, message, '')
}

/** The pod had its node, but cannot be bound there: it comes back as after an error (handleBindingCycleError, 1.36). */
export function failBinding(context: ActorContext, state: SchedulerState, key: string, message: string): void {
  const placed = placedPod(state, key)
  forget(context, state, key)
  const live = placed === undefined ? undefined : context.store.byUid<Pod>('Pod', key, placed.pod.metadata.uid)
  if (live === undefined) return
  const queued = returnPod(context, state, key, live)
  nominate(context, state, queued, '')
  report(context, state, queued, message, '', 'SchedulerError')
}

function report(context: ActorContext, state: SchedulerState, queued: QueuedPod, message: string, node: string | undefined, reason = 'Unschedulable'): void {
  recordFailure(context, state, queued, message)
  const live = context.store.byUid<Pod>('Pod', queued.key, queued.uid)
  if (live === undefined) return
  const status = withPodCondition(context, live, { type: 'PodScheduled', status: 'False', reason, message })
  const nominated = node ?? live.status.nominatedNodeName ?? ''
  if (nominated === (live.status.nominatedNodeName ?? '')) return void updateStatus(context, live, status)
  const { nominatedNodeName: _, ...rest } = status
  updateStatus(context, live, nominated === '' ? rest : { ...rest, nominatedNodeName: nominated })
}
