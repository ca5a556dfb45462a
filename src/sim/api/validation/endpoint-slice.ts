import type { FieldError } from '../errors.js'
import { checkDnsLabel, checkDnsSubdomain, checkLabelValue } from '../names.js'
import type { EndpointSlice, KubeObject } from '../types.js'
import { isEqual } from './equal.js'
import { duplicate, invalid, required, tooMany } from './field-error.js'
import { parseIp, validateEndpointIp, validateIp } from './ip.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsLabel, dnsSubdomain, immutable, oneOf, qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { fields, isPresent, items, optional, text } from './values.js'
import type { Fields } from './values.js'

/** EndpointSlices: discovery `ValidateEndpointSlice` 1.36. */

function address(path: FieldPath, type: string, value: string, errors: Errors): void {
  if (type === 'FQDN') domainName(path, value, errors)
  if (type !== 'IPv4' && type !== 'IPv6') return
  const before = errors.length
  validateIp(path, value, errors)
  if (errors.length > before) return
  if ((parseIp(value)?.family === 6) !== (type === 'IPv6')) errors.push(invalid(path.parent as FieldPath, value, `must be an ${type} address`))
  validateEndpointIp(path, value, errors)
}

/** A name of at least two segments; a dot at its end is fine. */
function domainName(path: FieldPath, value: string, errors: Errors): void {
  if (value === '') {
    errors.push(required(path))
    return
  }
  const name = value.endsWith('.') ? value.slice(0, -1) : value
  const faults = checkDnsSubdomain(name)
  if (faults.length > 0) reportEach(path, name, faults, errors)
  else if (!name.includes('.')) errors.push(invalid(path, name, 'should be a domain with at least two segments separated by dots'))
  else for (const label of name.split('.')) reportEach(path, label, checkDnsLabel(label), errors)
}

const hintLimit = 8

function hints(path: FieldPath, given: Fields, errors: Errors): void {
  for (const [list, check] of [['forZones', checkLabelValue], ['forNodes', checkDnsSubdomain]] as const) {
    const at = child(path, list)
    const names = items(given[list]).map((one) => text(one['name']))
    if (names.length > hintLimit) {
      errors.push(tooMany(at, names.length, hintLimit))
      return
    }
    for (const [position, name] of names.entries()) {
      const place = child(index(at, position), 'name')
      if (names.indexOf(name) < position) errors.push(duplicate(place, name))
      reportEach(place, name, check(name), errors)
    }
  }
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
    if (isPresent(endpoint.nodeName)) dnsSubdomain(child(at, 'nodeName'), text(endpoint.nodeName), errors)
    if (isPresent(endpoint.hostname)) dnsLabel(child(at, 'hostname'), text(endpoint.hostname), errors)
    const given = optional(fields(endpoint)['hints'])
    if (given) hints(child(at, 'hints'), given, errors)
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
    const protocol = fields(port)['appProtocol']
    oneOf(child(at, 'protocol'), port.protocol ?? '', ['SCTP', 'TCP', 'UDP'], errors)
    if (isPresent(protocol)) qualifiedName(child(at, 'appProtocol'), text(protocol), errors)
  }
}

function addressType(slice: EndpointSlice, errors: Errors): void {
  if (!slice.addressType) errors.push(required(root('addressType')))
  else oneOf(root('addressType'), slice.addressType, ['FQDN', 'IPv4', 'IPv6'], errors)
}

export function validateEndpointSlice(object: KubeObject): readonly FieldError[] {
  const [errors, slice]: [Errors, EndpointSlice] = [[], object as EndpointSlice]
  validateMetadata(object, namespacedSubdomain, errors)
  addressType(slice, errors)
  ports(slice, errors)
  endpoints(slice, errors)
  return errors
}

export function validateEndpointSliceUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  immutable(root('addressType'), (object as EndpointSlice).addressType, (old as EndpointSlice).addressType, errors)
  const [slice, before] = [object as EndpointSlice, old as EndpointSlice]
  addressType(slice, errors)
  ports(slice, errors)
  if (!isEqual(slice.endpoints, before.endpoints)) endpoints(slice, errors)
  return errors
}
