import { parseCidr, parseIp, type Cidr } from '../../validation/ip.js'
import { define, type CelFunction } from '../functions.js'
import { parseRequestUri, type Url } from '../url.js'
import { fault, list, mapValue, opaque, type CelValue, type OpaqueValue } from '../values.js'

/** URLs, addresses and networks: `library/urls.go`, `ip.go`, `cidr.go` of apiserver 1.36. */

const isOpaque = (value: CelValue): value is OpaqueValue => typeof value === 'object' && value !== null && value.kind === 'opaque'

function toUrl(text: string): CelValue {
  const parsed = parseRequestUri(text)
  return parsed.ok ? opaque('kubernetes.URL', parsed.value, text) : fault(`URL parse error during conversion from string: ${parsed.why}`)
}
const urlPart = (read: (url: Url) => CelValue) => (url: OpaqueValue): CelValue => read(url.value as Url)
function query({ query: pairs }: Url): CelValue {
  const names = [...new Set(pairs.map(([name]) => name))]
  return mapValue(names.map((name) => [name, list(pairs.filter(([other]) => other === name).map(([, value]) => value))]))
}

const urls: readonly CelFunction[] = [
  define('url(string): kubernetes.URL', toUrl), define('isURL(string): bool', (text: string) => parseRequestUri(text).ok),
  define('@kubernetes.URL.getScheme(): string', urlPart(({ scheme }) => scheme)), define('@kubernetes.URL.getHost(): string', urlPart(({ host }) => host)),
  define('@kubernetes.URL.getHostname(): string', urlPart(({ hostname }) => hostname)), define('@kubernetes.URL.getPort(): string', urlPart(({ port }) => port)),
  define('@kubernetes.URL.getEscapedPath(): string', urlPart(({ path }) => path)), define('@kubernetes.URL.getQuery(): map<string, list<string>>', urlPart(query)),
]

type Ip = NonNullable<ReturnType<typeof parseIp>>

/** The canonical text of an address (RFC 5952). */
function ipText({ family, parts }: Ip): string {
  if (family === 4) return parts.join('.')
  const groups = parts.map((part) => part.toString(16))
  const runs = [...groups.join(',').matchAll(/(?:^|,)(0(?:,0)+)(?=,|$)/g)].map((match) => match[1] as string)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return groups.join(':')
  const [before = '', after = ''] = splitOnce(groups.join(','), longest)
  return `${before.replace(/,$/, '').replaceAll(',', ':')}::${after.replace(/^,/, '').replaceAll(',', ':')}`
}

/** Around the first place where the run stands on its own. */
function splitOnce(text: string, run: string): readonly string[] {
  const match = new RegExp(`(^|,)${run}(?=,|$)`).exec(text) as RegExpExecArray
  const start = match.index + (match[1] as string).length
  return [text.slice(0, start), text.slice(start + run.length)]
}

const isMapped = ({ family, parts }: Ip): boolean => family === 6 && parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff

/** From the dot before or after which there is no number. */
function emptyField(text: string): string {
  const at = [...text].findIndex((char, position) => char === '.' && (position === 0 || position === text.length - 1 || text[position - 1] === '.'))
  return text.slice(at)
}

/** Go's `netip.ParseAddr` and its refusals, the common ones. */
function parseRefusal(text: string): string {
  const detail = (why: string, at?: string): string => `ParseAddr(${JSON.stringify(text)}): ${why}${at === undefined ? '' : ` (at ${JSON.stringify(at)})`}`
  if (!text.includes('.') && !text.includes(':')) return detail('unable to parse IP')
  if (!text.includes(':')) {
    const bad = /[^\d.]/.exec(text)
    if (bad) return detail('unexpected character', text.slice(bad.index))
    const large = text.split('.').find((part) => Number(part) > 255)
    if (large !== undefined) return detail('IPv4 field has value >255')
    if (text.split('.').some((part) => part.length > 1 && part.startsWith('0'))) return detail('IPv4 field has octet with leading zero')
    if (/^\.|\.\.|\.$/.test(text)) return detail('IPv4 field must have at least one digit', emptyField(text))
    if (text.split('.').length < 4) return detail('IPv4 address too short')
    return detail('IPv4 address too long')
  }
  if (text.endsWith('%')) return detail('zone must be a non-empty string')
  const long = /[0-9a-fA-F]{5}/.exec(text)
  if (long) return detail('each group must have 4 or less digits', text.slice(long.index))
  const again = text.indexOf('::', text.indexOf('::') + 2)
  if (text.includes('::') && again >= 0) return detail('multiple :: in address', text.slice(again + 1))
  return detail('each colon-separated field must have at least one digit', text.slice(text.search(/[^0-9a-fA-F:]/) < 0 ? 0 : text.search(/[^0-9a-fA-F:]/)))
}

function readIp(text: string): Ip | string {
  if (/%./.test(text)) return `IP address ${JSON.stringify(text)} with zone value is not allowed`
  const parsed = parseIp(text)
  if (!parsed || parsed.hasLeadingZeros) return `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${parseRefusal(text)}`
  return isMapped(parsed) ? `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed` : parsed
}
function toIp(text: string): CelValue {
  const ip = readIp(text)
  return typeof ip === 'string' ? fault(ip) : opaque('net.IP', ip, ipText(ip))
}
const ofIp = (read: (ip: Ip) => CelValue) => (ip: OpaqueValue): CelValue => read(ip.value as Ip)
const first = ({ parts }: Ip): number => parts[0] as number
const isZero = ({ parts }: Ip): boolean => parts.every((part) => part === 0)
const isLoopback = (ip: Ip): boolean => (ip.family === 4 ? first(ip) === 127 : ip.parts.slice(0, 7).every((part) => part === 0) && ip.parts[7] === 1)
const isLinkLocal = (ip: Ip): boolean => (ip.family === 4 ? first(ip) === 169 && ip.parts[1] === 254 : (first(ip) & 0xffc0) === 0xfe80)
const isLinkLocalMulticast = (ip: Ip): boolean => (ip.family === 4 ? first(ip) === 224 && ip.parts[1] === 0 && ip.parts[2] === 0 : (first(ip) & 0xff0f) === 0xff02)
const isMulticast = (ip: Ip): boolean => (ip.family === 4 ? (first(ip) & 0xf0) === 0xe0 : (first(ip) & 0xff00) === 0xff00)
const isBroadcast = (ip: Ip): boolean => ip.family === 4 && ip.parts.every((part) => part === 255)
const isGlobal = (ip: Ip): boolean => !isBroadcast(ip) && !isZero(ip) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocal(ip)

