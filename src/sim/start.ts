import type { KubeObject, NodeSpec, NodeStatus } from './api/types.js'
import { timestamp } from './clock.js'
import { createObject } from './apiserver/create.js'
import { writeObject } from './apiserver/write.js'
import { drawUid } from './random.js'
import { emptyCluster, scenarioContext } from './cluster.js'
import { runUntil } from './run.js'
import { startHeartbeat } from './heartbeats.js'
import { nodeTtlAnnotation, ttlOf, ttlStep } from './node-ttl.js'
import type { ActorContext, Cluster, ClusterOptions, ControlPlane, NodeConfig } from './state.js'

/** Nodes register this long before time 0, as in the recordings. */
export const registeredBeforeMs = 8_000
/** Their kubelets' ten-second loops began this long before time 0: in the recordings leases and statuses come at 3.7 s, 13.7 s, 23.7 s … */
export const heartbeatBeforeMs = 6_300
const heartbeatPeriodMs = 10_000

/** A cluster at time 0: system namespaces, registered nodes with their leases, the API server's own Service. */
export function createCluster(controlPlane: ControlPlane, options: ClusterOptions): Cluster {
  const cluster = emptyCluster(controlPlane, options)
  const context = scenarioContext(cluster, 0, 'kube-apiserver')
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) createNamespace(context, name)
  createObject(context, {
    apiVersion: 'v1', kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP', clusterIP: '10.96.0.1', ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      sessionAffinity: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster',
    },
  } as never)
  options.nodes.forEach((node, index) => registerNode(context, node, index))
  cluster.controlPlane.actors.forEach((actor, index) => {
    const { context: own, state } = cluster.slots[index]!
    actor.start?.(own, state)
  })
  // Static pods run since their kubelets began.
  if (options.nodes.some(({ staticPods }) => staticPods !== undefined)) runUntil(cluster, 0)
  return cluster
}

function createNamespace(context: ActorContext, name: string): void {
  createObject(context, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  createObject(context, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } })
  createObject(context, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: name }, data: { 'ca.crt': '' } } as never)
}

/** A node whose kubelet has registered and reported Ready (kubelet node status, 1.36), with its lease. */
export function registerNode(context: ActorContext, config: NodeConfig, index: number): void {
  const { cluster } = context
  const since = cluster.now - registeredBeforeMs
  const by = `kubelet@${config.name}`
  const metadata = { uid: drawUid(cluster.random), resourceVersion: '', creationTimestamp: timestamp(cluster.clock, since) }
  const node: KubeObject & { spec: NodeSpec; status: NodeStatus } = {
    apiVersion: 'v1', kind: 'Node',
    metadata: {
      name: config.name, ...metadata,
      labels: { ...systemLabels, 'kubernetes.io/hostname': config.name, ...config.labels },
      annotations: { [nodeTtlAnnotation]: ttlOf(ttlStep(cluster.options.nodes.length)), 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR: podCidr(index), podCIDRs: [podCidr(index)], ...(config.taints.length === 0 ? {} : { taints: config.taints }) },
    status: nodeStatus(context, config, index, since),
  }
  const writer = { ...context, by }
  writeObject(writer, node)
  writeObject(writer, {
    apiVersion: 'coordination.k8s.io/v1', kind: 'Lease',
    metadata: {
      name: config.name, namespace: 'kube-node-lease', ...metadata, uid: drawUid(cluster.random),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: config.name, uid: metadata.uid }],
    },
    spec: { holderIdentity: config.name, leaseDurationSeconds: 40 },
  } as KubeObject)
  startHeartbeat(writer, config.name, cluster.now - heartbeatBeforeMs, heartbeatPeriodMs)
}

const systemLabels = { 'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' }

const podCidr = (index: number): string => `10.${244 + (index >> 8)}.${index & 255}.0/24`

function nodeStatus(context: ActorContext, config: NodeConfig, index: number, since: number): NodeStatus {
  const at = timestamp(context.cluster.clock, since)
  const times = { lastHeartbeatTime: at, lastTransitionTime: at }
  return {
    capacity: config.capacity, allocatable: config.allocatable,
    conditions: [
      { type: 'MemoryPressure', status: 'False', ...times, reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
      { type: 'DiskPressure', status: 'False', ...times, reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
      { type: 'PIDPressure', status: 'False', ...times, reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
      { type: 'Ready', status: 'True', ...times, reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    ],
    addresses: [{ type: 'InternalIP', address: nodeAddress(index) }, { type: 'Hostname', address: config.name }],
    nodeInfo: {
      architecture: 'amd64', operatingSystem: 'linux', kubeletVersion: 'v1.36.2', containerRuntimeVersion: 'containerd://2.1.0', kernelVersion: '6.12.0',
      osImage: 'Seatrial', bootID: `${config.name}-1`, machineID: config.name, systemUUID: config.name, kubeProxyVersion: '',
    },
  }
}

const nodeAddress = (index: number): string => `172.18.${(index + 2) >> 8}.${(index + 2) & 255}`
