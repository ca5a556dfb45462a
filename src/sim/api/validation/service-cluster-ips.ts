import { duplicate, invalid, required } from './field-error.js'
import { isIpv6, validateIp } from './ip.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { isPresent, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Cluster IPs and IP families of Services: core `ValidateServiceClusterIPsRelatedFields` 1.36. */

/** `clusterIPs`, or what the server makes of `clusterIP` alone. */
export function clusterIpsOf(spec: Fields): readonly string[] {
  const list = texts(spec['clusterIPs'])
  return list.length === 0 && text(spec['clusterIP']) !== '' && spec['clusterIPs'] === undefined ? [text(spec['clusterIP'])] : list
}

function agreement(path: FieldPath, spec: Fields, list: readonly string[], errors: Errors): void {
  const first = text(spec['clusterIP'])
  const at = child(path, 'clusterIPs')
  if (first === '' && list.length > 0) errors.push(invalid(at, list, 'must be empty when `clusterIP` is not specified'))
  if (first === '') return
  if (list.length === 0) errors.push(required(at))
  else if (list[0] !== first) errors.push(invalid(at, list, 'first value must match `clusterIP`'))
}

function families(path: FieldPath, spec: Fields, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, family] of texts(spec['ipFamilies']).entries()) {
    const at = index(child(path, 'ipFamilies'), position)
    oneOf(at, family, ['IPv4', 'IPv6'], errors)
    if (seen.has(family)) errors.push(duplicate(at, family))
    seen.add(family)
  }
  if (isPresent(spec['ipFamilyPolicy']))
    oneOf(child(path, 'ipFamilyPolicy'), text(spec['ipFamilyPolicy']), ['PreferDualStack', 'RequireDualStack', 'SingleStack'], errors)
}

/** False when an address is so wrong that the server compares no further. */
function addresses(path: FieldPath, list: readonly string[], errors: Errors): boolean {
  const before = errors.length
  for (const [position, ip] of list.entries()) {
    if (position > 0 || ip !== 'None') validateIp(index(path, position), ip, errors)
    else if (list.length > 1) errors.push(invalid(path, list, "'None' must be the first and only value"))
  }
  const isValid = errors.length === before
  if (list.length > 2) errors.push(invalid(path, list, 'may only hold up to 2 values'))
  return isValid
}

export function validateClusterIps(path: FieldPath, spec: Fields, isHeadless: boolean, errors: Errors): void {
  if (spec['type'] === 'ExternalName') return
  const list = clusterIpsOf(spec)
  const at = child(path, 'clusterIPs')
  agreement(path, spec, list, errors)
  families(path, spec, errors)
  if (!addresses(at, list, errors)) return
  if (list.length > 1 && new Set(list.map(isIpv6)).size < 2) errors.push(invalid(at, list, 'may specify no more than one IP for each IP family'))
  if (isHeadless) return
  for (const [position, family] of texts(spec['ipFamilies']).entries()) {
    const ip = list[position]
    if (ip === undefined || (family !== 'IPv4' && family !== 'IPv6') || isIpv6(ip) === (family === 'IPv6')) continue
    errors.push(invalid(index(at, position), ip, `expected an ${family} value as indicated by \`ipFamilies[${position}]\``))
  }
}
