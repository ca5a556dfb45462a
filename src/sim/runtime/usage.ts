import { cpuMillis, memoryBytes } from '../api/quantity.js'
import type { Container, Millis, Pod } from '../api/types.js'
import type { UsageSpan } from '../behaviour.js'
import type { ClusterOptions } from '../state.js'
import { profileOf } from './profile.js'
import { spanAt } from './spans.js'

export interface ContainerUsage {
  readonly cpuMillis: number
  readonly memoryBytes: number
}

/** What a running container uses now: its behaviour's timeline; what that leaves out is half of the requests. */
export function containerUsage(options: ClusterOptions, pod: Pod, containerName: string, startedAtMs: Millis, now: Millis): ContainerUsage {
  const container = containerNamed(pod, containerName)
  if (container === undefined) return { cpuMillis: 0, memoryBytes: 0 }
  const { usage } = profileOf(options, pod, container)
  const span = usage === undefined ? undefined : spanAt(usage, now - startedAtMs)
  const requests = container.resources?.requests ?? {}
  return {
    cpuMillis: span?.cpu !== undefined ? cpuMillis(span.cpu) : cpuMillis(requests['cpu'] ?? '0') / 2,
    memoryBytes: span?.memory !== undefined ? memoryBytes(span.memory) : memoryBytes(requests['memory'] ?? '0') / 2,
  }
}

/** When, since its start, the container's memory first exceeds its limit and the kernel kills it; undefined: never. */
export function outOfMemoryAfter(usage: readonly UsageSpan[] | undefined, container: Container): Millis | undefined {
  const limit = container.resources?.limits?.['memory']
  if (usage === undefined || limit === undefined) return undefined
  const limitBytes = memoryBytes(limit)
  let at = 0
  for (const span of usage) {
    if (span.memory !== undefined && memoryBytes(span.memory) > limitBytes) return at
    if (span.forMs === undefined) return undefined
    at += span.forMs
  }
  return undefined
}

function containerNamed(pod: Pod, name: string): Container | undefined {
  const { containers, initContainers } = pod.spec
  return containers.find((container) => container.name === name) ?? initContainers?.find((container) => container.name === name)
}
