import { createObject } from '../../../src/sim/apiserver/create.js'
import { deleteObject, type DeleteOptions } from '../../../src/sim/apiserver/delete.js'
import { changeConditions, defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import type { ContainerBehaviour } from '../../../src/sim/behaviour.js'
import { kubelet } from '../../../src/sim/kubelet/kubelet.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Actor, Cluster, ClusterOptions, ControlPlane, NodeConfig } from '../../../src/sim/state.js'
import type { Container, Event, Pod, PodSpec } from '../../../src/sim/api/types.js'

/** Kubelets alone: specs bind the pods themselves. */
const plane: ControlPlane = {
  actors: [kubelet as Actor],
  watchers: new Map(kubelet.watches.map((kind) => [kind, [0]])),
  services: controlPlane.services,
}

const size = { cpu: '64', memory: '256Gi', pods: '110' }

export const behaviour = (image: string, rest: Partial<ContainerBehaviour>): ContainerBehaviour =>
  ({ name: `for ${image}`, match: { image }, pull: undefined, startMs: undefined, run: undefined, stop: undefined, probes: {}, usage: undefined, ...rest })

export function newRoom(containers: readonly ContainerBehaviour[] = [], nodes = 1, more: Partial<NodeConfig> = {}, options: Partial<ClusterOptions> = {}): Cluster {
  const configs = Array.from({ length: nodes }, (_, i) => ({ name: `worker-${i}`, capacity: size, allocatable: size, labels: {}, taints: [], ...more }))
  return createCluster(plane, { ...defaultClusterOptions, ...options, nodes: configs, containers })
}

export const advance = (cluster: Cluster, seconds: number): void => void runUntil(cluster, cluster.now + seconds * 1000)
export const at = (cluster: Cluster, seconds: number): void => void runUntil(cluster, seconds * 1000)

export function bind(cluster: Cluster, name: string, containers: readonly Partial<Container>[], spec: Partial<PodSpec> = {}): Pod {
  const created = createObject<Pod>(scenarioContext(cluster, 1), {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' },
    spec: {
      nodeName: 'worker-0', restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30,
      ...spec, containers: containers.map((container) => ({ name: 'c', image: 'web:1', imagePullPolicy: 'IfNotPresent', terminationMessagePolicy: 'File', ...container })),
    },
  })
  if (!created.ok) throw new Error(created.error.message)
  return created.value
}

export const addPriorityClass = (cluster: Cluster, name: string, value: number): void =>
  void createObject(scenarioContext(cluster, 1), { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value } as never)

export const podOf = (cluster: Cluster, name: string): Pod | undefined => cluster.store.get<Pod>('Pod', `default/${name}`)
export const remove = (cluster: Cluster, name: string, options: DeleteOptions = {}): void => void deleteObject(scenarioContext(cluster, 1), 'Pod', `default/${name}`, options)

let serial = 0

/** Begins or ends a fault, as the faults room does; a one-shot fault is not kept. */
export function inject(cluster: Cluster, fault: string, params: object, isKept = true): () => void {
  const active = { id: ++serial, fault, params: params as never, since: cluster.now, cause: -1 }
  changeConditions(cluster, isKept ? [...cluster.conditions, active] : cluster.conditions, { began: active })
  return () => changeConditions(cluster, cluster.conditions.filter((other) => other !== active), { ended: active })
}

export interface Seen { readonly at: number; readonly text: string }

/** What a pod's status said, change by change: `12.3 Running c[running x1]`, times to the tenth of a second. */
export function life(cluster: Cluster, name: string): readonly string[] {
  const lines: string[] = []
  for (const { kind, key, type, object, at: when } of cluster.log.entries) {
    if (kind !== 'Pod' || key !== `default/${name}`) continue
    const text = type === 'DELETED' ? 'gone' : words(object as Pod)
    if (lines.at(-1)?.replace(/^\S+ /, '') !== text) lines.push(`${tenths(when)} ${text}`)
  }
  return lines
}

const tenths = (ms: number): string => (Math.floor(ms / 100) / 10).toFixed(1)

function words(pod: Pod): string {
  const all = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]
  const states = all.map(({ name, state, restartCount, ready }) => {
    const word = state?.running !== undefined ? `running${ready ? '' : ' unready'}` : state?.waiting !== undefined ? state.waiting.reason ?? 'waiting' : `${state?.terminated?.reason} ${state?.terminated?.exitCode}`
    return `${name}[${word} x${restartCount}]`
  })
  return [pod.status.phase, pod.status.reason, pod.metadata.deletionTimestamp === undefined ? undefined : 'deleting', ...states].filter(Boolean).join(' ')
}

/** Seconds at which events of a reason were written or counted up. */
export const eventTimes = (cluster: Cluster, reason: string): readonly number[] =>
  cluster.log.entries.filter(({ kind, object, type }) => kind === 'Event' && type !== 'DELETED' && (object as Event).reason === reason).map(({ at: when }) => Math.floor(when / 100) / 10)

export const eventTexts = (cluster: Cluster): readonly string[] =>
  [...cluster.store.list<Event>('Event')].map(({ type, reason, message, count, involvedObject }) => `${type} ${reason} ${involvedObject.name} x${count}: ${message}`)
