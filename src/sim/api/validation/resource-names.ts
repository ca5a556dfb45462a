import { checkQualifiedName } from '../names.js'
import { cpuMillis, quantityValue } from '../quantity.js'
import { invalid } from './field-error.js'
import type { FieldPath } from './path.js'
import { nonNegativeQuantity, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'

/** Which resource is what: Kubernetes 1.36 `pkg/apis/core/helper` and `validateResourceName`. */

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])
const countedResources = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const integerResources = new Set(countedResources)
const quotaResources = new Set([
  ...containerResources,
  ...countedResources,
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
])
const standardResources = new Set([...quotaResources, 'storage'])

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-')
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePages(name)
export const isStandardQuotaResource = (name: string): boolean => quotaResources.has(name) || isQuotaHugePages(name)
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) && !name.startsWith('requests.') && checkQualifiedName(`requests.${name}`).length === 0

/** Any resource; true when it is well formed. */
export function resourceName(path: FieldPath, name: string, errors: Errors): boolean {
  const wrong = checkQualifiedName(name)
  reportEach(path, name, wrong, errors)
  if (wrong.length > 0) return false
  if (name.includes('/') || standardResources.has(name) || isQuotaHugePages(name)) return true
  errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'))
  return false
}

export function containerResourceName(path: FieldPath, name: string, errors: Errors): void {
  if (containerResources.has(name)) return
  resourceName(path, name, errors)
  if (!name.includes('/')) {
    if (!isHugePages(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'))
  } else if (!isNativeResource(name) && !isExtendedResource(name)) errors.push(invalid(path, name, "doesn't follow extended resource name standard"))
}

export function quotaResourceName(path: FieldPath, name: string, errors: Errors): void {
  resourceName(path, name, errors)
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(path, name, 'must be a standard resource for quota'))
}

/** Not negative, and whole where the resource is counted. */
export function resourceQuantity(path: FieldPath, name: string, quantity: string, errors: Errors): void {
  nonNegativeQuantity(path, quantity, errors)
  if (containerResources.has(name) || !(integerResources.has(name) || isExtendedResource(name))) return
  if (cpuMillis(quantity) % 1000 !== 0) errors.push(invalid(path, quantity, 'must be an integer'))
}

export function isHugePageMultiple(name: string, quantity: string): boolean {
  const pageSize = quantityValue(name.slice('hugepages-'.length))
  return pageSize > 0 && quantityValue(quantity) % pageSize === 0
}
