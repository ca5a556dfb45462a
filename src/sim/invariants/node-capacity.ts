import { cpuMillis, memoryBytes } from '../api/quantity.js'
import type { Container, Node, Pod, ResourceList } from '../api/types.js'
import type { LogEntry } from '../store/log.js'
import { defineInvariant, type Invariant, type Violation } from './define.js'

const name = 'node-capacity'

interface Load { cpu: number; memory: number; pods: number }

/**
 * Replays the log: what the scheduler bound to a node never exceeds what the node can allocate. Pods that the user bound himself are
 * not the scheduler's doing.
 */
export const nodeCapacity: Invariant = defineInvariant({
  name,
  summary: 'The scheduler binds no pod to a node that has no room for it.',
  check({ log }) {
    const nodes = new Map<string, Node>()
    const loads = new Map<string, Load>()
    const bound = new Map<string, { readonly node: string; readonly load: Load }>()
    return log.entries.flatMap((entry): readonly Violation[] => {
      if (entry.kind === 'Node') nodes.set(entry.key, entry.object as Node)
      if (entry.kind !== 'Pod') return []
      const pod = entry.object as Pod
      const known = bound.get(entry.key)
      if (known !== undefined && (entry.type === 'DELETED' || isFinal(pod))) {
        add(loadOf(loads, known.node), known.load, -1)
        bound.delete(entry.key)
      }
      if (!isBinding(entry)) return []
      const node = pod.spec.nodeName!
      const load = loadOf(loads, node)
      bound.set(entry.key, { node, load: requestOf(pod) })
      add(load, requestOf(pod), 1)
      const excess = excessOf(load, nodes.get(node)?.status.allocatable ?? {})
      return excess === undefined ? [] : [{ invariant: name, revision: entry.revision, message: `${entry.by} bound pod ${entry.key} to ${node}, which has ${excess}` }]
    })
  },
})

const isFinal = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'
const isBinding = ({ type, object, previous }: LogEntry): boolean => type === 'MODIFIED' && (object as Pod).spec.nodeName !== undefined && (previous as Pod | undefined)?.spec.nodeName === undefined

function loadOf(loads: Map<string, Load>, node: string): Load {
  let load = loads.get(node)
  if (load === undefined) loads.set(node, (load = { cpu: 0, memory: 0, pods: 0 }))
  return load
}

function add(load: Load, more: Load, sign: number): void {
  load.cpu += sign * more.cpu
  load.memory += sign * more.memory
  load.pods += sign * more.pods
}

function excessOf(load: Load, allocatable: ResourceList): string | undefined {
  if (load.pods > Number(allocatable['pods'] ?? Infinity)) return `room for ${allocatable['pods']} pods, not for ${load.pods}`
  if (load.cpu > cpuMillis(allocatable['cpu'] ?? '0')) return `${allocatable['cpu']} of cpu, not ${load.cpu}m`
  return load.memory > memoryBytes(allocatable['memory'] ?? '0') ? `${allocatable['memory']} of memory, not ${load.memory}` : undefined
}

/** What a pod takes: its containers and sidecars together, or its greediest init container if that is more, and the overhead. */
function requestOf({ spec }: Pod): Load {
  const measure = (given: ResourceList | undefined): Load => ({ cpu: cpuMillis(given?.['cpu'] ?? '0'), memory: memoryBytes(given?.['memory'] ?? '0'), pods: 0 })
  const total: Load = { cpu: 0, memory: 0, pods: 0 }
  const peak: Load = { cpu: 0, memory: 0, pods: 0 }
  const sidecars: Load = { cpu: 0, memory: 0, pods: 0 }
  const requestsOf = (container: Container): Load => measure(container.resources?.requests)
  for (const container of spec.containers) add(total, requestsOf(container), 1)
  for (const container of spec.initContainers ?? []) {
    const own = requestsOf(container)
    if (container.restartPolicy === 'Always') add(sidecars, own, 1)
    const during = container.restartPolicy === 'Always' ? sidecars : { cpu: sidecars.cpu + own.cpu, memory: sidecars.memory + own.memory, pods: 0 }
    peak.cpu = Math.max(peak.cpu, during.cpu)
    peak.memory = Math.max(peak.memory, during.memory)
  }
  add(total, sidecars, 1)
  const whole = measure(spec.resources?.requests)
  const overhead = measure(spec.overhead)
  return {
    cpu: (spec.resources?.requests?.['cpu'] === undefined ? Math.max(total.cpu, peak.cpu) : whole.cpu) + overhead.cpu,
    memory: (spec.resources?.requests?.['memory'] === undefined ? Math.max(total.memory, peak.memory) : whole.memory) + overhead.memory,
    pods: 1,
  }
}
