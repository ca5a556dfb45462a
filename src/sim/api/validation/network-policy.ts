import type { FieldError } from '../errors.js'
import { checkPortName } from '../names.js'
import type { KubeObject, LabelSelector } from '../types.js'
import { forbidden, invalid, required } from './field-error.js'
import { isStrictSubset, parseCidr, validateCidr } from './ip.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf, portNumber, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** NetworkPolicies: networking `ValidateNetworkPolicySpec` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function policyPort(path: FieldPath, port: Fields, errors: Errors): void {
  const [number, end] = [port['port'], port['endPort']]
  const endPath = child(path, 'endPort')
  if (isPresent(port['protocol'])) oneOf(child(path, 'protocol'), text(port['protocol']), ['TCP', 'UDP', 'SCTP'], errors)
  if (typeof number === 'number') {
    portNumber(child(path, 'port'), number, errors)
    if (typeof end !== 'number') return
    if (end < number) errors.push(invalid(endPath, number, 'must be greater than or equal to `port`'))
    portNumber(endPath, end, errors)
    return
  }
  if (isPresent(end))
    errors.push(invalid(endPath, end, `may not be specified when \`port\` is ${typeof number === 'string' ? 'non-numeric' : 'not specified'}`))
  if (typeof number === 'string') reportEach(child(path, 'port'), number, checkPortName(number), errors)
}

function ipBlock(path: FieldPath, block: Fields, errors: Errors): void {
  const given = text(block['cidr'])
  if (given === '') {
    errors.push(required(child(path, 'cidr')))
    return
  }
  validateCidr(child(path, 'cidr'), given, errors)
  const cidr = parseCidr(given)
  if (!cidr) return
  for (const [position, except] of texts(block['except']).entries()) {
    const at = index(child(path, 'except'), position)
    validateCidr(at, except, errors)
    const inner = parseCidr(except)
    if (inner && !isStrictSubset(inner, cidr)) errors.push(invalid(at, except, 'must be a strict subset of `cidr`'))
  }
}

function peer(path: FieldPath, given: Fields, errors: Errors): void {
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => isPresent(given[name]))
  for (const name of selectors) validateLabelSelector(child(path, name), given[name] as LabelSelector, errors)
  const block = optional(given['ipBlock'])
  if (block) ipBlock(child(path, 'ipBlock'), block, errors)
  if (!block && selectors.length === 0) errors.push(required(path, 'must specify a peer'))
  else if (block && selectors.length > 0) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'))
}

function direction(name: 'ingress' | 'egress', peers: 'from' | 'to', spec: Fields, errors: Errors): void {
  for (const [position, rule] of items(spec[name]).entries()) {
    const at = index(child(specPath, name), position)
    for (const [place, port] of items(rule['ports']).entries()) policyPort(index(child(at, 'ports'), place), port, errors)
    for (const [place, one] of items(rule[peers]).entries()) peer(index(child(at, peers), place), one, errors)
  }
}

function validateSpec(spec: Fields, errors: Errors): void {
  validateLabelSelector(child(specPath, 'podSelector'), spec['podSelector'] as LabelSelector | undefined, errors)
  direction('ingress', 'from', spec, errors)
  direction('egress', 'to', spec, errors)
  const types = texts(spec['policyTypes'])
  const path = child(specPath, 'policyTypes')
  if (types.length > 2) errors.push(invalid(path, types, 'may not specify more than two policyTypes'))
  else for (const [position, type] of types.entries()) oneOf(index(path, position), type, ['Ingress', 'Egress'], errors)
}

export function validateNetworkPolicy(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateSpec(specOf(object), errors)
  return errors
}

export function validateNetworkPolicyUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if (specOf(object) !== specOf(old)) validateSpec(specOf(object), errors)
  return errors
}
