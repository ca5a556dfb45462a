import { ArithmeticFault, evaluate, type Numbers } from './arithmetic.js'
import { bracesOf } from './braces.js'
import type { List, Part, Word } from './ast.js'
import { addLiteral, addQuoted, addSplit, closeField, collectorOf, finish, type Collector, type Field } from './fields.js'
import { hasPattern, replaceMatch, withoutMatch } from './pattern.js'
import type { Dialect } from './dialect.js'

/** What words are expanded in. Nothing is changed but through `set`. */
export interface ExpansionScope {
  readonly dialect: Dialect
  readonly positional: readonly string[]
  readonly ifs: string
  readonly isNounset: boolean
  readonly isNoglob: boolean
  readonly home: string | undefined
  readonly get: (name: string) => string | undefined
  readonly set: (name: string, value: string) => void
  /** The output of the next command substitution; undefined: it must be run first. */
  readonly output: () => string | undefined
  readonly glob: (pattern: string) => readonly string[]
}

/** A command substitution must be run before the word can be expanded. */
export class NeedsOutput extends Error {
  readonly body: List

  constructor(body: List) {
    super('needs output')
    this.body = body
  }
}

/** An expansion that ends the shell, with its words. */
export class ExpansionFault extends Error {}

interface Mode {
  readonly isSplit: boolean
  /** The word of `${x:-word}`: its bare text is split too. */
  readonly splitsText: boolean
}

/** The fields of several words: expanded, split, matched against file names, quotes gone. */
export function expandFields(words: readonly Word[], scope: ExpansionScope): readonly string[] {
  const all: string[] = []
  for (const word of words) {
    for (const one of scope.dialect === 'bash' ? bracesOf(word) : [word]) for (const field of expandOne(one, scope, true)) addPaths(all, field, scope)
  }
  return all
}

function addPaths(all: string[], { text, pattern }: Field, scope: ExpansionScope): void {
  const paths = scope.isNoglob || !hasPattern(pattern) ? [] : scope.glob(pattern)
  if (paths.length === 0) all.push(text)
  else all.push(...paths)
}

/** One text: neither split nor matched (assignments, `case` words, redirections, here-documents). */
export const expandText = (word: Word, scope: ExpansionScope): string => expandOne(word, scope, false).map(({ text }) => text).join(' ')

export const expandPattern = (word: Word, scope: ExpansionScope): string => expandOne(word, scope, false).map(({ pattern }) => pattern).join(' ')

function expandOne(word: Word, scope: ExpansionScope, isSplit: boolean): readonly Field[] {
  const collector = collectorOf(isSplit ? scope.ifs : '')
  addParts(collector, word.parts, scope, { isSplit, splitsText: false }, true)
  return finish(collector)
}

function addParts(collector: Collector, parts: readonly Part[], scope: ExpansionScope, mode: Mode, isStart: boolean): void {
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'text') addText(collector, part.text, part.isQuoted, scope, mode, isStart && index === 0)
    else if (part.kind === 'parameter') addParameter(collector, part, scope, mode)
    else if (part.kind === 'command') addValue(collector, outputOf(part.body, scope), part.isQuoted, mode)
    else addValue(collector, compute(part.word, scope), part.isQuoted, mode)
  }
}

function addText(collector: Collector, text: string, isQuoted: boolean, scope: ExpansionScope, mode: Mode, isFirst: boolean): void {
  if (isQuoted) return addQuoted(collector, text)
  let rest = text
  if (isFirst && text.startsWith('~')) {
    const user = /^~([^/:]*)/.exec(text)![1]!
    const home = user === '' ? scope.home : user === 'root' ? '/root' : undefined
    if (home !== undefined) {
      addQuoted(collector, home)
      rest = text.slice(user.length + 1)
    }
  }
  if (mode.splitsText && mode.isSplit) addSplit(collector, rest)
  else addLiteral(collector, rest)
}

function addValue(collector: Collector, value: string, isQuoted: boolean, mode: Mode): void {
  if (isQuoted) addQuoted(collector, value)
  else if (mode.isSplit) addSplit(collector, value)
  else addLiteral(collector, value)
}

