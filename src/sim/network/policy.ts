import { compileSelector } from '../api/labels.js'
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../api/network-types.js'
import type { LabelSelector, Pod, StringMap } from '../api/types.js'
import { isInCidr } from '../api/validation/ip.js'
import { Kind } from '../api/kinds/ids.js'
import type { Network } from './network.js'
import type { Peer } from './peer.js'
import { portNumbered } from '../api/pod-ports.js'

type Direction = 'Ingress' | 'Egress'

/** Whether policies let a connection pass, and which one says so. */
export interface PolicyVerdict {
  readonly isAllowed: boolean
  /** `allowed by networkpolicy/web (ingress)`, `blocked by networkpolicy/deny (egress)`; empty when no policy selects either end. */
  readonly why: string
}

interface Rule { readonly peers: readonly NetworkPolicyPeer[] | undefined; readonly ports: readonly NetworkPolicyPort[] | undefined }

/**
 * Both ends must agree: egress of the client, ingress of the server (networking.k8s.io/v1). A pod that no policy of a direction selects
 * is open in that direction. Traffic of a pod with itself and from the node it runs on always passes.
 */
export function judgePolicies(network: Network, from: Peer, to: Peer, port: number, protocol: string): PolicyVerdict {
  if (isSame(from, to)) return { isAllowed: true, why: '' }
  const egress = judge(network, 'Egress', from, to, to, port, protocol)
  if (!egress.isAllowed) return egress
  const isOwnNode = from.pod === undefined && from.node !== undefined && from.node === to.node
  const ingress = isOwnNode ? { isAllowed: true, why: '' } : judge(network, 'Ingress', to, from, to, port, protocol)
  if (!ingress.isAllowed) return ingress
  return { isAllowed: true, why: [egress.why, ingress.why].filter((text) => text !== '').join(' and ') }
}

const isSame = (a: Peer, b: Peer): boolean => a.pod?.object !== undefined && a.pod.object.metadata.uid === b.pod?.object?.metadata.uid

function judge(network: Network, direction: Direction, selected: Peer, other: Peer, server: Peer, port: number, protocol: string): PolicyVerdict {
  const { pod } = selected
  if (pod === undefined) return { isAllowed: true, why: '' }
  const policies = network.store.inNamespace<NetworkPolicy>(Kind.NetworkPolicy, pod.namespace).filter((policy) => governs(policy, direction, pod.labels))
  if (policies.length === 0) return { isAllowed: true, why: '' }
  const word = direction.toLowerCase()
  const allowing = policies.find((policy) => rulesOf(policy, direction).some((rule) => matches(rule, pod.namespace, other, server, port, protocol)))
  if (allowing !== undefined) return { isAllowed: true, why: `allowed by networkpolicy/${allowing.metadata.name} (${word})` }
  return { isAllowed: false, why: `blocked by ${policies.map(({ metadata }) => `networkpolicy/${metadata.name}`).join(', ')} (${word} of ${selected.text})` }
}

function governs({ spec }: NetworkPolicy, direction: Direction, labels: StringMap): boolean {
  const types = spec?.policyTypes ?? ['Ingress']
  return types.includes(direction) && selects(spec?.podSelector ?? {}, labels)
}

const rulesOf = ({ spec }: NetworkPolicy, direction: Direction): readonly Rule[] =>
  direction === 'Ingress'
    ? (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
    : (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))

function matches({ peers, ports }: Rule, namespace: string, other: Peer, server: Peer, port: number, protocol: string): boolean {
  const isPeer = peers === undefined || peers.length === 0 || peers.some((peer) => matchesPeer(peer, namespace, other))
  return isPeer && (ports === undefined || ports.length === 0 || ports.some((allowed) => matchesPort(allowed, server.pod?.object, port, protocol)))
}

function matchesPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, namespace: string, { pod, ip }: Peer): boolean {
  if (ipBlock !== undefined) return ip !== undefined && isInCidr(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((part) => isInCidr(ip, part))
  if (pod === undefined) return false
  const isThere = namespaceSelector === undefined ? pod.namespace === namespace : selects(namespaceSelector, pod.namespaceLabels)
  return isThere && (podSelector === undefined || selects(podSelector, pod.labels))
}

function matchesPort(allowed: NetworkPolicyPort, server: Pod | undefined, port: number, protocol: string): boolean {
  if ((allowed.protocol ?? 'TCP') !== protocol) return false
  if (allowed.port === undefined) return true
  if (typeof allowed.port === 'string') return server !== undefined && portNumbered(server, allowed.port, protocol) === port
  return allowed.endPort === undefined ? allowed.port === port : port >= allowed.port && port <= allowed.endPort
}

const selects = (selector: LabelSelector, labels: StringMap): boolean => compileSelector(selector)(labels)
