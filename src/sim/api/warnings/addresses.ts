import { parseCidr, parseIp } from '../validation/ip.js'
import { fieldText } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'

/** IPv6 addresses and networks that are not written in canonical form: apimachinery `GetWarningsForIP`, `GetWarningsForCIDR` 1.36. */

/** The longest run of zero groups, of at least two. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [-1, 1]
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best[1]) best = [start, end - start]
  }
  return best
}

/** RFC 5952. */
function canonicalV6(groups: readonly number[]): string {
  const hex = groups.map((group) => group.toString(16))
  const [start, length] = longestZeros(groups)
  return start < 0 ? hex.join(':') : `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

export function addressWarnings(path: FieldPath, value: string): readonly string[] {
  const ip = parseIp(value)
  if (ip?.family !== 6) return []
  const canonical = canonicalV6(ip.parts)
  return canonical === value ? [] : [`${fieldText(path)}: IPv6 address ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`]
}

export function networkWarnings(path: FieldPath, value: string): readonly string[] {
  const cidr = parseCidr(value)
  if (cidr?.family !== 6) return []
  const canonical = `${canonicalV6(cidr.parts)}/${cidr.length}`
  return canonical === value ? [] : [`${fieldText(path)}: IPv6 CIDR value ${JSON.stringify(value)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`]
}
