import { createObject } from '../../../src/sim/apiserver/create.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { ContainerBehaviour } from '../../../src/sim/behaviour.js'
import { kindOf } from '../../../src/sim/api/kinds/registry.js'
import type { Event, KubeObject, Node, Pod } from '../../../src/sim/api/types.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import type { ActorContext, Cluster, NodeConfig } from '../../../src/sim/state.js'

/** The whole product, kubelets and scheduler included. Pods are ready about two seconds after their start; those of `bad:*` never; `deaf:*` hears no signal. */
const behaviours: readonly ContainerBehaviour[] = [
  { name: 'bad', match: { image: 'bad:*' }, pull: [{ afterMs: 500, fail: 'not found' }], startMs: undefined, run: undefined, stop: undefined, probes: {}, usage: undefined },
  { name: 'deaf', match: { image: 'deaf:*' }, pull: undefined, startMs: undefined, run: undefined, stop: { exit: 137 }, probes: {}, usage: undefined },
]

const room = { cpu: '4', memory: '8Gi', pods: '110' }

export function fullCluster(names: readonly string[] = ['worker-0', 'worker-1', 'worker-2'], startTime: string = defaultClusterOptions.startTime): Cluster {
  const nodes = names.map((name): NodeConfig => ({ name, capacity: room, allocatable: room, labels: { 'kubernetes.io/hostname': name }, taints: [] }))
  return createCluster(controlPlane, { ...defaultClusterOptions, nodes, startTime, containers: behaviours })
}

export const kubectl = (cluster: Cluster): ActorContext => scenarioContext(cluster, 1)
export const advance = (cluster: Cluster, ms: number): void => void runUntil(cluster, cluster.now + ms)

type Manifest = { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly [field: string]: unknown }; readonly [field: string]: unknown }

/** Creates what a manifest says, with the defaults of its kind. */
export function apply<T extends KubeObject>(cluster: Cluster, manifest: Manifest): T {
  const kind = kindOf(manifest.apiVersion, manifest.kind)!
  const placed = kind.namespaced ? { ...manifest, metadata: { namespace: 'default', ...manifest.metadata } } : manifest
  const created = createObject<T>(kubectl(cluster), kind.defaults(placed as unknown as KubeObject) as unknown as T)
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

export function change<T extends KubeObject>(cluster: Cluster, kind: string, key: string, edit: (object: T) => T): void {
  const updated = updateObject(kubectl(cluster), edit(cluster.store.get<T>(kind, key)!))
  if (!updated.ok) throw new Error(updated.error.message)
}

export const labelNode = (cluster: Cluster, name: string, labels: Readonly<Record<string, string>>): void =>
  change<Node>(cluster, 'Node', name, (node) => ({ ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...labels } } }))

export const podNames = (cluster: Cluster): readonly string[] => [...cluster.store.list<Pod>('Pod')].map(({ metadata }) => metadata.name).sort()
export const nodesOfPods = (cluster: Cluster): readonly string[] => [...cluster.store.list<Pod>('Pod')].map(({ spec }) => spec.nodeName ?? '').sort()
export const podNamed = (cluster: Cluster, name: string): Pod => cluster.store.get<Pod>('Pod', `default/${name}`)!
export const imageOf = (cluster: Cluster, name: string): string | undefined => podNamed(cluster, name).spec.containers[0]?.image

/** `reason message` of every Event of an object that is stored, with its count. */
export const eventsOf = (cluster: Cluster, kind: string, name: string): readonly string[] =>
  [...cluster.store.list<Event>('Event')].filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name).map(({ reason, message, count }) => `${reason} x${count ?? 0}: ${message}`)

export const podTemplate = (app: string, image: string): object => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image }], restartPolicy: 'Always', terminationGracePeriodSeconds: 30, schedulerName: 'default-scheduler' } })
