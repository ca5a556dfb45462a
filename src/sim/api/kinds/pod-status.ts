/** The READY, STATUS and RESTARTS cells of a pod: `printPod` in kubernetes `pkg/printers/internalversion/printers.go` 1.36. */
import type { ContainerStateTerminated, ContainerStatus, Pod } from '../types.js'
import { age } from './age.js'

interface Summary {
  readonly word: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  readonly lastRestart: string | undefined
}

const hasTrue = (pod: Pod, type: string): boolean => (pod.status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True')

function terminatedWord(terminated: ContainerStateTerminated): string {
  if (terminated.reason) return terminated.reason
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`
}

const later = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined || (right !== undefined && right > left) ? right : left
const lastFinish = (status: ContainerStatus): string | undefined => status.lastState?.terminated?.finishedAt

/** Restarts of some containers, and when the last of them ended before it. */
function restartsOf(statuses: readonly ContainerStatus[]): Pick<Summary, 'restarts' | 'lastRestart'> {
  return {
    restarts: statuses.reduce((sum, status) => sum + status.restartCount, 0),
    lastRestart: statuses.reduce<string | undefined>((last, status) => later(last, lastFinish(status)), undefined),
  }
}

interface Initialization {
  /** `Init:…` as long as an init container is not done. */
  readonly word: string | undefined
  readonly ready: number
  /** The statuses up to the one that holds the pod up. */
  readonly seen: readonly ContainerStatus[]
}

function initialization(pod: Pod, sidecars: ReadonlySet<string>): Initialization {
  const statuses = pod.status?.initContainerStatuses ?? []
  let ready = 0
  for (const [index, status] of statuses.entries()) {
    const { terminated, waiting } = status.state ?? {}
    if (terminated && terminated.exitCode === 0) continue
    if (sidecars.has(status.name) && status.started === true) {
      if (status.ready) ready += 1
      continue
    }
    const isStuck = waiting?.reason && waiting.reason !== 'PodInitializing'
    const word = terminated ? terminatedWord(terminated) : isStuck ? waiting.reason : `${index}/${pod.spec.initContainers?.length ?? 0}`
    return { word: `Init:${word}`, ready, seen: statuses.slice(0, index + 1) }
  }
  return { word: undefined, ready, seen: statuses }
}

/** The word that the containers give, the first container having the last say. */
function containersWord(pod: Pod, before: string): { readonly word: string; readonly ready: number } {
  let word = before
  let failure = ''
  let ready = 0
  for (const { state, ready: isReady } of (pod.status?.containerStatuses ?? []).toReversed()) {
    if (state?.waiting?.reason) word = state.waiting.reason
    else if (state?.terminated) {
      word = terminatedWord(state.terminated)
      if (state.terminated.exitCode !== 0) failure = word
    } else if (isReady && state?.running) ready += 1
  }
  if (word !== 'Completed') return { word, ready }
  if (ready > 0 && hasTrue(pod, 'Ready')) return { word: 'Running', ready }
  return { word: failure || (ready > 0 ? 'NotReady' : word), ready }
}

function baseWord(pod: Pod): string {
  const isGated = (pod.status?.conditions ?? []).some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated')
  return isGated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || ''
}

function whileDeleting(pod: Pod, word: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return word
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' ? word : 'Terminating'
}

function summarize(pod: Pod): Summary {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map((container) => container.name))
  const total = pod.spec.containers.length + sidecars.size
  const initial = initialization(pod, sidecars)
  const base = initial.word ?? baseWord(pod)
  if (initial.word !== undefined && !hasTrue(pod, 'Initialized')) {
    return { word: whileDeleting(pod, base), ready: initial.ready, total, ...restartsOf(initial.seen) }
  }
  const containers = containersWord(pod, base)
  const counted = [...initial.seen.filter((status) => sidecars.has(status.name)), ...(pod.status?.containerStatuses ?? [])]
  return { word: whileDeleting(pod, containers.word), ready: initial.ready + containers.ready, total, ...restartsOf(counted) }
}

/** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating`, … */
export const podStatusWord = (pod: Pod): string => summarize(pod).word

/** `1/2`: ready containers and sidecars of all containers and sidecars. */
export function podReadyColumn(pod: Pod): string {
  const { ready, total } = summarize(pod)
  return `${ready}/${total}`
}

/** Restarts as a number: those of init containers while they run, later those of containers and sidecars. */
export const podRestarts = (pod: Pod): number => summarize(pod).restarts

/** `3 (25s ago)`; `now` in milliseconds since 1970. */
export function podRestartsColumn(pod: Pod, now: number): string {
  const { restarts, lastRestart } = summarize(pod)
  return restarts === 0 || lastRestart === undefined ? String(restarts) : `${restarts} (${age(lastRestart, now)} ago)`
}
