import type { Endpoint, EndpointPort, KubeObject, Node, Pod, Service } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { addressTypes, servedBy } from './endpoint.js'
import { onceForSame } from './same-services.js'

/** The subsets of a legacy Endpoints object: pkg/api/v1/endpoints RepackSubsets and the endpoints controller, Kubernetes 1.36. */

export interface EndpointAddress {
  readonly ip: string
  readonly hostname?: string
  readonly nodeName?: string
  readonly targetRef?: Endpoint['targetRef']
}
export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[]
  readonly notReadyAddresses?: readonly EndpointAddress[]
  readonly ports?: readonly EndpointPort[]
}

export interface Endpoints extends KubeObject {
  readonly subsets?: readonly EndpointSubset[]
}

interface Group {
  readonly ports: readonly EndpointPort[]
  readonly ready: EndpointAddress[]
  readonly notReady: EndpointAddress[]
}

/** Addresses by the ports that they serve; a port that all groups share has a subset for all of them. Terminating pods are left out. */
export const subsetsOf = (context: ActorContext, service: Service): readonly EndpointSubset[] =>
  onceForSame(context, service, 'subsets', (pods) => subsetsOfPods(context, service, pods))

function subsetsOfPods(context: ActorContext, service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const groups = [...groupPods(context, service, pods).values()].filter((group) => group.ports.length > 0 || isPortless(service))
  const byPort = new Map<string, { readonly port: EndpointPort; readonly groups: Group[] }>()
  for (const group of groups) {
    for (const port of group.ports) {
      const key = `${port.name} ${port.protocol} ${port.port} ${port.appProtocol ?? ''}`
      const known = byPort.get(key)
      if (known === undefined) byPort.set(key, { port, groups: [group] })
      else known.groups.push(group)
    }
  }
  if (isPortless(service)) return groups.map((group) => subset(group.ready, group.notReady, []))
  const bySet = new Map<string, { readonly ports: EndpointPort[]; readonly groups: readonly Group[] }>()
  for (const { port, groups: own } of byPort.values()) {
    const key = own.map((group) => groups.indexOf(group)).join(' ')
    const known = bySet.get(key)
    if (known === undefined) bySet.set(key, { ports: [port], groups: own })
    else known.ports.push(port)
  }
  return [...bySet.values()].map(({ ports, groups: own }) => subset(own.flatMap((group) => group.ready), own.flatMap((group) => group.notReady), ports))
}

const isPortless = (service: Service): boolean => (service.spec.ports ?? []).length === 0

function groupPods(context: ActorContext, service: Service, pods: readonly Pod[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  const isPublished = service.spec.publishNotReadyAddresses === true
  const type = service.spec.ipFamilies?.[0] === 'IPv6' ? 'IPv6' : addressTypes(service)[0]!
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined && !isPublished) continue
    const { key, ports, endpoint } = servedBy(service, pod, nodeOf(context, pod), type)
    if (endpoint === undefined) continue
    let group = groups.get(key)
    if (group === undefined) groups.set(key, (group = { ports, ready: [], notReady: [] }))
    const isReady = isPublished || endpoint.conditions?.serving === true
    ;(isReady ? group.ready : group.notReady).push(addressOf(endpoint))
  }
  return groups
}

const nodeOf = (context: ActorContext, pod: Pod): Node | undefined => context.store.get<Node>('Node', pod.spec.nodeName ?? '')

const known = new WeakMap<Endpoint, EndpointAddress>()

function addressOf(endpoint: Endpoint): EndpointAddress {
  let address = known.get(endpoint)
  if (address !== undefined) return address
  const { addresses, hostname, nodeName, targetRef } = endpoint
  address = {
    ip: addresses[0]!, ...(hostname === undefined ? {} : { hostname }), ...(nodeName === undefined ? {} : { nodeName }), ...(targetRef === undefined ? {} : { targetRef }),
  }
  known.set(endpoint, address)
  return address
}

const byAddress = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : (a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1)

const subset = (ready: EndpointAddress[], notReady: EndpointAddress[], ports: readonly EndpointPort[]): EndpointSubset =>
  withLists(ports.length === 0 ? {} : { ports: ports.map(named) }, ready.sort(byAddress), notReady.sort(byAddress))

const named = ({ name, ...port }: EndpointPort): EndpointPort => (name === undefined || name === '' ? port : { name, ...port })

/** Addresses that one object holds at most. */
const maxAddresses = 1000

/** The subsets cut to what one object may hold, ready addresses first, each subset in proportion; the same list when all fit. */
export function truncate(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0)
  const notReady = subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0)
  if (ready + notReady <= maxAddresses) return subsets
  const isReadyCut = ready > maxAddresses
  const room = isReadyCut ? maxAddresses : maxAddresses - ready
  let left = room
  const share = (count: number): number => Math.min(left, Math.ceil((count / (isReadyCut ? ready : notReady)) * room))
  return subsets.map(({ addresses = [], notReadyAddresses = [], ...rest }) => {
    const list = isReadyCut ? addresses : notReadyAddresses
    const kept = list.slice(0, share(list.length))
    left -= kept.length
    return isReadyCut ? withLists(rest, kept, []) : withLists(rest, addresses, kept)
  })
}

const withLists = (rest: EndpointSubset, addresses: readonly EndpointAddress[], notReadyAddresses: readonly EndpointAddress[]): EndpointSubset =>
  ({ ...rest, ...(addresses.length === 0 ? {} : { addresses }), ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }) })
