import { checkDns1035Label, checkDnsLabel, checkDnsSubdomain, checkLabelValue, checkQualifiedName, maskTrailingDash } from '../../names.js'
import { addExact, compareExact, parseQuantity, subtractExact, type ExactQuantity } from '../../quantity.js'
import { define, type CelFunction } from '../functions.js'
import { parseTimestamp } from '../time.js'
import { parseRequestUri } from '../url.js'
import { fault, list, opaque, optional, type CelValue, type OpaqueValue, type QuantityValue } from '../values.js'

/** Quantities, formats, versions and JSON patches: `library/quantity.go`, `format.go`, `semverlib.go`, `jsonpatch.go` of apiserver 1.36. */

const ofQuantity = (quantity: ExactQuantity): CelValue => ({ kind: 'quantity', quantity })
/** Without the space around it that JSON allows. */
const readQuantity = (text: string): ReturnType<typeof parseQuantity> => parseQuantity(text.trim() === text ? text : `${text.trim()}?`)
function toQuantity(text: string): CelValue {
  const parsed = readQuantity(text)
  return parsed.ok ? ofQuantity(parsed.value) : fault(parsed.error)
}
const ofInt = (value: bigint): ExactQuantity => ({ mantissa: value, scale: 0, format: 'DecimalSI' })
/** What an int64 can hold. */
const wholeOf = ({ mantissa, scale }: ExactQuantity): bigint | undefined => {
  const unit = 10n ** BigInt(Math.abs(scale))
  if (scale < 0 && mantissa % unit !== 0n) return undefined
  const value = scale < 0 ? mantissa / unit : mantissa * unit
  return value >= -(1n << 63n) && value < 1n << 63n ? value : undefined
}
const asInteger = ({ quantity }: QuantityValue): CelValue => wholeOf(quantity) ?? fault('cannot convert value to integer')

const q = 'kubernetes.Quantity'
const quantities: readonly CelFunction[] = [
  define(`quantity(string): ${q}`, toQuantity), define('isQuantity(string): bool', (text: string) => readQuantity(text).ok),
  define(`sign(${q}): int`, ({ quantity: { mantissa } }: QuantityValue) => (mantissa > 0n ? 1n : mantissa < 0n ? -1n : 0n)),
  define(`@${q}.isGreaterThan(${q}): bool`, (a: QuantityValue, b: QuantityValue) => compareExact(a.quantity, b.quantity) > 0),
  define(`@${q}.isLessThan(${q}): bool`, (a: QuantityValue, b: QuantityValue) => compareExact(a.quantity, b.quantity) < 0),
  define(`@${q}.compareTo(${q}): int`, (a: QuantityValue, b: QuantityValue) => BigInt(compareExact(a.quantity, b.quantity))),
  define(`@${q}.asApproximateFloat(): double`, ({ quantity: { mantissa, scale } }: QuantityValue) => Number(`${mantissa}e${scale}`)),
  define(`@${q}.asInteger(): int`, asInteger), define(`@${q}.isInteger(): bool`, ({ quantity }: QuantityValue) => wholeOf(quantity) !== undefined),
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
  datetime: ['datetime', unless((text) => parseTimestamp(text) !== undefined, 'invalid datetime')],
}
const formatOf = (word: string): CelValue => opaque('kubernetes.NamedFormat', formats[word]?.[1], formats[word]?.[0] ?? word)
function validate(format: OpaqueValue, text: string): CelValue {
  const problems = (format.value as Check)(text)
  return optional(problems.length === 0 ? undefined : list(problems))
}

const named: readonly CelFunction[] = [
  ...Object.keys(formats).map((word) => define(`format.${word}(): kubernetes.NamedFormat`, () => formatOf(word))),
  define('format.named(string): optional<kubernetes.NamedFormat>', (word: string) => optional(formats[word] === undefined ? undefined : formatOf(word))),
  define('@kubernetes.NamedFormat.validate(string): optional<list<string>>', validate),
]

interface Version { readonly core: readonly bigint[]; readonly pre: readonly string[] }

const capital = (word: string): string => word.replace(/^./, (char) => char.toUpperCase())
const isDigits = (text: string): boolean => /^\d+$/.test(text)

