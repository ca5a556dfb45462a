import { invalid } from './field-error.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'

/** IP addresses and CIDRs as Kubernetes 1.36 takes them in fields that predate strict parsing (`StrictIPCIDRValidation` on). */

/** The 16-bit groups of an IPv6 address or the octets of an IPv4 address; leading zeros are told apart from nonsense. */
interface ParsedIp {
  readonly family: 4 | 6
  readonly parts: readonly number[]
  readonly hasLeadingZeros: boolean
}

function parseV4(text: string): ParsedIp | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255)) return undefined
  return { family: 4, parts: octets.map(Number), hasLeadingZeros: octets.some((octet) => octet.length > 1 && octet.startsWith('0')) }
}

const v6Group = /^[0-9a-fA-F]{1,4}$/

function parseV6(text: string): ParsedIp | undefined {
  if (!text.includes(':') || text.split('::').length > 2) return undefined
  const [head = '', tail] = text.split('::')
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const all = [...groupsOf(head), ...groupsOf(tail ?? '')]
  const last = all.at(-1)
  const v4 = last?.includes('.') ? parseV4(last) : undefined
  if (last?.includes('.') && !v4) return undefined
  const plain = v4 ? all.slice(0, -1) : all
  const length = plain.length + (v4 ? 2 : 0)
  if (!plain.every((group) => v6Group.test(group)) || (tail === undefined ? length !== 8 : length > 7)) return undefined
  const before = (tail === undefined ? plain : groupsOf(head)).map((group) => Number.parseInt(group, 16))
  const after = plain.slice(before.length).map((group) => Number.parseInt(group, 16))
  const [a = 0, b = 0, c = 0, d = 0] = v4?.parts ?? []
  const ending = v4 ? [a * 256 + b, c * 256 + d] : []
  const parts = [...before, ...Array<number>(8 - before.length - after.length - ending.length).fill(0), ...after, ...ending]
  return { family: 6, parts, hasLeadingZeros: v4?.hasLeadingZeros ?? false }
}

export const parseIp = (text: string): ParsedIp | undefined => parseV4(text) ?? parseV6(text)
export const isIpv6 = (text: string): boolean => parseIp(text)?.family === 6
const isMapped = ({ family, parts }: ParsedIp): boolean => family === 6 && parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff

export function validateIp(path: FieldPath, value: string, errors: Errors): void {
  const ip = parseIp(value)
  if (!ip) errors.push(invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'))
  else if (ip.hasLeadingZeros) errors.push(invalid(path, value, 'must not have leading 0s'))
  else if (isMapped(ip)) errors.push(invalid(path, value, 'must not be an IPv4-mapped IPv6 address'))
}

export interface Cidr extends ParsedIp {
  readonly length: number
}

/** The address and prefix of `10.0.0.0/8`, undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const ip = slash < 0 ? undefined : parseIp(text.slice(0, slash))
  const digits = text.slice(slash + 1)
  if (!ip || !/^\d{1,3}$/.test(digits) || Number(digits) > (ip.family === 4 ? 32 : 128)) return undefined
  return { ...ip, length: Number(digits), hasLeadingZeros: ip.hasLeadingZeros || (digits.length > 1 && digits.startsWith('0')) }
}

/** The bits of an address, as one number. */
const bits = ({ family, parts }: ParsedIp): bigint => parts.reduce((sum, part) => (sum << (family === 4 ? 8n : 16n)) + BigInt(part), 0n)
const prefixOf = (ip: ParsedIp, length: number): bigint => bits(ip) >> BigInt((ip.family === 4 ? 32 : 128) - length)

/** Whether `inner` lies inside `outer` and is smaller. */
export const isStrictSubset = (inner: Cidr, outer: Cidr): boolean =>
  inner.family === outer.family && inner.length > outer.length && prefixOf(inner, outer.length) === prefixOf(outer, outer.length)

export function validateCidr(path: FieldPath, value: string, errors: Errors): void {
  const cidr = parseCidr(value)
  if (!cidr) errors.push(invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'))
  else if (cidr.hasLeadingZeros) errors.push(invalid(path, value, 'must not have leading 0s in IP or prefix length'))
  else if (isMapped(cidr)) errors.push(invalid(path, value, 'must not have an IPv4-mapped IPv6 address'))
  else if (prefixOf(cidr, cidr.length) << BigInt((cidr.family === 4 ? 32 : 128) - cidr.length) !== bits(cidr))
    errors.push(invalid(path, value, 'must not have bits set beyond the prefix length'))
}

/** Addresses that no endpoint may have: core `ValidateEndpointIP`. */
export function validateEndpointIp(path: FieldPath, value: string, errors: Errors): void {
  const ip = parseIp(value)
  if (!ip) {
    errors.push(invalid(path, value, 'must be a valid IP address'))
    return
  }
  const [a = 0, b = 0, c = 0] = ip.parts
  const isV4 = ip.family === 4
  if (bits(ip) === 0n) errors.push(invalid(path, value, `may not be unspecified (${value})`))
  if (isV4 ? a === 127 : bits(ip) === 1n) errors.push(invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'))
  if (isV4 ? a === 169 && b === 254 : (a & 0xffc0) === 0xfe80)
    errors.push(invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'))
  if (isV4 ? a === 224 && b === 0 && c === 0 : (a & 0xff0f) === 0xff02)
    errors.push(invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'))
}

/** Whether an address lies in a network; texts that are neither never do. */
export function isInCidr(address: string, network: string): boolean {
  const [ip, cidr] = [parseIp(address), parseCidr(network)]
  return ip !== undefined && cidr !== undefined && ip.family === cidr.family && prefixOf(ip, cidr.length) === prefixOf(cidr, cidr.length)
}
