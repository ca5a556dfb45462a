import { Kind } from '../api/kinds/ids.js'
import type { Node, Pod, Service } from '../api/types.js'
import { hashText } from '../random.js'
import type { NetworkClient, Origin } from '../questions.js'
import type { Cluster } from '../state.js'
import { networkOf } from './network-of.js'
import { resolve } from './names.js'
import { isDnsDown, isNodeUp, type Network } from './network.js'
import { peerOf, podPeer } from './peer.js'
import { judgePolicies } from './policy.js'
import { choose, targetsOf } from './proxy.js'

/** Round trips inside the cluster, and how long a resolver without an answer takes (two tries of five seconds, as resolv.conf has it). */
const times = { resolveMs: 1, connectMs: 1, answerMs: 2, resolveTimeoutMs: 10_000 } as const
const kinds = [Kind.Service, Kind.EndpointSlice, Kind.Pod, Kind.NetworkPolicy, Kind.Namespace, Kind.Node]

/** Where a connection to an address ends. */
type Destination = { readonly kind: 'pod'; readonly pod: Pod; readonly port: number } | { readonly kind: 'open' | 'refused' | 'timeout' }

/** The cluster's network as one pod's containers see it. */
export function clientOf(cluster: Cluster, pod: Pod): NetworkClient {
  const network = networkOf(cluster)
  const from: Origin = { kind: 'pod', pod }
  const reachAt = (address: string, port: number, protocol: string): Destination => arrive(network, from, locate(network, pod, cluster.now, address, port, protocol), protocol)
  return {
    revision: revisionOf(cluster),
    resolve: (name) => answerOf(network, from, name),
    connect: (address, port, protocol) => {
      const end = reachAt(address, port, protocol.toUpperCase())
      return { kind: end.kind === 'pod' ? 'open' : end.kind, afterMs: times.connectMs }
    },
    http: (request) => {
      const end = reachAt(request.address, request.port, 'TCP')
      if (end.kind === 'refused' || end.kind === 'timeout') return { kind: end.kind, afterMs: times.connectMs }
      const { status, headers, body } = end.kind === 'pod' ? cluster.controlPlane.services.httpAnswer(cluster, end.pod, end.port, request) : forbidden
      return { kind: 'answer', status, headers, body, afterMs: times.answerMs }
    },
  }
}

/** What the API server says to a request without a token. */
const forbidden = { status: 403, headers: { 'content-type': 'application/json' }, body: '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"Forbidden","code":403}\n' }

/** Grows with every change that may change an answer: of objects, and of faults as they come and go. */
function revisionOf({ store, serials, conditions }: Cluster): number {
  return kinds.reduce((sum, kind) => sum + store.revisionOf(kind), 2 * (serials.get('fault') ?? 0) - conditions.length)
}

function answerOf(network: Network, from: Origin, name: string): ReturnType<NetworkClient['resolve']> {
  const { outcome, addresses, fqdn = name } = resolve(network, from, name)
  if (outcome === 'failed') return { kind: isDnsDown(network) ? 'unavailable' : 'timeout', afterMs: times.resolveTimeoutMs }
  return outcome === 'found' && addresses.length > 0 ? { kind: 'addresses', name: fqdn, addresses, afterMs: times.resolveMs } : { kind: 'unknown', afterMs: times.resolveMs }
}

/** Who has the address: a Service, by whose endpoints it goes on, a pod, a node port; the rest lies outside. */
function locate(network: Network, client: Pod, now: number, address: string, port: number, protocol: string): Destination {
  const { store } = network
  for (const service of store.list<Service>(Kind.Service)) {
    if (service.spec.clusterIP === address) return isApiServer(service) ? { kind: 'open' } : behind(network, service, client, now, port, protocol)
  }
  for (const pod of store.list<Pod>(Kind.Pod)) if (pod.status?.podIP === address && pod.spec.hostNetwork !== true) return { kind: 'pod', pod, port }
  for (const node of store.list<Node>(Kind.Node)) {
    if (node.status?.addresses?.some((one) => one.address === address) === true) return onNode(network, node.metadata.name, client, now, port, protocol)
  }
  return { kind: 'timeout' }
}

const isApiServer = ({ metadata }: Service): boolean => metadata.name === 'kubernetes' && metadata.namespace === 'default'

function behind(network: Network, service: Service, client: Pod, now: number, port: number, protocol: string): Destination {
  const own = service.spec.ports?.find((one) => one.port === port && (one.protocol ?? 'TCP') === protocol)
  return own === undefined ? { kind: 'timeout' } : drawn(network, service, own.name ?? '', client, now, protocol, false)
}

/** One of the endpoints: the same for the same client and instant. */
function drawn(network: Network, service: Service, portName: string, client: Pod, now: number, protocol: string, isExternal: boolean): Destination {
  const { targets, none } = choose(network, service, targetsOf(network, service, portName, protocol), client.spec.nodeName, isExternal)
  if (none !== undefined) return { kind: none.outcome }
  const isSticky = service.spec.sessionAffinity === 'ClientIP'
  const target = targets[hashText(`${client.metadata.uid} ${isSticky ? '' : now}`) % targets.length]
  const pod = network.store.get<Pod>(Kind.Pod, `${target?.endpoint.targetRef?.namespace}/${target?.endpoint.targetRef?.name}`)
  return target === undefined || pod === undefined ? { kind: 'timeout' } : { kind: 'pod', pod, port: target.port }
}

function onNode(network: Network, node: string, client: Pod, now: number, port: number, protocol: string): Destination {
  for (const service of network.store.list<Service>(Kind.Service)) {
    const own = service.spec.ports?.find((one) => one.nodePort === port && (one.protocol ?? 'TCP') === protocol)
    if (own !== undefined) return drawn(network, service, own.name ?? '', client, now, protocol, true)
  }
  const host = network.store.podsOnNode(node).find((pod) => listens(pod, port))
  if (host !== undefined) return { kind: 'pod', pod: host, port }
  return { kind: 'refused' }
}

const listens = ({ spec }: Pod, port: number): boolean =>
  spec.containers.some(({ ports = [] }) => ports.some(({ hostPort, containerPort }) => hostPort === port || (spec.hostNetwork === true && containerPort === port)))

/** Whether the packets get there, and somebody answers. */
function arrive(network: Network, from: Origin, end: Destination, protocol: string): Destination {
  if (end.kind !== 'pod') return end
  const { pod, port } = end
  if (pod.spec.nodeName !== undefined && !isNodeUp(network, pod.spec.nodeName)) return { kind: 'timeout' }
  if (!judgePolicies(network, peerOf(network, from), podPeer(network, pod), port, protocol).isAllowed) return { kind: 'timeout' }
  return network.silence(pod, port, protocol) === undefined ? end : { kind: 'refused' }
}
