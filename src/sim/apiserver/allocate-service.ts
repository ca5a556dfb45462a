import type { FieldError } from '../api/errors.js'
import type { Service, ServicePort } from '../api/types.js'
import { invalid } from '../api/validation/field-error.js'
import { child, index, root, type FieldPath } from '../api/validation/path.js'
import { nextSerial } from '../serials.js'
import { addressBands, numberAt, portBands } from './service-bands.js'
import type { ActorContext } from '../state.js'

/**
 * What the API server allocates for Services (registry/core/service/storage alloc.go, 1.36) of a cluster with one IP family: cluster
 * IPs of 10.96.0.0/16 and node ports of 30000-32767, in order, not at random. What only one who asks should get comes last.
 */

type Spec = Service['spec']

const ports = portBands(30_000, 32_767)
const addresses = addressBands(1, 65_534)
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
  const addressErrors = refuseAddress(context, spec, before?.spec, others)
  return addressErrors.length > 0 ? addressErrors : refusePorts(spec, before?.spec, others).slice(0, 1)
}

function refuseFamilies(spec: Spec): readonly FieldError[] {
  if (isHeadless(spec) && !hasSelector(spec)) return []
  const isDual = spec.ipFamilyPolicy === 'RequireDualStack'
  const foreign = (spec.ipFamilies ?? []).flatMap((family, i) => (family === 'IPv4' ? [] : [invalid(index(child(specPath, 'ipFamilies'), i), family, 'not configured on this cluster')]))
  return [...(isDual ? [invalid(child(specPath, 'ipFamilyPolicy'), spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')] : []), ...foreign]
}

function refuseAddress({ isDryRun = false }: ActorContext, spec: Spec, before: Spec | undefined, others: readonly Spec[]): readonly FieldError[] {
  const { clusterIP: ip } = spec
  if (ip === undefined || ip === '' || ip === 'None' || ip === before?.clusterIP) return []
  const why = whyNot(ip, others, isDryRun)
  return why === undefined ? [] : [invalid(child(specPath, 'clusterIPs'), [ip], `failed to allocate IP ${ip}: ${why}`)]
}

/** A dry run asks the allocator of the range, a real one that of its addresses: their words differ. */
function whyNot(ip: string, others: readonly Spec[], isDryRun: boolean): string | undefined {
  const isForeign = !ip.startsWith('10.96.') || ip === '10.96.0.0' || ip === '10.96.255.255'
  if (isForeign) return isDryRun ? `the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/16` : 'the provided network does not match the current range'
  return others.some(({ clusterIP }) => clusterIP === ip) ? 'provided IP is already allocated' : undefined
}

function refusePorts(spec: Spec, before: Spec | undefined, others: readonly Spec[]): readonly FieldError[] {
  if (!needsNodePorts(spec)) return []
  const own = new Set((before?.ports ?? []).map(({ nodePort }) => nodePort))
  const taken = takenPorts(others)
  const byNode = new Map<number, number>()
  return (spec.ports ?? []).flatMap(({ port, nodePort }, i) => {
    if (!isSet(nodePort) || own.has(nodePort)) return []
    // A new Service uses a node port twice only for one number of several protocols.
    const isTwice = before === undefined && byNode.has(nodePort) && byNode.get(nodePort) !== port
    byNode.set(nodePort, port)
    return refusePort(index(child(specPath, 'ports'), i), nodePort, isTwice || taken.has(nodePort))
  })
}

const takenPorts = (specs: readonly Spec[]): Set<number | undefined> =>
  new Set(specs.flatMap(({ ports: own = [], healthCheckNodePort }) => [...own.map(({ nodePort }) => nodePort), healthCheckNodePort]))

function refusePort(at: FieldPath, nodePort: number, isTaken: boolean): readonly FieldError[] {
  const path = child(at, 'nodePort')
  if (nodePort < ports.first || nodePort > ports.last) {
    return [invalid(path, nodePort, `provided port is not in the valid range. The range of valid ports is ${ports.first}-${ports.last}`)]
  }
  return isTaken ? [invalid(path, nodePort, 'provided port is already allocated')] : []
}

/** The Service with its IP families, addresses and node ports; what it has is kept. `before`: the stored one. */
export function allocateService(context: ActorContext, service: Service, before?: Service): Service {
  const { spec } = service
  if (spec.type === 'ExternalName') return service
  const clusterIP = spec.clusterIP === undefined || spec.clusterIP === '' ? freeAddress(context) : spec.clusterIP
  const allocated: Spec = { ...spec, ...familiesOf(spec), clusterIP, clusterIPs: (spec.clusterIPs ?? []).length > 0 ? spec.clusterIPs! : [clusterIP] }
  return { ...service, spec: withNodePorts(context, allocated, before === undefined) }
}

function familiesOf(spec: Spec): Pick<Spec, 'ipFamilies' | 'ipFamilyPolicy'> {
  if (isHeadless(spec) && !hasSelector(spec)) return { ipFamilies: spec.ipFamilies ?? ['IPv4', 'IPv6'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'RequireDualStack' }
  return { ipFamilies: ['IPv4'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack' }
}

function freeAddress(context: ActorContext): string {
  const taken = new Set([...context.store.list<Service>('Service')].map(({ spec }) => spec.clusterIP))
  for (;;) {
    const n = numberAt(addresses, nextSerial(context.cluster, 'service-address'))
    const address = `10.96.${(n >> 8) & 255}.${n & 255}`
    if (!taken.has(address)) return address
  }
}

function withNodePorts(context: ActorContext, spec: Spec, isNew: boolean): Spec {
  if (!needsNodePorts(spec) || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false)) return spec
  const isComplete = (spec.ports ?? []).every(({ nodePort }) => isSet(nodePort))
  const needsCheck = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !isSet(spec.healthCheckNodePort)
  if (isComplete && !needsCheck) return spec
  const taken = takenPorts([...[...context.store.list<Service>('Service')].map((other) => other.spec), spec])
  return { ...spec, ports: filledPorts(context, spec, taken, isNew), ...(needsCheck ? { healthCheckNodePort: freePort(context, taken) } : {}) }
}

/** The ports of a new Service that have one number for several protocols share a node port as well (initNodePorts, updateNodePorts). */
function filledPorts(context: ActorContext, { ports: own = [] }: Spec, taken: Set<number | undefined>, isNew: boolean): readonly ServicePort[] {
  const byPort = new Map<number, number>()
  if (isNew) for (const { port, nodePort } of own) if (isSet(nodePort) && !byPort.has(port)) byPort.set(port, nodePort)
  return own.map((port) => {
    if (isSet(port.nodePort)) return port
    const nodePort = byPort.get(port.port) ?? freePort(context, taken)
    if (isNew) byPort.set(port.port, nodePort)
    return { ...port, nodePort }
  })
}

function freePort({ cluster }: ActorContext, taken: Set<number | undefined>): number {
  for (;;) {
    const port = numberAt(ports, nextSerial(cluster, 'node-port'))
    if (taken.has(port) && taken.size <= ports.last - ports.first) continue
    taken.add(port)
    return port
  }
}
