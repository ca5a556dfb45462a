import { forbidden, invalid } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'
import { clusterIpsOf } from './service-cluster-ips.js'
import { isPresent, texts } from './values.js'
import type { Fields } from './values.js'

/** What may not change in a Service: core `ValidateServiceUpdate` 1.36. */

const isHeadless = (spec: Fields): boolean => {
  const list = clusterIpsOf(spec)
  return list.length === 1 && list[0] === 'None'
}
const fixed = 'may not change once set'

/** The words of one list whose first value is for ever; `blamed` is what the server prints. */
interface PrimaryList {
  readonly name: string
  readonly what: string
  readonly list: readonly string[]
  readonly old: readonly string[]
  readonly blamed: readonly string[]
  /** The server blames the first place for any change of the families. */
  readonly blamesFirst: boolean
}

function primaryList(path: FieldPath, { name, what, list, old, blamed, blamesFirst }: PrimaryList, spec: Fields, errors: Errors): void {
  const at = child(path, name)
  if (list.length === old.length) {
    for (const [position, value] of old.entries()) if (value !== list[position]) errors.push(invalid(index(at, blamesFirst ? 0 : position), list, fixed))
    return
  }
  if (list.length === 0) errors.push(invalid(index(at, 0), list, `primary ${what} can not be unset`))
  else if (old.length > 0 && list[0] !== old[0]) errors.push(invalid(index(at, 0), blamed, fixed))
  if (old.length > list.length && list.length === 1 && spec['ipFamilyPolicy'] !== 'SingleStack')
    errors.push(invalid(child(path, 'ipFamilyPolicy'), spec['ipFamilyPolicy'], `must be set to 'SingleStack' when releasing the secondary ${what}`))
}

export function validateServiceChange(path: FieldPath, spec: Fields, old: Fields, errors: Errors): void {
  const [ips, oldIps] = [clusterIpsOf(spec), clusterIpsOf(old)]
  const hasIps = spec['type'] !== 'ExternalName' && old['type'] !== 'ExternalName'
  if (hasIps && !(isHeadless(spec) && isHeadless(old)))
    primaryList(path, { name: 'clusterIPs', what: 'clusterIP', list: ips, old: oldIps, blamed: ips, blamesFirst: false }, spec, errors)
  const [families, oldFamilies] = [texts(spec['ipFamilies']), texts(old['ipFamilies'])]
  if (hasIps && !isHeadless(spec) && !isHeadless(old))
    primaryList(path, { name: 'ipFamilies', what: 'ipFamily', list: families, old: oldFamilies, blamed: ips, blamesFirst: true }, spec, errors)
  balancer(path, spec, old, errors)
}

const needsHealth = (spec: Fields): boolean => spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local'

function balancer(path: FieldPath, spec: Fields, old: Fields, errors: Errors): void {
  const areBalanced = spec['type'] === 'LoadBalancer' && old['type'] === 'LoadBalancer'
  const [given, before] = [spec['loadBalancerClass'] ?? null, old['loadBalancerClass'] ?? null]
  if (areBalanced && given !== before) errors.push(invalid(child(path, 'loadBalancerClass'), given, fixed))
  if (!needsHealth(spec) || !needsHealth(old)) return
  if (isPresent(old['healthCheckNodePort']) && spec['healthCheckNodePort'] !== old['healthCheckNodePort'])
    errors.push(forbidden(child(path, 'healthCheckNodePort'), 'field is immutable'))
}