function isCanonical(text: string): CelValue {
  const ip = readIp(text)
  return typeof ip === 'string' ? fault(ip) : ipText(ip) === text
}

const addresses: readonly CelFunction[] = [
  define('ip(string): net.IP', toIp), define('isIP(string): bool', (text: string) => typeof readIp(text) !== 'string'),
  define('string(net.IP): string', ({ text }: OpaqueValue) => text), define('ip.isCanonical(string): bool', isCanonical),
  define('@net.IP.family(): int', ofIp(({ family }) => BigInt(family))), define('@net.IP.isUnspecified(): bool', ofIp(isZero)), define('@net.IP.isLoopback(): bool', ofIp(isLoopback)),
  define('@net.IP.isLinkLocalMulticast(): bool', ofIp(isLinkLocalMulticast)), define('@net.IP.isLinkLocalUnicast(): bool', ofIp(isLinkLocal)),
  define('@net.IP.isGlobalUnicast(): bool', ofIp(isGlobal)),
]

const width = ({ family }: Ip): number => (family === 4 ? 32 : 128)
const bits = ({ family, parts }: Ip): bigint => parts.reduce((sum, part) => (sum << (family === 4 ? 8n : 16n)) + BigInt(part), 0n)

function fromBits(value: bigint, family: 4 | 6): Ip {
  const [count, size] = family === 4 ? [4, 8n] : [8, 16n]
  return { family, parts: Array.from({ length: count }, (_, at) => Number((value >> (size * BigInt(count - 1 - at))) & ((1n << size) - 1n))), hasLeadingZeros: false }
}

const netText = (net: Cidr): string => `${ipText(net)}/${net.length}`
const toNet = (net: Cidr): CelValue => opaque('net.CIDR', net, netText(net))

function netRefusal(text: string): string {
  const detail = (why: string): string => `netip.ParsePrefix(${JSON.stringify(text)}): ${why}`
  const slash = text.lastIndexOf('/')
  if (slash < 0) return detail("no '/'")
  if (text.slice(0, slash).includes('%')) return detail('IPv6 zones cannot be present in a prefix')
  const ip = parseIp(text.slice(0, slash))
  if (!ip || ip.hasLeadingZeros) return detail(parseRefusal(text.slice(0, slash)))
  return /^(0|[1-9]\d*)$/.test(text.slice(slash + 1)) ? detail('prefix length out of range') : detail(`bad bits after slash: ${JSON.stringify(text.slice(slash + 1))}`)
}
const parseError = 'network address parse error during conversion from string: '

function readNet(text: string): Cidr | string {
  const net = parseCidr(text)
  if (!net || net.hasLeadingZeros || /\/0\d/.test(text)) return `${parseError}${parseError}${netRefusal(text)}`
  return isMapped(net) ? `${parseError}IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed` : net
}
function cidr(text: string): CelValue {
  const net = readNet(text)
  return typeof net === 'string' ? fault(net) : toNet(net)
}

const covers = (net: Cidr, ip: Ip, length: number): boolean => {
  const shift = BigInt(width(net) - net.length)
  return ip.family === net.family && length >= net.length && bits(ip) >> shift === bits(net) >> shift
}
const containsIp = (net: OpaqueValue, ip: CelValue): CelValue => {
  const value = typeof ip === 'string' ? toIp(ip) : ip
  return isOpaque(value) ? covers(net.value as Cidr, value.value as Ip, 128) : fault('no such overload')
}
const containsNet = (net: OpaqueValue, inner: CelValue): CelValue => {
  const value = typeof inner === 'string' ? cidr(inner) : inner
  return isOpaque(value) ? covers(net.value as Cidr, value.value as Cidr, (value.value as Cidr).length) : value
}
function masked({ value }: OpaqueValue): CelValue {
  const net = value as Cidr
  const shift = BigInt(width(net) - net.length)
  return toNet({ ...fromBits((bits(net) >> shift) << shift, net.family), length: net.length })
}

const networks: readonly CelFunction[] = [
  define('cidr(string): net.CIDR', cidr), define('isCIDR(string): bool', (text: string) => typeof readNet(text) !== 'string'),
  define('string(net.CIDR): string', ({ text }: OpaqueValue) => text),
  define('@net.CIDR.containsIP(string): bool', containsIp), define('@net.CIDR.containsIP(net.IP): bool', containsIp),
  define('@net.CIDR.containsCIDR(string): bool', containsNet), define('@net.CIDR.containsCIDR(net.CIDR): bool', containsNet),
  define('@net.CIDR.ip(): net.IP', ({ value }: OpaqueValue) => opaque('net.IP', value, ipText(value as Cidr))),
  define('@net.CIDR.prefixLength(): int', ({ value }: OpaqueValue) => BigInt((value as Cidr).length)), define('@net.CIDR.masked(): net.CIDR', masked),
]

export const network: readonly CelFunction[] = [...urls, ...addresses, ...networks]
