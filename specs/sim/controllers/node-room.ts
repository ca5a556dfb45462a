import { createObject } from '../../../src/sim/apiserver/create.js'
import type { Draft } from '../../../src/sim/apiserver/draft.js'
import { updateObject, updateStatus } from '../../../src/sim/apiserver/update.js'
import { writeObject } from '../../../src/sim/apiserver/write.js'
import { timestamp } from '../../../src/sim/clock.js'
import { defaultClusterOptions, defaultControllerOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controllerActor, type AnyController } from '../../../src/sim/controllers/define.js'
import { disruption } from '../../../src/sim/controllers/disruption.js'
import { horizontalPodAutoscaler } from '../../../src/sim/controllers/hpa/hpa.js'
import { nodeLifecycle } from '../../../src/sim/controllers/node-lifecycle.js'
import { taintEviction } from '../../../src/sim/controllers/taint-eviction.js'
import { startHeartbeat, stopHeartbeat } from '../../../src/sim/heartbeats.js'
import { customMetric, podMetrics } from '../../../src/sim/metrics/metrics-api.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { ActorContext, Cluster, ClusterOptions, ControlPlane, ControllerOptions, NodeConfig } from '../../../src/sim/state.js'
import type { Condition, Deployment, Event, KubeObject, Node, Pod, PodSpec, ReplicaSet } from '../../../src/sim/api/types.js'
import { recordedLatency } from '../../../src/sim/latency.js'
import { noServices } from '../services.js'

/** What a spec sends in one instant is news at one time. */
const atOnce = { ...recordedLatency, requestMs: 0 }

/** The controllers about nodes, budgets and scale, without kubelets: specs say themselves what pods and nodes do. */
const controllers: readonly AnyController[] = [nodeLifecycle, taintEviction, disruption, horizontalPodAutoscaler]

function planeOf(): ControlPlane {
  const actors = controllers.map(controllerActor)
  const watchers = new Map<string, number[]>()
  actors.forEach((actor, index) => actor.watches.forEach((kind) => watchers.set(kind, [...(watchers.get(kind) ?? []), index])))
  return { actors, watchers, services: { ...noServices, podMetrics, customMetric } }
}
export const plane: ControlPlane = planeOf()

export interface Setting { readonly nodes?: readonly Partial<NodeConfig>[]; readonly flags?: Partial<ControllerOptions>; readonly options?: Partial<ClusterOptions> }

export function newCluster({ nodes = [{}, {}, {}], flags = {}, options = {} }: Setting = {}): Cluster {
  const configs = nodes.map((node, i): NodeConfig => ({ name: `worker-${i}`, capacity: {}, allocatable: {}, labels: {}, taints: [], ...node }))
  return createCluster(plane, { ...defaultClusterOptions, latency: atOnce, nodes: configs, controllers: { ...defaultControllerOptions, ...flags }, ...options })
}

export const kubectl = (cluster: Cluster): ActorContext => scenarioContext(cluster, 1)
export const kubelet = (cluster: Cluster, node: string): ActorContext => scenarioContext(cluster, 1, `kubelet@${node}`)
export const advance = (cluster: Cluster, ms: number): void => void runUntil(cluster, cluster.now + ms)

