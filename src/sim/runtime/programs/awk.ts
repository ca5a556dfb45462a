import { parseAwk, type AwkExpression, type AwkRule, type AwkStatement } from './awk-program.js'
import { filter, linesOf, type Fed, type Kept } from './filter.js'
import { fail, optionsOf } from './options.js'
import { posixExpression } from './posix-expression.js'
import { formatText } from './printf-format.js'
import type { Call, Program } from './program.js'

interface Script {
  readonly rules: readonly AwkRule[]
  readonly separator: string | undefined
  readonly variables: Readonly<Record<string, string>>
}

interface Run {
  readonly script: Script
  readonly variables: Map<string, string | number>
  fields: string[]
  number: number
  output: string
  status: number | undefined
  isSkipped: boolean
}

function scriptOf(call: Call): { readonly script: Script; readonly files: readonly string[] } | undefined {
  const args = call.argv.slice(1)
  const { given, operands } = optionsOf(args, 'F:v:', {}, true)
  const variables = Object.fromEntries(args.flatMap((text, index) => (text === '-v' ? [args[index + 1] ?? ''] : [])).map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
  const rules = parseAwk(operands[0] ?? '')
  return rules === undefined ? undefined : { script: { rules, separator: given.get('F'), variables }, files: operands.slice(1) }
}

/** awk: patterns, print and printf, fields, arithmetic, variables, if, and a few functions; loops, arrays and gsub are not simulated. */
export const awk: Program = filter<Script>({
  parse: (call) => {
    const found = scriptOf(call)
    return found === undefined ? { ok: false, status: fail(call, `not simulated: ${call.argv.slice(1).join(' ')}`, 2) } : { ok: true, options: found.script, files: found.files }
  },
  feed: (script, kept, { text }): Fed => {
    const run = begin(script, kept)
    for (const line of linesOf(text)) {
      if (run.status !== undefined) break
      run.number++
      run.fields = [line, ...split(run, line)]
      run.isSkipped = false
      for (const rule of script.rules) if (rule.when === 'line' && !run.isSkipped && run.status === undefined) apply(run, rule)
    }
    return { kept: { begun: true, number: run.number, variables: [...run.variables], fields: run.fields }, output: run.output, ...(run.status === undefined ? {} : { status: run.status }) }
  },
  end: (script, kept) => {
    const run = begin(script, kept)
    for (const rule of script.rules) if (rule.when === 'end' && run.status === undefined) apply(run, rule)
    return { output: run.output, status: run.status ?? 0 }
  },
})

function begin(script: Script, kept: Kept): Run {
  const variables = new Map((kept['variables'] ?? Object.entries(script.variables)) as readonly (readonly [string, string | number])[])
  const run: Run = { script, variables, fields: (kept['fields'] ?? ['']) as string[], number: Number(kept['number'] ?? 0), output: '', status: undefined, isSkipped: false }
  if (script.separator !== undefined && !variables.has('FS')) variables.set('FS', script.separator.replaceAll('\\t', '\t'))
  if (kept['begun'] !== true) for (const rule of script.rules) if (rule.when === 'begin') apply(run, rule)
  return run
}

function split(run: Run, line: string): readonly string[] {
  const separator = String(run.variables.get('FS') ?? ' ')
  if (separator === ' ') return line.trim() === '' ? [] : line.trim().split(/\s+/)
  if (line === '') return []
  return separator.length === 1 ? line.split(separator) : line.split(posixExpression(separator, true) ?? separator)
}

function apply(run: Run, { pattern, statements }: AwkRule): void {
  if (pattern !== undefined && !isTrue(value(run, pattern))) return
  if (statements === undefined) run.output += `${run.fields[0]}\n`
  else for (const statement of statements) carryOut(run, statement)
}

function carryOut(run: Run, statement: AwkStatement): void {
  if (run.isSkipped || run.status !== undefined) return
  switch (statement.kind) {
    case 'value': return void value(run, statement.value)
    case 'next':
      run.isSkipped = true
      return
    case 'exit':
      run.status = statement.value === undefined ? 0 : toNumber(value(run, statement.value))
      return
    case 'if':
      for (const inner of isTrue(value(run, statement.condition)) ? statement.body : statement.otherwise) carryOut(run, inner)
      return
    case 'print': {
      const values = statement.values.map((part) => toText(value(run, part)))
      if (statement.isFormatted) run.output += formatText(values[0] ?? '', values.slice(1)).text
      else run.output += `${values.length === 0 ? run.fields[0] : values.join(String(run.variables.get('OFS') ?? ' '))}\n`
    }
  }
}

type Value = string | number

const toNumber = (of: Value): number => (typeof of === 'number' ? of : Number.parseFloat(of) || 0)
const toText = (of: Value): string => (typeof of === 'string' ? of : Number.isInteger(of) ? String(of) : String(Number(of.toPrecision(6))))
const looksNumeric = (of: Value): boolean => typeof of === 'number' || /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(of)
const isTrue = (of: Value): boolean => (typeof of === 'number' ? of !== 0 : looksNumeric(of) ? Number(of) !== 0 : of !== '')

function value(run: Run, of: AwkExpression): Value {
  switch (of.kind) {
    case 'text': return of.text
    case 'number': return of.number
    case 'match': return matches(of.source, run.fields[0] ?? '')
    case 'field': return run.fields[toNumber(value(run, of.index))] ?? ''
    case 'name': return of.name === 'NF' ? run.fields.length - 1 : of.name === 'NR' || of.name === 'FNR' ? run.number : run.variables.get(of.name) ?? ''
    case 'choice': return isTrue(value(run, of.condition)) ? value(run, of.yes) : value(run, of.no)
    case 'assign': return assign(run, of.target, of.operator === '=' ? value(run, of.value) : compute(of.operator.slice(0, -1), value(run, of.target), value(run, of.value)))
    case 'unary': return unary(run, of.operator, of.value)
    case 'call': return call(run, of.name, of.values.map((part) => value(run, part)))
    case 'binary': return binary(run, of.operator, of.left, of.right)
  }
}

const matches = (source: string, text: string): number => (posixExpression(source, true)?.test(text) === true ? 1 : 0)

function assign(run: Run, target: AwkExpression, to: Value): Value {
  if (target.kind === 'name') run.variables.set(target.name, to)
  if (target.kind !== 'field') return to
  const index = toNumber(value(run, target.index))
  const fields = [...run.fields]
  while (fields.length <= index) fields.push('')
  fields[index] = toText(to)
  run.fields = index === 0 ? [toText(to), ...split(run, toText(to))] : [fields.slice(1).join(String(run.variables.get('OFS') ?? ' ')), ...fields.slice(1)]
  return to
}

function unary(run: Run, operator: string, of: AwkExpression): Value {
  const before = value(run, of)
  if (operator === '!') return isTrue(before) ? 0 : 1
  if (operator.startsWith('post')) {
    assign(run, of, toNumber(before) + (operator === 'post++' ? 1 : -1))
    return toNumber(before)
  }
  return operator === '-' ? -toNumber(before) : toNumber(before)
}

function binary(run: Run, operator: string, left: AwkExpression, right: AwkExpression): Value {
  if (operator === '&&') return isTrue(value(run, left)) && isTrue(value(run, right)) ? 1 : 0
  if (operator === '||') return isTrue(value(run, left)) || isTrue(value(run, right)) ? 1 : 0
  const a = value(run, left)
  if (operator === '~' || operator === '!~') return matches(right.kind === 'match' ? right.source : toText(value(run, right)), toText(a)) === (operator === '~' ? 1 : 0) ? 1 : 0
  const b = value(run, right)
  if (operator === 'concatenation') return toText(a) + toText(b)
  return /^[<>=!]/.test(operator) ? compare(operator, a, b) : compute(operator, a, b)
}

function compare(operator: string, a: Value, b: Value): number {
  const order = looksNumeric(a) && looksNumeric(b) ? toNumber(a) - toNumber(b) : toText(a) < toText(b) ? -1 : toText(a) > toText(b) ? 1 : 0
  const holds = { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[operator]
  return holds === true ? 1 : 0
}

function compute(operator: string, a: Value, b: Value): number {
  const [left, right] = [toNumber(a), toNumber(b)]
  return operator === '+' ? left + right : operator === '-' ? left - right : operator === '*' ? left * right : operator === '/' ? left / right : left % right
}

function call(run: Run, name: string, [first = run.fields[0] ?? '', second = '', third]: readonly Value[]): Value {
  const text = toText(first)
  switch (name) {
    case 'length': return text.length
    case 'toupper': return text.toUpperCase()
    case 'tolower': return text.toLowerCase()
    case 'index': return text.indexOf(toText(second)) + 1
    case 'int': return Math.trunc(toNumber(first))
    case 'substr': return text.slice(toNumber(second) - 1, third === undefined ? undefined : toNumber(second) - 1 + toNumber(third))
    default: return formatText(text, [toText(second), ...(third === undefined ? [] : [toText(third)])]).text
  }
}
