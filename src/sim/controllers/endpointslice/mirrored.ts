import type { Endpoint, EndpointPort } from '../../api/types.js'
import type { EndpointAddress, EndpointSubset, Endpoints } from './subsets.js'

/** Addresses of one subset that are mirrored at most (--mirroring-max-endpoints-per-subset). */
const maxPerSubset = 1000

export interface MirroredGroup {
  readonly addressType: string
  readonly ports: readonly EndpointPort[]
  readonly endpoints: Endpoint[]
}

/** The endpoints of hand-made Endpoints by family and ports, and how many addresses are none (endpointslicemirroring newDesiredCalc, 1.36). */
export function mirroredGroups({ subsets = [] }: Endpoints): { readonly groups: ReadonlyMap<string, MirroredGroup>; readonly invalid: number } {
  const groups = new Map<string, MirroredGroup>()
  let invalid = 0
  for (const subset of subsets) {
    const ports = portsOf(subset)
    const addresses = [...(subset.addresses ?? []).map((address) => endpointOf(address, true)), ...(subset.notReadyAddresses ?? []).map((address) => endpointOf(address, false))]
    for (const endpoint of addresses.slice(0, maxPerSubset)) {
      const addressType = familyOf(endpoint.addresses[0] ?? '')
      if (addressType === undefined) {
        invalid++
        continue
      }
      const key = `${addressType} ${JSON.stringify(ports)}`
      const group = groups.get(key) ?? { addressType, ports, endpoints: [] }
      groups.set(key, group)
      group.endpoints.push(endpoint)
    }
  }
  return { groups, invalid }
}

const portsOf = ({ ports = [] }: EndpointSubset): readonly EndpointPort[] =>
  ports.map(({ name = '', port, protocol = 'TCP', ...rest }) => ({ ...rest, name, ...(port === undefined ? {} : { port }), protocol }))

const familyOf = (ip: string): 'IPv4' | 'IPv6' | undefined => (/^\d{1,3}(\.\d{1,3}){3}$/.test(ip) ? 'IPv4' : ip.includes(':') ? 'IPv6' : undefined)

const endpointOf = ({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: [ip], conditions: { ready },
  ...(hostname === undefined || hostname === '' ? {} : { hostname }), ...(nodeName === undefined ? {} : { nodeName }), ...(targetRef === undefined ? {} : { targetRef }),
}) as Endpoint
