import { memoryBytes } from '../api/quantity.js'
import type { Node, Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { exited, settleRuntime } from './containers.js'
import { isCriticalPod } from './critical.js'
import { capacityOf, usedOf } from './eviction-signals.js'
import { nodeEvent } from './node-status.js'
import { catchUpRelists } from './relist.js'
import type { KubeletState, NodeState } from './state.js'
import { nextUsageChange, usages, type ContainerUse } from './usage.js'
import { NodeWake, wakeRelist } from './wakes.js'
import { scopeOf } from './worker.js'

const sigkill = 137

/** When the node's memory is used up, the kernel ends the process that it would miss least (oom_score), until there is enough. */
export function watchMemory(context: ActorContext, state: KubeletState, name: string): void {
  const [node, object] = [state.nodes.edit(name), context.store.get<Node>('Node', name)]
  if (node === undefined || object === undefined || !node.isUp) return
  for (;;) {
    const all = usages(context, state, node)
    const capacity = capacityOf('memory', object)
    if (usedOf('memory', { node: object, pods: all.map(({ usage }) => usage), images: 0, outsiders: node.pressure.outsiders }) <= capacity) break
    const victims = all.flatMap(({ worker, usage }) => usage.containers.map((use) => ({ uid: worker.uid, use, score: oomScore(worker.pod, use, capacity) })))
    const victim = victims.reduce<(typeof victims)[number] | undefined>((worst, each) => (worst === undefined || each.score > worst.score ? each : worst), undefined)
    if (victim === undefined) break
    killProcess(context, state, node, victim.uid, victim.use)
  }
  const next = nextUsageChange(context, state, node)
  if (next !== undefined) wakeAt(context, `${NodeWake.Memory}/${node.name}`, next)
}

/** Thousandths of the memory that it uses, and what the kubelet adds (qos/policy.go GetContainerOOMScoreAdjust, 1.36). */
function oomScore(pod: Pod, { container, memoryBytes: used }: ContainerUse, capacity: number): number {
  return Math.floor(1000 * used / capacity) + oomScoreAdjust(pod, container.resources?.requests?.['memory'], capacity)
}

function oomScoreAdjust(pod: Pod, request: string | undefined, capacity: number): number {
  if (isCriticalPod(pod) || pod.status.qosClass === 'Guaranteed') return -997
  if (pod.status.qosClass === 'BestEffort') return 1000
  const adjust = 1000 - Math.floor(1000 * memoryBytes(request ?? '0') / capacity)
  return adjust < 3 ? 3 : adjust === 1000 ? 999 : adjust
}

function killProcess(context: ActorContext, state: KubeletState, node: NodeState, uid: string, { instance, container }: ContainerUse): void {
  const scope = scopeOf(context, state, uid)
  if (scope === undefined) return
  settleRuntime(scope)
  catchUpRelists(scope)
  const end = { at: context.now, code: sigkill, reason: 'OOMKilled' }
  const { worker } = scope
  worker.runtime = { ...worker.runtime, containers: worker.runtime.containers.map((each) => (each.id === instance.id ? exited(each, end, context.cluster.clock) : each)) }
  wakeRelist(scope, context.now)
  context.by = node.by
  nodeEvent(context, node, 'SystemOOM', `System OOM encountered, victim process: ${processName(container.command?.[0] ?? container.image ?? container.name)}, pid: ${pidOf(instance.id)}`, 'Warning')
}

/** The last part of a path or an image's name. */
const processName = (text: string): string => text.split('@')[0]!.split('/').at(-1)!.split(':')[0]!

/** Some number that follows from the container alone. */
const pidOf = (id: string): number => 1000 + Number.parseInt(id.slice(0, 4), 16)
