import { RE2JS } from 're2js'
import { define, type CelFunction } from '../functions.js'
import { fault, list, type CelValue, type ListValue } from '../values.js'

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
  if (from < 0n) return outOfRange(from)
  const [all, wanted] = [chars(text), chars(part)]
  for (let at = Number(from); at + wanted.length <= all.length; at += 1) if (wanted.every((char, offset) => all[at + offset] === char)) return BigInt(at)
  return -1n
}

function lastIndexFrom(text: string, part: string, from: bigint): CelValue {
  const [all, wanted] = [chars(text), chars(part)]
  if (part === '') return from
  if (from < 0n) return outOfRange(from)
  if (from > BigInt(all.length)) return -1n
  for (let at = Math.min(Number(from), all.length - wanted.length); at >= 0; at -= 1) if (wanted.every((char, offset) => all[at + offset] === char)) return BigInt(at)
  return -1n
}

function tail(text: string, from: bigint): CelValue {
  const all = chars(text)
  return from < 0n || from > BigInt(all.length) ? outOfRange(from) : all.slice(Number(from)).join('')
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

/** Go's `unicode.IsSpace`: unlike JavaScript's it has U+0085, and no U+FEFF. */
const trim = (text: string): string => text.replaceAll(/^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g, '')

function join({ items }: ListValue, by: string): CelValue {
  const other = items.find((item) => typeof item !== 'string')
  return other === undefined ? items.join(by) : fault(`join: invalid input: ${String(other)}`)
}
const ascii = (text: string, change: (char: string) => string): string => text.replaceAll(/[a-zA-Z]/g, change)
const quote = (text: string): string => `"${text.replaceAll(/[\\"\x07\b\f\n\r\t\v]/g, (char) => ({ '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' })[char] ?? `\\${char}`)}"`

const strings: readonly CelFunction[] = [
  define('@string.contains(string): bool', (text: string, part: string) => text.includes(part)),
  define('@string.startsWith(string): bool', (text: string, part: string) => text.startsWith(part)),
  define('@string.endsWith(string): bool', (text: string, part: string) => text.endsWith(part)),
  define('@string.charAt(int): string', charAt), define('@string.indexOf(string): int', (text: string, part: string) => indexFrom(text, part, 0n)),
  define('@string.indexOf(string, int): int', indexFrom),
  define('@string.lastIndexOf(string): int', (text: string, part: string) => lastIndexFrom(text, part, BigInt(chars(text).length))),
  define('@string.lastIndexOf(string, int): int', lastIndexFrom),
  define('@string.lowerAscii(): string', (text: string) => ascii(text, (char) => char.toLowerCase())),
  define('@string.upperAscii(): string', (text: string) => ascii(text, (char) => char.toUpperCase())),
  define('@string.replace(string, string): string', (text: string, old: string, by: string) => replace(text, old, by, -1n)),
  define('@string.replace(string, string, int): string', replace),
  define('@string.split(string): list<string>', (text: string, by: string) => split(text, by, -1n)), define('@string.split(string, int): list<string>', split),
  define('@string.substring(int): string', (text: string, from: bigint) => tail(text, from)),
  define('@string.substring(int, int): string', substring), define('@string.trim(): string', trim),
  define('@list<string>.join(): string', (items: ListValue) => join(items, '')), define('@list<string>.join(string): string', join),
  define('strings.quote(string): string', quote),
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

function withRegex(pattern: string, run: (regex: RE2JS) => CelValue): CelValue {
  const regex = regexOf(pattern)
  return typeof regex === 'string' ? fault(`error parsing regexp: ${regex}`) : run(regex)
}

function findAll(text: string, pattern: string, limit: bigint): CelValue {
  return withRegex(pattern, (regex) => {
    const [found, matcher]: [string[], ReturnType<RE2JS['matcher']>] = [[], regex.matcher(text)]
    const most = limit < 0n ? Infinity : Number(limit)
    while (found.length < most && matcher.find()) found.push(matcher.group() ?? '')
    return list(found)
  })
}

function find(text: string, pattern: string): CelValue {
  return withRegex(pattern, (regex) => {
    const matcher = regex.matcher(text)
    return matcher.find() ? (matcher.group() ?? '') : ''
  })
}

const matches = (text: string, pattern: string): CelValue => withRegex(pattern, (regex) => regex.matcher(text).find())

const regexes: readonly CelFunction[] = [
  define('@string.matches(string): bool', matches), define('matches(string, string): bool', matches),
  define('@string.find(string): string', find), define('@string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern, -1n)),
  define('@string.findAll(string, int): list<string>', findAll),
]

export const texts: readonly CelFunction[] = [...strings, ...regexes]
