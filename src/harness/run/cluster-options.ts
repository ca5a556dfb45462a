import { defaultClusterOptions, defaultControllerOptions } from '../../sim/cluster.js'
import { decode } from '../../sim/api/decode/decode.js'
import type { Pod } from '../../sim/api/types.js'
import { createClock } from '../../sim/clock.js'
import type { ClusterOptions, ControllerOptions, NodeConfig } from '../../sim/state.js'
import type { Plugin } from '../../sim/scheduler/define.js'
import { configProblems } from '../../sim/scheduler/config-problems.js'
import { registryWith } from '../../sim/scheduler/registry.js'
import { parseDuration } from '../values/duration.js'
import type { NodeGroupSpec, ScenarioSpec } from '../spec.js'

export type Problem = (pointer: string, message: string, fix?: string) => undefined

const noPlugins: readonly Plugin[] = []

/** More nodes than this in one cluster are a slip of the pen. */
export const maxNodes = 20_000

/** What the simulator needs to know of the cluster that a scenario describes. */
export function clusterOptionsOf(spec: ScenarioSpec, seed: number, problem: Problem, schedulerPlugins: readonly Plugin[] = noPlugins): ClusterOptions {
  const { cluster } = spec
  if (createClock(cluster.startTime) === undefined) problem(`${cluster.pointer}/startTime`, `\`startTime\` must be an instant such as 2026-01-01T00:00:00Z, got \`${cluster.startTime}\``)
  const nodes = cluster.nodes.flatMap((group, i) => expand(group, readStaticPods(group, `${cluster.pointer}/nodes/${i}/staticPods`, problem)))
  const twice = nodes.find(({ name }, i) => nodes.findIndex((node) => node.name === name) !== i)
  if (twice !== undefined) problem(`${cluster.pointer}/nodes`, `two nodes have the name \`${twice.name}\``)
  if (nodes.length > maxNodes) problem(`${cluster.pointer}/nodes`, `at most ${maxNodes} nodes, got ${nodes.length}`)
  for (const { pointer, message, fix } of configProblems(cluster.scheduler, registryWith(schedulerPlugins))) problem(`${cluster.pointer}/scheduler${pointer}`, message, fix)
  return {
    ...defaultClusterOptions,
    seed, nodes, startTime: cluster.startTime, containers: spec.containers, scheduler: cluster.scheduler,
    controllers: controllerOptionsOf(spec, problem), loadBalancers: cluster.loadBalancers,
    ...(cluster.provisioners === undefined ? {} : { provisioners: cluster.provisioners }),
  }
}

/** `{ name: worker, count: 3 }` is worker-0, worker-1, worker-2; zones go round. */
function expand(group: NodeGroupSpec, staticPods: readonly Pod[]): readonly NodeConfig[] {
  return Array.from({ length: group.count ?? 1 }, (_, i) => ({
    name: group.count === undefined ? group.name : `${group.name}-${i}`,
    capacity: group.capacity,
    allocatable: { ...group.capacity, ...group.allocatable },
    labels: group.zones.length === 0 ? group.labels : { 'topology.kubernetes.io/zone': group.zones[i % group.zones.length]!, ...group.labels },
    taints: group.taints,
    ...(group.kubelet === undefined ? {} : { kubelet: group.kubelet }),
    ...(staticPods.length === 0 ? {} : { staticPods }),
  }))
}

/** Manifests of static pods, as the kubelet reads them from files: decoded, with defaults, and valid (kubelet config/common.go, 1.36). */
function readStaticPods({ staticPods }: NodeGroupSpec, pointer: string, problem: Problem): readonly Pod[] {
  return staticPods.flatMap((manifest, i): readonly Pod[] => {
    const at = `${pointer}/${i}`
    const result = decode({ apiVersion: 'v1', kind: 'Pod', ...manifest })
    for (const { severity, pointer: place, message, fix } of result.problems) if (severity === 'error') problem(`${at}${place}`, message, fix)
    if (!result.ok) return []
    if (result.kind.id !== 'Pod') return problem(`${at}/kind`, `a static pod is a Pod, got ${result.kind.kind}`) ?? []
    const placed = { ...result.object, metadata: { ...result.object.metadata, namespace: result.object.metadata.namespace ?? 'default' } }
    const pod = result.kind.defaults(placed)
    const causes = result.kind.validate(pod)
    for (const cause of causes) problem(`${at}${cause.pointer}`, `${cause.field}: ${cause.message}`)
    return causes.length === 0 ? [pod as Pod] : []
  })
}

/** Flags by the name a scenario gives them; the durations among them end in Ms here. */
function controllerOptionsOf({ cluster }: ScenarioSpec, problem: Problem): ControllerOptions {
  const options: Record<string, number> = { ...defaultControllerOptions }
  for (const [flag, value] of Object.entries(cluster.controllerManager)) {
    const pointer = `${cluster.pointer}/controllerManager/${flag}`
    const field = flag in options ? flag : `${flag}Ms`
    if (!(field in options)) {
      problem(pointer, `\`${flag}\` is not simulated; known flags: ${Object.keys(options).map((name) => name.replace(/Ms$/, '')).join(', ')}`)
      continue
    }
    const parsed = field.endsWith('Ms') ? parseDuration(value) : undefined
    if (parsed !== undefined && 'problem' in parsed) problem(pointer, parsed.problem.message, parsed.problem.fix)
    else options[field] = parsed === undefined ? Number(value) : parsed.value
  }
  return options as unknown as ControllerOptions
}
