import type { FieldError } from '../errors.js'
import { checkDns1035Label, checkDnsSubdomain } from '../names.js'
import type { KubeObject, LabelSelector } from '../types.js'
import { duplicate, invalid, notSupported, required, tooMany } from './field-error.js'
import { clusterSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf, qualifiedName } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Webhook configurations: admissionregistration `validateValidatingWebhook`, `validateMutatingWebhook`, webhook `ValidateWebhookURL` 1.36. */

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const desired = '; desired format: https://host[/path]'

const isAnyAndMore = (list: readonly string[]): boolean => list.length > 1 && list.includes('*')

function requiredEach(path: FieldPath, list: readonly string[], errors: Errors): void {
  for (const [position, value] of list.entries()) if (value === '') errors.push(required(index(path, position)))
}

function resources(path: FieldPath, list: readonly string[], errors: Errors): void {
  if (list.length === 0) errors.push(required(path))
  const [withAnyPart, withAnyResource] = [new Set<string>(), new Set<string>()]
  for (const [position, value] of list.entries()) {
    const at = index(path, position)
    const slash = value.indexOf('/')
    if (value === '') errors.push(required(at))
    if (slash < 0) continue
    const [resource, part] = [value.slice(0, slash), value.slice(slash + 1)]
    if (withAnyPart.has(resource)) errors.push(invalid(at, value, `if '${resource}/*' is present, must not specify ${value}`))
    if (withAnyResource.has(part)) errors.push(invalid(at, value, `if '*/${part}' is present, must not specify ${value}`))
    if (part === '*') withAnyPart.add(resource)
    if (resource === '*') withAnyResource.add(part)
  }
  if (list.length > 1 && list.includes('*/*')) errors.push(invalid(path, list, "if '*/*' is present, must not specify other resources"))
  const isPlain = list.filter((value) => !value.includes('/')).at(-1) ?? '*'
  if (list.includes('*') && isPlain !== '*') errors.push(invalid(path, list, "if '*' is present, must not specify other resources without subresources"))
}

/** What a webhook or a policy is asked about. */
export function validateAdmissionRule(path: FieldPath, rule: Fields, errors: Errors): void {
  const [given, groups, versions] = [texts(rule['operations']), texts(rule['apiGroups']), texts(rule['apiVersions'])]
  if (given.length === 0) errors.push(required(child(path, 'operations')))
  if (isAnyAndMore(given)) errors.push(invalid(child(path, 'operations'), given, "if '*' is present, must not specify other operations"))
  for (const [position, operation] of given.entries()) oneOf(index(child(path, 'operations'), position), operation, operations, errors)
  if (groups.length === 0) errors.push(required(child(path, 'apiGroups')))
  if (isAnyAndMore(groups)) errors.push(invalid(child(path, 'apiGroups'), groups, "if '*' is present, must not specify other API groups"))
  if (versions.length === 0) errors.push(required(child(path, 'apiVersions')))
  if (isAnyAndMore(versions)) errors.push(invalid(child(path, 'apiVersions'), versions, "if '*' is present, must not specify other API versions"))
  requiredEach(child(path, 'apiVersions'), versions, errors)
  resources(child(path, 'resources'), texts(rule['resources']), errors)
  if (isPresent(rule['scope'])) oneOf(child(path, 'scope'), text(rule['scope']), ['*', 'Cluster', 'Namespaced'], errors)
}

const urlText = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/

