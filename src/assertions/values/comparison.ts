import { parseQuantity } from '../../sim/api/quantity.js'
import { parseDuration } from './duration.js'
import type { Parsed } from './parsed.js'
import { describeValue, problem } from './parsed.js'

export type ComparisonUnit = 'number' | 'percent' | 'duration' | 'quantity'
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '..'

/** A wish about a number. Values are plain numbers, percent points, milliseconds, or the quantity's base unit (cores, bytes). */
export interface Comparison {
  /** As written, for messages. */
  readonly text: string
  readonly unit: ComparisonUnit
  readonly operator: ComparisonOperator
  readonly value: number
  /** Of `..`, which includes both ends. */
  readonly upper?: number
  readonly test: (actual: number) => boolean
}

/** The number a quantity stands for; the same text in other words (`0.1`, `100m`) gives the same number. */
export function quantityNumber(text: string | number): number | undefined {
  const parsed = parseQuantity(text)
  return parsed.ok ? Number(`${parsed.value.mantissa}e${parsed.value.scale}`) : undefined
}

function literal(text: string, unit: ComparisonUnit): number | undefined {
  if (unit === 'quantity') return quantityNumber(text)
  if (unit === 'duration') {
    const parsed = parseDuration(text)
    return 'value' in parsed ? parsed.value : undefined
  }
  const digits = unit === 'percent' ? /^(-?\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1] : /^-?\d+(?:\.\d+)?$/.exec(text)?.[0]
  return digits === undefined ? undefined : Number(digits)
}

const tests: Readonly<Record<ComparisonOperator, (actual: number, value: number, upper: number) => boolean>> = {
  '=': (actual, value) => actual === value,
  '!=': (actual, value) => actual !== value,
  '<': (actual, value) => actual < value,
  '<=': (actual, value) => actual <= value,
  '>': (actual, value) => actual > value,
  '>=': (actual, value) => actual >= value,
  '..': (actual, value, upper) => actual >= value && actual <= upper,
}

function comparison(text: string, unit: ComparisonUnit, operator: ComparisonOperator, value: number, upper?: number): Comparison {
  const test = tests[operator]
  return { text, unit, operator, value, ...(upper === undefined ? {} : { upper }), test: (actual) => test(actual, value, upper ?? value) }
}

const examples: Readonly<Record<ComparisonUnit, string>> = {
  number: '`3`, `">= 2"`, `"< 5"` or `"2..4"`',
  percent: '`">= 99.9%"`',
  duration: '`"<= 30s"` or `"10s..1m"`',
  quantity: '`">= 100m"` or `"64Mi..128Mi"`',
}

const operators: Readonly<Record<string, ComparisonOperator>> = {
  '': '=', '=': '=', '==': '=', '!=': '!=', '<>': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=', '≥': '>=', '≤': '<=', '=>': '>=', '=<': '<=', '≠': '!=',
}
const plainOperators = new Set(['', '=', '==', '!=', '<', '<=', '>', '>='])

function range(text: string, low: string, high: string, units: readonly ComparisonUnit[]): Parsed<Comparison> | undefined {
  for (const unit of units) {
    const value = literal(low, unit)
    const upper = literal(high, unit)
    if (value === undefined || upper === undefined) continue
    return value <= upper ? { value: comparison(text, unit, '..', value, upper) } : problem(`the range "${text}" ends before it begins`, `"${high}..${low}"`)
  }
  return undefined
}

function parseText(text: string, units: readonly ComparisonUnit[]): Parsed<Comparison> | undefined {
  const [, low, high] = /^([^.\s]\S*?)\s*\.\.\s*(\S+)$/.exec(text) ?? []
  if (low !== undefined && high !== undefined) return range(text, low, high, units)
  const [, sign = '', rest = ''] = /^([<>=!≤≥≠]*)\s*(.*)$/s.exec(text) ?? []
  const operator = operators[sign]
  const unit = units.find((each) => literal(rest, each) !== undefined)
  if (operator === undefined || unit === undefined) return undefined
  if (!plainOperators.has(sign)) return problem(`\`${sign}\` is no comparison`, `"${operator} ${rest}"`)
  return { value: comparison(text, unit, operator, literal(rest, unit)!) }
}

/** A number, or a comparison as a text: `3`, `">= 2"`, `"!= 0"`, `"2..4"`, and with the units allowed: `">= 99.9%"`, `"<= 30s"`, `"> 100m"`. */
export function parseComparison(value: unknown, units: readonly ComparisonUnit[] = ['number']): Parsed<Comparison> {
  const isNumberAllowed = units.includes('number') || units.includes('quantity')
  if (typeof value === 'number' && isNumberAllowed) return { value: comparison(String(value), units.includes('number') ? 'number' : 'quantity', '=', value) }
  const parsed = typeof value === 'string' ? parseText(value.trim(), units) : undefined
  if (parsed) return parsed
  const wanted = units.map((unit) => examples[unit]).join(' or ')
  const fix = typeof value === 'number' && units.includes('percent') ? `${value}%` : typeof value === 'number' && units.includes('duration') ? `${value}s` : undefined
  return problem(`must be a comparison such as ${wanted}, but is ${describeValue(value)}`, fix)
}
