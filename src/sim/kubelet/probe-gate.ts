import type { ContainerStatus, Millis, Probe } from '../api/types.js'
import { runAlone } from '../runtime/alone.js'
import { describedAnswer, failureText, portError, type ProbeAnswer } from '../runtime/probe-outcome.js'
import { profileAsMade } from '../runtime/profile.js'
import { specContainer } from './containers.js'
import { probedProcess, probeOutcome, scriptProbe } from './exec-probe.js'
import { asksImage, requestProbe } from './exec-request.js'
import { isProbeFaulty } from './probe-faults.js'
import { mustRestartAll } from './restart-all.js'
import { restartsAfter } from './restart-policy.js'
import type { PodWorker, ProbeWorker, Scope } from './state.js'
import { statusOf } from './status-writer.js'

/** Before a container has started only its startup probe runs, and after that only the others. */
export const isGateOpen = ({ type }: ProbeWorker, { started }: ContainerStatus): boolean => (started === true) !== (type === 'startup')

/** Whether the container has ended and is not started again, so that its probes have nothing more to do. */
export function isOverForGood({ pod, status: cached }: PodWorker, name: string, { state }: ContainerStatus): boolean {
  const container = specContainer(pod, name)
  if (state?.terminated === undefined || container === undefined || restartsAfter(pod.spec, container, state.terminated.exitCode)) return false
  return cached === undefined || !mustRestartAll(pod, undefined, cached)
}

/** How many equal results in a row it takes to publish the last one. */
export const thresholdOf = ({ last }: ProbeWorker, spec: Probe): number => (last === 'failure' ? spec.failureThreshold ?? 3 : spec.successThreshold ?? 1)

/** What a run at that time meets; undefined when the container is not there any more. */
export function answerAt(scope: Scope, probe: ProbeWorker, spec: Probe, at: Millis): ProbeAnswer | undefined {
  const { context, worker } = scope
  const container = specContainer(worker.pod, probe.container)
  const instance = worker.runtime.containers.find(({ name }) => name === probe.container)
  if (container === undefined || instance?.startedAt === undefined) return undefined
  const unresolved = portError(container, spec)
  if (unresolved !== undefined) return { result: 'error', output: unresolved }
  const podIP = statusOf(worker).podIP ?? ''
  const isGone = instance.state !== 'running' || (instance.end !== undefined && instance.end.at <= at)
  if (isGone && spec.exec === undefined) return { result: 'failure', output: failureText(container, spec, 'refused', podIP) }
  if (isProbeFaulty(context.cluster.conditions, worker.pod, container.name, probe.type)) return { result: 'failure', output: failureText(container, spec, 'failure', podIP) }
  const served = asksImage(scope, container, spec) ? requestProbe(scope, container, spec, at, podIP) : undefined
  if (served !== undefined) return served
  const described = describedAnswer(profileAsMade(context.options, worker.pod, container, instance.image), container, probe.type, spec, at - instance.startedAt, podIP)
  if (described !== undefined) return described
  const script = probedProcess(scope, instance)
  if (script !== undefined) return scriptProbe(scope, script, spec, at)
  const limitMs = (spec.timeoutSeconds ?? 1) * 1000
  return probeOutcome(instance.id, at, runAlone(container, spec.exec?.command ?? [], limitMs), limitMs)
}
