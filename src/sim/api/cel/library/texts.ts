import { RE2JS } from 're2js'
import { define, type CelFunction } from '../functions.js'
import { fault, list, typeName, type CelValue, type ListValue, type MapValue } from '../values.js'
import { durationText, timestampText } from '../time.js'
import { doubleText } from './conversions.js'

/** Texts: cel-go `ext.Strings` version 2 and the regular expressions of apiserver 1.36 (`library/regex.go`), in linear time. */

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)
const chars = (text: string): readonly string[] => (isAscii(text) ? text.split('') : Array.from(text))
const outOfRange = (index: bigint): CelValue => fault(`index out of range: ${index}`)

function charAt(text: string, index: bigint): CelValue {
  const all = chars(text)
  if (index === BigInt(all.length)) return ''
  return index < 0n ? outOfRange(index) : (all[Number(index)] ?? outOfRange(index))
}

function indexFrom(text: string, part: string, from: bigint): CelValue {
  if (part === '') return from
  if (from < 0n || from > BigInt(text.length)) return outOfRange(from)
  const [all, wanted] = [chars(text), chars(part)]
  for (let at = Number(from); at + wanted.length <= all.length; at += 1) if (wanted.every((char, offset) => all[at + offset] === char)) return BigInt(at)
  return -1n
}

function lastIndexFrom(text: string, part: string, from: bigint): CelValue {
  const [all, wanted] = [chars(text), chars(part)]
  if (part === '') return from
  if (from < 0n || from > BigInt(all.length)) return outOfRange(from)
  for (let at = Math.min(Number(from), all.length - wanted.length); at >= 0; at -= 1) if (wanted.every((char, offset) => all[at + offset] === char)) return BigInt(at)
  return -1n
}

function substring(text: string, from: bigint, to: bigint): CelValue {
  const all = chars(text)
  if (from > to) return fault(`invalid substring range. start: ${from}, end: ${to}`)
  if (from < 0n || from > BigInt(all.length)) return outOfRange(from)
  if (to > BigInt(all.length)) return outOfRange(to)
  return all.slice(Number(from), Number(to)).join('')
}

function replace(text: string, old: string, by: string, limit: bigint): CelValue {
  if (limit < 0n) return text.split(old === '' ? /(?:)/u : old).length === 1 && old !== '' ? text : replaceAll(text, old, by)
  let [result, rest, left] = ['', text, limit]
  while (left > 0n) {
    const at = rest.indexOf(old)
    if (at < 0 || (old === '' && rest === '')) break
    const skipped = old === '' ? (Array.from(rest)[0] as string).length : 0
    result += rest.slice(0, at) + by + rest.slice(at + old.length, at + old.length + skipped)
    rest = rest.slice(at + old.length + skipped)
    left -= 1n
  }
  return result + rest
}
const replaceAll = (text: string, old: string, by: string): string => (old === '' ? `${by}${Array.from(text).map((char) => char + by).join('')}` : text.split(old).join(by))

function split(text: string, by: string, limit: bigint): CelValue {
  if (limit === 0n) return list([])
  const parts = by === '' ? Array.from(text) : text.split(by)
  if (limit < 0n || BigInt(parts.length) <= limit) return list(parts)
  const head = parts.slice(0, Number(limit) - 1)
  return list([...head, parts.slice(Number(limit) - 1).join(by)])
}

const join = ({ items }: ListValue, by: string): CelValue => (items.every((item) => typeof item === 'string') ? items.join(by) : fault('no such overload'))
const ascii = (text: string, change: (char: string) => string): string => text.replaceAll(/[a-zA-Z]/g, change)
const quote = (text: string): string => `"${text.replaceAll(/[\\"\x07\b\f\n\r\t\v]/g, (char) => ({ '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' })[char] ?? `\\${char}`)}"`

const strings: readonly CelFunction[] = [
  define('@string.contains(string): bool', (text: string, part: string) => text.includes(part), 'walk'),
  define('@string.startsWith(string): bool', (text: string, part: string) => text.startsWith(part), 'walk'),
  define('@string.endsWith(string): bool', (text: string, part: string) => text.endsWith(part), 'walk'),
  define('@string.charAt(int): string', charAt), define('@string.indexOf(string): int', (text: string, part: string) => indexFrom(text, part, 0n), 'walk'),
  define('@string.indexOf(string, int): int', indexFrom, 'walk'),
  define('@string.lastIndexOf(string): int', (text: string, part: string) => lastIndexFrom(text, part, BigInt(chars(text).length)), 'walk'),
  define('@string.lastIndexOf(string, int): int', lastIndexFrom, 'walk'),
  define('@string.lowerAscii(): string', (text: string) => ascii(text, (char) => char.toLowerCase()), 'walk'),
  define('@string.upperAscii(): string', (text: string) => ascii(text, (char) => char.toUpperCase()), 'walk'),
  define('@string.replace(string, string): string', (text: string, old: string, by: string) => replace(text, old, by, -1n), 'walk'),
  define('@string.replace(string, string, int): string', replace, 'walk'),
  define('@string.split(string): list<string>', (text: string, by: string) => split(text, by, -1n), 'walk'), define('@string.split(string, int): list<string>', split, 'walk'),
  define('@string.substring(int): string', (text: string, from: bigint) => substring(text, from, BigInt(chars(text).length)), 'walk'),
  define('@string.substring(int, int): string', substring, 'walk'), define('@string.trim(): string', (text: string) => text.trim(), 'walk'),
  define('@list<string>.join(): string', (items: ListValue) => join(items, ''), 'walk'), define('@list<string>.join(string): string', join, 'walk'),
  define('strings.quote(string): string', quote, 'walk'), define('@string.format(list<dyn>): string', format, 'walk'),
]

