import { asArray } from './array.js'
import { bareText, type List, type ParameterPart, type Part, type Word } from './ast.js'
import { bracesOf } from './braces.js'
import { ExpansionFault, NeedsOutput, type ExpansionScope } from './expansion-scope.js'
import { addLiteral, addQuoted, addSplit, closeField, collectorOf, finish, type Collector, type Field } from './fields.js'
import { hasPattern, replaceMatch, withoutMatch } from './pattern.js'
import { computed, keyOf, withReference } from './subscripts.js'
import { sliceOf, splitReplacement, substring, transformed, withCase } from './text-operators.js'

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
  if (scope.isNoglob || !hasPattern(pattern, scope.isExtended)) return void all.push(text)
  const paths = scope.glob(pattern)
  if (paths.length > 0) all.push(...paths)
  else if (!scope.isNullglob) all.push(text)
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
    if (part.kind === 'text') addText(collector, part.text, part.isQuoted, scope, mode, isStart && index === 0, index < parts.length - 1)
    else if (part.kind === 'parameter') addParameter(collector, part, scope, mode)
    else if (part.kind === 'command') addValue(collector, outputOf(part.body, scope), part.isQuoted, mode)
    else if (part.kind === 'process') addQuoted(collector, pathOf(part, scope))
    else addValue(collector, compute(part.word, scope), part.isQuoted, mode)
  }
}

