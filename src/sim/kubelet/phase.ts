import type { Container, PodSpec } from '../api/types.js'
import { restartingAll } from './restart-all.js'
import { isSidecar, restartsAfter } from './restart-policy.js'
import { statusNamed, type StatusView } from './status-view.js'

interface Counts {
  pendingInit: number
  pendingSidecar: number
  fatalInit: number
  unknown: number
  running: number
  waiting: number
  stopped: number
  final: number
  succeeded: number
}

/**
 * The phase of a pod by its containers (getPhase, kubelet_pods.go 1.36). `isTerminating`: no container will be started any more;
 * `hasActiveMain`: a main container was created in the present sandbox.
 */
export function phaseOf(spec: PodSpec, statuses: readonly StatusView[], isTerminating: boolean, hasActiveMain: boolean): string {
  const counts: Counts = { pendingInit: 0, pendingSidecar: 0, fatalInit: 0, unknown: 0, running: 0, waiting: 0, stopped: 0, final: 0, succeeded: 0 }
  if (spec.initContainers !== undefined) {
    for (const container of spec.initContainers) {
      const status = statusNamed(statuses, container.name)
      if (isSidecar(container)) countSidecar(counts, status)
      else countInit(counts, spec, container, status)
    }
  }
  const { containers } = spec
  for (let i = 0; i < containers.length; i++) countMain(counts, spec, containers[i]!, statusNamed(statuses, containers[i]!.name))
  return decide(counts, isTerminating, hasActiveMain)
}

function decide(counts: Counts, isTerminating: boolean, hasActiveMain: boolean): string {
  const { pendingInit, pendingSidecar, fatalInit, unknown, running, waiting, stopped, final, succeeded } = counts
  if (fatalInit > 0) return 'Failed'
  if (pendingInit > 0 || (pendingSidecar > 0 && !hasActiveMain) || waiting > 0) return 'Pending'
  if (running > 0 && unknown === 0) return 'Running'
  if (running > 0 || stopped === 0 || unknown > 0) return 'Pending'
  if (!isTerminating && stopped !== final) return 'Running'
  return stopped === succeeded ? 'Succeeded' : 'Failed'
}

/** Whether a container that ended like this is not started again. */
const isFinal = (spec: PodSpec, container: Container, { exitCode, reason }: { readonly exitCode: number; readonly reason?: string }): boolean =>
  !restartsAfter(spec, container, exitCode) && reason !== restartingAll

function countInit(counts: Counts, spec: PodSpec, container: Container, status: StatusView | undefined): void {
  const ended = status?.state?.terminated ?? (status?.state?.waiting === undefined ? undefined : status.lastState?.terminated)
  if (ended === undefined) counts.pendingInit++
  else if (ended.exitCode !== 0 && isFinal(spec, container, ended)) counts.fatalInit++
}

function countSidecar(counts: Counts, status: StatusView | undefined): void {
  const state = status?.state
  if (state?.running !== undefined) {
    counts.running++
    if (status?.started !== true) counts.pendingSidecar++
  } else if (state?.waiting !== undefined) {
    if (status?.lastState?.terminated !== undefined) return
    counts.pendingSidecar++
    counts.waiting++
  } else if (state?.terminated === undefined) counts.unknown++
}

function countMain(counts: Counts, spec: PodSpec, container: Container, status: StatusView | undefined): void {
  const state = status?.state
  if (state?.running !== undefined) counts.running++
  else if (state?.terminated !== undefined) {
    counts.stopped++
    if (state.terminated.exitCode === 0) counts.succeeded++
    if (isFinal(spec, container, state.terminated)) counts.final++
  } else if (state?.waiting !== undefined) {
    const last = status?.lastState?.terminated
    if (last === undefined) counts.waiting++
    else {
      counts.stopped++
      if (isFinal(spec, container, last)) counts.final++
    }
  } else counts.unknown++
}
