import type { DraftStatus } from './container-status.js'
import type { ProbeType } from '../runtime/probe-outcome.js'
import { isSidecar } from './restart-policy.js'
import type { PodWorker, ProbeWorker } from './state.js'

export const findProbe = (worker: PodWorker, container: string, type: ProbeType): ProbeWorker | undefined =>
  worker.probes.find((probe) => probe.container === container && probe.type === type && !probe.isStopped)

/** What a probe's last results made of this very container; undefined when it has not looked at it yet. */
export function probeResult(worker: PodWorker, container: string, type: ProbeType, containerId: string | undefined): ProbeWorker['result'] {
  const probe = worker.probes.length === 0 ? undefined : findProbe(worker, container, type)
  return probe !== undefined && probe.containerId === containerId ? probe.result : undefined
}

/** Fills in `started` and `ready`, and names the readiness probes to run at once (prober_manager.go UpdatePodStatus, kubelet 1.36). */
export function markReadiness(worker: PodWorker, mains: readonly DraftStatus[], inits: readonly DraftStatus[]): readonly ProbeWorker[] {
  const triggered: ProbeWorker[] = []
  for (const status of mains) mark(worker, status, triggered)
  for (const status of inits) {
    const container = worker.pod.spec.initContainers?.find(({ name }) => name === status.name)
    if (container !== undefined && isSidecar(container)) mark(worker, status, triggered)
    else {
      status.started = isStarted(worker, status)
      if (status.state?.terminated?.exitCode === 0) status.ready = true
    }
  }
  return triggered
}

function mark(worker: PodWorker, status: DraftStatus, triggered: ProbeWorker[]): void {
  status.started = isStarted(worker, status)
  if (!status.started) return
  const probe = worker.probes.length === 0 ? undefined : findProbe(worker, status.name, 'readiness')
  status.ready = probe === undefined || (probe.containerId === status.containerID && probe.result === 'success')
  if (probe !== undefined && !status.ready) triggered.push(probe)
}

function isStarted(worker: PodWorker, status: DraftStatus): boolean {
  if (status.state?.running === undefined) return false
  const result = probeResult(worker, status.name, 'startup', status.containerID)
  if (result !== undefined) return result === 'success'
  return status.started === true || worker.probes.length === 0 || findProbe(worker, status.name, 'startup') === undefined
}
