import { checkDns1035Label, checkDnsLabel, checkDnsSubdomain, checkLabelValue, checkQualifiedName, maskTrailingDash } from '../../names.js'
import { addExact, compareExact, parseQuantity, subtractExact, type ExactQuantity } from '../../quantity.js'
import { define, type CelFunction } from '../functions.js'
import { parseTimestamp } from '../time.js'
import { parseRequestUri } from '../url.js'
import { fault, list, opaque, optional, type CelValue, type OpaqueValue, type QuantityValue } from '../values.js'

/** Quantities, formats, versions, authorization and JSON patches: `library/quantity.go`, `format.go`, `semverlib.go`, `authz.go`, `jsonpatch.go` of apiserver 1.36. */

const ofQuantity = (quantity: ExactQuantity): CelValue => ({ kind: 'quantity', quantity })
function toQuantity(text: string): CelValue {
  const parsed = parseQuantity(text)
  return parsed.ok ? ofQuantity(parsed.value) : fault(parsed.error)
}
const ofInt = (value: bigint): ExactQuantity => ({ mantissa: value, scale: 0, format: 'DecimalSI' })
const isInteger = ({ mantissa, scale }: ExactQuantity): boolean => {
  if (scale >= 0) return true
  return mantissa % 10n ** BigInt(-scale) === 0n
}
const asInteger = ({ quantity }: QuantityValue): CelValue =>
  isInteger(quantity) ? (quantity.scale >= 0 ? quantity.mantissa * 10n ** BigInt(quantity.scale) : quantity.mantissa / 10n ** BigInt(-quantity.scale)) : fault('cannot convert value to integer')

const q = 'kubernetes.Quantity'
const quantities: readonly CelFunction[] = [
  define(`quantity(string): ${q}`, toQuantity, 'walk'), define('isQuantity(string): bool', (text: string) => parseQuantity(text).ok, 'walk'),
  define(`@${q}.sign(): int`, ({ quantity: { mantissa } }: QuantityValue) => (mantissa > 0n ? 1n : mantissa < 0n ? -1n : 0n)),
  define(`sign(${q}): int`, ({ quantity: { mantissa } }: QuantityValue) => (mantissa > 0n ? 1n : mantissa < 0n ? -1n : 0n)),
  define(`@${q}.isGreaterThan(${q}): bool`, (a: QuantityValue, b: QuantityValue) => compareExact(a.quantity, b.quantity) > 0),
  define(`@${q}.isLessThan(${q}): bool`, (a: QuantityValue, b: QuantityValue) => compareExact(a.quantity, b.quantity) < 0),
  define(`@${q}.compareTo(${q}): int`, (a: QuantityValue, b: QuantityValue) => BigInt(compareExact(a.quantity, b.quantity))),
  define(`@${q}.asApproximateFloat(): double`, ({ quantity: { mantissa, scale } }: QuantityValue) => Number(mantissa) * 10 ** scale),
  define(`@${q}.asInteger(): int`, asInteger), define(`@${q}.isInteger(): bool`, ({ quantity }: QuantityValue) => isInteger(quantity)),
  define(`@${q}.add(${q}): ${q}`, (a: QuantityValue, b: QuantityValue) => ofQuantity(addExact(a.quantity, b.quantity))),
  define(`@${q}.add(int): ${q}`, (a: QuantityValue, b: bigint) => ofQuantity(addExact(a.quantity, ofInt(b)))),
  define(`@${q}.sub(${q}): ${q}`, (a: QuantityValue, b: QuantityValue) => ofQuantity(subtractExact(a.quantity, b.quantity))),
  define(`@${q}.sub(int): ${q}`, (a: QuantityValue, b: bigint) => ofQuantity(subtractExact(a.quantity, ofInt(b)))),
]

type Check = (text: string) => readonly string[]
const unless = (holds: (text: string) => boolean, why: string): Check => (text) => (holds(text) ? [] : [why])
const prefix = (check: Check): Check => (text) => check(maskTrailingDash(text))
function uri(text: string): readonly string[] {
  const parsed = parseRequestUri(text)
  return parsed.ok ? [] : [parsed.why]
}

