import type { Node, Taint } from '../api/types.js'
import { updateObject } from '../apiserver/update.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { conditionOf, readyOf, type NodeLifecycleState } from './node-lifecycle-state.js'
import { tokenMs } from './node-lifecycle-zones.js'

const prefix = 'node.kubernetes.io/'
export const notReadyKey: string = `${prefix}not-ready`
export const unreachableKey: string = `${prefix}unreachable`
const unschedulableKey = `${prefix}unschedulable`

/** Condition, status, taint (nodeConditionToTaintKeyStatusMap, 1.36). */
const conditionTaints: readonly (readonly [string, string, string])[] = [
  ['Ready', 'False', notReadyKey], ['Ready', 'Unknown', unreachableKey], ['MemoryPressure', 'True', `${prefix}memory-pressure`],
  ['DiskPressure', 'True', `${prefix}disk-pressure`], ['NetworkUnavailable', 'True', `${prefix}network-unavailable`], ['PIDPressure', 'True', `${prefix}pid-pressure`],
]
const ownKeys: ReadonlySet<string> = new Set([unschedulableKey, ...conditionTaints.map(([, , key]) => key)])

export const hasTaint = (node: Node, key: string, effect: string): boolean => node.spec.taints?.some((taint) => taint.key === key && taint.effect === effect) === true

/** Adds taints, then removes others, in two writes as the controller does (SwapNodeControllerTaint, 1.36). */
export function swapTaints(context: ActorContext, node: Node, effect: string, added: readonly string[], removed: readonly string[]): void {
  const missing = added.filter((key) => !hasTaint(node, key, effect))
  const timeAdded = timestamp(context.cluster.clock, context.now)
  let current = node
  if (missing.length > 0) current = withTaints(context, node, [...(node.spec.taints ?? []), ...missing.map((key): Taint => ({ key, effect, timeAdded }))])
  removeTaints(context, current, effect, removed)
}

export function removeTaints(context: ActorContext, node: Node, effect: string, keys: readonly string[]): void {
  if (node.spec.taints === undefined || !keys.some((key) => hasTaint(node, key, effect))) return
  withTaints(context, node, node.spec.taints?.filter((taint) => taint.effect !== effect || !keys.includes(taint.key)) ?? [])
}

function withTaints(context: ActorContext, node: Node, taints: readonly Taint[]): Node {
  const { taints: _, ...spec } = node.spec
  const result = updateObject(context, { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } })
  return result.ok ? result.value : node
}

/** Makes the NoSchedule taints follow conditions and spec.unschedulable (doNoScheduleTaintingPass, 1.36). Not rate limited. */
export function scheduleTaintPass(context: ActorContext, name: string): void {
  const node = context.store.get<Node>('Node', name)
  if (node === undefined) return
  const wanted = conditionTaints.filter(([type, status]) => conditionOf(node, type)?.status === status).map(([, , key]) => key)
  if (node.spec.unschedulable === true) wanted.push(unschedulableKey)
  const present = node.spec.taints?.filter(({ key, effect }) => effect === 'NoSchedule' && ownKeys.has(key)).map(({ key }) => key) ?? []
  swapTaints(context, node, 'NoSchedule', wanted, present.filter((key) => !wanted.includes(key)))
}

/** Takes what the zones' buckets let through off their queues (doNoExecuteTaintingPass, 1.36); when to come again, if ever. */
export function executeTaintPass(context: ActorContext, state: NodeLifecycleState): number | undefined {
  let next: number | undefined
  for (const [name, zone] of [...state.zones.entries()]) {
    if (zone.rate <= 0 || zone.waiting.size === 0) continue
    let [tokenAt, left] = [zone.tokenAt, [...zone.waiting]]
    for (; left.length > 0 && tokenAt <= context.now; left = left.slice(1), tokenAt = context.now + tokenMs(zone.rate)) taintSilent(context, left[0]!)
    if (left.length < zone.waiting.size) state.zones.set(name, { ...zone, tokenAt, waiting: new Set(left) })
    if (left.length > 0) next = Math.min(next ?? tokenAt, tokenAt)
  }
  return next
}

/** The two taints exclude each other; a node that is ready again gets none. */
function taintSilent(context: ActorContext, name: string): void {
  const node = context.store.get<Node>('Node', name)
  const status = node === undefined ? undefined : readyOf(node)?.status
  if (node === undefined || (status !== 'False' && status !== 'Unknown')) return
  const [added, removed] = status === 'False' ? [notReadyKey, unreachableKey] : [unreachableKey, notReadyKey]
  swapTaints(context, node, 'NoExecute', [added], [removed])
}

