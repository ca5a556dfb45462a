import { updateObject } from '../apiserver/update.js'
import { conflict, fail, type Result } from '../api/errors.js'
import type { Json, KubeObject, Service, ServicePort } from '../api/types.js'
import { decodeRequest, validateRequest, type Context } from './request.js'

/** Decodes, defaults, validates and stores the next version of an object (PUT, and what a PATCH comes to). */
export function updateTo(context: Context, current: KubeObject, next: Json): Result<KubeObject> {
  const decoded = decodeRequest(context, next, current.metadata.namespace ?? '')
  if (!decoded.ok) return decoded
  const { kind } = decoded.value
  const { resourceVersion } = decoded.value.object.metadata
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== current.metadata.resourceVersion) {
    return fail(conflict(kind.resource, current.metadata.name, 'the object has been modified; please apply your changes to the latest version and try again'))
  }
  const object = keepSystemFields(decoded.value.object, current)
  const valid = validateRequest(kind, object, current)
  return valid.ok ? updateObject(context, valid.value) : valid
}

/** What clients cannot change: identity, time stamps, allocated addresses (registry/core/service patchAllocatedValues, 1.36). */
function keepSystemFields(object: KubeObject, current: KubeObject): KubeObject {
  const { uid, creationTimestamp, generation, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds } = current.metadata
  const metadata = {
    ...object.metadata, uid, creationTimestamp, resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  }
  const kept = { ...object, metadata }
  return object.kind === 'Service' ? keepAllocations(kept as unknown as Service, current as Service) : kept
}

function keepAllocations(service: Service, current: Service): Service {
  const { spec } = service
  if (spec.type === 'ExternalName' || current.spec.type === 'ExternalName') return service
  const hasNodePorts = spec.type === 'NodePort' || spec.type === 'LoadBalancer'
  const ports = hasNodePorts ? spec.ports?.map((port, i) => keepNodePort(port, current.spec.ports?.[i])) : spec.ports
  return {
    ...service,
    spec: {
      ...spec,
      ...(spec.clusterIP === undefined && current.spec.clusterIP !== undefined ? { clusterIP: current.spec.clusterIP } : {}),
      ...(spec.clusterIPs === undefined && current.spec.clusterIPs !== undefined ? { clusterIPs: current.spec.clusterIPs } : {}),
      ...(ports === undefined ? {} : { ports }),
    },
  }
}

const keepNodePort = (port: ServicePort, before: ServicePort | undefined): ServicePort =>
  port.nodePort === undefined && before?.nodePort !== undefined ? { ...port, nodePort: before.nodePort } : port
