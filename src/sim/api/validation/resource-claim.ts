import type { FieldError } from '../errors.js'
import { checkDnsSubdomain, checkLabelValue } from '../names.js'
import type { KubeObject } from '../types.js'
import { duplicate, invalid, notSupported, required, tooLong, tooMany } from './field-error.js'
import { isEqual } from './equal.js'
import { goStruct } from './go-struct.js'
import { clusterSubdomain, namespacedSubdomain, validateAnnotations, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { isExtendedResource } from './resource-names.js'
import { dnsLabel, oneOf, qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabels } from './selector.js'
import { count, fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'
import { csiDriverName } from './volume-sources.js'

/** Claims of devices, their templates and classes: kubernetes `pkg/apis/resource/validation` 1.36. CEL expressions are not compiled. */

type Check<T> = (path: FieldPath, item: T, errors: Errors) => void

const specPath = root('spec')
const maxItems = 32
const maxAlternatives = 8
const maxParameters = 10 * 1024
const maxExpression = 10 * 1024

const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

/** Each of a list that is not too long; of those that are named alike all but the first. */
function each<T>(path: FieldPath, list: readonly T[], most: number, check: Check<T>, errors: Errors, nameOf?: (item: T) => string): void {
  if (list.length > most) {
    errors.push(tooMany(path, list.length, most))
    return
  }
  for (const [position, item] of list.entries()) check(index(path, position), item, errors)
  if (nameOf === undefined) return
  const names = list.map(nameOf)
  for (const [position, name] of names.entries()) if (names.indexOf(name) < position) errors.push(duplicate(index(path, position), name))
}

const nameOf = (item: Fields): string => text(item['name'])
const itself = (name: string): string => name

export function validateResourceClaim(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  deviceClaim(child(specPath, 'devices'), fields(specOf(object)['devices']), errors)
  return errors
}

export const validateResourceClaimUpdate = (object: KubeObject, old: KubeObject): readonly FieldError[] => fixedSpec(object, old, 'ResourceClaimSpec')
export const validateResourceClaimTemplateUpdate = (object: KubeObject, old: KubeObject): readonly FieldError[] => fixedSpec(object, old, 'ResourceClaimTemplateSpec')

function fixedSpec(object: KubeObject, old: KubeObject, type: string): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if (!isEqual(specOf(object), specOf(old))) errors.push(invalid(specPath, goStruct(type, specOf(object)), 'field is immutable'))
  return errors
}

export function validateResourceClaimTemplate(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  const { metadata, spec } = specOf(object)
  const { labels, annotations } = fields(metadata) as unknown as Partial<KubeObject['metadata']>
  validateLabels(child(child(specPath, 'metadata'), 'labels'), labels, errors)
  validateAnnotations(child(child(specPath, 'metadata'), 'annotations'), annotations, errors)
  deviceClaim(child(child(specPath, 'spec'), 'devices'), fields(fields(spec)['devices']), errors)
  return errors
}

export function validateDeviceClass(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterSubdomain, errors)
  const spec = specOf(object)
  each(child(specPath, 'selectors'), items(spec['selectors']), maxItems, selector, errors)
  each(child(specPath, 'config'), items(spec['config']), maxItems, configuration, errors)
  const extended = spec['extendedResourceName']
  if (typeof extended === 'string' && !isExtendedResource(extended)) errors.push(invalid(child(specPath, 'extendedResourceName'), extended, 'must be a valid extended resource name'))
  return errors
}

function deviceClaim(path: FieldPath, claim: Fields, errors: Errors): void {
  const requests = items(claim['requests'])
  const known = new Set(requests.flatMap((request) => [nameOf(request), ...items(request['firstAvailable']).map((one) => `${nameOf(request)}/${nameOf(one)}`)]))
  const reference: Check<string> = (at, name, found) => requestReference(at, name, known, found)
  each(child(path, 'requests'), requests, maxItems, deviceRequest, errors, nameOf)
  each(child(path, 'constraints'), items(claim['constraints']), maxItems, (at, one, found) => {
    each(child(at, 'requests'), texts(one['requests']), maxItems, reference, found, itself)
    constraint(at, one, found)
  }, errors)
  each(child(path, 'config'), items(claim['config']), maxItems, (at, one, found) => {
    each(child(at, 'requests'), texts(one['requests']), maxItems, reference, found, itself)
    configuration(at, one, found)
  }, errors)
}

