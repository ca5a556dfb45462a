import type { Condition, Container } from '../api/types.js'
import { timestamp } from '../clock.js'
import { allocatedResources, allocatedSpec, containersToResize } from './allocation.js'
import { plannedEnd } from './create-container.js'
import { replaceContainer, specContainer } from './containers.js'
import { runsScript } from './exec-program.js'
import { podEvent } from './pod-events.js'
import { catchUpRelists } from './relist.js'
import type { Scope } from './state.js'
import { wakeEnds } from './wakes.js'

/** What a resize event tells of a pod (events/resize.go, kubelet 1.36). */
export function resizeSummary(containers: readonly Container[], inits: readonly Container[] | undefined, generation: number, error = ''): string {
  const of = (list: readonly Container[]): unknown => list.map(({ name, resources }) => ({ name, resources: { limits: sorted(resources?.limits), requests: sorted(resources?.requests) } }))
  return JSON.stringify({ ...(inits === undefined ? {} : { initContainers: of(inits) }), containers: of(containers), generation, ...(error === '' ? {} : { error }) })
}

const sorted = (list: Readonly<Record<string, string>> | undefined): unknown =>
  (list === undefined ? undefined : Object.fromEntries(Object.entries(list).toSorted(([a], [b]) => (a < b ? -1 : 1))))

export function resizeCondition({ context, worker }: Scope, type: string, old: Condition | undefined, generation: number | undefined, reason?: string, message?: string): Condition {
  const now = timestamp(context.cluster.clock, context.now)
  const lastTransitionTime = old !== undefined && old.reason === reason ? old.lastTransitionTime ?? now : now
  const observed = generation ?? worker.pod.metadata.generation
  return {
    type, ...(observed === undefined ? {} : { observedGeneration: observed }), status: 'True', lastProbeTime: old?.reason === reason ? old?.lastProbeTime ?? now : now, lastTransitionTime,
    ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }),
  }
}

/** Whether running containers have what they are granted: the end of a resize is told, its beginning stays in the status (SyncPod, kubelet.go 1.36). */
export function noteResizeProgress(scope: Scope): void {
  const { worker } = scope
  const { resize } = worker
  if (resize === undefined) return
  const isUnderWay = containersToResize(worker, worker.operation?.seen.containers ?? worker.cached.containers).length > 0
  if (isUnderWay) {
    if (resize.inProgress === undefined) worker.resize = { ...resize, inProgress: resizeCondition(scope, 'PodResizeInProgress', undefined, undefined) }
  } else if (resize.inProgress !== undefined) {
    const { containers, initContainers } = allocatedSpec(worker)
    podEvent(scope, 'Normal', 'ResizeCompleted', `Pod resize completed: ${resizeSummary(containers, initContainers, resize.inProgress.observedGeneration ?? 0)}`)
    worker.resize = { ...resize, inProgress: undefined }
  }
}

/** Gives running containers what they are granted; a smaller memory limit may be their end (doPodResizeAction). */
export function actuateResize(scope: Scope): boolean {
  const { worker } = scope
  const outdated = containersToResize(worker, worker.runtime.containers)
  if (outdated.length === 0) return false
  catchUpRelists(scope)
  for (const { id, name } of outdated) {
    const container = specContainer(worker.pod, name)
    if (container === undefined) continue
    const resources = allocatedResources(worker, container)
    replaceContainer(scope, id, (instance) => {
      const { end: planned } = instance
      const resized = { ...container, ...(resources === undefined ? {} : { resources }) }
      const endsByMemory = planned === undefined || planned.reason === 'OOMKilled'
      const end = endsByMemory ? plannedEnd(scope, resized, instance.startedAt ?? scope.context.now, runsScript(scope, container)) : planned
      return { ...instance, resources, end }
    })
  }
  worker.mustReinspect = true
  wakeEnds(scope)
  return true
}
