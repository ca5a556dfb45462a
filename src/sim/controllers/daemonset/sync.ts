import { compileSelector } from '../../api/labels.js'
import type { DaemonSet, Millis, Node, Pod } from '../../api/types.js'
import { Kind } from '../../api/kinds/ids.js'
import type { ActorContext } from '../../state.js'
import type { WorkQueue } from '../define.js'
import { claim } from '../owners.js'
import { isAvailable, isTerminal } from '../pod-state.js'
import type { Backoffs } from './backoff.js'
import { eligibility, type Eligibility } from './eligibility.js'
import { targetNode } from './template.js'

/** One sync of one DaemonSet at work. */
export interface Sync {
  readonly queue: WorkQueue
  readonly context: ActorContext
  readonly key: string
  readonly set: DaemonSet
  /** Of the present template. */
  readonly hash: string
  readonly nodes: readonly NodeState[]
  readonly backoffs: Backoffs
  /** How long the requests of this sync take. */
  busyMs: Millis
  /** Pods of the last batch of several, which the watch has not shown when the status is written. */
  unseen: ReadonlySet<string>
}

export interface NodeState extends Eligibility {
  readonly node: Node
  readonly name: string
}

export const nodeStates = ({ store }: ActorContext, set: DaemonSet): readonly NodeState[] =>
  Array.from(store.list<Node>(Kind.Node), (node) => ({ node, name: node.metadata.name, ...eligibility(set, node) }))

/** Nodes that are to get a pod, and pods to delete. */
export interface Changes {
  readonly create: string[]
  readonly remove: Pod[]
}

export type PodsByNode = ReadonlyMap<string, readonly Pod[]>

/** The pods of the set, orphans that match included, by the node that they are on or meant for. Ended pods that are going are left out. */
export function podsByNode(context: ActorContext, set: DaemonSet): PodsByNode {
  const matches = compileSelector(set.spec.selector)
  const { namespace = '', uid } = set.metadata
  const byNode = new Map<string, Pod[]>()
  for (const pod of [...context.store.controlledBy<Pod>(uid, Kind.Pod), ...context.store.orphanPods(namespace)]) {
    const mine = claim(context, set, matches, pod)
    const node = mine === undefined || (isTerminal(mine) && mine.metadata.deletionTimestamp !== undefined) ? undefined : targetNode(mine)
    if (mine === undefined || node === undefined) continue
    const pods = byNode.get(node)
    if (pods === undefined) byNode.set(node, [mine])
    else pods.push(mine)
  }
  return byNode
}

export const isPodAvailable = ({ context, set }: Sync, pod: Pod): boolean => isAvailable(pod, set.spec.minReadySeconds ?? 0, context.cluster.clock, context.now)

/** Scheduled before unscheduled, older before younger (podByCreationTimestampAndPhase). */
export function byPrecedence(a: Pod, b: Pod): number {
  const [x, y] = [a, b].map(({ spec }) => ((spec.nodeName ?? '') === '' ? 1 : 0)) as [number, number]
  if (x !== y) return x - y
  const [m, n] = [a.metadata, b.metadata]
  if (m.creationTimestamp !== n.creationTimestamp) return m.creationTimestamp < n.creationTimestamp ? -1 : 1
  return m.name < n.name ? -1 : 1
}