export function create<T extends KubeObject>(cluster: Cluster, draft: Draft<T>): T {
  const created = createObject<T>(kubectl(cluster), draft)
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

export function change<T extends KubeObject>(cluster: Cluster, kind: string, key: string, edit: (object: T) => T): T {
  const updated = updateObject(kubectl(cluster), edit(cluster.store.get<T>(kind, key)!))
  if (!updated.ok) throw new Error(updated.error.message)
  return updated.value
}

// ---------------------------------------------------------------- nodes

export const silence = (cluster: Cluster, node: string): void => stopHeartbeat(kubelet(cluster, node), node)

/** The kubelet is back: it renews its lease and posts its conditions. */
export function revive(cluster: Cluster, node: string): void {
  const context = kubelet(cluster, node)
  startHeartbeat(context, node, cluster.now, 10_000)
  postReady(cluster, node, 'True')
}

export function postReady(cluster: Cluster, node: string, status: 'True' | 'False'): void {
  const object = cluster.store.get<Node>('Node', node)!
  const now = timestamp(cluster.clock, cluster.now)
  const conditions = object.status.conditions!.map((condition): Condition =>
    ({ ...condition, status: condition.type === 'Ready' ? status : 'False', lastHeartbeatTime: now, ...(condition.type === 'Ready' ? { reason: status === 'True' ? 'KubeletReady' : 'KubeletNotReady' } : {}) }))
  updateStatus(kubelet(cluster, node), object, { ...object.status, conditions })
}

export const getNode = (cluster: Cluster, name: string): Node => cluster.store.get<Node>('Node', name)!
export const readyText = (cluster: Cluster, name: string): string => {
  const ready = getNode(cluster, name).status.conditions!.find(({ type }) => type === 'Ready')!
  return `${ready.status} ${ready.reason}`
}
export const taints = (cluster: Cluster, name: string): readonly string[] => getNode(cluster, name).spec.taints?.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`) ?? []

/** When a node got the taint, in virtual milliseconds. */
export function taintedAt(cluster: Cluster, node: string, taint: string): number | undefined {
  return cluster.log.entries.find(({ kind, key, object }) => kind === 'Node' && key === node && ((object as Node).spec.taints ?? []).some(({ key: own, effect }) => `${own.replace('node.kubernetes.io/', '')}:${effect}` === taint))?.at
}

// ---------------------------------------------------------------- pods

const spec = (extra: Partial<PodSpec>): PodSpec => ({ containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '100m', memory: '100Mi' } } }], restartPolicy: 'Always', terminationGracePeriodSeconds: 30, ...extra })

export interface PodSetting { readonly node?: string; readonly labels?: Record<string, string>; readonly spec?: Partial<PodSpec>; readonly owner?: KubeObject; readonly ready?: boolean }

/** A pod that runs, and is ready unless told otherwise. */
export function runPod(cluster: Cluster, name: string, { node = 'worker-0', labels = { app: 'web' }, spec: extra = {}, owner, ready = true }: PodSetting = {}): Pod {
  const ownerReferences = owner === undefined ? undefined : [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true }]
  create<Pod>(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels, ...(ownerReferences === undefined ? {} : { ownerReferences }) }, spec: spec({ nodeName: node, ...extra }) })
  return markRunning(cluster, name, ready)
}

export function markRunning(cluster: Cluster, name: string, ready: boolean): Pod {
  const pod = cluster.store.get<Pod>('Pod', `default/${name}`)!
  const now = timestamp(cluster.clock, cluster.now)
  const startTime = pod.status.startTime ?? now
  const condition: Condition = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: now }
  const containerStatuses = pod.spec.containers.map(({ name: container }) => ({ name: container, ready, restartCount: 0, image: '', imageID: '', state: { running: { startedAt: startTime } } }))
  const result = updateStatus(kubelet(cluster, pod.spec.nodeName ?? ''), pod, { ...pod.status, phase: 'Running', startTime, conditions: [condition], containerStatuses })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export const getPod = (cluster: Cluster, name: string): Pod | undefined => cluster.store.get<Pod>('Pod', `default/${name}`)
export const erasePod = (cluster: Cluster, name: string): void => {
  const pod = getPod(cluster, name)!
  writeObject(kubectl(cluster), { ...pod, metadata: { ...pod.metadata, labels: {} } })
}

export const podConditionText = (cluster: Cluster, name: string, type: string): string | undefined => {
  const condition = getPod(cluster, name)?.status.conditions?.find((own) => own.type === type)
  return condition === undefined ? undefined : [condition.status, condition.reason, condition.message].filter((part) => part !== undefined).join(' ')
}

// ---------------------------------------------------------------- workloads

export const deployment = (cluster: Cluster, name: string, replicas: number): Deployment => create<Deployment>(cluster, {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: spec({}) }, strategy: { type: 'RollingUpdate' } },
})

export const replicaSet = (cluster: Cluster, name: string, replicas: number, owner?: KubeObject): ReplicaSet => create<ReplicaSet>(cluster, {
  apiVersion: 'apps/v1', kind: 'ReplicaSet',
  metadata: { name, namespace: 'default', ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true }] }) },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: spec({}) } },
})

// ---------------------------------------------------------------- events

/** Every write of an event with this reason: seconds, object, text. */
export const said = (cluster: Cluster, reason: string): readonly string[] =>
  cluster.log.entries.filter(({ kind, type, object }) => kind === 'Event' && type !== 'DELETED' && (object as Event).reason === reason)
    .map(({ object }) => `${(object as Event).involvedObject.kind}/${(object as Event).involvedObject.name} ${(object as Event).message}`)

export const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000)
