import { compareQuantities, cpuMillis } from '../quantity.js'
import type { ResourceList, ResourceRequirements } from '../types.js'
import { duplicate, forbidden, invalid, notFound, required } from './field-error.js'
import { child, index, key } from './path.js'
import type { FieldPath } from './path.js'
import { containerResourceName, isHugePageMultiple, isHugePages, isOvercommitAllowed, resourceQuantity } from './resource-names.js'
import { dnsLabel } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries } from './values.js'

/** Requests and limits: core `validateResourceRequirements` 1.36. */

export type ResourceNameCheck = (path: FieldPath, name: string, errors: Errors) => void

function listEntry(path: FieldPath, name: string, quantity: string, checkName: ResourceNameCheck, errors: Errors): void {
  const at = key(path, name)
  checkName(at, name, errors)
  resourceQuantity(at, name, quantity, errors)
}

function hugePages(path: FieldPath, name: string, quantity: string, errors: Errors): void {
  if (isHugePages(name) && !isHugePageMultiple(name, quantity))
    errors.push(invalid(key(path, name), quantity, `${quantity} is not positive integer multiple of ${name}`))
}

/** Quantities that differ in thousandths need no look at the rest. */
function orderOf(request: string, limit: string): number {
  if (request === limit) return 0
  const difference = cpuMillis(request) - cpuMillis(limit)
  return difference > 0 || difference < 0 ? difference : compareQuantities(request, limit)
}

function requestAgainstLimit(path: FieldPath, name: string, request: string, limits: ResourceList | undefined, errors: Errors): void {
  const limit = limits?.[name]
  if (limit === undefined) {
    if (!isOvercommitAllowed(name)) errors.push(required(child(path, 'limits'), 'Limit must be set for non overcommitable resources'))
    return
  }
  const order = orderOf(request, limit)
  if (order !== 0 && !isOvercommitAllowed(name)) errors.push(invalid(child(path, 'requests'), request, `must be equal to ${name} limit of ${limit}`))
  else if (order > 0) errors.push(invalid(child(path, 'requests'), request, `must be less than or equal to ${name} limit of ${limit}`))
}

function asksHugePages(list: ResourceList | undefined): boolean {
  for (const name in list) if (isHugePages(name)) return true
  return false
}
const asksOther = (list: ResourceList | undefined): boolean => list !== undefined && (Object.hasOwn(list, 'cpu') || Object.hasOwn(list, 'memory'))

function hugePagesAlone(path: FieldPath, { limits, requests }: ResourceRequirements, errors: Errors): void {
  if ((asksHugePages(limits) || asksHugePages(requests)) && !asksOther(limits) && !asksOther(requests)) errors.push(forbidden(path, 'HugePages require cpu or memory'))
}

function claimErrors(path: FieldPath, resources: ResourceRequirements, podClaims: ReadonlySet<string>, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, { name, request }] of (resources.claims ?? []).entries()) {
    const at = index(path, position)
    if (!name) {
      errors.push(required(at))
      continue
    }
    const whole = request ? `${name}/${request}` : name
    if (request) dnsLabel(child(at, 'request'), request, errors)
    if (seen.has(name)) errors.push(duplicate(at, name))
    else if (seen.has(whole)) errors.push(duplicate(at, whole))
    else if (!request && [...seen].some((other) => other.startsWith(`${name}/`))) errors.push(duplicate(at, name))
    seen.add(whole)
    if (podClaims.has(name)) continue
    const known = podClaims.size === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`
    const error = notFound(at, name)
    errors.push({ ...error, message: `${error.message}: must be one of the names in pod.spec.resourceClaims${known}` })
  }
}

/** Amounts of what every container may ask for, none negative, no request above its limit: said without walking in order. */
function arePlain({ limits, requests, claims }: ResourceRequirements): boolean {
  if (claims) return false
  for (const name in limits) if (!isPlain(name, limits[name] as string)) return false
  for (const name in requests) {
    const request = requests[name] as string
    if (!isPlain(name, request)) return false
    const limit = limits?.[name]
    if (limit !== undefined && orderOf(request, limit) > 0) return false
  }
  return true
}
const isPlain = (name: string, quantity: string): boolean => (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') && !quantity.startsWith('-')

/** Limits and requests that were found valid: the containers of a template share them by reference. */
const valid = new WeakSet<object>()

export function validateResources(
  path: FieldPath,
  resources: ResourceRequirements | undefined,
  podClaims: ReadonlySet<string>,
  errors: Errors,
  checkName: ResourceNameCheck = containerResourceName,
): void {
  if (!resources || valid.has(resources)) return
  if (checkName === containerResourceName && arePlain(resources)) {
    if (Object.isFrozen(resources)) valid.add(resources)
    return
  }
  const before = errors.length
  const [limits, requests] = [child(path, 'limits'), child(path, 'requests')]
  for (const [name, quantity] of entries<string>(resources.limits)) {
    listEntry(limits, name, quantity, checkName, errors)
    hugePages(limits, name, quantity, errors)
  }
  for (const [name, quantity] of entries<string>(resources.requests)) {
    listEntry(requests, name, quantity, checkName, errors)
    requestAgainstLimit(path, name, quantity, resources.limits, errors)
    hugePages(requests, name, quantity, errors)
  }
  hugePagesAlone(path, resources, errors)
  if (resources.claims) claimErrors(child(path, 'claims'), resources, podClaims, errors)
  if (errors.length === before && !resources.claims && Object.isFrozen(resources)) valid.add(resources)
}