function deviceRequest(path: FieldPath, request: Fields, errors: Errors): void {
  dnsLabel(child(path, 'name'), nameOf(request), errors)
  const alternatives = items(request['firstAvailable'])
  const exactly = optional(request['exactly'])
  if (alternatives.length > 0 && exactly) errors.push(invalid(path, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'))
  else if (exactly) exactRequest(child(path, 'exactly'), exactly, errors)
  else if (alternatives.length > 0) {
    each(child(path, 'firstAvailable'), alternatives, maxAlternatives, (at, one, found) => {
      dnsLabel(child(at, 'name'), nameOf(one), found)
      exactRequest(at, one, found)
    }, errors, nameOf)
  } else errors.push(required(path, 'exactly one of `exactly` or `firstAvailable` is required'))
}

function exactRequest(path: FieldPath, request: Fields, errors: Errors): void {
  const name = text(request['deviceClassName'])
  if (name === '') errors.push(required(child(path, 'deviceClassName')))
  else reportEach(child(path, 'deviceClassName'), name, checkDnsSubdomain(name), errors)
  each(child(path, 'selectors'), items(request['selectors']), maxItems, selector, errors)
  amount(path, text(request['allocationMode']), count(request['count']), errors)
  for (const [position, one] of items(request['tolerations']).entries()) toleration(index(child(path, 'tolerations'), position), one, errors)
}

function amount(path: FieldPath, mode: string, given: number, errors: Errors): void {
  const at = child(path, 'count')
  if (mode === 'All') {
    if (given !== 0) errors.push(invalid(at, given, "must not be specified when allocationMode is 'All'"))
  } else if (mode !== 'ExactCount') errors.push(notSupported(child(path, 'allocationMode'), mode, ['All', 'ExactCount']))
  else if (given <= 0) errors.push(invalid(at, given, 'must be greater than zero'))
}

function selector(path: FieldPath, { cel }: Fields, errors: Errors): void {
  if (!isPresent(cel)) errors.push(required(child(path, 'cel')))
  else if (text(fields(cel)['expression']).length > maxExpression) errors.push(tooLong(child(child(path, 'cel'), 'expression'), maxExpression))
}

function toleration(path: FieldPath, { key, operator, value, effect }: Fields, errors: Errors): void {
  if (text(key) !== '') qualifiedName(child(path, 'key'), text(key), errors)
  if (operator === 'Exists') {
    if (text(value) !== '') errors.push(invalid(child(path, 'value'), value, 'must be empty for operator `Exists`'))
  } else if (operator === 'Equal') reportEach(child(path, 'value'), text(value), checkLabelValue(text(value)), errors)
  else errors.push(notSupported(child(path, 'operator'), text(operator), ['Equal', 'Exists']))
  if (text(effect) !== '') oneOf(child(path, 'effect'), text(effect), ['NoExecute', 'NoSchedule', 'None'], errors)
}

const notRequested = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"

function requestReference(path: FieldPath, name: string, known: ReadonlySet<string>, errors: Errors): void {
  const parts = name.split('/')
  if (parts.length <= 2) for (const part of parts) dnsLabel(path, part, errors)
  if (parts.length > 2 || !known.has(name)) errors.push(invalid(path, name, notRequested))
}

function constraint(path: FieldPath, one: Fields, errors: Errors): void {
  const name = ['matchAttribute', 'distinctAttribute'].find((field) => isPresent(one[field]))
  if (name === undefined) errors.push(required(path, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'))
  else attribute(child(path, name), text(one[name]), errors)
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/
const identifierText = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' "
  + "(e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')"

function attribute(path: FieldPath, name: string, errors: Errors): void {
  const parts = name.split('/')
  const [domain = '', id = ''] = parts.length === 1 ? ['', name] : parts
  if (parts.length === 2) {
    if (domain === '') errors.push(invalid(path, '', 'the domain must not be empty'))
    else csiDriverName(path, domain, errors)
  }
  if (parts.length === 2 && id === '') errors.push(invalid(path, '', 'the name must not be empty'))
  else if (parts.length <= 2) {
    if (id.length > 32) errors.push(tooLong(path, 32))
    if (!identifier.test(id)) errors.push(invalid(path, id, identifierText))
  }
  if (parts.length === 1) errors.push(invalid(path, name, 'a fully qualified name must be a domain and a name separated by a slash'))
}

function configuration(path: FieldPath, one: Fields, errors: Errors): void {
  const at = child(path, 'opaque')
  const opaque = optional(one['opaque'])
  if (opaque === undefined) {
    errors.push(required(at))
    return
  }
  csiDriverName(child(at, 'driver'), text(opaque['driver']), errors)
  const parameters = opaque['parameters']
  if (!isPresent(parameters)) errors.push(required(child(at, 'parameters')))
  else if (JSON.stringify(parameters).length > maxParameters) errors.push(tooLong(child(at, 'parameters'), maxParameters))
  else if (typeof parameters !== 'object' || Array.isArray(parameters)) errors.push(invalid(child(at, 'parameters'), '<value omitted>', 'must be a valid JSON object'))
}
