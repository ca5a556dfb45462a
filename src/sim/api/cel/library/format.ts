import { define, type CelFunction } from '../functions.js'
import { utf8 } from '../lexer.js'
import { durationText, timestampText } from '../time.js'
import { fault, isFault, typeName, type CelValue, type ListValue, type MapValue } from '../values.js'
import { bytesText, doubleText } from './conversions.js'

/** `'%s is %d'.format([…])`: cel-go 0.26 `ext/formatting.go`, which prints doubles as the English of x/text does. */

/** A place for an argument, or text between them. */
export type Clause = { readonly text: string } | { readonly verb: string; readonly precision: number }
export interface ParsedFormat {
  readonly clauses: readonly Clause[]
  /** What is wrong with the clause after the last of them. */
  readonly problem?: string
}

const clauseGrammar = /^(?:\.(\d*))?([\s\S])?/

function precisionOf(digits: string | undefined): number | undefined {
  return digits === undefined ? 6 : digits === '' ? undefined : Math.min(Number(digits), 64)
}

function readClause(rest: string): { readonly clause: Clause; readonly length: number } | string {
  const [whole, digits, verb] = clauseGrammar.exec(rest) as RegExpExecArray
  if (rest === '') return 'unexpected end of string'
  const problem = (why: string): string => `could not parse formatting clause: ${why}`
  if (digits !== undefined && verb === undefined) return problem('error while parsing precision: could not find end of precision specifier')
  const precision = precisionOf(digits)
  if (precision === undefined) return problem('error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax')
  if (!'sdfebxXo'.includes(verb as string)) return problem(`unrecognized formatting clause "${verb}"`)
  return { clause: { verb: verb as string, precision }, length: whole.length }
}

export function parseFormat(text: string): ParsedFormat {
  const clauses: Clause[] = []
  let rest = text
  for (let at = rest.indexOf('%'); at >= 0; at = rest.indexOf('%')) {
    if (at > 0) clauses.push({ text: rest.slice(0, at) })
    rest = rest.slice(at + 1)
    if (rest.startsWith('%')) {
      clauses.push({ text: '%' })
      rest = rest.slice(1)
      continue
    }
    const read = readClause(rest)
    if (typeof read === 'string') return { clauses, problem: read }
    clauses.push(read.clause)
    rest = rest.slice(read.length)
  }
  return { clauses: rest === '' ? clauses : [...clauses, { text: rest }] }
}

/** Why a value of a type cannot be where a verb stands. */
export function misfit(verb: string, type: string): string {
  const only = (what: string): string => `error during formatting: ${what}, was given ${type}`
  switch (verb) {
    case 's': return only('string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps')
    case 'd': return only('decimal clause can only be used on integers')
    case 'f': return only('fixed-point clause can only be used on doubles')
    case 'e': return only('scientific clause can only be used on doubles')
    case 'b': return only('only integers and bools can be formatted as binary')
    case 'o': return only('octal clause can only be used on integers')
    default: return only('only integers, byte buffers, and strings can be formatted as hex')
  }
}

/** The digits of a finite number, rounded half to even. */
function fixed(value: number, digits: number): string {
  const [mantissa, power] = exactBinary(Math.abs(value))
  const scale = 10n ** BigInt(digits)
  const [numerator, denominator] = power >= 0 ? [mantissa * (1n << BigInt(power)) * scale, 1n] : [mantissa * scale, 1n << BigInt(-power)]
  const [whole, left] = [numerator / denominator, numerator % denominator]
  const isUp = 2n * left > denominator || (2n * left === denominator && whole % 2n === 1n)
  const text = String(isUp ? whole + 1n : whole).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** `value = mantissa * 2 ** power`. */
function exactBinary(value: number): readonly [bigint, number] {
  let [mantissa, power] = [value, 0]
  while (!Number.isInteger(mantissa)) [mantissa, power] = [mantissa * 2, power - 1]
  return [BigInt(mantissa), power]
}

const special = (value: number): string | undefined => (Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? undefined : value > 0 ? '∞' : '-∞')
const grouped = (text: string): string => text.replace(/^\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','))
const signed = (value: number, text: string): string => (value < 0 ? `-${text}` : text)

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscript = (power: number): string =>
  `${power < 0 ? '⁻' : ''}${String(Math.abs(power)).padStart(2, '0').replaceAll(/\d/g, (digit) => superscripts[Number(digit)] as string)}`

