import { Kind } from '../api/kinds/ids.js'
import type { Pod, Service } from '../api/types.js'
import { parseIp } from '../api/validation/ip.js'
import type { NameAnswer, Origin } from '../questions.js'
import { isDnsDown, type Network } from './network.js'
import { dnsPeer, peerOf } from './peer.js'
import { judgePolicies } from './policy.js'
import { slicesOf } from './slices.js'

const clusterDomain = 'cluster.local'
const serviceSuffix = `svc.${clusterDomain}`
const dnsPort = 53

interface DnsConfig {
  readonly dnsPolicy?: string
  readonly dnsConfig?: { readonly searches?: readonly string[]; readonly options?: readonly { readonly name?: string; readonly value?: string }[] }
}

export interface Resolver { readonly usesCluster: boolean; readonly searches: readonly string[]; readonly ndots: number }

/** What `/etc/resolv.conf` of a pod says (kubelet pkg/kubelet/network/dns GetPodDNS, 1.36). */
export function resolverOf(pod: Pod): Resolver {
  const { dnsPolicy = 'ClusterFirst', dnsConfig } = pod.spec as Pod['spec'] & DnsConfig
  const usesCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && pod.spec.hostNetwork !== true)
  const ndots = Number(dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value ?? (usesCluster ? 5 : 1))
  return { usesCluster, searches: [...(usesCluster ? searchesIn(pod.metadata.namespace ?? 'default') : []), ...(dnsConfig?.searches ?? [])], ndots: Number.isFinite(ndots) ? ndots : 1 }
}

const searchesIn = (namespace: string): readonly string[] => [`${namespace}.${serviceSuffix}`, serviceSuffix, clusterDomain]

/** That of whoever asks: nodes and clients outside know nothing of the cluster's names. */
function resolverFor(from: Origin): Resolver {
  if (from.kind === 'pod') return resolverOf(from.pod)
  return from.kind === 'anyone' ? { usesCluster: true, searches: searchesIn(from.namespace), ndots: 5 } : { usesCluster: false, searches: [], ndots: 1 }
}

/** Looks a name up as a pod would: its search path, its name server, and whether it may talk to that at all. */
export function resolve(network: Network, from: Origin, name: string): NameAnswer {
  if (parseIp(name) !== undefined) return { outcome: 'found', fqdn: name, addresses: [name], targets: [], why: `${name} is an address` }
  const barrier = barrierOf(network, from, name)
  if (barrier !== undefined) return { outcome: 'failed', addresses: [], targets: [], why: barrier }
  const tried = candidates(from, name)
  for (const fqdn of tried) {
    const found = record(network, fqdn)
    if (found !== undefined) return found
  }
  return { outcome: 'unknown', addresses: [], targets: [], why: `no such name: ${tried.join(', ')}` }
}

function barrierOf(network: Network, from: Origin, name: string): string | undefined {
  if (isDnsDown(network)) return `the cluster's DNS is down, so ${name} has no address`
  if (!resolverFor(from).usesCluster && !hasOwnServers(from)) return strangerText(from)
  const verdict = judgePolicies(network, peerOf(network, from), dnsPeer(network), dnsPort, 'UDP')
  return verdict.isAllowed ? undefined : `its name cannot be looked up: requests to DNS (kube-system, k8s-app=kube-dns, UDP 53) are ${verdict.why}`
}

/** With dnsPolicy None the pod brings its own name servers, which are taken to be the cluster's. */
const hasOwnServers = (from: Origin): boolean => from.kind === 'pod' && (from.pod.spec as DnsConfig).dnsPolicy === 'None'

function strangerText(from: Origin): string {
  if (from.kind !== 'pod') return 'nodes and clients outside do not ask the cluster\'s DNS'
  const why = from.pod.spec.hostNetwork === true && (from.pod.spec as DnsConfig).dnsPolicy !== 'Default' ? 'hostNetwork with dnsPolicy ClusterFirst; ClusterFirstWithHostNet would' : 'dnsPolicy Default'
  return `pod/${from.pod.metadata.name} does not ask the cluster's DNS (${why})`
}

function candidates(from: Origin, name: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const { searches, ndots } = resolverFor(from)
  const searched = searches.map((suffix) => `${name}.${suffix}`)
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name]
}

