import type { FieldError } from '../api/errors.js'
import type { Service, ServicePort } from '../api/types.js'
import { invalid } from '../api/validation/field-error.js'
import { child, index, root, type FieldPath } from '../api/validation/path.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'

/**
 * What the API server allocates for Services (registry/core/service/storage alloc.go, 1.36) of a cluster with one IP family: cluster
 * IPs from 10.96.0.0/16 and node ports from 30000, drawn in order, not at random.
 */

type Spec = Service['spec']

const ports = { first: 30_000, last: 32_767 } as const
const specPath = root('spec')
const needsNodePorts = ({ type }: Spec): boolean => type === 'NodePort' || type === 'LoadBalancer'
const isHeadless = ({ clusterIP }: Spec): boolean => clusterIP === 'None'
const hasSelector = ({ selector }: Spec): boolean => Object.keys(selector ?? {}).length > 0
const isSet = (port: number | undefined): port is number => port !== undefined && port !== 0

/** Whose addresses and ports are taken: those of every Service but this one. */
function othersOf({ store }: ActorContext, { metadata }: Service): readonly Spec[] {
  return [...store.list<Service>('Service')].filter(({ metadata: { name, namespace } }) => name !== metadata.name || namespace !== metadata.namespace).map(({ spec }) => spec)
}

/** Why the Service cannot get what it asks for; empty when it can. `before`: the stored one, whose own allocations it keeps. */
export function refuseAllocation(context: ActorContext, service: Service, before?: Service): readonly FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName') return []
  const families = refuseFamilies(spec)
  if (families.length > 0) return families
  const others = othersOf(context, service)
  return [...refuseAddress(spec, before?.spec, others), ...refusePorts(spec, before?.spec, others)]
}

function refuseFamilies(spec: Spec): readonly FieldError[] {
  if (isHeadless(spec) && !hasSelector(spec)) return []
  const isDual = spec.ipFamilyPolicy === 'RequireDualStack'
  const foreign = (spec.ipFamilies ?? []).flatMap((family, i) => (family === 'IPv4' ? [] : [invalid(index(child(specPath, 'ipFamilies'), i), family, 'not configured on this cluster')]))
  return [...(isDual ? [invalid(child(specPath, 'ipFamilyPolicy'), spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')] : []), ...foreign]
}

function refuseAddress(spec: Spec, before: Spec | undefined, others: readonly Spec[]): readonly FieldError[] {
  const { clusterIP: ip } = spec
  if (ip === undefined || ip === '' || ip === 'None' || ip === before?.clusterIP) return []
  const why = !ip.startsWith('10.96.')
    ? `the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`
    : others.some(({ clusterIP }) => clusterIP === ip) ? 'provided IP is already allocated' : undefined
  return why === undefined ? [] : [invalid(child(specPath, 'clusterIPs'), [ip], `failed to allocate IP ${ip}: ${why}`)]
}

function refusePorts(spec: Spec, before: Spec | undefined, others: readonly Spec[]): readonly FieldError[] {
  if (!needsNodePorts(spec)) return []
  const own = new Set((before?.ports ?? []).map(({ nodePort }) => nodePort))
  const taken = new Set(others.flatMap((other) => (other.ports ?? []).map(({ nodePort }) => nodePort)))
  return (spec.ports ?? []).flatMap(({ nodePort }, i) => {
    if (!isSet(nodePort) || own.has(nodePort)) return []
    return refusePort(index(child(specPath, 'ports'), i), nodePort, taken)
  })
}

function refusePort(at: FieldPath, nodePort: number, taken: ReadonlySet<number | undefined>): readonly FieldError[] {
  const path = child(at, 'nodePort')
  if (nodePort < ports.first || nodePort > ports.last) {
    return [invalid(path, nodePort, `provided port is not in the valid range. The range of valid ports is ${ports.first}-${ports.last}`)]
  }
  return taken.has(nodePort) ? [invalid(path, nodePort, 'provided port is already allocated')] : []
}

/** The Service with its IP families, addresses and node ports; what it has is kept. */
export function allocateService(context: ActorContext, service: Service): Service {
  const { spec } = service
  if (spec.type === 'ExternalName') return service
  const clusterIP = spec.clusterIP === undefined || spec.clusterIP === '' ? freeAddress(context) : spec.clusterIP
  const allocated: Spec = { ...spec, ...familiesOf(spec), clusterIP, clusterIPs: (spec.clusterIPs ?? []).length > 0 ? spec.clusterIPs! : [clusterIP] }
  return { ...service, spec: withNodePorts(context, allocated) }
}

function familiesOf(spec: Spec): Pick<Spec, 'ipFamilies' | 'ipFamilyPolicy'> {
  if (isHeadless(spec) && !hasSelector(spec)) return { ipFamilies: spec.ipFamilies ?? ['IPv4', 'IPv6'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'RequireDualStack' }
  return { ipFamilies: ['IPv4'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack' }
}

function freeAddress(context: ActorContext): string {
  const taken = new Set([...context.store.list<Service>('Service')].map(({ spec }) => spec.clusterIP))
  for (;;) {
    const n = nextSerial(context.cluster, 'service-address')
    const address = `10.96.${(n >> 8) & 255}.${n & 255}`
    if (!taken.has(address)) return address
  }
}

function withNodePorts(context: ActorContext, spec: Spec): Spec {
  if (!needsNodePorts(spec) || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false)) return spec
  const isComplete = (spec.ports ?? []).every(({ nodePort }) => isSet(nodePort))
  const needsCheck = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !isSet(spec.healthCheckNodePort)
  if (isComplete && !needsCheck) return spec
  const others = [...context.store.list<Service>('Service')].flatMap((other) => [...(other.spec.ports ?? []).map(({ nodePort }) => nodePort), other.spec.healthCheckNodePort])
  const taken = new Set([...others, ...(spec.ports ?? []).map(({ nodePort }) => nodePort)])
  const fill = (port: ServicePort): ServicePort => (isSet(port.nodePort) ? port : { ...port, nodePort: freePort(context, taken) })
  return { ...spec, ports: (spec.ports ?? []).map(fill), ...(needsCheck ? { healthCheckNodePort: freePort(context, taken) } : {}) }
}

function freePort({ cluster }: ActorContext, taken: Set<number | undefined>): number {
  for (;;) {
    const port = ports.first + (nextSerial(cluster, 'node-port') % (ports.last - ports.first + 1))
    if (taken.has(port) && taken.size <= ports.last - ports.first) continue
    taken.add(port)
    return port
  }
}