function scientific(value: number, width: number): string {
  const [mantissa = '', power = '0'] = Math.abs(value).toExponential(6).split('e')
  return (special(value) ?? signed(value, `${mantissa}×10${superscript(Number(power))}`)).padStart(width)
}

const specialTexts: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }
const double = (value: CelValue): number | undefined => (typeof value === 'number' ? value : typeof value === 'string' ? specialTexts[value] : undefined)
const whole = (value: CelValue): bigint | undefined => (typeof value === 'bigint' ? value : typeof value === 'object' && value?.kind === 'uint' ? value.value : undefined)

const hexOf = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
function hex(value: CelValue): string | undefined {
  if (typeof value === 'string') return hexOf(utf8(value))
  if (typeof value === 'object' && value?.kind === 'bytes') return hexOf(value.bytes)
  return whole(value)?.toString(16)
}

/** The text of one argument; undefined where the verb does not take it. */
function shown({ verb, precision }: { readonly verb: string; readonly precision: number }, value: CelValue): CelValue | undefined {
  const number = double(value)
  switch (verb) {
    case 's': return plain(value)
    case 'd': return whole(value)?.toString()
    case 'f': return number === undefined ? undefined : (special(number) ?? signed(number, grouped(fixed(number, precision))))
    case 'e': return number === undefined ? undefined : scientific(number, precision)
    case 'x': return hex(value)
    case 'X': return hex(value)?.toUpperCase()
    case 'o': return whole(value)?.toString(8)
    default: return typeof value === 'boolean' ? (value ? '1' : '0') : whole(value)?.toString(2)
  }
}

function plain(value: CelValue): CelValue | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return doubleText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  switch (value.kind) {
    case 'uint': return String(value.value)
    case 'timestamp': return timestampText(value)
    case 'duration': return durationText(value)
    case 'type': return value.name
    case 'bytes': return bytesText(value)
    case 'list': return listText(value)
    case 'map': return mapText(value)
    default: return undefined
  }
}

const escapes: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '"': '\\"', '\\': '\\\\' }
const goQuoted = (text: string): string =>
  `"${text.replaceAll(/["\\\x00-\x1f\x7f]/g, (char) => escapes[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

/** Inside of lists and maps values are written as CEL would have them. */
function inside(value: CelValue): CelValue {
  if (typeof value === 'string') return goQuoted(value)
  if (typeof value === 'number') return Number.isFinite(value) ? signed(value, fixed(value, 6)) : goQuoted(Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf')
  if (typeof value !== 'object' || value === null) return String(value)
  if (value.kind === 'bytes') return `b${goQuoted(String(bytesText(value)))}`
  if (value.kind === 'timestamp' || value.kind === 'duration') return `${value.kind}(${goQuoted(plain(value) as string)})`
  return plain(value) ?? fault(`error during formatting: no formatting function for ${typeName(value)}`)
}

function listText({ items }: ListValue): CelValue {
  const texts = items.map(inside)
  return texts.find(isFault) ?? `[${texts.join(', ')}]`
}

function mapText({ entries }: MapValue): CelValue {
  const parts: string[] = []
  for (const [key, value] of entries.values()) {
    if (typeof key === 'number') return fault('error during formatting: no formatting function for map key of type double')
    const item = inside(value)
    if (isFault(item)) return item
    parts.push(`${String(inside(key))}:${String(item)}`)
  }
  return `{${parts.sort().join(', ')}}`
}

function format(text: string, { items }: ListValue): CelValue {
  const { clauses, problem } = parseFormat(text)
  let [result, used] = ['', 0]
  for (const clause of clauses) {
    if ('text' in clause) {
      result += clause.text
      continue
    }
    const value = items[used]
    if (value === undefined) return fault(`index ${used} out of range`)
    used += 1
    const made = shown(clause, value) ?? fault(misfit(clause.verb, typeName(value)))
    if (typeof made !== 'string') return made
    result += made
  }
  return problem === undefined ? result : fault(used >= items.length ? `index ${used} out of range` : problem)
}

export const formatting: readonly CelFunction[] = [define('@string.format(list<dyn>): string', format)]
