import type { Container, Event, Node, NodeStatus, Pod, PodSpec, PriorityClass, Taint } from '../../../src/sim/api/types.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject, updateStatus } from '../../../src/sim/apiserver/update.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { runUntil } from '../../../src/sim/run.js'
import { scheduler } from '../../../src/sim/scheduler/scheduler.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Actor, Cluster, ClusterOptions, ControlPlane, NodeConfig } from '../../../src/sim/state.js'
import { recordedLatency } from '../../../src/sim/latency.js'

/** What a spec sends in one instant is news at one time. */
const atOnce = { ...recordedLatency, requestMs: 0 }

/** A control plane of the scheduler alone: nothing else moves. */
export const schedulerAlone: ControlPlane = {
  actors: [scheduler as Actor],
  watchers: new Map(scheduler.watches.map((kind) => [kind, [0]])),
  services: controlPlane.services,
}

export interface NodeShape {
  readonly name: string
  readonly cpu?: string
  readonly memory?: string
  readonly pods?: string
  readonly more?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly Taint[]
}

export function node({ name, cpu = '4', memory = '8Gi', pods = '110', more = {}, labels = {}, taints = [] }: NodeShape): NodeConfig {
  const capacity = { cpu, memory, pods, 'ephemeral-storage': '100Gi', ...more }
  return { name, capacity, allocatable: capacity, labels, taints }
}

export function clusterOf(nodes: readonly NodeShape[], options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = createCluster(schedulerAlone, { ...defaultClusterOptions, latency: atOnce, ...options, nodes: nodes.map(node) })
  runUntil(cluster, 5)
  return cluster
}

export interface PodShape extends Partial<PodSpec> {
  readonly requests?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly namespace?: string
}

export function podOf(name: string, { requests, labels, namespace = 'default', ...spec }: PodShape = {}): Pod {
  const container: Container = { name: 'c', image: 'web:1', ...(requests === undefined ? {} : { resources: { requests } }) }
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, uid: '', resourceVersion: '', creationTimestamp: '',
      ...(labels === undefined ? {} : { labels }) },
    spec: { containers: [container], schedulerName: 'default-scheduler', priority: 0, terminationGracePeriodSeconds: 30, ...spec }, status: {},
  }
}

/** A pod; its priority comes from a class that is made for it. */
export function createPod(cluster: Cluster, name: string, shape: PodShape = {}): Pod {
  const created = createObject<Pod>(scenarioContext(cluster, 1), podOf(name, { ...shape, ...priorityClass(cluster, shape) }))
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

function priorityClass(cluster: Cluster, { priority = 0, preemptionPolicy = 'PreemptLowerPriority' }: PodShape): PodShape {
  if (priority === 0) return {}
  const name = `${preemptionPolicy.toLowerCase()}-${priority}`.replaceAll('--', '-')
  createObject<PriorityClass>(scenarioContext(cluster, 1),
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: priority, preemptionPolicy })
  return { priorityClassName: name }
}

export const settle = (cluster: Cluster, ms = 100): void => void runUntil(cluster, cluster.now + ms)
export const getPod = (cluster: Cluster, name: string): Pod => cluster.store.get<Pod>('Pod', `default/${name}`)!
export const nodeOf = (cluster: Cluster, name: string): string | undefined => getPod(cluster, name).spec.nodeName
export const messageOf = (cluster: Cluster, name: string): string | undefined =>
  getPod(cluster, name).status.conditions?.find(({ type }) => type === 'PodScheduled')?.message
export const eventsOf = (cluster: Cluster, name: string): readonly Event[] =>
  [...cluster.store.list<Event>('Event')].filter((event) => event.involvedObject.name === name)

export const getNode = (cluster: Cluster, name: string): Node => cluster.store.get<Node>('Node', name)!
export const changeNode = (cluster: Cluster, name: string, change: (node: Node) => Node): void =>
  void updateObject(scenarioContext(cluster, 1), change(getNode(cluster, name)))
export const changeNodeStatus = (cluster: Cluster, name: string, change: Partial<NodeStatus>): void => {
  const known = getNode(cluster, name)
  updateStatus(scenarioContext(cluster, 1), known, { ...known.status, ...change })
}
export const changePod = (cluster: Cluster, name: string, change: (pod: Pod) => Pod): void =>
  void updateObject(scenarioContext(cluster, 1), change(getPod(cluster, name)))
/** The pod's containers ended: the scheduler takes it as gone. */
export const finishPod = (cluster: Cluster, name: string): void =>
  void updateStatus(scenarioContext(cluster, 1), getPod(cluster, name), { ...getPod(cluster, name).status, phase: 'Succeeded' })
export const removePod = (cluster: Cluster, name: string): void => void deleteObject(scenarioContext(cluster, 1), 'Pod', `default/${name}`, { graceSeconds: 0 })
