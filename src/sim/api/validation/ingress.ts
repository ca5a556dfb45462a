import type { FieldError } from '../errors.js'
import { byteLength, checkDnsLabel, checkDnsSubdomain, checkDomainPrefixedPath, checkPathSegment, checkPortName, checkWildcardSubdomain } from '../names.js'
import type { KubeObject } from '../types.js'
import { forbidden, invalid, required, tooLong } from './field-error.js'
import { parseIp } from './ip.js'
import { clusterSubdomain, namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsSubdomain, immutable, oneOf, portNumber, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Ingresses and IngressClasses: networking `ValidateIngressSpec`, `validateIngressClassSpec` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function localReference(path: FieldPath, ref: Fields, errors: Errors): void {
  if (isPresent(ref['apiGroup'])) reportEach(child(path, 'apiGroup'), text(ref['apiGroup']), checkDnsSubdomain(text(ref['apiGroup'])), errors)
  for (const name of ['kind', 'name']) {
    const value = text(ref[name])
    if (value === '') errors.push(required(child(path, name)))
    else reportEach(child(path, name), value, checkPathSegment(value), errors)
  }
}

function serviceBackend(path: FieldPath, service: Fields, errors: Errors): void {
  const at = child(path, 'service')
  const [name, port] = [text(service['name']), fields(service['port'])]
  if (name === '') errors.push(required(child(at, 'name')))
  else reportEach(child(at, 'name'), name, checkDnsLabel(name), errors)
  const [portName, number] = [text(port['name']), count(port['number'])]
  if (portName !== '' && number !== 0) errors.push(invalid(path, '', 'cannot set both port name & port number'))
  else if (portName !== '') reportEach(child(child(at, 'port'), 'name'), portName, checkPortName(portName), errors)
  else if (number !== 0) portNumber(child(child(at, 'port'), 'number'), number, errors)
  else errors.push(required(path, 'port name or number is required'))
}

function backend(path: FieldPath, given: Fields, errors: Errors): void {
  const [resource, service] = [optional(given['resource']), optional(given['service'])]
  if (resource && service) errors.push(invalid(path, '', 'cannot set both resource and service backends'))
  else if (resource) localReference(child(path, 'resource'), resource, errors)
  else if (service) serviceBackend(path, service, errors)
  else errors.push(invalid(path, '', 'resource or service backend is required'))
}

const oddSequences = ['//', '/./', '/../', '%2f', '%2F']
const oddEndings = ['/..', '/.']

function plainPath(path: FieldPath, value: string, errors: Errors): void {
  if (!value.startsWith('/')) errors.push(invalid(path, value, 'must be an absolute path'))
  for (const odd of oddSequences) if (value.includes(odd)) errors.push(invalid(path, value, `must not contain '${odd}'`))
  for (const odd of oddEndings) if (value.endsWith(odd)) errors.push(invalid(path, value, `cannot end with '${odd}'`))
}

function httpPath(path: FieldPath, rule: Fields, errors: Errors): void {
  const [type, value] = [rule['pathType'], text(rule['path'])]
  // a path that says nothing at all lacks its type
  if (!isPresent(type)) {
    errors.push(required(child(path, 'pathType'), 'pathType must be specified'))
    return
  }
  if (type === 'Exact' || type === 'Prefix') plainPath(child(path, 'path'), value, errors)
  else if (type !== 'ImplementationSpecific') oneOf(child(path, 'pathType'), text(type), ['Exact', 'ImplementationSpecific', 'Prefix'], errors)
  else if (value !== '' && !value.startsWith('/')) errors.push(invalid(child(path, 'path'), value, 'must be an absolute path'))
  backend(child(path, 'backend'), fields(rule['backend']), errors)
}

function host(path: FieldPath, name: string, errors: Errors): void {
  reportEach(path, name, name.includes('*') ? checkWildcardSubdomain(name) : checkDnsSubdomain(name), errors)
}

function rules(path: FieldPath, list: readonly Fields[], errors: Errors): void {
  for (const [position, rule] of list.entries()) {
    const at = index(path, position)
    const name = text(rule['host'])
    if (name !== '' && parseIp(name)) errors.push(invalid(child(at, 'host'), name, 'must be a DNS name, not an IP address'))
    if (name !== '') host(child(at, 'host'), name, errors)
    const http = optional(rule['http'])
    if (!http) continue
    const pathsPath = child(child(at, 'http'), 'paths')
    const paths = items(http['paths'])
    if (paths.length === 0) errors.push(required(pathsPath))
    for (const [place, one] of paths.entries()) httpPath(index(pathsPath, place), one, errors)
  }
}

function tls(path: FieldPath, list: readonly Fields[], errors: Errors): void {
  for (const [position, one] of list.entries()) {
    const at = index(path, position)
    for (const [place, name] of texts(one['hosts']).entries()) host(index(child(at, 'hosts'), place), name, errors)
    const secret = text(one['secretName'])
    if (secret !== '') dnsSubdomain(child(at, 'secretName'), secret, errors)
  }
}

function validateSpec(spec: Fields, errors: Errors): void {
  const [list, fallback] = [items(spec['rules']), optional(spec['defaultBackend'])]
  if (list.length === 0 && !fallback) errors.push(invalid(specPath, spec['rules'] ?? null, 'either `defaultBackend` or `rules` must be specified'))
  if (fallback) backend(child(specPath, 'defaultBackend'), fallback, errors)
  rules(child(specPath, 'rules'), list, errors)
  tls(child(specPath, 'tls'), items(spec['tls']), errors)
  if (isPresent(spec['ingressClassName'])) dnsSubdomain(child(specPath, 'ingressClassName'), text(spec['ingressClassName']), errors)
}

const classAnnotation = 'kubernetes.io/ingress.class'

export function validateIngress(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  const spec = specOf(object)
  validateSpec(spec, errors)
  const [annotated, name] = [object.metadata.annotations?.[classAnnotation], spec['ingressClassName']]
  if (annotated !== undefined && isPresent(name) && annotated !== name)
    errors.push(invalid(child(root('annotations'), classAnnotation), annotated, 'must match `ingressClassName` when both are specified'))
  return errors
}

export function validateIngressUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if (specOf(object) !== specOf(old)) validateSpec(specOf(object), errors)
  return errors
}

