import type { Container } from '../api/types.js'
import type { Kill } from './kill.js'
import { probeResult } from './probe-results.js'
import { findContainer, isSidecar, restartsAfter } from './restart-policy.js'
import type { PodWorker, RuntimeContainer, RuntimePod, StartItem } from './state.js'

export interface InitActions {
  readonly isInitialized: boolean
  readonly killsPod: boolean
  readonly kills: readonly Kill[]
  readonly starts: readonly StartItem[]
}

interface Draft {
  isInitialized: boolean
  killsPod: boolean
  readonly kills: Kill[]
  /** Last first. */
  readonly starts: number[]
}

const noInits: InitActions = { isInitialized: true, killsPod: false, kills: [], starts: [] }

/**
 * How far initialisation is, and what it takes to go on (computeInitContainerActions, kuberuntime_container.go 1.36): from the last init
 * container back to the first that has run at all; sidecars before it are kept running.
 */
export function initActions(worker: PodWorker, seen: RuntimePod): InitActions {
  const inits = worker.pod.spec.initContainers
  if (inits === undefined || inits.length === 0) return noInits
  const isRunning = worker.pod.spec.containers.some(({ name }) => {
    const state = findContainer(seen, name)?.state
    return state === 'running' || state === 'created'
  })
  const draft: Draft = { isInitialized: isRunning, killsPod: false, kills: [], starts: [] }
  let isPassed = isRunning
  for (let i = inits.length - 1; i >= 0; i--) {
    const container = inits[i]!
    const instance = findContainer(seen, container.name)
    if (instance === undefined) {
      if (isPassed && isSidecar(container)) draft.starts.push(i)
      continue
    }
    if (isPassed && !isSidecar(container)) continue
    look(worker, draft, container, instance, i, inits.length, isPassed)
    if (draft.killsPod) return { isInitialized: false, killsPod: true, kills: [], starts: [] }
    isPassed = true
  }
  if (!isPassed) draft.starts.push(0)
  const starts = draft.starts.toReversed().map((index): StartItem => ({ container: inits[index]!, isInit: true }))
  return { isInitialized: draft.isInitialized, killsPod: false, kills: draft.kills, starts }
}

function look(worker: PodWorker, draft: Draft, container: Container, instance: RuntimeContainer, index: number, count: number, isPassed: boolean): void {
  if (instance.state === 'created') draft.starts.push(index)
  else if (instance.state === 'running') {
    if (isSidecar(container)) lookAtSidecar(worker, draft, container, instance, index, count, isPassed)
  } else if (isSidecar(container)) draft.starts.push(index)
  else if (instance.exitCode === 0) pass(draft, index, count, false)
  else if (restartsAfter(worker.pod.spec, container, instance.exitCode ?? 0) && worker.pod.metadata.deletionTimestamp === undefined) draft.starts.push(index)
  else draft.killsPod = true
}

/** The container is done: the next one may start, or the pod is initialised. */
function pass(draft: Draft, index: number, count: number, isPassed: boolean): void {
  if (index === count - 1) draft.isInitialized = true
  else if (!isPassed) draft.starts.push(index + 1)
}

function lookAtSidecar(worker: PodWorker, draft: Draft, container: Container, instance: RuntimeContainer, index: number, count: number, isPassed: boolean): void {
  const id = instance.idText
  const restart = (message: string, probe?: 'liveness' | 'startup'): void => {
    draft.kills.push({ instance, message, ...(probe === undefined ? {} : { probe }) })
    draft.starts.push(index)
  }
  if (container.startupProbe !== undefined) {
    const startup = probeResult(worker, container.name, 'startup', id)
    if (startup === 'failure') restart(`Init container ${container.name} failed startup probe`, 'startup')
    if (startup !== 'success') return
  }
  pass(draft, index, count, isPassed)
  if (instance.image !== (container.image ?? '')) return restart(`Init container ${container.name} definition changed`)
  if (container.livenessProbe !== undefined && probeResult(worker, container.name, 'liveness', id) === 'failure') {
    restart(`Init container ${container.name} failed liveness probe`, 'liveness')
  }
}
