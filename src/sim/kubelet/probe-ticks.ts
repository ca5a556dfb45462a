import type { ContainerStatus, Millis, Probe } from '../api/types.js'
import { virtualTime } from '../clock.js'
import { eventsAllowedAt } from '../apiserver/event-correlation.js'
import { nextAnswerChangeAfter } from '../runtime/probe-outcome.js'
import { profileAsMade } from '../runtime/profile.js'
import { specContainer } from './containers.js'
import { nextOpening } from './exec-listen.js'
import { asksImage } from './exec-request.js'
import { isProbeFaulty } from './probe-faults.js'
import { answerAt, isGateOpen, isOverForGood, thresholdOf } from './probe-gate.js'
import type { ProbeWorker, Scope } from './state.js'
import { isTerminalPhase, statusOf } from './status-writer.js'
import { wakeProbe } from './wakes.js'

const defaultPeriodSeconds = 10
export const periodOf = (probe: Probe): Millis => (probe.periodSeconds ?? defaultPeriodSeconds) * 1000

/** The first tick after everything that is accounted for, and not before `from`. */
export const tickFrom = ({ anchor, doneUntil }: ProbeWorker, periodMs: Millis, from: Millis): Millis => {
  const after = Math.max(from, doneUntil + 1)
  return after <= anchor + periodMs ? anchor + periodMs : anchor + Math.ceil((after - anchor) / periodMs) * periodMs
}

/** Counts the runs up to now (exclusive) that came to what runs came to before, so that they need not be made one by one; the value is how many. */
export function accountTicks(scope: Scope, probe: ProbeWorker, spec: Probe): number {
  const until = scope.context.now - 1
  if (until <= probe.doneUntil) return 0
  const runs = probe.steady === undefined ? 0 : countSteadyRuns(probe, periodOf(spec), until)
  probe.doneUntil = until
  return runs
}

function countSteadyRuns(probe: ProbeWorker, periodMs: Millis, until: Millis): number {
  const first = tickFrom(probe, periodMs, probe.doneUntil + 1)
  const runs = first > until ? 0 : Math.floor((until - first) / periodMs) + 1
  if (runs === 0) return 0
  if (probe.steady === 'success') probe.successes += runs
  else probe.failures += runs
  probe.run += runs
  probe.lastRunAt = first + (runs - 1) * periodMs
  return runs
}

/** Wakes the probe for the next of its ticks that changes something, if there is one. */
export function scheduleProbe(scope: Scope, index: number): void {
  const probe = scope.worker.probes[index]!
  wakeProbe(scope, index, nextWakeOf(scope, probe))
}

function nextWakeOf(scope: Scope, probe: ProbeWorker): Millis | undefined {
  probe.steady = undefined
  if (probe.isStopped) return undefined
  if (probe.running !== undefined) return probe.running.until
  const container = specContainer(scope.worker.pod, probe.container)
  const spec = container?.[`${probe.type}Probe`]
  const status = scope.worker.status === undefined ? undefined : findStatus(scope, probe.container)
  if (spec === undefined || status?.containerID === undefined || isTerminalPhase(statusOf(scope.worker).phase)) return undefined
  const tick = tickFrom(probe, periodOf(spec), scope.context.now)
  if (probe.containerId !== status.containerID) return tick
  if (probe.isOnHold) return undefined
  if (status.state?.running === undefined) return probe.result !== 'failure' || isOverForGood(scope.worker, probe.container, status) ? tick : undefined
  if (!isGateOpen(probe, status)) return undefined
  return nextRun(scope, probe, spec, status, tick)
}

export const findStatus = ({ worker }: Scope, name: string): ContainerStatus | undefined =>
  worker.status?.containerStatuses?.find((status) => status.name === name) ?? worker.status?.initContainerStatuses?.find((status) => status.name === name)

/** Skips ticks that come to the same again: successes until the answer changes, failures until an event of them would be kept. */
function nextRun(scope: Scope, probe: ProbeWorker, spec: Probe, status: ContainerStatus, earliest: Millis): Millis | undefined {
  const { context, worker } = scope
  const periodMs = periodOf(spec)
  const startedAt = virtualTime(context.cluster.clock, status.state?.running?.startedAt ?? '')
  const tick = tickFrom(probe, periodMs, Math.max(earliest, startedAt + (spec.initialDelaySeconds ?? 0) * 1000))
  if (tick > earliest || probe.last === undefined || probe.result !== probe.last || probe.run < thresholdOf(probe, spec)) return tick
  const answer = answerAt(scope, probe, spec, tick)
  if (answer === undefined || answer.result !== probe.last) return tick
  const changesAt = nextChangeAt(scope, probe, spec, tick)
  probe.steady = probe.last
  if (probe.last === 'success') return changesAt === undefined ? undefined : tickFrom(probe, periodMs, changesAt)
  const allowedAt = eventsAllowedAt(context, 'kubelet', worker.node, worker.uid, 'Warning')
  return tickFrom(probe, periodMs, Math.min(Math.max(tick, allowedAt), changesAt ?? Number.POSITIVE_INFINITY))
}

/** Faults are told when they begin and end; else the answer follows the container's own timeline. */
function nextChangeAt(scope: Scope, probe: ProbeWorker, spec: Probe, tick: Millis): Millis | undefined {
  const { context, worker } = scope
  const container = specContainer(worker.pod, probe.container)
  const instance = worker.runtime.containers.find(({ name }) => name === probe.container)
  if (container === undefined || instance?.startedAt === undefined) return undefined
  if (isProbeFaulty(context.cluster.conditions, worker.pod, container.name, probe.type)) return undefined
  if (asksImage(scope, container, spec)) {
    const changesAt = Math.min(nextOpening(scope, tick) ?? Number.POSITIVE_INFINITY, instance.end?.at ?? Number.POSITIVE_INFINITY)
    return changesAt === Number.POSITIVE_INFINITY ? undefined : changesAt
  }
  // Commands are run again when what they rest on changes.
  const change = nextAnswerChangeAfter(profileAsMade(context.options, worker.pod, container, instance.image), probe.type, tick - instance.startedAt)
  const endsAt = spec.exec === undefined ? instance.end?.at : undefined
  return change === undefined ? endsAt : Math.min(instance.startedAt + change, endsAt ?? Number.POSITIVE_INFINITY)
}
