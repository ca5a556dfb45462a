import { portNumbered } from '../../api/pod-ports.js'
import type { Endpoint, EndpointPort, Node, Pod, Service, ServicePort } from '../../api/types.js'
import { isReady, isTerminal } from '../pod-state.js'

/** What a pod is as an endpoint of a Service: k8s.io/endpointslice utils.go, 0.36. */

export type AddressType = 'IPv4' | 'IPv6'

/** Listed are pods that have an address and have not ended; terminating ones too, unless a legacy Endpoints object is made. */
export const isEndpoint = (pod: Pod): boolean =>
  !isTerminal(pod) && ((pod.status.podIP ?? '') !== '' || (pod.status.podIPs?.length ?? 0) > 0)

const none: readonly string[] = []

function addressesOf(pod: Pod): readonly string[] {
  const { podIPs, podIP } = pod.status
  if (podIPs !== undefined && podIPs.length > 0) return podIPs.map(({ ip }) => ip)
  return podIP === undefined || podIP === '' ? none : [podIP]
}

/** What one version of a pod is to one version of a Service. */
export interface Served {
  readonly zone: string | undefined
  readonly ports: readonly EndpointPort[]
  readonly key: string
  readonly endpoint: Endpoint | undefined
}

const known: Readonly<Record<AddressType, WeakMap<Service, WeakMap<Pod, Served>>>> = { IPv4: new WeakMap(), IPv6: new WeakMap() }

const zoneOf = (node: Node | undefined): string | undefined => node?.metadata.labels?.['topology.kubernetes.io/zone'] || undefined

/** Computed once for the same objects: most pods of a Service are as they were when it was last looked at. */
export function servedBy(service: Service, pod: Pod, node: Node | undefined, type: AddressType): Served {
  let byPod = known[type].get(service)
  if (byPod === undefined) known[type].set(service, (byPod = new WeakMap()))
  const zone = zoneOf(node)
  const before = byPod.get(pod)
  if (before !== undefined && before.zone === zone) return before
  const ports = endpointPorts(service, pod)
  const addresses = addressesOf(pod).filter((address) => address.includes(':') === (type === 'IPv6'))
  const served: Served = { zone, ports, key: portKey(ports), endpoint: addresses.length === 0 ? undefined : endpointOf(pod, service, zone, addresses) }
  byPod.set(pod, served)
  return served
}

function endpointOf(pod: Pod, service: Service, zone: string | undefined, addresses: readonly string[]): Endpoint {
  const { name, namespace, uid } = pod.metadata
  const { nodeName } = pod.spec
  const serving = isReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  return {
    addresses,
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(hostnameOf(pod, service) === undefined ? {} : { hostname: pod.spec.hostname! }),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, uid },
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
  }
}

/** The host name counts where the pod's subdomain is the Service. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec
  return hostname !== undefined && hostname !== '' && subdomain === service.metadata.name ? hostname : undefined
}

/** The Service's ports as this pod serves them; a named port that the pod does not have is left out. */
export function endpointPorts(service: Service, pod: Pod): readonly EndpointPort[] {
  const ports: EndpointPort[] = []
  for (const port of service.spec.ports ?? []) {
    const number = findPort(pod, port)
    if (number === undefined) continue
    ports.push({ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }) })
  }
  return ports
}

/** The number of a target port; names are looked up in containers, then in sidecars (FindPort). */
export function findPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port
  return typeof target === 'number' ? target : portNumbered(pod, target, port.protocol ?? 'TCP')
}

/** Pods are grouped by the ports that they serve; the order of ports does not matter. */
export const portKey = (ports: readonly EndpointPort[] = []): string =>
  ports.map(({ name = '', port = 0, protocol = '', appProtocol = '' }) => `${name} ${port} ${protocol} ${appProtocol}`).sort().join('\n')

export function addressTypes(service: Service): readonly AddressType[] {
  const { ipFamilies = [], clusterIP = '' } = service.spec
  if (ipFamilies.length > 0) return (['IPv4', 'IPv6'] as const).filter((family) => ipFamilies.includes(family))
  return clusterIP.includes(':') ? ['IPv6'] : ['IPv4']
}

export const isHeadless = (service: Service): boolean => (service.spec.clusterIP ?? '') === '' || service.spec.clusterIP === 'None'