function addText(collector: Collector, text: string, isQuoted: boolean, scope: ExpansionScope, mode: Mode, isFirst: boolean, isJoined: boolean): void {
  if (isQuoted) return addQuoted(collector, text)
  let rest = text
  // A name of a user that is quoted or expanded is none
  if (isFirst && text.startsWith('~') && (!isJoined || /^~[^/:]*[/:]/.test(text))) {
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

function pathOf({ body, operator }: Part & { readonly kind: 'process' }, scope: ExpansionScope): string {
  const path = scope.output()
  if (path === undefined) throw new NeedsOutput(body, operator)
  return path
}

/** The value of `$((…))`. */
export const compute = (word: Word, scope: ExpansionScope): string => computed(expandText(word, scope), scope, scope.isNounset && scope.dialect === 'bash')

/** `"$@"` is one field for each; `"$*"` one in all, joined by the first character of IFS. */
function addPositional(collector: Collector, values: readonly string[], isJoined: boolean, isQuoted: boolean, { ifs }: ExpansionScope, mode: Mode): void {
  if (isQuoted && isJoined) return addQuoted(collector, values.join(ifs.slice(0, 1)))
  if (!mode.isSplit) return isQuoted ? addQuoted(collector, values.join(' ')) : addLiteral(collector, values.join(' '))
  for (const [index, value] of values.entries()) {
    if (index > 0 && (isQuoted || collector.isOpen)) closeField(collector)
    if (isQuoted) addQuoted(collector, value)
    else addSplit(collector, value)
  }
}

/** The parameter of an expansion: one text, or a list of them. */
interface Subject {
  /** As messages name it. */
  readonly label: string
  readonly value: string | undefined
  readonly list: readonly string[] | undefined
  /** `"$*"` is one field in all. */
  readonly isJoined: boolean
}

function addParameter(collector: Collector, part: ParameterPart, scope: ExpansionScope, mode: Mode): void {
  const { name, operator } = part
  if (operator === 'bad') throw new ExpansionFault(scope.dialect === 'ash' ? 'syntax error: bad substitution' : scope.dialect === 'bash' ? `\${${name}}: bad substitution` : 'Bad substitution')
  if (operator === 'keys' || operator === 'names') {
    const list = operator === 'names' ? scope.names(name) : [...asArray(scope.value(name)).elements.keys()]
    return addPositional(collector, list, bareText(part.index!) === '*', part.isQuoted, scope, mode)
  }
  if (part.isIndirect === true) {
    const reference = part.index === undefined ? scope.referenceOf(name) : undefined
    if (reference !== undefined) return addValue(collector, reference, part.isQuoted, mode)
    return addParameter(collector, referredBy(part, scope), scope, mode)
  }
  addSubject(collector, part, subjectOf(part, scope), scope, mode)
}

const referent = /^(?:([A-Za-z_]\w*)(?:\[([\s\S]+)\])?|\d+|[@*#?$!-])$/

/** The parameter that `${!name}` names. */
function referredBy(part: ParameterPart, scope: ExpansionScope): ParameterPart {
  const { label, value } = subjectOf(part, scope)
  if (value === undefined) throw new ExpansionFault(`${label}: invalid indirect expansion`)
  const match = referent.exec(value)
  if (match === null) throw new ExpansionFault(`${value}: invalid variable name`)
  const { index: _, isIndirect: __, ...rest } = part
  return { ...rest, name: match[1] ?? value, ...(match[2] === undefined ? {} : { index: { parts: [{ kind: 'text', text: match[2], isQuoted: false }] } }) }
}

function subjectOf({ name, index }: ParameterPart, scope: ExpansionScope): Subject {
  if (index === undefined) {
    const isList = name === '@' || name === '*'
    return isList ? { ...listSubject(name, name, scope.positional), ...(scope.dialect === 'bash' ? {} : { value: scope.positional.join(' ') }) } : { label: name, value: scope.get(name), list: undefined, isJoined: false }
  }
  const bare = bareText(index)
  const label = `${name}[${bare ?? expandText(index, scope)}]`
  if (bare === '@' || bare === '*') return listSubject(label, bare, [...asArray(scope.value(name)).elements.values()])
  const key = keyOf(name, expandText(index, scope), scope)
  return { label, value: key === undefined ? undefined : asArray(scope.value(name)).elements.get(key), list: undefined, isJoined: false }
}

const listSubject = (label: string, bare: string, list: readonly string[]): Subject => ({ label, value: list.length === 0 ? undefined : list.join(' '), list, isJoined: bare === '*' })

function addSubject(collector: Collector, part: ParameterPart, { label, value, list, isJoined }: Subject, scope: ExpansionScope, mode: Mode): void {
  const { operator, word, isQuoted } = part
  const tests = operator.startsWith(':') && operator.length === 2
  const isUnset = value === undefined || (tests && value === '')
  const kind = operator.at(-1) ?? ''
  const isTest = word !== undefined && '-=?+'.includes(kind)
  if (isTest) {
    if (kind === '+') return isUnset ? addEmpty(collector, isQuoted) : addOperand(collector, word, scope, mode, isQuoted)
    if (isUnset && kind === '-') return addOperand(collector, word, scope, mode, isQuoted)
    if (isUnset && kind === '?') throw new ExpansionFault(`${label}: ${expandText(word, scope) || defaultWords(scope, tests)}`, true)
    if (isUnset) return addValue(collector, assignDefault(part, word, scope), isQuoted, mode)
  } else if (value === undefined && scope.isNounset && list === undefined) throw new ExpansionFault(`${label}: ${scope.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`, true)
  if (operator === 'length') return addValue(collector, String(list?.length ?? [...(value ?? '')].length), isQuoted, mode)
  const isChanged = word !== undefined && !isTest
  if (list === undefined) return addValue(collector, isChanged && (value !== undefined || operator !== '@') ? changed(value ?? '', operator, word, scope) : value ?? '', isQuoted, mode)
  const texts = isChanged ? changedList(part, list, word, scope) : list
  addPositional(collector, texts, isJoined, isQuoted, scope, mode)
}

const defaultWords = ({ dialect }: ExpansionScope, tests: boolean): string =>
  dialect === 'bash' && tests ? 'parameter null or not set' : tests ? 'parameter not set or null' : 'parameter not set'

const addEmpty = (collector: Collector, isQuoted: boolean): void => {
  if (isQuoted) addQuoted(collector, '')
}

/** The word of `${x:-word}`, in place. */
function addOperand(collector: Collector, word: Word, scope: ExpansionScope, mode: Mode, isQuoted: boolean): void {
  if (isQuoted) addEmpty(collector, true)
  addParts(collector, word.parts, scope, { ...mode, splitsText: !isQuoted }, true)
}

function assignDefault({ name, index }: ParameterPart, word: Word, scope: ExpansionScope): string {
  if (!/^[A-Za-z_]/.test(name)) throw new ExpansionFault(scope.dialect === 'bash' ? `$${name}: cannot assign in this way` : `${name}: bad variable name`)
  const value = expandText(word, scope)
  scope.set(name, withReference(name, index === undefined ? undefined : expandText(index, scope), value, scope))
  return value
}

function changedList({ name, index, operator }: ParameterPart, list: readonly string[], word: Word, scope: ExpansionScope): readonly string[] {
  if (operator !== ':' || scope.dialect !== 'bash') return list.map((one) => changed(one, operator, word, scope))
  return sliceOf(index === undefined ? undefined : asArray(scope.value(name)), expandText(word, scope), scope)
}

function changed(value: string, operator: string, word: Word, scope: ExpansionScope): string {
  if (operator.startsWith('#') || operator.startsWith('%')) return withoutMatch(value, expandPattern(word, scope), operator, scope.isExtended)
  if (operator === ':') return substring(value, expandText(word, scope), scope)
  if (operator === '@') return transformed(value, expandText(word, scope))
  if (operator.startsWith('/')) {
    const [pattern, replacement] = splitReplacement(word)
    return replaceMatch(value, expandPattern(pattern, scope), expandText(replacement, scope), operator === '//', scope.isExtended)
  }
  return withCase(value, operator, expandPattern(word, scope), scope.isExtended)
}
