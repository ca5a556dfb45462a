import type { Condition, Pod, PodSpec, PodStatus } from '../api/types.js'
import { isSidecar } from './restart-policy.js'
import { conditionOf } from '../api/conditions.js'
import { statusNamed, type StatusView } from './status-view.js'
import { memoised } from '../memo.js'

/** Conditions that the kubelet owns: it writes them, and takes away those it does not generate. */
export const isKubeletCondition = (type: string): boolean => kubeletConditions.has(type)
const kubeletConditions: ReadonlySet<string> = new Set([
  'PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers', 'PodResizePending', 'PodResizeInProgress', 'AllContainersRestarting',
])

/** A condition before its times are known. */
export interface Finding {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason?: string | undefined
  readonly message?: string | undefined
  /** A condition that does not tell by which generation of the pod it was found. */
  readonly hasNoGeneration?: boolean
}

const goList = (names: readonly string[]): string => `[${names.join(' ')}]`

const allReady: Finding = { type: 'ContainersReady', status: 'True' }
const completed: Finding = { type: 'ContainersReady', status: 'False', reason: 'PodCompleted' }
const failed: Finding = { type: 'ContainersReady', status: 'False', reason: 'PodFailed' }
const podIsReady: Finding = { type: 'Ready', status: 'True' }
const isInitialized: Finding = { type: 'Initialized', status: 'True' }
export const sandboxReady: Finding = { type: 'PodReadyToStartContainers', status: 'True' }
const noNames: readonly string[] = []

/** ContainersReady (status/generate.go GenerateContainersReadyCondition, kubelet 1.36). */
export function containersReady(spec: PodSpec, statuses: readonly StatusView[], phase: string): Finding {
  if (phase === 'Failed') return failed
  let unknown = noNames
  let unready = noNames
  const { containers, initContainers } = spec
  const inits = initContainers?.length ?? 0
  for (let i = 0; i < inits + containers.length; i++) {
    const container = i < inits ? initContainers![i]! : containers[i - inits]!
    if (i < inits && !isSidecar(container)) continue
    const status = statusNamed(statuses, container.name)
    if (status === undefined) unknown = unknown.length === 0 ? [container.name] : [...unknown, container.name]
    else if (!status.ready) unready = unready.length === 0 ? [container.name] : [...unready, container.name]
  }
  if (phase === 'Succeeded' && unknown.length === 0) return completed
  if (unknown.length === 0 && unready.length === 0) return allReady
  return unknown.length === 0 && unready.length === 1 ? oneUnready(unready[0]!) : unreadyFinding(unknown, unready)
}

const unreadyFinding = (unknown: readonly string[], unready: readonly string[]): Finding =>
  ({ type: 'ContainersReady', status: 'False', reason: 'ContainersNotReady', message: missingText(unknown, unready, 'unready') })

/** Pods of one template say the same. */
const oneUnready: (name: string) => Finding = memoised((name) => unreadyFinding(noNames, [name]))

const missingText = (unknown: readonly string[], others: readonly string[], what: string): string =>
  [unknown.length === 0 ? '' : `containers with unknown status: ${goList(unknown)}`, others.length === 0 ? '' : `containers with ${what} status: ${goList(others)}`].filter((text) => text !== '').join(', ')

/** Ready: as ContainersReady, and every readiness gate. */
export function podReady(spec: PodSpec, containers: Finding, conditions: readonly { readonly type: string; readonly status: string }[]): Finding {
  if (containers === allReady && spec.readinessGates === undefined) return podIsReady
  if (containers.status !== 'True' || spec.readinessGates === undefined) return { type: 'Ready', status: containers.status, reason: containers.reason, message: containers.message }
  const messages: string[] = []
  for (const { conditionType } of spec.readinessGates) {
    const gate = conditions.find(({ type }) => type === conditionType)
    if (gate === undefined) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`)
    else if (gate.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`)
  }
  if (messages.length === 0) return { type: 'Ready', status: 'True' }
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') }
}

/** Initialized (GeneratePodInitializedCondition). */
export function podInitialized(spec: PodSpec, statuses: readonly StatusView[], phase: string, before: PodStatus): Finding {
  if (spec.initContainers === undefined && phase !== 'Succeeded') return isInitialized
  const type = 'Initialized'
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of spec.initContainers ?? []) {
    const status = statusNamed(statuses, container.name)
    if (status === undefined) unknown.push(container.name)
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name)
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' }
  if ((unknown.length === 0 && incomplete.length === 0) || hasStartedMain(spec, statuses)) return { type, status: 'True' }
  // A pod that was initialized stays so, even when its init containers run again.
  if (before.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true) return { type, status: 'True' }
  return { type, status: 'False', reason: 'ContainersNotInitialized', message: missingText(unknown, incomplete, 'incomplete') }
}

const hasStartedMain = (spec: PodSpec, statuses: readonly StatusView[]): boolean =>
  spec.containers.some(({ name }) => {
    const state = statusNamed(statuses, name)?.state
    return state?.running !== undefined || state?.terminated !== undefined
  })

/** Gives a finding its times: a condition that is as it was stays the same object, its transition time changes with its status only. */
export function conditionFrom({ type, status, reason, message, hasNoGeneration }: Finding, before: readonly Condition[] | undefined, pod: Pod, now: string): Condition {
  const generation = hasNoGeneration === true ? undefined : pod.metadata.generation
  const old = conditionOf(before, type)
  if (old !== undefined && old.status === status && old.reason === reason && old.message === message && old.observedGeneration === generation) return old
  const lastTransitionTime = old !== undefined && old.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now
  if (generation !== undefined && reason === undefined && message === undefined) return { type, observedGeneration: generation, status, lastProbeTime: null, lastTransitionTime }
  if (generation !== undefined && reason !== undefined && message !== undefined) return { type, observedGeneration: generation, status, lastProbeTime: null, lastTransitionTime, reason, message }
  return {
    type, ...(generation === undefined ? {} : { observedGeneration: generation }), status, lastProbeTime: null, lastTransitionTime,
    ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }),
  }
}

/** The conditions with others in place of those of their types. */
export const withConditions = (conditions: readonly Condition[], fresh: readonly Condition[]): readonly Condition[] =>
  conditions.map((condition) => conditionOf(fresh, condition.type) ?? condition)
