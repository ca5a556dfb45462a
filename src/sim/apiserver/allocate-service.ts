import type { Service, ServicePort } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { nextSerial } from '../serials.js'

/** Cluster IPs from 10.96.0.0/16 and node ports from 30000 (registry/core/service allocators). Drawn in order, not at random. */
export function allocateService(context: ActorContext, service: Service): Service {
  const { spec } = service
  if (spec.type === 'ExternalName') return { ...service, status: { loadBalancer: {} } }
  const clusterIP = spec.clusterIP ?? allocateAddress(context)
  const needsNodePorts = spec.type === 'NodePort' || spec.type === 'LoadBalancer'
  const ports = needsNodePorts ? spec.ports?.map((port) => withNodePort(context, port)) : spec.ports
  return {
    ...service,
    spec: { ...spec, clusterIP, clusterIPs: spec.clusterIPs ?? [clusterIP], ...(ports === undefined ? {} : { ports }) },
    status: { loadBalancer: {} },
  }
}

function allocateAddress(context: ActorContext): string {
  const n = nextSerial(context.cluster, 'service-address')
  return `10.96.${(n >> 8) & 255}.${n & 255}`
}

const withNodePort = (context: ActorContext, port: ServicePort): ServicePort =>
  port.nodePort === undefined || port.nodePort === 0 ? { ...port, nodePort: 30_000 + (nextSerial(context.cluster, 'node-port') % 2768) } : port
