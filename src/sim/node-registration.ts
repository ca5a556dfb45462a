import { createObject } from './apiserver/create.js'
import { writeObject } from './apiserver/write.js'
import type { KubeObject, Lease, Node, NodeSpec, NodeStatus, ObjectMeta, OwnerReference, StringMap } from './api/types.js'
import { timestamp } from './clock.js'
import { leaseNamespace, startHeartbeat } from './heartbeats.js'
import { nodeTtlAnnotation, ttlOf, ttlStep } from './node-ttl.js'
import { drawUid } from './random.js'
import type { ActorContext, NodeConfig } from './state.js'

/** Nodes register this long before time 0, as in the recordings. */
export const registeredBeforeMs = 8_000
/** Their kubelets' ten-second loops began this long before time 0: in the recordings leases and statuses come at 3.7 s, 13.7 s, 23.7 s … */
export const heartbeatBeforeMs = 6_300
const heartbeatPeriodMs = 10_000

/** A node whose kubelet has registered and reported Ready before time 0 (kubelet node status, 1.36), with its lease. */
export function registerNode(context: ActorContext, config: NodeConfig, index: number): void {
  const { cluster } = context
  const since = cluster.now - registeredBeforeMs
  const { metadata, spec, status } = initialNode(context, config, index, since)
  const own = { uid: drawUid(cluster.random), resourceVersion: '', creationTimestamp: timestamp(cluster.clock, since) }
  const node: KubeObject & { spec: NodeSpec; status: NodeStatus } = {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name: config.name, ...own, labels: metadata.labels, annotations: { [nodeTtlAnnotation]: ttlOf(ttlStep(cluster.options.nodes.length)), ...metadata.annotations } },
    spec, status,
  }
  const writer = { ...context, by: `kubelet@${config.name}` }
  writeObject(writer, node)
  writeObject(writer, leaseOf(node, { ...own, uid: drawUid(cluster.random) }))
  startHeartbeat(writer, config.name, cluster.now - heartbeatBeforeMs, heartbeatPeriodMs)
}

/**
 * A kubelet registers a node that is not there: registerWithAPIServer, kubelet_node_status.go 1.36. It does so once in the life of its
 * process; a node that is deleted while its kubelet runs stays away until the kubelet begins anew. `context.by` is the kubelet.
 */
export function registerAgain(context: ActorContext, name: string): void {
  const { nodes } = context.cluster.options
  const index = nodes.findIndex((config) => config.name === name)
  const config = nodes[index]
  if (config === undefined) return
  const created = createObject<Node>(context, { apiVersion: 'v1', kind: 'Node', ...initialNode(context, config, index, context.now) } as never)
  if (created.ok) beginLease(context, created.value)
}

/** The kubelet renews the lease of its node from now on, and makes it anew where it is gone. */
export function beginLease(context: ActorContext, node: Node): void {
  const { name } = node.metadata
  const lease = context.store.get<Lease>('Lease.coordination.k8s.io', `${leaseNamespace}/${name}`)
  if (lease === undefined) createObject(context, leaseOf(node))
  else if (lease.metadata.ownerReferences?.[0]?.uid !== node.metadata.uid) writeObject(context, { ...lease, metadata: { ...lease.metadata, ownerReferences: ownerOf(node) } })
  startHeartbeat(context, name, context.now, heartbeatPeriodMs)
}

interface InitialNode extends Pick<Node, 'spec' | 'status'> {
  readonly metadata: { readonly name: string; readonly labels: StringMap; readonly annotations: StringMap }
}

function initialNode(context: ActorContext, config: NodeConfig, index: number, since: number): InitialNode {
  return {
    metadata: {
      name: config.name,
      labels: { ...systemLabels, 'kubernetes.io/hostname': config.name, ...config.labels },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR: podCidr(index), podCIDRs: [podCidr(index)], ...(config.taints.length === 0 ? {} : { taints: config.taints }) },
    status: nodeStatus(context, config, index, since),
  }
}

const ownerOf = ({ metadata: { name, uid } }: KubeObject): readonly OwnerReference[] => [{ apiVersion: 'v1', kind: 'Node', name, uid }]

const leaseOf = (node: KubeObject, own: Partial<ObjectMeta> = {}): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1', kind: 'Lease',
  metadata: { name: node.metadata.name, namespace: leaseNamespace, ...own, ownerReferences: ownerOf(node) },
  spec: { holderIdentity: node.metadata.name, leaseDurationSeconds: 40 },
} as KubeObject)

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
