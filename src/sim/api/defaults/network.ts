import { fill, mapSame, replace } from './fill.js'
import type { Fields } from './fill.js'

function servicePort(port: Fields): Fields {
  const filled = fill(port, { protocol: 'TCP' })
  const target = filled['targetPort']
  return target === undefined || target === 0 || target === '' ? { ...filled, targetPort: filled['port'] } : filled
}

/** `None` forgets the session settings; `ClientIP` remembers a client for three hours unless told otherwise. */
function sessionAffinity(spec: Fields): Fields {
  const filled = fill(spec, { sessionAffinity: 'None' })
  if (filled['sessionAffinity'] === 'None') {
    const { sessionAffinityConfig, ...rest } = filled
    return sessionAffinityConfig === undefined ? filled : rest
  }
  if (filled['sessionAffinity'] !== 'ClientIP') return filled
  const clientIp = (filled['sessionAffinityConfig'] as Fields | undefined)?.['clientIP'] as Fields | undefined
  return clientIp?.['timeoutSeconds'] === undefined ? { ...filled, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } } : filled
}

/** Traffic policies by the type of service; an ExternalName service has none. */
function trafficPolicies(spec: Fields): Fields {
  const type = spec['type']
  const isPublished = type === 'NodePort' || type === 'LoadBalancer'
  const isExternal = isPublished || (type === 'ClusterIP' && ((spec['externalIPs'] as readonly string[] | undefined)?.length ?? 0) > 0)
  return fill(spec, {
    ...(isExternal && { externalTrafficPolicy: 'Cluster' }),
    ...((isPublished || type === 'ClusterIP') && { internalTrafficPolicy: 'Cluster' }),
    ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
  })
}

export function serviceDefaults(service: Fields): Fields {
  const spec = trafficPolicies(fill(sessionAffinity((service['spec'] ?? {}) as Fields), { type: 'ClusterIP' }))
  const ports = spec['ports'] as readonly Fields[] | undefined
  return replace(service, 'spec', ports ? replace(spec, 'ports', mapSame(ports, servicePort)) : spec)
}

export function networkPolicyDefaults(policy: Fields): Fields {
  const spec = (policy['spec'] ?? {}) as Fields
  if (((spec['policyTypes'] as readonly string[] | undefined)?.length ?? 0) > 0) return policy
  const hasEgress = ((spec['egress'] as readonly unknown[] | undefined)?.length ?? 0) > 0
  return { ...policy, spec: { ...spec, policyTypes: hasEgress ? ['Ingress', 'Egress'] : ['Ingress'] } }
}
