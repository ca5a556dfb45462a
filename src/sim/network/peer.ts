import type { Pod, StringMap } from '../api/types.js'
import type { Origin } from '../questions.js'
import { namespaceLabels, type Network } from './network.js'

/** One end of a connection as network policies see it. */
export interface Peer {
  /** `pod/client`, `node/worker-0`, `the cluster's DNS`. */
  readonly text: string
  readonly ip: string | undefined
  /** Policies select and name it by these; absent for what is no pod, and for pods on the host's network. */
  readonly pod?: { readonly namespace: string; readonly labels: StringMap; readonly namespaceLabels: StringMap; readonly object: Pod | undefined }
  readonly node?: string
}

/** A client beyond the cluster: an address of the range for documentation (RFC 5737). */
const outside: Peer = { text: 'outside', ip: '203.0.113.1' }

export function podPeer(network: Network, pod: Pod): Peer {
  const { name, namespace = '', labels = {} } = pod.metadata
  const peer = { text: `pod/${name}`, ip: pod.status?.podIP, ...(pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName }) }
  return pod.spec.hostNetwork === true ? peer : { ...peer, pod: { namespace, labels, namespaceLabels: namespaceLabels(network, namespace), object: pod } }
}

export function peerOf(network: Network, origin: Origin): Peer {
  if (origin.kind === 'pod') return podPeer(network, origin.pod)
  if (origin.kind === 'anyone') return stranger(network, origin.namespace)
  return origin.kind === 'node' ? { text: `node/${origin.name}`, ip: undefined, node: origin.name } : outside
}

const dnsLabels = { 'k8s-app': 'kube-dns' }

/** The cluster's name servers: every cluster has them, whether or not a manifest brings them. */
export const dnsPeer = (network: Network): Peer => ({
  text: 'the cluster\'s DNS (k8s-app=kube-dns in kube-system)', ip: '10.96.0.10',
  pod: { namespace: 'kube-system', labels: dnsLabels, namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system', ...namespaceLabels(network, 'kube-system') }, object: undefined },
})

/** A pod without labels that runs nowhere in particular. */
export const stranger = (network: Network, namespace: string): Peer =>
  ({ text: `a pod of the namespace ${namespace}`, ip: undefined, pod: { namespace, labels: {}, namespaceLabels: namespaceLabels(network, namespace), object: undefined } })
