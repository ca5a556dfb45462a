import type { Container, Millis, Pod } from '../api/types.js'
import { profileAsMade } from '../runtime/profile.js'
import { replaceContainer, specContainer, withEnd } from './containers.js'
import { scriptEnd } from './exec-stop.js'
import { runHook } from './hooks.js'
import { containerEvent } from './pod-events.js'
import { isSidecar } from './restart-policy.js'
import type { PlannedEnd, RuntimeContainer, Scope } from './state.js'

/** A container to end, and why. */
export interface Kill {
  readonly instance: RuntimeContainer
  /** Of the Killing event; `Stopping container c` without one. */
  readonly message?: string
  readonly probe?: 'liveness' | 'startup'
}

/** Seconds that containers get at least, whatever grace is left (minimumGracePeriodInSeconds). */
const leastGraceSeconds = 2
const sigkill = 137

/** Ends containers side by side; the value is when the last is done. Sidecars of a pod that ends wait for their turn. */
export function killContainers(scope: Scope, kills: readonly Kill[], isWholePod: boolean, graceSeconds?: number): Millis {
  const { pod } = scope.worker
  const hasOrder = isWholePod && pod.spec.initContainers?.some(isSidecar) === true
  const doneAt = new Map<string, Millis>()
  const inOrder = hasOrder ? sidecarsLast(pod, kills) : kills
  let last = scope.context.now
  for (const kill of inOrder) {
    const container = specContainer(pod, kill.instance.name)
    if (container === undefined) continue
    const turnAt = hasOrder && isSidecar(container) && pod.spec.initContainers?.includes(container) === true ? turnOf(pod, container, doneAt) : 0
    const done = killContainer(scope, kill, container, turnAt, graceSeconds)
    doneAt.set(container.name, done)
    last = Math.max(last, done)
  }
  return last
}

/** Main containers and init containers first, then sidecars from the last one back: each waits for those before it here. */
function sidecarsLast({ spec }: Pod, kills: readonly Kill[]): readonly Kill[] {
  const rank = ({ instance }: Kill): number => {
    const index = spec.initContainers?.findIndex((container) => container.name === instance.name && isSidecar(container)) ?? -1
    return index < 0 ? -1 : (spec.initContainers?.length ?? 0) - index
  }
  return kills.toSorted((a, b) => rank(a) - rank(b))
}

/** When all main containers and all later sidecars are done (terminationOrdering, kuberuntime 1.36). */
function turnOf({ spec }: Pod, container: Container, doneAt: ReadonlyMap<string, Millis>): Millis {
  const later = spec.initContainers?.slice(spec.initContainers.indexOf(container) + 1).filter(isSidecar) ?? []
  return Math.max(0, ...[...spec.containers, ...later].map(({ name }) => doneAt.get(name) ?? 0))
}

/**
 * Ends one container (killContainer, kuberuntime_container.go 1.36): the preStop hook, its turn, then SIGTERM with the whole seconds of
 * grace that are left, and SIGKILL. Its end is planned here; the value is when the runtime says that it is done.
 */
function killContainer(scope: Scope, kill: Kill, container: Container, turnAt: Millis, override: number | undefined): Millis {
  const { context, worker } = scope
  const { instance } = kill
  containerEvent(scope, container.name, 'Normal', 'Killing', kill.message ?? `Stopping container ${container.name}`)
  let grace = override ?? graceOf(worker.pod, container, kill.probe)
  let at = context.now
  const preStop = container.lifecycle?.preStop
  if (preStop !== undefined && grace > 0) {
    const hook = runHook(scope, container, preStop)
    const tookMs = Math.min(hook.afterMs, grace * 1000)
    if (hook.failure !== undefined && hook.afterMs <= tookMs) containerEvent(scope, container.name, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
    at += tookMs
    grace -= Math.floor(tookMs / 1000)
  }
  if (turnAt > at && grace > 0) {
    const waitedMs = Math.min(turnAt - at, grace * 1000)
    at += waitedMs
    grace -= Math.floor(waitedMs / 1000)
  }
  const end = scriptEnd(scope, instance.id, at, Math.max(grace, leastGraceSeconds) * 1000) ?? stopEnd(scope, instance, container, at, Math.max(grace, leastGraceSeconds))
  replaceContainer(scope, instance.id, (current) => (current.state === 'running' ? withEnd(current, end) : current))
  const planned = worker.runtime.containers.find(({ id }) => id === instance.id)?.end
  return Math.max(at, planned?.at ?? at)
}

function stopEnd({ context, worker }: Scope, { image }: RuntimeContainer, container: Container, at: Millis, graceSeconds: number): PlannedEnd {
  const { stop } = profileAsMade(context.options, worker.pod, container, image)
  if (stop.afterMs === undefined || stop.afterMs > graceSeconds * 1000) return { at: at + graceSeconds * 1000, code: sigkill, reason: 'Error' }
  return { at: at + stop.afterMs, code: stop.exit, reason: stop.exit === 0 ? 'Completed' : 'Error' }
}

/** The pod's deletion decides, then the probe's own grace, then the pod's (setTerminationGracePeriod). */
function graceOf({ metadata, spec }: Pod, container: Container, probe: Kill['probe']): number {
  if (metadata.deletionGracePeriodSeconds !== undefined) return metadata.deletionGracePeriodSeconds
  const own = probe === undefined ? undefined : container[`${probe}Probe`]?.terminationGracePeriodSeconds
  return own ?? spec.terminationGracePeriodSeconds ?? leastGraceSeconds
}