function outputOf(body: List, scope: ExpansionScope): string {
  const output = scope.output()
  if (output === undefined) throw new NeedsOutput(body)
  return output.replace(/\n+$/, '')
}

/** The value of `$((…))`. */
export function compute(word: Word, scope: ExpansionScope): string {
  const numbers: Numbers = { dialect: scope.dialect, isStrict: scope.isNounset, get: scope.get, set: scope.set }
  try {
    return evaluate(expandText(word, scope), numbers)
  } catch (error) {
    throw error instanceof ArithmeticFault ? new ExpansionFault(error.message) : error
  }
}

/** The elements of bash's array: variables named `name[0]`, `name[1]` and so on. */
export function elementsOf(name: string, { get }: Pick<ExpansionScope, 'get'>): readonly string[] {
  const elements: string[] = []
  for (let value = get(`${name}[0]`); value !== undefined; value = get(`${name}[${elements.length}]`)) elements.push(value)
  const alone = get(name)
  return elements.length === 0 && alone !== undefined ? [alone] : elements
}

/** `name[@]` is the list of its elements; any other index is arithmetic. */
function addElement(collector: Collector, part: Parameter, scope: ExpansionScope, mode: Mode, [, name = '', index = '']: RegExpExecArray): void {
  if (index === '@' || index === '*') return addParameter(collector, { ...part, name: index }, { ...scope, positional: elementsOf(name, scope) }, mode)
  const plain = index.replaceAll(/\$\{?(\w+)\}?/g, (_, variable: string) => scope.get(variable) ?? '')
  const numbers: Numbers = { dialect: scope.dialect, isStrict: false, get: scope.get, set: scope.set }
  const at = /^\d+$/.test(plain) ? plain : evaluate(plain, numbers)
  const value = scope.get(`${name}[${at}]`) ?? (at === '0' ? scope.get(name) : undefined)
  addParameter(collector, { ...part, name: 'element' }, { ...scope, get: (other) => (other === 'element' ? value : scope.get(other)) }, mode)
}

const indexed = /^([A-Za-z_]\w*)\[(.+)\]$/

type Parameter = Part & { readonly kind: 'parameter' }

function addParameter(collector: Collector, part: Parameter, scope: ExpansionScope, mode: Mode): void {
  const { name, operator, word, isQuoted } = part
  if (operator === 'bad') throw new ExpansionFault(scope.dialect === 'ash' ? 'syntax error: bad substitution' : scope.dialect === 'bash' ? `\${${name}}: bad substitution` : 'Bad substitution')
  const element = scope.dialect === 'bash' && !name.startsWith('BASH_REMATCH') ? indexed.exec(name) : null
  if (element !== null) return addElement(collector, part, scope, mode, element)
  const isList = name === '@' || name === '*'
  const value = isList ? (scope.positional.length === 0 ? undefined : scope.positional.join(' ')) : scope.get(name)
  const tests = operator.startsWith(':') && operator.length === 2
  const isUnset = value === undefined || (tests && value === '')
  const kind = operator.at(-1) ?? ''
  if (word !== undefined && '-=?+'.includes(kind)) {
    if (kind === '+') return isUnset ? addEmpty(collector, isQuoted) : addOperand(collector, word, scope, mode, isQuoted)
    if (isUnset && kind === '-') return addOperand(collector, word, scope, mode, isQuoted)
    if (isUnset && kind === '?') throw new ExpansionFault(`${name}: ${expandText(word, scope) || (tests || scope.dialect === 'bash' ? defaultWords(scope, tests) : 'parameter not set')}`)
    if (isUnset) return addValue(collector, assignDefault(name, word, scope), isQuoted, mode)
  } else if (value === undefined && scope.isNounset && !isList) throw new ExpansionFault(`${name}: ${scope.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`)
  if (operator === 'length') return addValue(collector, isList ? String(scope.positional.length) : String([...(value ?? '')].length), isQuoted, mode)
  if (isList) return addPositional(collector, part, scope, mode)
  addValue(collector, word === undefined || '-=?+'.includes(kind) ? value ?? '' : changed(value ?? '', operator, word, scope), isQuoted, mode)
}

