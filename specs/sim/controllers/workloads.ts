import { createObject } from '../../../src/sim/apiserver/create.js'
import type { Draft } from '../../../src/sim/apiserver/draft.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject, updateStatus } from '../../../src/sim/apiserver/update.js'
import { writeObject } from '../../../src/sim/apiserver/write.js'
import { timestamp } from '../../../src/sim/clock.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controllerActor, type AnyController } from '../../../src/sim/controllers/define.js'
import { deploymentController } from '../../../src/sim/controllers/deployment.js'
import { endpointSliceController } from '../../../src/sim/controllers/endpointslice.js'
import { endpointsController } from '../../../src/sim/controllers/endpoints.js'
import { garbageCollector } from '../../../src/sim/controllers/garbage-collector.js'
import { namespaceController } from '../../../src/sim/controllers/namespace.js'
import { podGarbageCollector } from '../../../src/sim/controllers/pod-gc.js'
import { isActive } from '../../../src/sim/controllers/pod-state.js'
import { replicaSetController } from '../../../src/sim/controllers/replicaset.js'
import { rootCaPublisher, serviceAccountController } from '../../../src/sim/controllers/serviceaccount.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Actor, ActorContext, Cluster, ClusterOptions, ControlPlane, NodeConfig } from '../../../src/sim/state.js'
import { wakeAfter } from '../../../src/sim/wake.js'
import type { Condition, Deployment, Event, KubeObject, Pod, PodSpec, ReplicaSet } from '../../../src/sim/api/types.js'
import { recordedLatency } from '../../../src/sim/latency.js'
import { noServices } from '../services.js'

/** What a spec sends in one instant is news at one time. */
const atOnce = { ...recordedLatency, requestMs: 0 }

/** How long pods of an image take: `web:1` is ready after one second, `bad:1` never, `slow:1` after five seconds. */
const readyAfterMs = (pod: Pod): number | undefined => {
  const image = pod.spec.containers[0]?.image ?? ''
  return image.startsWith('bad') ? undefined : image.startsWith('slow') ? 5000 : 1000
}
const stopMs = 2000

/** Nodes in miniature: binds every pod in turn, makes it ready in time, and ends it when it is deleted. Not the product's kubelet. */
const nodes: Actor<undefined> = {
  name: 'nodes',
  watches: ['Pod'],
  create: () => undefined,
  fork: () => undefined,
  deliver: (context, _state, { type, object, key }) => {
    const pod = object as Pod
    const after = readyAfterMs(pod)
    if (type === 'ADDED') {
      if (pod.spec.nodeName === undefined) bind(context, pod)
      if (after !== undefined) wakeAfter(context, `ready ${key}`, after)
    } else if (type === 'MODIFIED' && pod.metadata.deletionTimestamp !== undefined) wakeAfter(context, `stop ${key}`, stopMs)
  },
  wake: (context, _state, text) => {
    const [action, key] = text.split(' ') as [string, string]
    const pod = context.store.get<Pod>('Pod', key)
    if (pod === undefined) return
    if (action === 'stop') deleteObject(context, 'Pod', key, { graceSeconds: 0 })
    else if (isActive(pod)) setReady(context, key, true)
  },
}

function bind(context: ActorContext, pod: Pod): void {
  const names = [...context.store.list('Node')].map((node) => node.metadata.name)
  const nodeName = names[context.store.count('Pod') % names.length]
  if (nodeName !== undefined) writeObject(context, { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, podIP: `10.0.${context.store.count('Pod')}.${context.cluster.log.length % 250}` } })
}

export function setReady(context: ActorContext, key: string, isReady: boolean): void {
  const pod = context.store.get<Pod>('Pod', key)!
  const condition: Condition = { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: timestamp(context.cluster.clock, context.cluster.now) }
  updateStatus(context, pod, { ...pod.status, phase: 'Running', conditions: [condition] })
}

const controllers: readonly AnyController[] = [
  serviceAccountController, rootCaPublisher, deploymentController, replicaSetController, endpointSliceController, endpointsController, podGarbageCollector, namespaceController, garbageCollector,
]