/** The record of a whole name, as the cluster's DNS keeps them (dns.kubernetes.io specification 1.1). */
function record(network: Network, fqdn: string): NameAnswer | undefined {
  const name = fqdn.toLowerCase()
  if (name.endsWith(`.pod.${clusterDomain}`)) return podRecord(network, fqdn, name.slice(0, -`.pod.${clusterDomain}`.length).split('.'))
  if (!name.endsWith(`.${serviceSuffix}`)) return undefined
  const labels = name.slice(0, -serviceSuffix.length - 1).split('.')
  const [namespace, service] = [labels.at(-1)!, labels.at(-2)]
  const found = service === undefined ? undefined : network.store.get<Service>(Kind.Service, `${namespace}/${service}`)
  if (found === undefined) return undefined
  const rest = labels.slice(0, -2)
  if (rest.length === 0) return serviceRecord(network, fqdn, found)
  if (rest.length === 2 && rest.every((label) => label.startsWith('_'))) return portRecord(network, fqdn, found, rest[0]!.slice(1), rest[1]!.slice(1))
  return rest.length === 1 ? hostRecord(network, fqdn, found, rest[0]!) : undefined
}

const answer = (fqdn: string, addresses: readonly string[], targets: readonly string[], why: string): NameAnswer => ({ outcome: 'found', fqdn, addresses, targets, why })

function serviceRecord(network: Network, fqdn: string, service: Service): NameAnswer | undefined {
  const { spec, metadata } = service
  const text = refText('service', metadata.namespace, metadata.name)
  if (spec.type === 'ExternalName') return answer(fqdn, [], [text], `an alias of ${spec.externalName ?? ''}`)
  if (spec.clusterIP !== 'None') return answer(fqdn, spec.clusterIPs ?? [spec.clusterIP ?? ''], [text], `the address of ${text}`)
  const endpoints = publishedEndpoints(network, service)
  return endpoints.length === 0 ? undefined : answer(fqdn, endpoints.map(({ address }) => address), endpoints.map(({ text: pod }) => pod), `the endpoints of ${text}`)
}

/** `_http._tcp.web…`: a named port; SRV records of each endpoint of a headless Service. */
function portRecord(network: Network, fqdn: string, service: Service, port: string, protocol: string): NameAnswer | undefined {
  const { spec } = service
  if (!(spec.ports ?? []).some(({ name, protocol: own = 'TCP' }) => name === port && own.toLowerCase() === protocol)) return undefined
  return serviceRecord(network, fqdn, service)
}

/** `web-0.web…`: a pod of a headless Service by its host name, or by its address with dashes. */
function hostRecord(network: Network, fqdn: string, service: Service, host: string): NameAnswer | undefined {
  if (service.spec.clusterIP !== 'None') return undefined
  const found = publishedEndpoints(network, service).filter(({ hostname, address }) => (hostname ?? address.replaceAll(/[.:]/g, '-')) === host)
  return found.length === 0 ? undefined : answer(fqdn, found.map(({ address }) => address), found.map(({ text }) => text), `the host of ${found[0]!.text}`)
}

function podRecord({ store }: Network, fqdn: string, [dashed = '', namespace = '']: readonly string[]): NameAnswer | undefined {
  const address = dashed.replaceAll('-', '.')
  if (parseIp(address) === undefined || store.get('Namespace', namespace) === undefined) return undefined
  const pod = store.inNamespace<Pod>('Pod', namespace).find(({ status }) => status?.podIP === address)
  return answer(fqdn, [address], pod === undefined ? [] : [refText('pod', namespace, pod.metadata.name)], 'an address written as a name')
}

interface Published { readonly address: string; readonly hostname: string | undefined; readonly text: string }

/** Ready endpoints; those of a Service with publishNotReadyAddresses are all ready to the API. */
function publishedEndpoints(network: Network, service: Service): readonly Published[] {
  const found = new Map<string, Published>()
  for (const slice of slicesOf(network, service)) {
    for (const { addresses, conditions, hostname, targetRef } of slice.endpoints ?? [])
      if (conditions?.ready !== false)
        for (const address of addresses) found.set(address, { address, hostname, text: targetRef?.name === undefined ? address : refText('pod', targetRef.namespace, targetRef.name) })
  }
  return [...found.values()]
}

const refText = (kind: string, namespace: string | undefined, name: string): string => (namespace === undefined || namespace === 'default' ? `${kind}/${name}` : `${namespace}:${kind}/${name}`)
