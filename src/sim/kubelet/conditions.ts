import type { Condition, ContainerStatus, Pod, PodSpec, PodStatus } from '../api/types.js'
import { isSidecar } from './restart-policy.js'

/** Conditions that the kubelet owns: it writes them, and takes away those it does not generate. */
export const isKubeletCondition = (type: string): boolean => kubeletConditions.has(type)
const kubeletConditions: ReadonlySet<string> = new Set([
  'PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers', 'PodResizePending', 'PodResizeInProgress', 'AllContainersRestarting',
])

/** A condition before its times are known. */
export interface Finding {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason?: string
  readonly message?: string
  /** A condition that does not tell by which generation of the pod it was found. */
  readonly hasNoGeneration?: boolean
}

const goList = (names: readonly string[]): string => `[${names.join(' ')}]`

/** ContainersReady (status/generate.go GenerateContainersReadyCondition, kubelet 1.36). */
export function containersReady(spec: PodSpec, statuses: readonly ContainerStatus[], phase: string): Finding {
  const type = 'ContainersReady'
  const unknown: string[] = []
  const unready: string[] = []
  const look = (name: string): void => {
    const status = statuses.find((candidate) => candidate.name === name)
    if (status === undefined) unknown.push(name)
    else if (!status.ready) unready.push(name)
  }
  for (const container of spec.initContainers ?? []) if (isSidecar(container)) look(container.name)
  for (const container of spec.containers) look(container.name)
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  if (unknown.length === 0 && unready.length === 0) return { type, status: 'True' }
  const messages = [unknown.length === 0 ? '' : `containers with unknown status: ${goList(unknown)}`, unready.length === 0 ? '' : `containers with unready status: ${goList(unready)}`]
  return { type, status: 'False', reason: 'ContainersNotReady', message: messages.filter((text) => text !== '').join(', ') }
}

/** Ready: as ContainersReady, and every readiness gate. */
export function podReady(spec: PodSpec, containers: Finding, conditions: readonly { readonly type: string; readonly status: string }[]): Finding {
  if (containers.status !== 'True' || spec.readinessGates === undefined) return { ...containers, type: 'Ready' }
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
export function podInitialized(spec: PodSpec, statuses: readonly ContainerStatus[], phase: string, before: PodStatus): Finding {
  const type = 'Initialized'
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of spec.initContainers ?? []) {
    const status = statuses.find(({ name }) => name === container.name)
    if (status === undefined) unknown.push(container.name)
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name)
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' }
  if ((unknown.length === 0 && incomplete.length === 0) || hasStartedMain(spec, statuses)) return { type, status: 'True' }
  // A pod that was initialized stays so, even when its init containers run again.
  if (before.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true) return { type, status: 'True' }
  const messages = [unknown.length === 0 ? '' : `containers with unknown status: ${goList(unknown)}`, incomplete.length === 0 ? '' : `containers with incomplete status: ${goList(incomplete)}`]
  return { type, status: 'False', reason: 'ContainersNotInitialized', message: messages.filter((text) => text !== '').join(', ') }
}

const hasStartedMain = (spec: PodSpec, statuses: readonly ContainerStatus[]): boolean =>
  spec.containers.some(({ name }) => {
    const state = statuses.find((status) => status.name === name)?.state
    return state?.running !== undefined || state?.terminated !== undefined
  })

/** Gives findings their times: a condition that is as it was stays the same object, its transition time changes with its status only. */
export function conditionsFrom(findings: readonly Finding[], before: PodStatus, pod: Pod, now: string): Condition[] {
  return findings.map((finding) => {
    const generation = finding.hasNoGeneration === true ? undefined : pod.metadata.generation
    const old = before.conditions?.find(({ type }) => type === finding.type)
    const isSame = old !== undefined && old.status === finding.status && old.reason === finding.reason && old.message === finding.message && old.observedGeneration === generation
    if (isSame) return old
    const lastTransitionTime = old !== undefined && old.status === finding.status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now
    const fresh: { -readonly [Key in keyof Condition]: Condition[Key] } = generation === undefined
      ? { type: finding.type, status: finding.status, lastProbeTime: null, lastTransitionTime }
      : { type: finding.type, observedGeneration: generation, status: finding.status, lastProbeTime: null, lastTransitionTime }
    if (finding.reason !== undefined) fresh.reason = finding.reason
    if (finding.message !== undefined) fresh.message = finding.message
    return fresh
  })
}