/** One of major, minor and patch; a text of its own is a refusal. */
function coreNumber(text: string, word: string): bigint | { readonly why: string } {
  if (!/^\d*$/.test(text)) return { why: `Invalid character(s) found in ${word} number ${JSON.stringify(text)}` }
  if (text.length > 1 && text.startsWith('0')) return { why: `${capital(word)} number must not contain leading zeroes ${JSON.stringify(text)}` }
  if (text === '') return { why: 'strconv.ParseUint: parsing "": invalid syntax' }
  const value = BigInt(text)
  return value >= 1n << 64n ? { why: `strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range` } : value
}

function partRefusal(text: string, word: string): string | undefined {
  if (text === '') return `${capital(word)} is empty`
  if (!/^[0-9A-Za-z-]+$/.test(text)) return `Invalid character(s) found in ${word} ${JSON.stringify(text)}`
  return word === 'prerelease' && isDigits(text) && text.length > 1 && text.startsWith('0') ? `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(text)}` : undefined
}

/** github.com/blang/semver 4.0 `Parse`, its refusals as texts. */
function parseVersion(text: string): Version | string {
  if (text === '') return 'Version string empty'
  const [major = '', minor, ...more] = text.split('.')
  if (minor === undefined || more.length === 0) return 'No Major.Minor.Patch elements found'
  const [beforeBuild = '', ...builds] = more.join('.').split('+')
  const dash = beforeBuild.indexOf('-')
  const patch = dash < 0 ? beforeBuild : beforeBuild.slice(0, dash)
  const core: bigint[] = []
  for (const [part, word] of [[major, 'major'], [minor, 'minor'], [patch, 'patch']] as const) {
    const read = coreNumber(part, word)
    if (typeof read !== 'bigint') return read.why
    core.push(read)
  }
  const pre = dash < 0 ? [] : beforeBuild.slice(dash + 1).split('.')
  const build = builds.length === 0 ? [] : builds.join('+').split('.')
  for (const [parts, word] of [[pre, 'prerelease'], [build, 'build meta data']] as const) {
    for (const part of parts) {
      const why = partRefusal(part, word)
      if (why !== undefined) return why
    }
  }
  return { core, pre }
}

/** `v1.2` -> `1.2.0`; leading zeros go. */
function parseLoosely(text: string): Version | string {
  const [major = '', minor, ...more] = text.replace(/^v/, '').split('.')
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(more.length === 0 ? [] : [more.join('.')])]
  const trimmed = parts.map((part) => (part.length > 1 ? part.replace(/^0+/, '').replace(/^(?!\d)/, '0') : part))
  if (parts.length < 3 && /[+-]/.test(trimmed.at(-1) as string)) return 'short version cannot contain PreRelease/Build meta data'
  while (trimmed.length < 3) trimmed.push('0')
  return parseVersion(trimmed.join('.'))
}
const readVersion = (text: string, isLoose = false): Version | string => (isLoose ? parseLoosely(text) : parseVersion(text))

function toVersion(text: string, isLoose = false): CelValue {
  const version = readVersion(text, isLoose)
  if (typeof version === 'string') return fault(version)
  const key = `${version.core.join('.')}${version.pre.length === 0 ? '' : `-${version.pre.join('.')}`}`
  return opaque('kubernetes.Semver', version, `${key}${/\+.*$/.exec(text)?.[0] ?? ''}`, key)
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
  define(`semver(string): ${v}`, (text: string) => toVersion(text)), define('isSemver(string): bool', (text: string) => typeof readVersion(text) !== 'string'),
  define(`semver(string, bool): ${v}`, toVersion),
  define('isSemver(string, bool): bool', (text: string, isLoose: boolean) => typeof readVersion(text, isLoose) !== 'string'),
  ...['major', 'minor', 'patch'].map((name, at) => define(`@${v}.${name}(): int`, ({ value }: OpaqueValue) => (value as Version).core[at] as bigint)),
  define(`@${v}.compareTo(${v}): int`, (a: OpaqueValue, b: OpaqueValue) => BigInt(compareVersions(a, b))),
  define(`@${v}.isLessThan(${v}): bool`, (a: OpaqueValue, b: OpaqueValue) => compareVersions(a, b) < 0),
  define(`@${v}.isGreaterThan(${v}): bool`, (a: OpaqueValue, b: OpaqueValue) => compareVersions(a, b) > 0),
]

/** Only where mutations are written. */
export const patches: readonly CelFunction[] = [define('jsonpatch.escapeKey(string): string', (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1'))]

export const kubernetes: readonly CelFunction[] = [...quantities, ...named, ...versions]