function parameters(path: FieldPath, ref: Fields, errors: Errors): void {
  localReference(path, ref, errors)
  const [scope, namespace] = [ref['scope'], ref['namespace']]
  if (!isPresent(scope)) {
    errors.push(required(child(path, 'scope')))
    return
  }
  oneOf(child(path, 'scope'), text(scope), ['Cluster', 'Namespace'], errors)
  if (scope === 'Namespace' && text(namespace) === '') errors.push(required(child(path, 'namespace'), '`parameters.scope` is set to \'Namespace\''))
  else if (scope === 'Namespace') reportEach(child(path, 'namespace'), text(namespace), checkDnsLabel(text(namespace)), errors)
  if (scope === 'Cluster' && isPresent(namespace)) errors.push(forbidden(child(path, 'namespace'), '`parameters.scope` is set to \'Cluster\''))
}

export function validateIngressClass(object: KubeObject): readonly FieldError[] {
  const [errors, spec]: [Errors, Fields] = [[], specOf(object)]
  validateMetadata(object, clusterSubdomain, errors)
  const [path, controller] = [child(specPath, 'controller'), text(spec['controller'])]
  if (byteLength(controller) > 250) errors.push(tooLong(path, 250))
  if (controller === '') errors.push(required(path))
  else for (const { value, message } of checkDomainPrefixedPath(controller)) errors.push(invalid(path, value, message))
  const ref = optional(spec['parameters'])
  if (ref) parameters(child(specPath, 'parameters'), ref, errors)
  return errors
}

export function validateIngressClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  immutable(child(specPath, 'controller'), specOf(object)['controller'], specOf(old)['controller'], errors)
  return [...errors, ...validateIngressClass(object)]
}