/** Expressions that were compiled; a bad one keeps its error. */
const compiled = new Map<string, RE2JS | string>()
const maxCompiled = 1000

/** A regular expression of RE2; its error in Go's words where it has none. */
export function regexOf(pattern: string): RE2JS | string {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= maxCompiled) compiled.clear()
  let made: RE2JS | string
  try {
    made = RE2JS.compile(pattern)
  } catch (error) {
    made = (error as Error).message.replace(/^error parsing regexp: /, '').replace(/: `([\s\S]*)`$/, ': `$1`')
  }
  compiled.set(pattern, made)
  return made
}

function withRegex(pattern: string, run: (regex: RE2JS) => CelValue, prefix = ''): CelValue {
  const regex = regexOf(pattern)
  return typeof regex === 'string' ? fault(`${prefix}error parsing regexp: ${regex}`) : run(regex)
}

function findAll(text: string, pattern: string, limit: bigint): CelValue {
  return withRegex(pattern, (regex) => {
    const [found, matcher]: [string[], ReturnType<RE2JS['matcher']>] = [[], regex.matcher(text)]
    const most = limit < 0n ? Infinity : Number(limit)
    while (found.length < most && matcher.find()) found.push(matcher.group() ?? '')
    return list(found)
  }, 'Illegal regex: ')
}

function find(text: string, pattern: string): CelValue {
  return withRegex(pattern, (regex) => {
    const matcher = regex.matcher(text)
    return matcher.find() ? (matcher.group() ?? '') : ''
  }, 'Illegal regex: ')
}

const matches = (text: string, pattern: string): CelValue => withRegex(pattern, (regex) => regex.matcher(text).find())

const regexes: readonly CelFunction[] = [
  define('@string.matches(string): bool', matches, 'walk'), define('matches(string, string): bool', matches, 'walk'),
  define('@string.find(string): string', find, 'walk'), define('@string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern, -1n), 'walk'),
  define('@string.findAll(string, int): list<string>', findAll, 'walk'),
]

/** `%s` of any value (`ext/formatting.go`). */
function shown(value: CelValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return doubleText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  switch (value.kind) {
    case 'uint': return String(value.value)
    case 'timestamp': return timestampText(value)
    case 'duration': return durationText(value)
    case 'list': return `[${value.items.map(shownInside).join(', ')}]`
    case 'map': return `{${shownEntries(value)}}`
    case 'type': return value.name
    case 'bytes': return String.fromCharCode(...value.bytes)
    case 'opaque': return value.text
    default: return typeName(value)
  }
}
const shownInside = (value: CelValue): string => shown(value)
const shownEntries = ({ entries }: MapValue): string => [...entries.values()].map(([key, value]) => `${shown(key)}: ${shownInside(value)}`).sort().join(', ')

const isWhole = (value: CelValue): value is bigint | (CelValue & { readonly kind: 'uint' }) => typeof value === 'bigint' || (typeof value === 'object' && value !== null && value.kind === 'uint')
const whole = (value: CelValue): bigint => (typeof value === 'bigint' ? value : (value as { readonly value: bigint }).value)

function inBase(value: CelValue, base: number): string | undefined {
  if (isWhole(value)) return whole(value).toString(base)
  if (base === 2 && typeof value === 'boolean') return value ? '1' : '0'
  if (base !== 16 || (typeof value !== 'string' && !(typeof value === 'object' && value?.kind === 'bytes'))) return undefined
  const codes = typeof value === 'string' ? [...unescape(encodeURIComponent(value))].map((char) => char.charCodeAt(0)) : (value as { readonly bytes: readonly number[] }).bytes
  return codes.map((code) => code.toString(16).padStart(2, '0')).join('')
}
const unescape = (text: string): string => text.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function exponential(value: number, digits: number): string {
  const [mantissa, power = '+0'] = value.toExponential(digits).split('e')
  return `${mantissa}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`
}

function clause(verb: string, precision: number, value: CelValue): string | undefined {
  switch (verb) {
    case 's': return shown(value)
    case 'd': return isWhole(value) ? String(whole(value)) : undefined
    case 'f': return typeof value === 'number' || isWhole(value) ? Number(isWhole(value) ? whole(value) : value).toFixed(precision) : undefined
    case 'e': return typeof value === 'number' || isWhole(value) ? exponential(Number(isWhole(value) ? whole(value) : value), precision) : undefined
    case 'x': return inBase(value, 16)
    case 'X': return inBase(value, 16)?.toUpperCase()
    case 'o': return isWhole(value) ? inBase(value, 8) : undefined
    default: return inBase(value, 2)
  }
}

const verbNames: Readonly<Record<string, string>> = { d: 'decimal', f: 'fixed-point', e: 'scientific notation', x: 'hex', X: 'hex', o: 'octal', b: 'binary' }

/** `'%s is %d'.format([a, b])`. */
function format(text: string, { items }: ListValue): CelValue {
  let used = 0
  let error: CelValue | undefined
  const result = text.replaceAll(/%(%|(?:\.(\d+))?([sdfexXob])|.|$)/g, (_, all: string, precision?: string, verb?: string) => {
    if (all === '%') return '%'
    if (verb === undefined) {
      error ??= fault(`could not parse formatting clause: unrecognized formatting clause "${all}"`)
      return ''
    }
    const value = items[used]
    if (value === undefined) {
      error ??= fault(`index ${used} out of range`)
      return ''
    }
    used += 1
    const made = clause(verb, precision === undefined ? 6 : Number(precision), value)
    if (made === undefined) error ??= fault(`error during formatting: ${verbNames[verb] ?? 'string'} clause can only be used on integers, was given ${typeName(value)}`)
    return made ?? ''
  })
  return error ?? result
}

export const texts: readonly CelFunction[] = [...strings, ...regexes]
