import type { FieldError } from '../errors.js'
import type { KubeObject, Service, ServicePort } from '../types.js'
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.js'
import { parseIp, validateCidr, validateEndpointIp, validateIp } from './ip.js'
import { namespacedLabel, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, key, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsLabel, dnsSubdomain, oneOf, portNumber, portNumberOrName, qualifiedName, requiredOneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabels } from './selector.js'
import { clusterIpsOf, validateClusterIps } from './service-cluster-ips.js'
import { validateServiceChange } from './service-update.js'
import { count, isPresent, items, optional, struct, text, texts } from './values.js'
import type { Fields, Open } from './values.js'

/** Services: core `validateService` 1.36 (names are DNS labels since `RelaxedServiceNameValidation`). */

type Spec = Open<Service['spec']>
const specPath = root('spec')
const portsPath = child(specPath, 'ports')
const protocols = ['SCTP', 'TCP', 'UDP']

const isHeadless = (spec: Spec): boolean => {
  const list = clusterIpsOf(spec)
  return list.length === 1 && list[0] === 'None'
}
const isExternal = (spec: Spec): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && texts(spec['externalIPs']).length > 0)

function byType(spec: Spec, errors: Errors): void {
  if (isHeadless(spec) && (spec.type === 'LoadBalancer' || spec.type === 'NodePort'))
    errors.push(invalid(index(child(specPath, 'clusterIPs'), 0), 'None', `may not be set to 'None' for ${spec.type} services`))
  if (spec.type !== 'ExternalName') return
  const message = 'may not be set for ExternalName services'
  if (clusterIpsOf(spec).length > 0) errors.push(forbidden(child(specPath, 'clusterIPs'), message))
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden(child(specPath, 'ipFamilies'), message))
  if (isPresent(spec.ipFamilyPolicy)) errors.push(forbidden(child(specPath, 'ipFamilyPolicy'), message))
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') errors.push(required(child(specPath, 'externalName')))
  else dnsSubdomain(child(specPath, 'externalName'), name, errors)
}

function servicePort(path: FieldPath, port: ServicePort, needsName: boolean, names: Set<string>, errors: Errors): void {
  if (port.name) {
    dnsLabel(child(path, 'name'), port.name, errors)
    if (names.has(port.name)) errors.push(duplicate(child(path, 'name'), port.name))
    names.add(port.name)
  } else if (needsName) errors.push(required(child(path, 'name')))
  portNumber(child(path, 'port'), port.port ?? 0, errors)
  requiredOneOf(child(path, 'protocol'), port.protocol ?? '', protocols, errors)
  portNumberOrName(child(path, 'targetPort'), port.targetPort, errors)
  if (typeof port.appProtocol === 'string') qualifiedName(child(path, 'appProtocol'), port.appProtocol, errors)
}

function sessionAffinity(spec: Spec, errors: Errors): void {
  const affinity = spec.sessionAffinity ?? ''
  requiredOneOf(child(specPath, 'sessionAffinity'), affinity, ['ClientIP', 'None'], errors)
  const path = child(specPath, 'sessionAffinityConfig')
  const config = optional(spec['sessionAffinityConfig'])
  if (affinity === 'None' && config) errors.push(forbidden(path, 'must not be set when session affinity is None'))
  if (affinity !== 'ClientIP') return
  const when = 'when session affinity type is ClientIP'
  const clientIp = optional(config?.['clientIP'])
  const seconds = clientIp?.['timeoutSeconds']
  if (!config) errors.push(required(path, when))
  else if (!clientIp) errors.push(required(child(path, 'clientIP'), when))
  else if (!isPresent(seconds)) errors.push(required(child(child(path, 'clientIP'), 'timeoutSeconds'), when))
  else if (count(seconds) <= 0 || count(seconds) > 86400)
    errors.push(invalid(child(child(path, 'clientIP'), 'timeoutSeconds'), seconds, 'must be greater than 0 and less than 86400'))
}

function externalIps(spec: Spec, errors: Errors): void {
  for (const [position, ip] of texts(spec['externalIPs']).entries()) {
    const at = index(child(specPath, 'externalIPs'), position)
    const before = errors.length
    validateIp(at, ip, errors)
    if (errors.length === before && parseIp(ip)) validateEndpointIp(at, ip, errors)
  }
}

function uniquePorts(spec: Spec, errors: Errors): void {
  const ports = spec.ports ?? []
  if (spec.type === 'ClusterIP')
    for (const [position, { nodePort }] of ports.entries())
      if (nodePort) errors.push(forbidden(child(index(portsPath, position), 'nodePort'), "may not be used when `type` is 'ClusterIP'"))
  const [nodePorts, pairs] = [new Set<string>(), new Set<string>()]
  for (const [position, { protocol = '', nodePort }] of ports.entries()) {
    if (!nodePort) continue
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(child(index(portsPath, position), 'nodePort'), nodePort))
    nodePorts.add(`${protocol}/${nodePort}`)
  }
  for (const [position, { protocol = '', port = 0 }] of ports.entries()) {
    const printed = struct(['Name', ''], ['Protocol', protocol], ['AppProtocol', null], ['Port', port], ['TargetPort', 0], ['NodePort', 0])
    if (pairs.has(`${protocol}/${port}`)) errors.push(duplicate(index(portsPath, position), printed))
    pairs.add(`${protocol}/${port}`)
  }
}

