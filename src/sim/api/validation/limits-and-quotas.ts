import type { FieldError } from '../errors.js'
import { checkQualifiedName } from '../names.js'
import { compareQuantities, cpuMillis } from '../quantity.js'
import type { KubeObject, ResourceList } from '../types.js'
import { duplicate, forbidden, invalid, required } from './field-error.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, key, root } from './path.js'
import type { FieldPath } from './path.js'
import { containerResourceName, isOvercommitAllowed, isStandardQuotaResource, quotaResourceName, resourceName, resourceQuantity } from './resource-names.js'
import { reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries, fields, items, optional, struct, text, texts } from './values.js'
import type { Fields } from './values.js'

/** LimitRanges and ResourceQuotas: core `ValidateLimitRange`, `ValidateResourceQuotaSpec` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function limitType(path: FieldPath, type: string, errors: Errors): void {
  const wrong = checkQualifiedName(type)
  reportEach(path, type, wrong, errors)
  if (wrong.length === 0 && !type.includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(type))
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'))
}

const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const
type Lists = Readonly<Partial<Record<(typeof lists)[number], string>>>

/** Every pair that must be in order: the smaller, the larger, where the error stands, which of the two it prints, and its words. */
const orders: readonly (readonly [keyof Lists, keyof Lists, keyof Lists, keyof Lists, (low: string, high: string) => string])[] = [
  ['min', 'max', 'min', 'min', (min, max) => `min value ${min} is greater than max value ${max}`],
  ['min', 'defaultRequest', 'defaultRequest', 'defaultRequest', (min, request) => `min value ${min} is greater than default request value ${request}`],
  ['defaultRequest', 'max', 'defaultRequest', 'defaultRequest', (request, max) => `default request value ${request} is greater than max value ${max}`],
  [
    'defaultRequest',
    'default',
    'defaultRequest',
    'defaultRequest',
    (request, limit) => `default request value ${request} is greater than default limit value ${limit}`,
  ],
  ['min', 'default', 'default', 'min', (min, value) => `min value ${min} is greater than default value ${value}`],
  ['default', 'max', 'default', 'max', (value, max) => `default value ${value} is greater than max value ${max}`],
]

function ratio(path: FieldPath, name: string, { min, max, maxLimitRequestRatio: given }: Lists, errors: Errors): void {
  if (given === undefined) return
  const at = key(child(path, 'maxLimitRequestRatio'), name)
  if (compareQuantities(given, '1') < 0) errors.push(invalid(at, given, `ratio ${given} is less than 1`))
  if (min === undefined || max === undefined) return
  const bound = cpuMillis(max) / cpuMillis(min)
  if (cpuMillis(given) / 1000 > bound) errors.push(invalid(at, given, `ratio ${given} is greater than max/min = ${bound.toFixed(6)}`))
}