function planeOf(actors: readonly Actor[]): ControlPlane {
  const watchers = new Map<string, number[]>()
  actors.forEach((actor, index) => actor.watches.forEach((kind) => watchers.set(kind, [...(watchers.get(kind) ?? []), index])))
  return { actors, watchers, services: noServices }
}

export const withNodes: ControlPlane = planeOf([...controllers.map(controllerActor), nodes as Actor])
/** Pods stay as they are until the spec changes them. */
export const withoutNodes: ControlPlane = planeOf(controllers.map(controllerActor))

const nodeConfig = (index: number): NodeConfig =>
  ({ name: `worker-${index}`, capacity: {}, allocatable: {}, labels: { 'topology.kubernetes.io/zone': `zone-${index}` }, taints: [] })

export const newCluster = (plane: ControlPlane = withNodes, options: Partial<ClusterOptions> = {}): Cluster =>
  createCluster(plane, { ...defaultClusterOptions, latency: atOnce, nodes: [0, 1, 2].map(nodeConfig), ...options })

export const kubectl = (cluster: Cluster): ActorContext => scenarioContext(cluster, 1)

export const podSpec = (image: string): PodSpec => ({
  containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }], restartPolicy: 'Always', terminationGracePeriodSeconds: 30,
})

export function deployment(name: string, spec: Partial<Deployment['spec']> = {}, image = 'web:1'): Draft<Deployment> {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
    spec: {
      replicas: 3, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: podSpec(image) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, ...spec,
    },
  }
}

export const replicaSet = (name: string, spec: Partial<ReplicaSet['spec']> = {}): Draft<ReplicaSet> => ({
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, namespace: 'default' },
  spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: podSpec('web:1') }, ...spec },
})

export const pod = (name: string, labels: Record<string, string>, extra: Partial<Draft<Pod>['metadata']> = {}): Draft<Pod> =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels, ...extra }, spec: podSpec('web:1') })

export function create<T extends KubeObject>(cluster: Cluster, draft: Draft<T>): T {
  const created = createObject<T>(kubectl(cluster), draft)
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

/** Changes the stored object as `kubectl patch` would. */
export function change<T extends KubeObject>(cluster: Cluster, kind: string, key: string, edit: (object: T) => T): T {
  const updated = updateObject(kubectl(cluster), edit(cluster.store.get<T>(kind, key)!))
  if (!updated.ok) throw new Error(updated.error.message)
  return updated.value
}

export const changeSpec = (cluster: Cluster, name: string, spec: Partial<Deployment['spec']>): Deployment =>
  change<Deployment>(cluster, 'Deployment.apps', `default/${name}`, (object) => ({ ...object, spec: { ...object.spec, ...spec } }))

export const setImage = (cluster: Cluster, name: string, image: string): Deployment =>
  changeSpec(cluster, name, { template: { metadata: { labels: { app: name } }, spec: podSpec(image) } })

export const advance = (cluster: Cluster, ms: number): void => void runUntil(cluster, cluster.now + ms)

export const getDeployment = (cluster: Cluster, name: string): Deployment => cluster.store.get<Deployment>('Deployment.apps', `default/${name}`)!
export const replicaSets = (cluster: Cluster): readonly ReplicaSet[] => [...cluster.store.list<ReplicaSet>('ReplicaSet.apps')]
export const pods = (cluster: Cluster): readonly Pod[] => [...cluster.store.list<Pod>('Pod')]
export const active = (cluster: Cluster): readonly Pod[] => pods(cluster).filter((own) => own.metadata.deletionTimestamp === undefined)

/** Every text of events of this reason, in the order in which they were written; hashes and suffixes made alike. */
export const eventTexts = (cluster: Cluster, reason: string): readonly string[] =>
  cluster.log.entries.filter(({ kind, type, object }) => kind === 'Event' && type !== 'DELETED' && (object as Event).reason === reason).map(({ object }) => (object as Event).message)

export const conditionText = (object: { readonly status?: { readonly conditions?: readonly Condition[] } } | undefined, type: string): string | undefined => {
  const condition = object?.status?.conditions?.find((own) => own.type === type)
  return condition === undefined ? undefined : `${condition.status} ${condition.reason}: ${condition.message}`
}