function url(path: FieldPath, value: string, errors: Errors): void {
  const [, scheme = '', authority = '', , query = '', fragment = ''] = urlText.exec(value) ?? []
  const at = authority.lastIndexOf('@')
  const [user, host] = at < 0 ? [undefined, authority] : [authority.slice(0, at), authority.slice(at + 1)]
  if (scheme.toLowerCase() !== 'https') errors.push(invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${desired}`))
  if (host === '') errors.push(invalid(path, host, `host must be specified${desired}`))
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'))
  if (fragment !== '') errors.push(invalid(path, fragment, 'fragments are not permitted in the URL'))
  if (query !== '') errors.push(invalid(path, query, 'query parameters are not permitted in the URL'))
}

function urlPath(path: FieldPath, value: string, errors: Errors): void {
  if (value === '' || value === '/') return
  if (value === '//') {
    errors.push(invalid(path, value, 'segment[0] may not be empty'))
    return
  }
  if (!value.startsWith('/')) errors.push(invalid(path, value, "must start with a '/'"))
  for (const [position, segment] of value.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (segment === '') errors.push(invalid(path, value, `segment[${position}] may not be empty`))
    else for (const fault of checkDnsSubdomain(segment)) errors.push(invalid(path, value, `segment[${position}]: ${fault}`))
  }
}

function clientConfig(path: FieldPath, config: Fields, errors: Errors): void {
  const [address, service] = [config['url'], optional(config['service'])]
  if (isPresent(address) === (service !== undefined)) errors.push(required(path, 'exactly one of url or service is required'))
  else if (isPresent(address)) url(child(path, 'url'), text(address), errors)
  else if (service) {
    const at = child(path, 'service')
    const port = typeof service['port'] === 'number' ? service['port'] : 0
    // the server takes the one for the other
    if (text(service['namespace']) === '') errors.push(required(child(at, 'name')))
    if (text(service['name']) === '') errors.push(required(child(at, 'namespace')))
    if (port < 1 || port > 65535) errors.push(invalid(child(at, 'port'), port, 'port is not valid: must be between 1 and 65535, inclusive'))
    if (isPresent(service['path'])) urlPath(child(at, 'path'), text(service['path']), errors)
  }
}

function reviewVersions(path: FieldPath, versions: readonly string[], errors: Errors): void {
  if (versions.length === 0) {
    errors.push(required(path, 'must specify one of v1, v1beta1'))
    return
  }
  for (const [position, version] of versions.entries()) {
    if (versions.indexOf(version) < position) errors.push(invalid(index(path, position), version, 'duplicate version'))
    else for (const fault of checkDns1035Label(version)) errors.push(invalid(index(path, position), version, fault))
  }
  if (!versions.some((version) => version === 'v1' || version === 'v1beta1')) errors.push(invalid(path, versions, 'must include at least one of v1, v1beta1'))
}

function conditions(path: FieldPath, list: readonly Fields[], errors: Errors): void {
  const seen = new Set<string>()
  if (list.length > 64) errors.push(tooMany(path, list.length, 64))
  for (const [position, condition] of list.entries()) {
    const [at, name] = [index(path, position), text(condition['name'])]
    if (text(condition['expression']).trim() === '') errors.push(required(child(at, 'expression')))
    if (name === '') errors.push(required(child(at, 'name')))
    else {
      qualifiedName(child(at, 'name'), name, errors)
      if (seen.has(name)) errors.push(duplicate(child(at, 'name'), name))
      seen.add(name)
    }
  }
}

function hookName(path: FieldPath, name: string, errors: Errors): void {
  const faults = checkDnsSubdomain(name)
  if (name === '') errors.push(required(path))
  else if (faults.length > 0) errors.push(invalid(path, name, faults.join(',')))
  else if (name.split('.').length < 3) errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'))
}

function optionalOneOf(path: FieldPath, hook: Fields, name: string, supported: readonly string[], errors: Errors): void {
  if (isPresent(hook[name])) oneOf(child(path, name), text(hook[name]), supported, errors)
}

function webhook(path: FieldPath, hook: Fields, isMutating: boolean, errors: Errors): void {
  const [effects, seconds] = [hook['sideEffects'], hook['timeoutSeconds']]
  hookName(child(path, 'name'), text(hook['name']), errors)
  for (const [position, rule] of items(hook['rules']).entries()) validateAdmissionRule(index(child(path, 'rules'), position), rule, errors)
  optionalOneOf(path, hook, 'failurePolicy', ['Fail', 'Ignore'], errors)
  optionalOneOf(path, hook, 'matchPolicy', ['Equivalent', 'Exact'], errors)
  if (!isPresent(effects)) errors.push(required(child(path, 'sideEffects'), 'must specify one of None, NoneOnDryRun'))
  else if (effects !== 'None' && effects !== 'NoneOnDryRun') errors.push(notSupported(child(path, 'sideEffects'), effects, ['None', 'NoneOnDryRun']))
  if (typeof seconds === 'number' && (seconds > 30 || seconds < 1)) errors.push(invalid(child(path, 'timeoutSeconds'), seconds, 'the timeout value must be between 1 and 30 seconds'))
  for (const name of ['namespaceSelector', 'objectSelector']) validateLabelSelector(child(path, name), hook[name] as LabelSelector | undefined, errors)
  if (isMutating) optionalOneOf(path, hook, 'reinvocationPolicy', ['IfNeeded', 'Never'], errors)
  clientConfig(child(path, 'clientConfig'), fields(hook['clientConfig']), errors)
  conditions(child(path, 'matchConditions'), items(hook['matchConditions']), errors)
  reviewVersions(child(path, 'admissionReviewVersions'), texts(hook['admissionReviewVersions']), errors)
}

function hookErrors(object: KubeObject, isMutating: boolean, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, hook] of items((object as KubeObject & Fields)['webhooks']).entries()) {
    const [at, name] = [index(root('webhooks'), position), text(hook['name'])]
    webhook(at, hook, isMutating, errors)
    if (name !== '' && seen.has(name)) errors.push(duplicate(child(at, 'name'), name))
    seen.add(name)
  }
}

interface Validation {
  readonly validate: (object: KubeObject) => readonly FieldError[]
  readonly validateUpdate: (object: KubeObject, old: KubeObject) => readonly FieldError[]
}

const configuration = (isMutating: boolean): Validation => ({
  validate: (object) => {
    const errors: Errors = []
    validateMetadata(object, clusterSubdomain, errors)
    hookErrors(object, isMutating, errors)
    return errors
  },
  validateUpdate: (object, old) => {
    const errors: Errors = []
    validateMetadataUpdate(object, old, errors)
    hookErrors(object, isMutating, errors)
    return errors
  },
})

export const validateValidatingWebhooks: Validation = configuration(false)
export const validateMutatingWebhooks: Validation = configuration(true)
