/** Functions of CEL: a signature in words and what it does. One table serves the checker and the evaluation. */
import { bool, bytes, double, dyn, duration, int, listOf, mapOf, nullType, optionalOf, string, timestamp, typeOf, uint } from './types.js'
import type { CelType } from './types.js'
import { isFault, typeName, type CelValue } from './values.js'

export interface CelFunction {
  readonly name: string
  readonly isMember: boolean
  /** The receiver comes first. */
  readonly params: readonly CelType[]
  readonly result: CelType
  readonly run: Run
}
type Run = (...args: never[]) => CelValue

const named: Readonly<Record<string, CelType>> = { bool, bytes, double, dyn, duration, int, string, timestamp, uint, null: nullType }

/** Reads `list<A>`, `map<string, dyn>`, `net.IP`. */
function readType(text: string): CelType {
  const trimmed = text.trim()
  const open = trimmed.indexOf('<')
  if (open < 0) return named[trimmed] ?? (/^[A-Z]$/.test(trimmed) ? { form: 'param', name: trimmed } : { form: 'opaque', name: trimmed })
  const parts = splitTop(trimmed.slice(open + 1, -1)).map(readType)
  const [first, second] = parts as [CelType, CelType]
  const outer = trimmed.slice(0, open)
  return outer === 'list' ? listOf(first) : outer === 'map' ? mapOf(first, second) : outer === 'optional' ? optionalOf(first) : typeOf(first)
}

function splitTop(text: string): readonly string[] {
  const parts: string[] = []
  let [depth, start] = [0, 0]
  for (const [at, char] of [...text].entries()) {
    if (char === '<') depth += 1
    else if (char === '>') depth -= 1
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return text.trim() === '' ? [] : [...parts, text.slice(start)]
}

/** `@string.startsWith(string): bool` is a method, `sets.contains(list<A>, list<A>): bool` a function. */
export function define(signature: string, run: Run): CelFunction {
  const [, at, word = '', params = '', result = ''] = /^(@?)(.+?)\((.*)\): (.+)$/.exec(signature) as RegExpExecArray
  // the one operator whose name begins like a method
  const whole = at === '@' && word === 'in' ? '@in' : word
  const dot = whole.lastIndexOf('.')
  const isMember = at === '@' && whole !== '@in'
  const types = splitTop(params).map(readType)
  return {
    name: isMember ? whole.slice(dot + 1) : whole, isMember, params: isMember ? [readType(whole.slice(0, dot)), ...types] : types, result: readType(result), run,
  }
}

const forms: Readonly<Partial<Record<CelType['form'], string>>> = { null: 'null_type', timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration', optional: 'optional_type' }

/** Whether a value may be the argument of a parameter; type parameters take everything. */
export function isOfType(value: CelValue, type: CelType): boolean {
  switch (type.form) {
    case 'dyn': case 'param': return !isFault(value)
    case 'map': case 'object': return typeof value === 'object' && value !== null && value.kind === 'map'
    case 'list': return typeof value === 'object' && value !== null && value.kind === 'list'
    case 'opaque': return typeName(value) === type.name
    case 'int': return typeof value === 'bigint'
    default: return typeName(value) === (forms[type.form] ?? type.form)
  }
}

export type FunctionTable = ReadonlyMap<string, readonly CelFunction[]>

export function tableOf(functions: Iterable<CelFunction>): FunctionTable {
  const table = new Map<string, CelFunction[]>()
  for (const one of functions) {
    const known = table.get(one.name)
    if (known) known.push(one)
    else table.set(one.name, [one])
  }
  return table
}

/** The overloads that could take this many arguments, called in this way. */
export const candidates = (table: FunctionTable, name: string, isMember: boolean, count: number): readonly CelFunction[] =>
  (table.get(name) ?? []).filter((one) => one.isMember === isMember && one.params.length === count)
