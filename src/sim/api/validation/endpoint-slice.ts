import type { FieldError } from '../errors.js'
import type { EndpointSlice, KubeObject } from '../types.js'
import { duplicate, invalid, required, tooMany } from './field-error.js'
import { parseIp, validateEndpointIp, validateIp } from './ip.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import { dnsLabel, dnsSubdomain, immutable, oneOf } from './scalars.js'
import type { Errors } from './scalars.js'

/** EndpointSlices: discovery `ValidateEndpointSlice` 1.36. */

function address(path: ReturnType<typeof index>, type: string, value: string, errors: Errors): void {
  if (type === 'FQDN') {
    dnsSubdomain(path, value, errors)
    return
  }
  const before = errors.length
  validateIp(path, value, errors)
  if (errors.length > before) return
  if ((parseIp(value)?.family === 6) !== (type === 'IPv6')) errors.push(invalid(path, value, `must be an ${type} address`))
  validateEndpointIp(path, value, errors)
}

function endpoints(slice: EndpointSlice, errors: Errors): void {
  const path = root('endpoints')
  const list = slice.endpoints ?? []
  if (list.length > 1000) errors.push(tooMany(path, list.length, 1000))
  for (const [position, endpoint] of list.entries()) {
    const at = index(path, position)
    const addresses = endpoint.addresses ?? []
    if (addresses.length === 0) errors.push(required(child(at, 'addresses'), 'must contain at least 1 address'))
    if (addresses.length > 100) errors.push(tooMany(child(at, 'addresses'), addresses.length, 100))
    for (const [place, value] of addresses.entries()) address(index(child(at, 'addresses'), place), slice.addressType, value, errors)
    if (endpoint.nodeName) dnsSubdomain(child(at, 'nodeName'), endpoint.nodeName, errors)
    if (endpoint.hostname) dnsLabel(child(at, 'hostname'), endpoint.hostname, errors)
  }
}

function ports(slice: EndpointSlice, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, port] of (slice.ports ?? []).entries()) {
    const at = index(root('ports'), position)
    const name = port.name ?? ''
    if (name !== '') dnsLabel(child(at, 'name'), name, errors)
    if (seen.has(name)) errors.push(duplicate(child(at, 'name'), name))
    seen.add(name)
    oneOf(child(at, 'protocol'), port.protocol ?? '', ['SCTP', 'TCP', 'UDP'], errors)
  }
}

export function validateEndpointSlice(object: KubeObject): readonly FieldError[] {
  const [errors, slice]: [Errors, EndpointSlice] = [[], object as EndpointSlice]
  validateMetadata(object, namespacedSubdomain, errors)
  if (!slice.addressType) errors.push(required(root('addressType')))
  else oneOf(root('addressType'), slice.addressType, ['FQDN', 'IPv4', 'IPv6'], errors)
  endpoints(slice, errors)
  ports(slice, errors)
  return errors
}

export function validateEndpointSliceUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  immutable(root('addressType'), (object as EndpointSlice).addressType, (old as EndpointSlice).addressType, errors)
  const [slice, before] = [object as EndpointSlice, old as EndpointSlice]
  if (slice.endpoints !== before.endpoints) endpoints(slice, errors)
  if (slice.ports !== before.ports) ports(slice, errors)
  return errors
}
