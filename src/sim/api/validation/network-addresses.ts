import type { FieldError } from '../errors.js'
import { checkDnsSubdomain, checkPathSegment } from '../names.js'
import type { KubeObject } from '../types.js'
import { isEqual } from './equal.js'
import { invalid, required } from './field-error.js'
import { parseCidr, validateCidr, validateIp } from './ip.js'
import { clusterSubdomain, validateMetadata, validateMetadataUpdate, type MetadataRules } from './metadata.js'
import { child, index, root } from './path.js'
import { immutable, reportEach, type Errors } from './scalars.js'
import { fields, optional, text, texts } from './values.js'

/** IPAddress and ServiceCIDR: kubernetes 1.36 `pkg/apis/networking/validation`. */
type WithSpec = KubeObject & { readonly spec?: unknown }

const spec = root('spec')
const [parentPath, cidrsPath] = [child(spec, 'parentRef'), child(spec, 'cidrs')]
const parentOf = (object: KubeObject): unknown => fields((object as WithSpec).spec)['parentRef']
const cidrsOf = (object: KubeObject): readonly string[] => texts(fields((object as WithSpec).spec)['cidrs'])

const addressName: MetadataRules = {
  namespaced: false,
  name: (name) => {
    const errors: Errors = []
    validateIp(root('name'), name, errors)
    return errors.map(({ message }) => message.replace(/^Invalid value: "(?:[^"\\]|\\.)*": /, ''))
  },
}

export function validateIpAddress(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, addressName, errors)
  const parent = optional(parentOf(object))
  if (parent === undefined) return [...errors, required(parentPath)]
  const [group, namespace] = [text(parent['group']), text(parent['namespace'])]
  if (group !== '') reportEach(child(parentPath, 'group'), group, checkDnsSubdomain(group), errors)
  for (const name of ['resource', 'name']) {
    const value = text(parent[name])
    if (value === '') errors.push(required(child(parentPath, name)))
    else reportEach(child(parentPath, name), value, checkPathSegment(value), errors)
  }
  if (namespace !== '') reportEach(child(parentPath, 'namespace'), namespace, checkPathSegment(namespace), errors)
  return errors
}

export function validateIpAddressUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if (!isEqual(parentOf(object), parentOf(old))) immutable(parentPath, parentOf(object), parentOf(old), errors)
  return errors
}

export function validateServiceCidr(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterSubdomain, errors)
  cidrRules(cidrsOf(object), errors)
  return errors
}

function cidrRules(cidrs: readonly string[], errors: Errors): void {
  if (cidrs.length === 0) return void errors.push(required(cidrsPath, 'at least one CIDR required'))
  if (cidrs.length > 2) return void errors.push(invalid(cidrsPath, { cidrs }, 'may only hold up to 2 values'))
  cidrs.forEach((cidr, at) => validateCidr(index(cidrsPath, at), cidr, errors))
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.family)
  if (cidrs.length === 2 && first !== undefined && first === second) {
    errors.push(invalid(cidrsPath, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'))
  }
}

/** One family may be joined by the other; nothing else changes. */
export function validateServiceCidrUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [cidrs, before] = [cidrsOf(object), cidrsOf(old)]
  const isJoined = before.length === 1 && cidrs.length === 2
  if (!isJoined && cidrs.length !== before.length) return [...errors, invalid(cidrsPath, cidrs, 'field is immutable')]
  before.forEach((cidr, at) => {
    if (cidr !== cidrs[at]) errors.push(invalid(index(cidrsPath, at), cidrs[at], 'field is immutable'))
  })
  if (isJoined) cidrRules(cidrs, errors)
  return errors
}
