import type { Pod } from '../../api/types.js'
import { deleteObject } from '../../apiserver/delete.js'
import { setPodCondition } from '../../apiserver/pod-condition.js'
import { updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { wakeAt } from '../../wake.js'
import { isTerminating, priorityOf } from '../node-record.js'
import { defaultSchedulerName } from '../profile.js'
import { Wake } from '../queue/queue.js'
import { recordPreempted } from '../recorder.js'
import type { PendingPreemption, SchedulerState } from '../state.js'
import type { Victims } from './victims.js'

/**
 * The calls to the API server that preemption makes after the pod is back in the queue: all victims but the last at once, then the
 * last one (framework/preemption Executor.prepareCandidateAsync, 1.36). Until then the pod is held out of the queue.
 */
export function startPreemption(context: ActorContext, state: SchedulerState, preemptor: Pod, node: string, { pods }: Victims): void {
  const alive = pods.filter((placed) => !isTerminating(placed))
  if (alive.length === 0) return
  const { bindMs } = context.options.latency
  const first = context.now + bindMs
  const victims = alive.map(({ key, pod }, i) => ({ key, uid: pod.metadata.uid, at: i > 0 && i === alive.length - 1 ? first + 2 * bindMs : first }))
  state.preemptions.set(preemptor.metadata.uid, { preemptor, node, victims, cause: context.cause })
  wakeAt(context, Wake.preempt, first)
}

export function continuePreemptions(context: ActorContext, state: SchedulerState): void {
  for (const [uid, preemption] of [...state.preemptions.entries()]) {
    const due = preemption.victims.filter(({ at }) => at <= context.now)
    const later = preemption.victims.filter(({ at }) => at > context.now)
    context.cause = preemption.cause
    if (due.length > 0) withdrawNominations(context, state, preemption)
    for (const { key, uid: victim } of due) preemptPod(context, preemption, key, victim)
    if (later.length === 0) state.preemptions.delete(uid)
    else {
      state.preemptions.set(uid, { ...preemption, victims: later })
      wakeAt(context, Wake.preempt, Math.min(...later.map(({ at }) => at)))
    }
  }
}

function preemptPod(context: ActorContext, { preemptor, node }: PendingPreemption, key: string, uid: string): void {
  const live = context.store.byUid<Pod>('Pod', key, uid)
  if (live === undefined) return
  const message = `${preemptor.spec.schedulerName ?? defaultSchedulerName}: preempting to accommodate a higher priority pod`
  const marked = setPodCondition(context, live, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message })
  const deleted = deleteObject(context, 'Pod', key, { uid })
  if (deleted.ok) recordPreempted(context, marked, preemptor, node)
}

/** Pods of lower priority that were promised the node look for another place. */
function withdrawNominations(context: ActorContext, state: SchedulerState, { preemptor, node }: PendingPreemption): void {
  for (const nomination of [...state.nominations.values()]) {
    if (nomination.node !== node || nomination.priority >= priorityOf(preemptor)) continue
    const live = context.store.byUid<Pod>('Pod', nomination.key, nomination.uid)
    if (live?.status.nominatedNodeName === undefined) continue
    const { nominatedNodeName: _, ...status } = live.status
    updateStatus(context, live, status)
  }
}