function limitOrder(path: FieldPath, name: string, values: Lists, errors: Errors): void {
  for (const [low, high, blamed, printed, words] of orders) {
    const [lower, higher] = [values[low], values[high]]
    if (lower !== undefined && higher !== undefined && compareQuantities(lower, higher) > 0)
      errors.push(invalid(key(child(path, blamed), name), values[printed], words(lower, higher)))
  }
  ratio(path, name, values, errors)
  const [limit, request] = [values.default, values.defaultRequest]
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0)
    errors.push(invalid(key(child(path, 'defaultRequest'), name), request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`))
}

function limitItem(path: FieldPath, limit: Fields, errors: Errors): void {
  const type = text(limit['type'])
  const isPod = type === 'Pod'
  const checkName = isPod || type === 'Container' ? containerResourceName : resourceName
  const byResource = new Map<string, Lists>()
  for (const name of lists) {
    const list = limit[name] as ResourceList | undefined
    if (isPod && (name === 'default' || name === 'defaultRequest')) {
      if (entries(list).length > 0) errors.push(forbidden(child(path, name), "may not be specified when `type` is 'Pod'"))
      continue
    }
    if (name === 'maxLimitRequestRatio') claimStorage(path, limit, errors)
    for (const [resource, quantity] of entries<string>(list)) {
      checkName(key(child(path, name), resource), resource, errors)
      byResource.set(resource, { ...byResource.get(resource), [name]: quantity })
    }
  }
  for (const [resource, values] of [...byResource].sort(([a], [b]) => (a < b ? -1 : 1))) limitOrder(path, resource, values, errors)
}

function claimStorage(path: FieldPath, limit: Fields, errors: Errors): void {
  const isMissing = fields(limit['min'])['storage'] === undefined && fields(limit['max'])['storage'] === undefined
  if (limit['type'] === 'PersistentVolumeClaim' && isMissing)
    errors.push(required(child(path, 'limits'), 'either minimum or maximum storage value is required, but neither was provided'))
}

export function validateLimitRange(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  const seen = new Set<string>()
  for (const [position, limit] of items(specOf(object)['limits']).entries()) {
    const at = index(child(specPath, 'limits'), position)
    const type = text(limit['type'])
    limitType(child(at, 'type'), type, errors)
    if (seen.has(type)) errors.push(duplicate(child(at, 'type'), type))
    seen.add(type)
    limitItem(at, limit, errors)
  }
  return errors
}

const podResources = new Set(['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'])
const claimResources = new Set(['persistentvolumeclaims', 'requests.storage'])
const scopeResources: Readonly<Record<string, ReadonlySet<string>>> = {
  Terminating: podResources,
  NotTerminating: podResources,
  NotBestEffort: podResources,
  PriorityClass: podResources,
  CrossNamespacePodAffinity: podResources,
  BestEffort: new Set(['pods']),
  VolumeAttributesClass: claimResources,
}

function scopeOf(path: FieldPath, printed: unknown, scope: string, hard: readonly string[], errors: Errors): void {
  for (const name of hard) {
    if (isStandardQuotaResource(name) && scopeResources[scope]?.has(name) === false)
      errors.push(invalid(path, printed, 'unsupported scope applied to resource'))
  }
}

function conflictingScopes(path: FieldPath, printed: unknown, scopes: readonly string[], errors: Errors): void {
  for (const pair of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ])
    if (pair.every((scope) => scopes.includes(scope))) errors.push(invalid(path, printed, 'conflicting scopes'))
}

const existsOnly = new Set(['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'])
const existsOnlyMessage =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, " +
  'ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity'

function scopeRequirement(path: FieldPath, requirement: Fields, errors: Errors): void {
  const [scope, operator, values] = [text(requirement['scopeName']), text(requirement['operator']), texts(requirement['values'])]
  if (existsOnly.has(scope) && operator !== 'Exists') errors.push(invalid(child(path, 'operator'), operator, existsOnlyMessage))
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(required(child(path, 'values'), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"))
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(invalid(child(path, 'values'), values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"))
  } else errors.push(invalid(child(path, 'operator'), operator, 'not a valid selector operator'))
}

/** The server's own struct. */
const printedScopes = (selector: Fields): unknown => struct(['MatchExpressions', items(selector['matchExpressions']).map((one) =>
  struct(['ScopeName', text(one['scopeName'])], ['Operator', text(one['operator'])], ['Values', one['values']]))])

function scopeSelector(spec: Fields, hard: readonly string[], errors: Errors): void {
  const selector = optional(spec['scopeSelector'])
  if (!selector) return
  const path = child(child(specPath, 'scopeSelector'), 'matchExpressions')
  const requirements = items(selector['matchExpressions'])
  for (const requirement of requirements) {
    const scope = text(requirement['scopeName'])
    if (scopeResources[scope] === undefined) errors.push(invalid(child(path, 'scopeName'), scope, 'unsupported scope'))
    scopeOf(path, printedScopes(selector), scope, hard, errors)
    scopeRequirement(path, requirement, errors)
  }
  conflictingScopes(
    path,
    spec['scopes'] ?? null,
    requirements.map((requirement) => text(requirement['scopeName'])),
    errors,
  )
}

function quotaSpec(spec: Fields, errors: Errors): void {
  const hard = entries<string>(spec['hard'])
  for (const [name, quantity] of hard) {
    const at = key(child(specPath, 'hard'), name)
    quotaResourceName(at, name, errors)
    resourceQuantity(at, name, quantity, errors)
  }
  const [names, scopes, path] = [hard.map(([name]) => name), texts(spec['scopes']), child(specPath, 'scopes')]
  for (const scope of scopes) {
    if (scopeResources[scope] === undefined) errors.push(invalid(path, scopes, 'unsupported scope'))
    scopeOf(path, scopes, scope, names, errors)
  }
  conflictingScopes(path, scopes, scopes, errors)
  scopeSelector(spec, names, errors)
}

export function validateResourceQuota(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  quotaSpec(specOf(object), errors)
  return errors
}

export function validateResourceQuotaUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  quotaSpec(spec, errors)
  const [scopes, oldScopes] = [new Set(texts(spec['scopes'])), new Set(texts(oldSpec['scopes']))]
  if (scopes.size !== oldScopes.size || [...scopes].some((scope) => !oldScopes.has(scope)))
    errors.push(invalid(child(specPath, 'scopes'), spec['scopes'] ?? null, 'field is immutable'))
  return errors
}
