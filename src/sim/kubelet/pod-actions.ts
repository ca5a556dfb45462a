import type { Container, Pod } from '../api/types.js'
import { mustRestartFor } from './allocation.js'
import { initActions } from './init-actions.js'
import type { Kill } from './kill.js'
import { findProbe, probeResult } from './probe-results.js'
import { couldRestartAll, isRestartingAll } from './restart-all.js'
import { findContainer, restartsAfterKill, shouldStart } from './restart-policy.js'
import { needsSandbox } from './sandbox.js'
import type { PodWorker, RuntimeContainer, RuntimePod, StartItem } from './state.js'

/** What a sync does to a pod's containers. */
export interface PodActions {
  readonly killsPod: boolean
  readonly createsSandbox: boolean
  readonly kills: readonly Kill[]
  readonly starts: readonly StartItem[]
  /** All containers are taken away, so that they begin anew in the same sandbox. */
  readonly removesAll?: boolean
}

const main = (container: Container): StartItem => ({ container, isInit: false })

/** Decides by what was seen of the containers (computePodActions, kuberuntime_manager.go 1.36). */
export function podActions(worker: PodWorker, seen: RuntimePod): PodActions {
  if (couldRestartAll(worker.pod.spec) && worker.status !== undefined && isRestartingAll(worker.status)) {
    const createsSandbox = needsSandbox(seen)
    return { killsPod: createsSandbox, createsSandbox, kills: [], starts: [], removesAll: true }
  }
  return needsSandbox(seen) ? newSandboxActions(worker.pod, seen) : presentSandboxActions(worker, seen)
}

/** Everything begins anew: the first init container, or all main containers that have not succeeded for good. */
function newSandboxActions({ spec }: Pod, seen: RuntimePod): PodActions {
  const isRecreation = seen.sandboxes.length > 0
  const actions = { killsPod: true, createsSandbox: true, kills: [], starts: [] }
  if (spec.restartPolicy === 'Never' && isRecreation && seen.containers.length > 0) return { ...actions, createsSandbox: false }
  const mains: Container[] = []
  for (let i = 0; i < spec.containers.length; i++) {
    const container = spec.containers[i]!
    if ((container.restartPolicy ?? spec.restartPolicy) !== 'OnFailure' || !hasSucceeded(seen, container)) mains.push(container)
  }
  if (mains.length === 0 && hasMain(spec.containers, seen)) return { ...actions, createsSandbox: false }
  const firstInit = spec.initContainers?.[0]
  return { ...actions, starts: firstInit === undefined ? mains.map(main) : [{ container: firstInit, isInit: true }] }
}

function hasSucceeded(seen: RuntimePod, { name }: Container): boolean {
  const last = findContainer(seen, name)
  return last?.state === 'exited' && last.exitCode === 0
}

const hasMain = (mains: readonly Container[], seen: RuntimePod): boolean => mains.some(({ name }) => findContainer(seen, name) !== undefined)

const noStarts: readonly StartItem[] = []

function presentSandboxActions(worker: PodWorker, seen: RuntimePod): PodActions {
  const inits = initActions(worker, seen)
  const { ephemeralContainers, containers } = worker.pod.spec
  const ephemeral = ephemeralContainers?.filter(({ name }) => findContainer(seen, name) === undefined).map(main) ?? noStarts
  if (inits.killsPod || !inits.isInitialized) return { killsPod: inits.killsPod, createsSandbox: false, kills: inits.kills, starts: inits.killsPod ? [] : [...ephemeral, ...inits.starts] }
  let { kills } = inits
  let starts = noStarts
  let kept = 0
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i]!
    const instance = findContainer(seen, container.name)
    if (instance?.state !== 'running') {
      if (shouldStart(worker.pod, container, seen)) starts = [...starts, main(container)]
      continue
    }
    const kill = killOf(worker, container, instance)
    if (kill === undefined) kept++
    else {
      kills = [...kills, kill.kill]
      if (kill.restarts) starts = [...starts, main(container)]
    }
  }
  // Nothing is kept and nothing starts: the pod is over, and sidecars do not keep it alive.
  if (kept === 0 && starts.length === 0) return { killsPod: true, createsSandbox: false, kills: [], starts: [] }
  return { killsPod: false, createsSandbox: false, kills, starts: ephemeral.length + inits.starts.length === 0 ? starts : [...ephemeral, ...inits.starts, ...starts] }
}

function killOf(worker: PodWorker, container: Container, instance: RuntimeContainer): { readonly kill: Kill; readonly restarts: boolean } | undefined {
  const why = killReason(worker, container, instance)
  if (why === undefined && worker.resize !== undefined && mustRestartFor(worker, container, instance)) {
    return { restarts: true, kill: { instance, message: `Container ${container.name} resize requires restart` } }
  }
  if (why === undefined) return undefined
  const restarts = why.isChange || restartsAfterKill(worker.pod.spec, container)
  const message = `Container ${container.name} ${why.text}${restarts ? ', will be restarted' : ''}`
  return { restarts, kill: { instance, message, ...(why.probe === undefined ? {} : { probe: why.probe }) } }
}

interface KillReason {
  readonly text: string
  readonly isChange: boolean
  readonly probe?: 'liveness' | 'startup'
}

function killReason(worker: PodWorker, container: Container, instance: RuntimeContainer): KillReason | undefined {
  if (instance.image !== (container.image ?? '')) return { text: 'definition changed', isChange: true }
  if (worker.probes.length === 0) return undefined
  const id = instance.idText
  for (const probe of ['liveness', 'startup'] as const) {
    if (findProbe(worker, container.name, probe) !== undefined && probeResult(worker, container.name, probe, id) === 'failure') return { text: `failed ${probe} probe`, isChange: false, probe }
  }
  return undefined
}
