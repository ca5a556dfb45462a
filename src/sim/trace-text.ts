import type { Condition, ContainerState, ContainerStatus, EndpointSlice, Event, KubeObject, Node, Pod } from './api/types.js'
import type { LogEntry } from './store/log.js'

/** Log entries in one line each, for people: `pod/web-0 Pending -> Running; Ready=True`. */

/** `deployment/web`; `other:deployment/web` outside the namespace `default`; `node/worker-1`. */
export function objectText(kind: string, metadata: { readonly name: string; readonly namespace?: string | undefined }): string {
  const { namespace } = metadata
  return `${namespace === undefined || namespace === '' || namespace === 'default' ? '' : `${namespace}:`}${kind.toLowerCase()}/${metadata.name}`
}

export function describeEntry({ type, object, previous }: LogEntry): string {
  if (object.kind === 'Event') return eventLine(object as Event)
  const name = objectText(object.kind, object.metadata)
  if (type === 'DELETED') return `${name} is gone`
  if (previous === undefined) return `${name} created${createdWith(object)}`
  const changes = changesOf(object, previous)
  return `${name} ${changes.length === 0 ? 'changed' : changes.join('; ')}`
}

function eventLine(event: Event): string {
  const times = event.series?.count ?? event.count ?? 1
  const about = objectText(event.involvedObject.kind, event.involvedObject)
  return `${about} ${event.type === 'Warning' ? 'Warning ' : ''}${event.reason}: ${event.message}${times > 1 ? ` (seen ${times} times)` : ''}`
}

type Sections = KubeObject & { readonly spec?: Fields; readonly status?: Fields }
type Fields = Readonly<Record<string, unknown>>

function createdWith(object: KubeObject): string {
  const replicas = (object as Sections).spec?.['replicas']
  return typeof replicas === 'number' ? ` with ${replicas} replicas` : ''
}

/** Every change worth telling, the most telling first. */
export function changesOf(object: KubeObject, previous: KubeObject): readonly string[] {
  const [after, before] = [object as Sections, previous as Sections]
  return [
    ...deletion(object, previous),
    ...(own[object.kind]?.(object as never, previous as never) ?? []),
    ...numbers(after.spec, before.spec),
    ...numbers(after.status, before.status),
    ...(after.spec?.['template'] !== before.spec?.['template'] && before.spec?.['template'] !== undefined ? ['template changed'] : []),
    ...conditionFlips(conditionsOf(after), conditionsOf(before)),
  ]
}

function deletion({ metadata }: KubeObject, { metadata: before }: KubeObject): readonly string[] {
  if (metadata.deletionTimestamp === before.deletionTimestamp) return []
  const grace = metadata.deletionGracePeriodSeconds
  return [`is being deleted${grace === undefined || grace === 0 ? '' : ` (grace ${grace}s)`}`]
}

const unspoken = new Set(['observedGeneration', 'collisionCount', 'terminationGracePeriodSeconds', 'fullyLabeledReplicas'])

function numbers(after: Fields = {}, before: Fields = {}): readonly string[] {
  const changes: string[] = []
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [to, from] = [after[key], before[key]]
    if (to === from || unspoken.has(key) || (typeof to !== 'number' && typeof from !== 'number')) continue
    changes.push(`${key} ${Number(from ?? 0)} -> ${Number(to ?? 0)}`)
  }
  return changes
}

const conditionsOf = ({ status }: Sections): readonly Condition[] =>
  Array.isArray(status?.['conditions']) ? (status['conditions'] as readonly Condition[]) : []

/** Conditions whose status or reason is another one; those that say the same are told together: `Ready, ContainersReady=True`. */
export function conditionFlips(after: readonly Condition[], before: readonly Condition[]): readonly string[] {
  if (after === before) return []
  const groups = new Map<string, string>()
  for (const condition of after) {
    const old = before.find(({ type }) => type === condition.type)
    if (old?.status === condition.status && old.reason === condition.reason) continue
    const rest = conditionText({ ...condition, type: '' })
    groups.set(rest, groups.has(rest) ? `${groups.get(rest)}, ${condition.type}` : condition.type)
  }
  return [...groups].map(([rest, types]) => `${types}${rest}`)
}

export function conditionText({ type, status, reason, message }: Condition): string {
  const why = [reason, message].filter((text) => text !== undefined && text !== '').join(': ')
  return why === '' ? `${type}=${status}` : `${type}=${status} (${why})`
}

const own: Readonly<Record<string, (object: never, previous: never) => readonly string[]>> = {
  Pod: podChanges,
  Node: nodeChanges,
  EndpointSlice: endpointChanges,
}

function podChanges(pod: Pod, before: Pod): readonly string[] {
  const [to, from] = [pod.status, before.status]
  return [
    ...(pod.spec.nodeName !== before.spec.nodeName && pod.spec.nodeName !== undefined ? [`bound to ${pod.spec.nodeName}`] : []),
    ...(to.phase !== from.phase ? [`${from.phase ?? 'no phase'} -> ${to.phase ?? 'no phase'}`] : []),
    ...(to.reason !== from.reason && to.reason !== undefined ? [`${to.reason}${to.message === undefined ? '' : `: ${to.message}`}`] : []),
    ...containerChanges(to.initContainerStatuses, from.initContainerStatuses),
    ...containerChanges(to.containerStatuses, from.containerStatuses),
  ]
}

function containerChanges(after: readonly ContainerStatus[] = [], before: readonly ContainerStatus[] = []): readonly string[] {
  if (after === before) return []
  return after.flatMap((status) => {
    const old = before.find(({ name }) => name === status.name)
    const [to, from] = [stateText(status.state), stateText(old?.state)]
    const restarts = status.restartCount > (old?.restartCount ?? 0) ? `, restart ${status.restartCount}` : ''
    return to === from && restarts === '' ? [] : [`container ${status.name} ${to}${restarts}`]
  })
}

export function stateText(state: ContainerState | undefined): string {
  if (state?.waiting !== undefined) return `waiting${state.waiting.reason === undefined ? '' : ` (${state.waiting.reason})`}`
  if (state?.running !== undefined) return 'running'
  if (state?.terminated === undefined) return 'without state'
  const { reason, exitCode } = state.terminated
  return `terminated (${reason === undefined ? '' : `${reason}, `}exit ${exitCode})`
}

function nodeChanges({ spec }: Node, { spec: before }: Node): readonly string[] {
  const texts = (taints: Node['spec']['taints'] = []): readonly string[] =>
    taints.map(({ key, value, effect }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`)
  const [to, from] = [texts(spec.taints), texts(before.taints)]
  return [
    ...(spec.unschedulable === before.unschedulable ? [] : [spec.unschedulable === true ? 'cordoned' : 'uncordoned']),
    ...to.filter((taint) => !from.includes(taint)).map((taint) => `tainted ${taint}`),
    ...from.filter((taint) => !to.includes(taint)).map((taint) => `taint ${taint} removed`),
  ]
}

function endpointChanges(slice: EndpointSlice, before: EndpointSlice): readonly string[] {
  const ready = ({ endpoints }: EndpointSlice): number => (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length
  const [to, from] = [ready(slice), ready(before)]
  const total = (slice.endpoints ?? []).length
  return to === from && total === (before.endpoints ?? []).length ? [] : [`ready endpoints ${from} -> ${to}${total === to ? '' : ` of ${total}`}`]
}
