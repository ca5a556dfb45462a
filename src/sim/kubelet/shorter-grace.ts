import type { Container } from '../api/types.js'
import { profileOf } from '../runtime/profile.js'
import { replaceContainer, settleRuntime, specContainer, withEnd } from './containers.js'
import { containerEvent } from './pod-events.js'
import type { Scope } from './state.js'
import { wakeEnds, wakeOperation } from './wakes.js'

const leastGraceSeconds = 2
const sigkill = 137

/**
 * A pod that ends has less time than was said: its containers are stopped once more, with what is left (pod_workers.go UpdatePod,
 * gracePeriodShortened, 1.36; containerd 2 sends no second signal and kills when the shorter time is over). In the recordings the runtime
 * does not hear of it, and so do containers not whose end the scenario describes.
 */
export function shortenGrace(scope: Scope): void {
  const { worker, context } = scope
  if (worker.operation?.step !== 'terminate') return
  settleRuntime(scope)
  const limit = context.now + Math.max(worker.graceSeconds, leastGraceSeconds) * 1000
  for (const { id, name, state, end } of worker.runtime.containers) {
    const container = state === 'running' ? specContainer(worker.pod, name) : undefined
    if (container === undefined || !runsItself(scope, container, id) || (end !== undefined && end.at <= limit)) continue
    containerEvent(scope, name, 'Normal', 'Killing', `Stopping container ${name}`)
    replaceContainer(scope, id, (current) => withEnd(current, { at: limit, code: sigkill, reason: 'Error' }))
  }
  const last = worker.runtime.containers.reduce((at, { state, end }) => (state === 'running' ? Math.max(at, end?.at ?? at) : at), context.now)
  wakeOperation(scope, last + context.options.latency.podStopMs)
  wakeEnds(scope)
}

/** Whether what the container does follows from its command and its image. */
function runsItself({ context, worker }: Scope, container: Container, id: string): boolean {
  const { isRunGiven, foreseen } = profileOf(context.options, worker.pod, container)
  return !isRunGiven && (foreseen !== undefined || worker.contents?.processes.get(id)?.isMain === true)
}