const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges'

function loadBalancer(service: KubeObject, spec: Spec, errors: Errors): void {
  const isBalanced = spec.type === 'LoadBalancer'
  const only = "may only be used when `type` is 'LoadBalancer'"
  const ranges = texts(spec['loadBalancerSourceRanges'])
  const annotated = service.metadata.annotations?.[sourceRanges]
  const path = ranges.length > 0 ? child(specPath, 'LoadBalancerSourceRanges') : key(child(root('metadata'), 'annotations'), sourceRanges)
  if (!isBalanced && (ranges.length > 0 || annotated !== undefined)) errors.push(forbidden(path, only))
  if (ranges.length > 0) for (const [position, range] of ranges.entries()) validateCidr(index(path, position), range.trim(), errors)
  else if (annotated !== undefined && annotated.trim() !== '') for (const range of annotated.split(',')) validateCidr(path, range.trim(), errors)
  const allocates = spec['allocateLoadBalancerNodePorts']
  if (!isBalanced && isPresent(allocates)) errors.push(forbidden(child(specPath, 'allocateLoadBalancerNodePorts'), only))
  if (isBalanced && !isPresent(allocates)) errors.push(required(root('allocateLoadBalancerNodePorts')))
  const balancerClass = spec['loadBalancerClass']
  if (!isPresent(balancerClass)) return
  if (isBalanced) qualifiedName(child(specPath, 'loadBalancerClass'), text(balancerClass), errors)
  else errors.push(forbidden(child(specPath, 'loadBalancerClass'), only))
}

function externalTraffic(spec: Spec, errors: Errors): void {
  const policy = spec.externalTrafficPolicy ?? ''
  const path = child(specPath, 'externalTrafficPolicy')
  if (isExternal(spec)) requiredOneOf(path, policy, ['Cluster', 'Local'], errors)
  else if (policy !== '') errors.push(invalid(path, policy, 'may only be set for externally-accessible services'))
  const healthPort = count(spec['healthCheckNodePort'])
  const at = child(specPath, 'healthCheckNodePort')
  const needsHealth = spec.type === 'LoadBalancer' && policy === 'Local'
  if (!needsHealth && healthPort !== 0)
    errors.push(invalid(at, healthPort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"))
  // left out, the server allocates one before it validates
  if (needsHealth && healthPort !== 0) portNumber(at, healthPort, errors)
}

function traffic(spec: Spec, errors: Errors): void {
  externalTraffic(spec, errors)
  const path = child(specPath, 'internalTrafficPolicy')
  if (isPresent(spec.internalTrafficPolicy)) oneOf(path, spec.internalTrafficPolicy as string, ['Cluster', 'Local'], errors)
  else if (spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP') errors.push(required(path))
  if (isPresent(spec.trafficDistribution))
    oneOf(child(specPath, 'trafficDistribution'), spec.trafficDistribution as string, ['PreferClose', 'PreferSameZone', 'PreferSameNode'], errors)
}

const [hints, mode] = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode']

function topologyAnnotations(service: KubeObject, errors: Errors): void {
  const { [hints]: old, [mode]: current } = service.metadata.annotations ?? {}
  if (old !== undefined && current !== undefined && old !== current)
    errors.push(invalid(key(child(root('metadata'), 'annotations'), mode), current, `must match annotations[${hints}] when both are specified`))
}

function validateSpec(service: KubeObject, errors: Errors): void {
  const spec = (service as Service).spec as Spec
  topologyAnnotations(service, errors)
  const ports = items<ServicePort>(spec.ports)
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required(portsPath))
  byType(spec, errors)
  const names = new Set<string>()
  for (const [position, port] of ports.entries()) servicePort(index(portsPath, position), port, ports.length > 1, names, errors)
  validateLabels(child(specPath, 'selector'), spec.selector, errors)
  sessionAffinity(spec, errors)
  validateClusterIps(specPath, spec as Fields, isHeadless(spec), errors)
  externalIps(spec, errors)
  const type = spec.type ?? ''
  if (type === '') errors.push(required(child(specPath, 'type')))
  else if (!['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'].includes(type))
    errors.push(notSupported(child(specPath, 'type'), type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']))
  uniquePorts(spec, errors)
  loadBalancer(service, spec, errors)
  traffic(spec, errors)
}

export function validateService(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  const spec = (object as Service).spec as Spec
  validateClusterIps(specPath, spec, isHeadless(spec), errors)
  // addresses are allocated before anything is validated: registry/core/service storage `beginCreate` 1.36
  if (errors.length > 0) return errors
  validateMetadata(object, namespacedLabel, errors)
  validateSpec(object, errors)
  return errors
}

export function validateServiceUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if ((object as Service).spec === (old as Service).spec) return errors
  validateServiceChange(specPath, (object as Service).spec as Fields, (old as Service).spec as Fields, errors)
  validateSpec(object, errors)
  return errors
}
