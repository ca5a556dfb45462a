import type { Endpoint, Node, Service } from '../api/types.js'
import type { Network } from './network.js'
import { slicesOf } from './slices.js'

/** One place where a proxy may send a connection for a port of a Service. */
export interface Target {
  readonly endpoint: Endpoint
  readonly address: string
  readonly port: number
}

export interface Choice {
  readonly targets: readonly Target[]
  /** Why there is none: connections are refused (no endpoints at all) or dropped (none where the policy wants them). */
  readonly none?: { readonly outcome: 'refused' | 'timeout'; readonly why: string }
}

const zoneLabel = 'topology.kubernetes.io/zone'

const isReady = ({ conditions }: Endpoint): boolean => conditions?.ready !== false
const isServing = ({ conditions }: Endpoint): boolean => (conditions?.serving ?? conditions?.ready) !== false && conditions?.terminating === true

/** Endpoints of a Service for one of its ports, of all its slices. */
export function targetsOf(network: Network, service: Service, portName: string, protocol: string): readonly Target[] {
  const found = new Map<string, Target>()
  for (const slice of slicesOf(network, service)) {
    const port = slice.ports?.find((candidate) => (candidate.name ?? '') === portName && (candidate.protocol ?? 'TCP') === protocol)?.port
    if (port === undefined) continue
    for (const endpoint of slice.endpoints ?? []) for (const address of endpoint.addresses.slice(0, 1)) found.set(`${address}:${port}`, { endpoint, address, port })
  }
  return [...found.values()]
}

/**
 * The endpoints that a connection from a node (undefined: from outside, by a node that has endpoints) may end at, as kube-proxy 1.36
 * chooses them: ready ones; without any, those that still serve while they terminate; the traffic policy and the topology hints narrow
 * them down (pkg/proxy/topology.go CategorizeEndpoints).
 */
export function choose(network: Network, service: Service, all: readonly Target[], node: string | undefined, isExternal: boolean): Choice {
  const policy = isExternal ? service.spec.externalTrafficPolicy : service.spec.internalTrafficPolicy
  const usable = usableOf(all)
  if (usable.length === 0) return { targets: [], none: { outcome: 'refused', why: emptyText(service, all) } }
  if (policy !== 'Local') return { targets: hinted(network, usable, node) }
  if (isExternal && node === undefined) return { targets: usable }
  const local = usableOf(all.filter(({ endpoint }) => endpoint.nodeName === node))
  if (local.length > 0) return { targets: local }
  const field = isExternal ? 'externalTrafficPolicy' : 'internalTrafficPolicy'
  return { targets: [], none: { outcome: 'timeout', why: `none of its endpoints is on node/${node ?? ''}, and its ${field} is Local` } }
}

function usableOf(all: readonly Target[]): readonly Target[] {
  const ready = all.filter(({ endpoint }) => isReady(endpoint))
  return ready.length > 0 ? ready : all.filter(({ endpoint }) => isServing(endpoint))
}

function emptyText({ metadata, spec }: Service, all: readonly Target[]): string {
  if (all.length > 0) return `none of the ${all.length === 1 ? 'one endpoint' : `${all.length} endpoints`} of service/${metadata.name} is ready`
  if (Object.keys(spec.selector ?? {}).length === 0) return `service/${metadata.name} has no selector, and nobody made endpoints for it`
  return `service/${metadata.name} has no endpoints for that port`
}

/** Hints count only when every endpoint carries one and one of them is for this node or zone. */
function hinted({ store }: Network, usable: readonly Target[], node: string | undefined): readonly Target[] {
  if (node === undefined || !usable.every(({ endpoint }) => endpoint.hints !== undefined)) return usable
  const zone = store.get<Node>('Node', node)?.metadata.labels?.[zoneLabel]
  const forNode = usable.filter(({ endpoint }) => endpoint.hints?.forNodes?.some(({ name }) => name === node))
  if (forNode.length > 0) return forNode
  const forZone = usable.filter(({ endpoint }) => endpoint.hints?.forZones?.some(({ name }) => name === zone))
  return zone === undefined || forZone.length === 0 ? usable : forZone
}