const defaultWords = ({ dialect }: ExpansionScope, tests: boolean): string =>
  dialect === 'bash' ? 'parameter null or not set' : dialect === 'ash' && tests ? 'parameter not set or null' : 'parameter not set or null'

const addEmpty = (collector: Collector, isQuoted: boolean): void => {
  if (isQuoted) addQuoted(collector, '')
}

/** The word of `${x:-word}`, in place. */
function addOperand(collector: Collector, word: Word, scope: ExpansionScope, mode: Mode, isQuoted: boolean): void {
  if (isQuoted) addEmpty(collector, true)
  addParts(collector, word.parts, scope, { ...mode, splitsText: !isQuoted }, true)
}

function assignDefault(name: string, word: Word, scope: ExpansionScope): string {
  if (!/^[A-Za-z_]/.test(name)) throw new ExpansionFault(scope.dialect === 'bash' ? `$${name}: cannot assign in this way` : `${name}: bad variable name`)
  const value = expandText(word, scope)
  scope.set(name, value)
  return value
}

function changed(value: string, operator: string, word: Word, scope: ExpansionScope): string {
  if (operator.startsWith('#') || operator.startsWith('%')) return withoutMatch(value, expandPattern(word, scope), operator)
  if (operator === ':') return substring(value, expandText(word, scope), scope)
  if (operator.startsWith('/')) {
    const [pattern, replacement] = splitReplacement(word)
    return replaceMatch(value, expandPattern(pattern, scope), expandText(replacement, scope), operator === '//')
  }
  if (operator === '^^') return value.toUpperCase()
  if (operator === ',,') return value.toLowerCase()
  const first = value.charAt(0)
  return (operator === '^' ? first.toUpperCase() : first.toLowerCase()) + value.slice(1)
}

function substring(value: string, text: string, scope: ExpansionScope): string {
  const [from = '', length] = text.split(':')
  const numbers: Numbers = { dialect: scope.dialect, isStrict: false, get: scope.get, set: scope.set }
  const offset = Number(evaluate(from, numbers))
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset
  if (length === undefined) return value.slice(start)
  const count = Number(evaluate(length, numbers))
  return count < 0 ? value.slice(start, value.length + count) : value.slice(start, start + count)
}

/** The pattern and the text of `${x/pattern/text}`: they part at the first bare slash. */
function splitReplacement({ parts }: Word): readonly [Word, Word] {
  for (const [index, part] of parts.entries()) {
    const slash = part.kind === 'text' && !part.isQuoted ? part.text.indexOf('/') : -1
    if (slash < 0 || part.kind !== 'text') continue
    const before: Part = { ...part, text: part.text.slice(0, slash) }
    const after: Part = { ...part, text: part.text.slice(slash + 1) }
    return [{ parts: [...parts.slice(0, index), before] }, { parts: [after, ...parts.slice(index + 1)] }]
  }
  return [{ parts }, { parts: [] }]
}

/** `"$@"` is one field for each; `"$*"` one in all, joined by the first character of IFS. */
function addPositional(collector: Collector, { name, operator, word, isQuoted }: Parameter, scope: ExpansionScope, mode: Mode): void {
  const values = word === undefined || '-=?+'.includes(operator.at(-1) ?? '') ? scope.positional : scope.positional.map((value) => changed(value, operator, word, scope))
  if (isQuoted && name === '*') return addQuoted(collector, values.join(scope.ifs.slice(0, 1)))
  if (!mode.isSplit) return isQuoted ? addQuoted(collector, values.join(' ')) : addLiteral(collector, values.join(' '))
  for (const [index, value] of values.entries()) {
    if (index > 0 && (isQuoted || collector.isOpen)) closeField(collector)
    if (isQuoted) addQuoted(collector, value)
    else addSplit(collector, value)
  }
}
