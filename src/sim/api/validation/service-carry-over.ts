import type { Service, ServicePort } from '../types.js'
import { isEqual } from './equal.js'
import { texts } from './values.js'
import type { Fields } from './values.js'

/**
 * What a Service keeps or loses when it is updated, before it is validated: registry/core/service `normalizeClusterIPs`,
 * `patchAllocatedValues`, `dropTypeDependentFields` 1.36.
 */

type Spec = Service['spec'] & Fields

const needsClusterIp = ({ type }: Spec): boolean => type !== 'ExternalName'
const needsNodePort = ({ type }: Spec): boolean => type === 'NodePort' || type === 'LoadBalancer'
const needsHealthPort = (spec: Spec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
const isExternal = (spec: Spec): boolean => needsNodePort(spec) || (spec.type === 'ClusterIP' && texts(spec['externalIPs']).length > 0)
const isBalanced = ({ type }: Spec): boolean => type === 'LoadBalancer'

function without(spec: Spec, ...names: readonly string[]): Spec {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !names.includes(name))) as Spec
}

/** A changed `clusterIP` speaks for the list when the list was left as it was. */
function clusterIps(spec: Spec, old: Spec): Spec {
  const [ip = '', oldIp = ''] = [spec.clusterIP, old.clusterIP]
  if (!needsClusterIp(spec)) return spec
  if (needsClusterIp(old) && ip === '') {
    const isListGiven = (spec.clusterIPs ?? []).length > 0
    return { ...spec, ...(oldIp !== '' && { clusterIP: oldIp }), ...(!isListGiven && old.clusterIPs && { clusterIPs: old.clusterIPs }) }
  }
  const isListKept = isEqual(spec.clusterIPs, old.clusterIPs) || (spec.clusterIPs ?? []).length === 0
  if (ip === oldIp) return (spec.clusterIPs ?? []).length === 0 && old.clusterIPs ? { ...spec, clusterIPs: old.clusterIPs } : spec
  if (!isListKept) return spec
  return ip === '' ? without(spec, 'clusterIPs') : { ...spec, clusterIPs: [ip] }
}

/** Ports keep the node port of the port of the same name. */
function nodePorts(spec: Spec, old: Spec): Spec {
  if (!needsNodePort(spec) || !needsNodePort(old)) return spec
  const given = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort))
  const byName = new Map((old.ports ?? []).map(({ name = '', nodePort }) => [name, nodePort]))
  const carry = (port: ServicePort): ServicePort => {
    const kept = port.nodePort ? undefined : byName.get(port.name ?? '')
    return kept === undefined || given.has(kept) ? port : { ...port, nodePort: kept }
  }
  return { ...spec, ports: (spec.ports ?? []).map(carry) }
}

const portsOf = (spec: Spec): readonly number[] => (spec.ports ?? []).map(({ nodePort = 0 }) => nodePort)

/** So does the port of health checks. */
function healthPort(spec: Spec, old: Spec): Spec {
  const isCarried = needsHealthPort(spec) && needsHealthPort(old) && !spec['healthCheckNodePort'] && old['healthCheckNodePort'] !== undefined
  return isCarried ? ({ ...spec, healthCheckNodePort: old['healthCheckNodePort'] } as Spec) : spec
}

/** Fields that the new type has no use for go, unless the update set them anew. */
function dropUnused(spec: Spec, old: Spec): Spec {
  let kept = spec
  const drop = (isNeeded: (spec: Spec) => boolean, ...names: readonly string[]): void => {
    if (isNeeded(old) && !isNeeded(spec)) kept = without(kept, ...names.filter((name) => isEqual(spec[name], old[name])))
  }
  drop(needsClusterIp, 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy')
  drop(needsHealthPort, 'healthCheckNodePort')
  drop(isBalanced, 'allocateLoadBalancerNodePorts', 'loadBalancerClass')
  drop(isExternal, 'externalTrafficPolicy')
  if (!needsNodePort(old) || needsNodePort(spec) || !isEqual(portsOf(spec), portsOf(old))) return kept
  return { ...kept, ports: (kept.ports ?? []).map(({ nodePort: _, ...port }) => port) }
}

/** The families of the addresses stay with them. */
function families(spec: Spec, old: Spec): Spec {
  if (!needsClusterIp(spec) || !needsClusterIp(old)) return spec
  return {
    ...spec,
    ...(texts(spec['ipFamilies']).length === 0 && old['ipFamilies'] !== undefined && { ipFamilies: old['ipFamilies'] }),
    ...(spec['ipFamilyPolicy'] === undefined && old['ipFamilyPolicy'] !== undefined && { ipFamilyPolicy: old['ipFamilyPolicy'] }),
  } as Spec
}

export function carryOverService(service: Service, old: Service): Service {
  const [given, before] = [service.spec as Spec, old.spec as Spec]
  if (given === before) return service
  const spec = dropUnused(healthPort(nodePorts(families(clusterIps(given, before), before), before), before), before)
  return spec === given ? service : { ...service, spec }
}
