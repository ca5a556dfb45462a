import type { FieldError } from '../errors.js'
import { checkDnsLabel, checkDnsSubdomain } from '../names.js'
import type { KubeObject } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { clusterSubdomain, validateMetadata } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, items, optional, struct, text, texts } from './values.js'
import type { Fields } from './values.js'

/** FlowSchemas: kubernetes `pkg/apis/flowcontrol/validation` 1.36. */

const specPath = root('spec')
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch']
const subjectKinds = ['Group', 'ServiceAccount', 'User']
/** By the field that holds the subject, in the order in which the server finds others. */
const subjects: Readonly<Record<string, { readonly field: string; readonly others: readonly string[] }>> = {
  ServiceAccount: { field: 'serviceAccount', others: ['user', 'group'] },
  User: { field: 'user', others: ['serviceAccount', 'group'] },
  Group: { field: 'group', others: ['serviceAccount', 'user'] },
}
const kindOf = (field: string): string => `${field.charAt(0).toUpperCase()}${field.slice(1)}`

export function validateFlowSchema(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterSubdomain, errors)
  const spec = fields((object as KubeObject & Fields)['spec'])
  precedence(child(specPath, 'matchingPrecedence'), count(spec['matchingPrecedence']), object.metadata.name, errors)
  const method = optional(spec['distinguisherMethod'])
  const type = text(method?.['type'])
  if (method && type !== 'ByNamespace' && type !== 'ByUser')
    errors.push(notSupported(child(child(specPath, 'distinguisherMethod'), 'type'), struct(['Type', type]), ['ByNamespace', 'ByUser']))
  const levelPath = child(child(specPath, 'priorityLevelConfiguration'), 'name')
  const level = text(fields(spec['priorityLevelConfiguration'])['name'])
  if (level === '') errors.push(required(levelPath, 'must reference a priority level'))
  else reportEach(levelPath, level, checkDnsSubdomain(level), errors)
  for (const [position, rule] of items(spec['rules']).entries()) policyRules(index(child(specPath, 'rules'), position), rule, errors)
  return errors
}

function precedence(path: FieldPath, value: number, name: string, errors: Errors): void {
  if (value <= 0) errors.push(invalid(path, value, 'must be a positive value'))
  if (value > 10000) errors.push(invalid(path, value, 'must not be greater than 10000'))
  if (value === 1 && name !== 'exempt') errors.push(invalid(path, value, "only the schema named 'exempt' may have matchingPrecedence 1"))
}

function policyRules(path: FieldPath, rule: Fields, errors: Errors): void {
  const list = items(rule['subjects'])
  if (list.length === 0) errors.push(required(child(path, 'subjects'), 'subjects must contain at least one value'))
  for (const [position, subject] of list.entries()) oneSubject(index(child(path, 'subjects'), position), subject, errors)
  const [resources, others] = [items(rule['resourceRules']), items(rule['nonResourceRules'])]
  if (resources.length === 0 && others.length === 0) errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'))
  for (const [position, one] of resources.entries()) resourceRule(index(child(path, 'resourceRules'), position), one, errors)
  for (const [position, one] of others.entries()) nonResourceRule(index(child(path, 'nonResourceRules'), position), one, errors)
}

function oneSubject(path: FieldPath, subject: Fields, errors: Errors): void {
  const kind = text(subject['kind'])
  const known = subjects[kind]
  if (known === undefined) {
    errors.push(notSupported(child(path, 'kind'), kind, subjectKinds))
    return
  }
  const at = child(path, known.field)
  const own = optional(subject[known.field])
  if (own === undefined) errors.push(required(at, `${known.field} is required when subject kind is '${kind}'`))
  else if (kind === 'ServiceAccount') account(at, own, errors)
  else if (text(own['name']) === '') errors.push(required(child(at, 'name')))
  for (const other of known.others) if (isPresent(subject[other])) errors.push(forbidden(child(path, other), `${other} is forbidden when subject kind is not '${kindOf(other)}'`))
}

function account(path: FieldPath, subject: Fields, errors: Errors): void {
  const [name, namespace] = [text(subject['name']), text(subject['namespace'])]
  if (name === '') errors.push(required(child(path, 'name')))
  else if (name !== '*') reportEach(child(path, 'name'), name, checkDnsSubdomain(name), errors)
  if (namespace === '') errors.push(required(child(path, 'namespace'), 'must specify namespace for service account'))
  else reportEach(child(path, 'namespace'), namespace, checkDnsLabel(namespace), errors)
}

function verbsOf(path: FieldPath, given: readonly string[], errors: Errors): void {
  if (given.length === 0) errors.push(required(path, 'verbs must contain at least one value'))
  else if (given.includes('*')) alone(path, given, 'verbs', errors)
  else if (given.some((verb) => !verbs.includes(verb))) errors.push(notSupported(path, given, verbs))
}

/** The star stands for all, and so stands alone. */
function alone(path: FieldPath, given: readonly string[], what: string, errors: Errors): void {
  if (given.length > 1 && given.includes('*')) errors.push(invalid(path, given, `if '*' is present, must not specify other ${what}`))
}

function resourceRule(path: FieldPath, rule: Fields, errors: Errors): void {
  const [groups, resources, namespaces] = [texts(rule['apiGroups']), texts(rule['resources']), texts(rule['namespaces'])]
  verbsOf(child(path, 'verbs'), texts(rule['verbs']), errors)
  if (groups.length === 0) errors.push(required(child(path, 'apiGroups'), 'resource rules must supply at least one api group'))
  alone(child(path, 'apiGroups'), groups, 'api groups', errors)
  if (resources.length === 0) errors.push(required(child(path, 'resources'), 'resource rules must supply at least one resource'))
  alone(child(path, 'resources'), resources, 'resources', errors)
  const at = child(path, 'namespaces')
  if (namespaces.length === 0 && rule['clusterScope'] !== true) errors.push(required(at, 'resource rules that are not cluster scoped must supply at least one namespace'))
  alone(at, namespaces, 'namespaces', errors)
  if (namespaces.includes('*')) return
  for (const [position, name] of namespaces.entries())
    for (const message of checkDnsLabel(name)) errors.push(invalid(index(at, position), name, `each member of this list must be '*' or a DNS-1123 label; ${message}`))
}

function nonResourceRule(path: FieldPath, rule: Fields, errors: Errors): void {
  verbsOf(child(path, 'verbs'), texts(rule['verbs']), errors)
  const [at, urls] = [child(path, 'nonResourceURLs'), texts(rule['nonResourceURLs'])]
  if (urls.length === 0) errors.push(required(at, 'nonResourceURLs must contain at least one value'))
  alone(at, urls, 'non-resource URLs', errors)
  if (urls.includes('*')) return
  for (const [position, url] of urls.entries()) {
    const why = wrongUrl(url)
    if (why !== undefined) errors.push(invalid(index(at, position), url, why))
  }
}

function wrongUrl(url: string): string | undefined {
  if (url === '') return 'must not be empty'
  if (!url.startsWith('/')) return 'must start with slash'
  if (url.includes(' ')) return 'must not contain white-space'
  if (url.includes('//')) return 'must not contain double slash'
  const stars = url.split('*').length - 1
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined
}