/** Word in an expression -> its name and check. */
const formats: Readonly<Record<string, readonly [string, Check]>> = {
  dns1123Label: ['DNS1123Label', checkDnsLabel], dns1123Subdomain: ['DNS1123Subdomain', checkDnsSubdomain], dns1035Label: ['DNS1035Label', checkDns1035Label],
  qualifiedName: ['QualifiedName', checkQualifiedName], dns1123LabelPrefix: ['DNS1123LabelPrefix', prefix(checkDnsLabel)],
  dns1123SubdomainPrefix: ['DNS1123SubdomainPrefix', prefix(checkDnsSubdomain)], dns1035LabelPrefix: ['DNS1035LabelPrefix', prefix(checkDns1035Label)],
  labelValue: ['LabelValue', checkLabelValue], uri: ['URI', uri],
  uuid: ['uuid', unless((text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text), 'does not match the UUID format')],
  byte: ['byte', unless((text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text), 'invalid base64')],
  date: ['date', unless((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined, 'invalid date')],
  datetime: ['datetime', unless((text) => parseTimestamp(text.replace(/^(\S+) /, '$1T')) !== undefined, 'invalid datetime')],
}
const formatOf = (word: string): CelValue => opaque('kubernetes.NamedFormat', formats[word]?.[1], formats[word]?.[0] ?? word)
function validate(format: OpaqueValue, text: string): CelValue {
  const problems = (format.value as Check)(text)
  return optional(problems.length === 0 ? undefined : list(problems))
}

const named: readonly CelFunction[] = [
  ...Object.keys(formats).map((word) => define(`format.${word}(): kubernetes.NamedFormat`, () => formatOf(word))),
  define('format.named(string): optional<kubernetes.NamedFormat>', (word: string) => optional(formats[word] === undefined ? undefined : formatOf(word))),
  define('@kubernetes.NamedFormat.validate(string): optional<list<string>>', validate, 'walk'),
]

interface Version { readonly core: readonly bigint[]; readonly pre: readonly string[] }
const grammar = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/

function parseVersion(text: string): Version | undefined {
  const match = grammar.exec(text)
  return match ? { core: match.slice(1, 4).map((part) => BigInt(part as string)), pre: match[4]?.split('.') ?? [] } : undefined
}
/** `v1.2` -> `1.2.0`; leading zeros go. */
function normalized(text: string): string {
  const [head = '', ...tail] = text.replace(/^v/, '').split(/(?=[-+])/)
  const parts = head.split('.').map((part) => (/^\d+$/.test(part) ? String(BigInt(part)) : part))
  while (parts.length < 3) parts.push('0')
  return parts.join('.') + tail.join('')
}

/** The refusals of blang/semver. */
function versionRefusal(text: string): string {
  if (text === '') return 'Version string empty'
  const parts = text.split(/[-+]/)[0]?.split('.') ?? []
  if (text.split('.').length < 3) return 'No Major.Minor.Patch elements found'
  const words = ['major', 'minor', 'patch']
  for (const [at, part] of parts.slice(0, 3).entries()) {
    if (!/^\d*$/.test(part)) return `Invalid character(s) found in ${words[at]} number ${JSON.stringify(part)}`
    if (part.length > 1 && part.startsWith('0')) return `${(words[at] as string).replace(/^./, (char) => char.toUpperCase())} number must not contain leading zeroes ${JSON.stringify(part)}`
  }
  return `Invalid character(s) found in prerelease ${JSON.stringify(text)}`
}
function toVersion(text: string): CelValue {
  const version = parseVersion(text)
  return version ? opaque('kubernetes.Semver', version, text) : fault(versionRefusal(text))
}

function comparePart(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (x && y) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0
  if (x !== y) return x ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
function compareVersions({ value: left }: OpaqueValue, { value: right }: OpaqueValue): number {
  const [a, b] = [left as Version, right as Version]
  for (const [at, part] of a.core.entries()) if (part !== b.core[at]) return part < (b.core[at] as bigint) ? -1 : 1
  if (a.pre.length === 0 || b.pre.length === 0) return Number(a.pre.length === 0) - Number(b.pre.length === 0)
  for (const [at, part] of a.pre.entries()) {
    const other = b.pre[at]
    const order = other === undefined ? 1 : comparePart(part, other)
    if (order !== 0) return order
  }
  return a.pre.length < b.pre.length ? -1 : 0
}

const v = 'kubernetes.Semver'
const versions: readonly CelFunction[] = [
  define(`semver(string): ${v}`, toVersion, 'walk'), define('isSemver(string): bool', (text: string) => parseVersion(text) !== undefined, 'walk'),
  define(`semver(string, bool): ${v}`, (text: string, isLoose: boolean) => toVersion(isLoose ? normalized(text) : text), 'walk'),
  define('isSemver(string, bool): bool', (text: string, isLoose: boolean) => parseVersion(isLoose ? normalized(text) : text) !== undefined, 'walk'),
  ...['major', 'minor', 'patch'].map((name, at) => define(`@${v}.${name}(): int`, ({ value }: OpaqueValue) => (value as Version).core[at] as bigint)),
  define(`@${v}.compareTo(${v}): int`, (a: OpaqueValue, b: OpaqueValue) => BigInt(compareVersions(a, b))),
  define(`@${v}.isLessThan(${v}): bool`, (a: OpaqueValue, b: OpaqueValue) => compareVersions(a, b) < 0),
  define(`@${v}.isGreaterThan(${v}): bool`, (a: OpaqueValue, b: OpaqueValue) => compareVersions(a, b) > 0),
]

/** In a simulated cluster everything is allowed to everyone. */
const authz = 'kubernetes.authorization'
const check = (name: string): CelValue => opaque(`${authz}.${name}`, undefined, name)
const steps: readonly (readonly [string, string, string, string])[] = [
  ['Authorizer', 'path', 'string', 'PathCheck'], ['Authorizer', 'group', 'string', 'GroupCheck'], ['Authorizer', 'serviceAccount', 'string, string', 'Authorizer'],
  ['GroupCheck', 'resource', 'string', 'ResourceCheck'], ['ResourceCheck', 'subresource', 'string', 'ResourceCheck'], ['ResourceCheck', 'namespace', 'string', 'ResourceCheck'],
  ['ResourceCheck', 'name', 'string', 'ResourceCheck'], ['ResourceCheck', 'fieldSelector', 'string', 'ResourceCheck'], ['ResourceCheck', 'labelSelector', 'string', 'ResourceCheck'],
  ['PathCheck', 'check', 'string', 'Decision'], ['ResourceCheck', 'check', 'string', 'Decision'],
]
const authorization: readonly CelFunction[] = [
  ...steps.map(([from, name, params, to]) => define(`@${authz}.${from}.${name}(${params}): ${authz}.${to}`, () => check(to))),
  define(`@${authz}.Decision.allowed(): bool`, () => true), define(`@${authz}.Decision.errored(): bool`, () => false),
  define(`@${authz}.Decision.reason(): string`, () => ''), define(`@${authz}.Decision.error(): string`, () => ''),
]

export const authorizer: CelValue = check('Authorizer')

const patches: readonly CelFunction[] = [define('jsonpatch.escapeKey(string): string', (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1'))]

export const kubernetes: readonly CelFunction[] = [...quantities, ...named, ...versions, ...authorization, ...patches]
