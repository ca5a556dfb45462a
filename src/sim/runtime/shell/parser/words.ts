import { parse, type CommandExpansionPart, type HereDoc, type ParameterExpansionPart, type ParsedScript, type ProcessSubstitutionPart, type Word as WordNode, type WordPart } from 'unbash'
import type { List, ParameterPart, Part, Word } from '../ast.js'
import { unhide } from './reading.js'
import { endLine, lineAt, openFaults, Refusal, sourceOf, type Source } from './source.js'
import { refuseToken, tokenAt } from './tokens.js'

/** What a stretch of a word stands in, which decides what a backslash quotes. */
interface Mode {
  readonly inside: 'word' | 'pattern' | 'quotes' | 'braces' | 'document'
  /** Inside double quotes, or a here-document. */
  readonly isQuoted: boolean
}

const plain: Mode = { inside: 'word', isQuoted: false }
const document: Mode = { inside: 'document', isQuoted: true }

/** Parts in order; text beside text of its kind is one part. */
interface Parts {
  readonly all: Part[]
  readonly add: (text: string, isQuoted: boolean) => void
}

function newParts(): Parts {
  const all: Part[] = []
  const add = (text: string, isQuoted: boolean): void => {
    const last = all.at(-1)
    if (last?.kind === 'text' && last.isQuoted === isQuoted) all[all.length - 1] = { kind: 'text', text: last.text + unhide(text), isQuoted }
    else all.push({ kind: 'text', text: unhide(text), isQuoted })
  }
  return { all, add }
}

export const bareWord = (text: string): Word => ({ parts: [{ kind: 'text', text, isQuoted: false }] })

/** A word of unbash, or any stretch of the text that nodes of unbash stand in. */
export function wordOf(source: Source, { pos, end, parts }: Pick<WordNode, 'pos' | 'end' | 'parts'>): Word {
  return stretch(source, pos, end, parts, plain)
}

const pattern: Mode = { inside: 'pattern', isQuoted: false }

/** The right side of `==` and `=~`, and what stands between brackets: parentheses and bars stand in it. */
export const patternOf = (source: Source, { pos, end, parts }: Pick<WordNode, 'pos' | 'end' | 'parts'>): Word => stretch(source, pos, end, parts, pattern)

/** A text that is expanded as if in a here-document: arithmetic, and bodies whose tabs are gone. */
export function documentOf(source: Source, text: string, line: number): Word {
  if (!/[$`\\]/.test(text)) return { parts: text === '' ? [] : [{ kind: 'text', text: unhide(text), isQuoted: true }] }
  // A noncharacter ends it, so that no line of the text can.
  const head = ':<<\uFDEF\n'
  const whole = `${head}${text}\n\uFDEF\n`
  const script = parse(whole)
  const inner = sourceOf(whole, source, line, head.length)
  const end = head.length + text.length
  const refusal = source.commands.refusal(inner, script, end)
  if (refusal !== undefined) throw refusal
  return stretch(inner, head.length, end, documentParts(script), document)
}

function documentParts({ commands: [first] }: ParsedScript): readonly WordPart[] | undefined {
  const redirect = first?.command.type === 'Command' ? first.command.redirects[0] : undefined
  return redirect?.type === 'HereDoc' ? redirect.body.parts : undefined
}

export function hereDocument(source: Source, { operator, delimiter, body: { pos, end, parts } }: HereDoc): Word {
  const raw = source.text.slice(pos, end)
  const text = operator === '<<-' ? raw.replaceAll(/^\t+/gm, '') : raw
  if (delimiter?.quoted === true) return { parts: [{ kind: 'text', text: unhide(text), isQuoted: true }] }
  const word = operator === '<<-' ? documentOf(source, text, lineAt(source, pos)) : stretch(source, pos, end, parts, document)
  // bash ends the last line where nothing else does.
  return source.dialect === 'bash' && raw !== '' && !raw.endsWith('\n') ? { parts: [...word.parts, { kind: 'text', text: '\n', isQuoted: true }] } : word
}

/** The nodes that stand in a stretch, and what is between them as text. */
function stretch(source: Source, from: number, to: number, nodes: readonly WordPart[] | undefined, mode: Mode): Word {
  const parts = newParts()
  addStretch(source, from, to, nodes, mode, parts)
  return { parts: parts.all }
}

function addStretch(source: Source, from: number, to: number, nodes: readonly WordPart[] | undefined, mode: Mode, parts: Parts): void {
  let at = from
  for (const node of nodes ?? []) {
    if (node.type === 'Literal' || node.pos < at) continue
    if (node.pos >= to) break
    addText(source, at, node.pos, mode, parts)
    addPart(source, node, mode, parts)
    at = node.end
  }
  addText(source, at, to, mode, parts)
}

function addText(source: Source, from: number, to: number, mode: Mode, parts: Parts): void {
  const { text } = source
  let start = from
  for (let at = from; at < to; at++) {
    if (mode.inside === 'word' && text[at] === '(') throw refuseToken(source, tokenAt(source, at))
    if (text[at] !== '\\') continue
    if (at > start) parts.add(text.slice(start, at), mode.isQuoted)
    const next = at + 1 < to ? text[at + 1] : undefined
    if (next !== '\n') parts.add(next === undefined ? '\\' : escapes(next, mode) ? next : `\\${next}`, true)
    at++
    start = at + 1
  }
  if (to > start) parts.add(text.slice(start, to), mode.isQuoted)
}

const escapes = (character: string, { isQuoted, inside }: Mode): boolean =>
  !isQuoted || '$`\\'.includes(character) || (character === '"' && inside !== 'document') || (character === '}' && inside === 'braces')

function addPart(source: Source, node: Exclude<WordPart, { readonly type: 'Literal' }>, mode: Mode, parts: Parts): void {
  const { text } = source
  const { isQuoted } = mode
  if (mode.inside === 'document') refuseOpen(source, node)
  switch (node.type) {
    case 'SingleQuoted': return parts.add(text.slice(node.pos + 1, node.end - 1), true)
    case 'AnsiCQuoted': return parts.add(node.value, true)
    case 'LocaleString':
      if (source.dialect !== 'bash') parts.add('$', isQuoted)
      return addQuotes(source, node.pos + 2, node.end - 1, node.parts, parts)
    case 'DoubleQuoted': return addQuotes(source, node.pos + 1, node.end - 1, node.parts, parts)
    case 'SimpleExpansion': return void parts.all.push({ kind: 'parameter', name: text.slice(node.pos + 1, node.end), operator: '', word: undefined, isQuoted })
    case 'ParameterExpansion': return void parts.all.push(parameterOf(source, node, mode))
    case 'CommandExpansion': return void parts.all.push(substitutionOf(source, node, mode))
    case 'ArithmeticExpansion': {
      const isBracketed = text[node.pos + 1] === '['
      if (isBracketed && source.dialect !== 'bash') return addStretch(source, node.pos, node.end, [], mode, parts)
      const inner = isBracketed ? text.slice(node.pos + 2, node.end - 1) : text.slice(node.pos + 3, node.end - 2)
      return void parts.all.push({ kind: 'arithmetic', word: documentOf(source, inner, lineAt(source, node.pos)), isQuoted })
    }
    case 'ProcessSubstitution': {
      if (source.dialect === 'dash') throw refuseToken(source, tokenAt(source, node.pos + 1))
      return void parts.all.push({ kind: 'process', operator: node.operator, body: bodyOf(source, node), isQuoted: false })
    }
    case 'ExtendedGlob':
      if (mode.inside === 'word' && !source.isExtended) throw refuseToken(source, tokenAt(source, node.pos + 1))
      return addStretch(source, node.pos, node.end, node.parts, mode.inside === 'word' ? pattern : mode, parts)
    case 'Glob': case 'BraceExpansion': return addStretch(source, node.pos, node.end, node.parts, mode, parts)
  }
}

/** unbash says nothing of what a here-document leaves open. */
function refuseOpen(source: Source, { type, pos, end }: WordPart): void {
  const { text } = source
  const isBackquoted = text[pos] === '`'
  const fault = type === 'ParameterExpansion' ? openFaults.braces : type !== 'CommandExpansion' ? undefined : isBackquoted ? openFaults.backquotes : openFaults.substitution
  if (fault !== undefined && (text[end - 1] !== fault.unclosed || end <= pos + 1)) throw new Refusal(source, pos, { ...fault, line: endLine(source) })
}

function addQuotes(source: Source, from: number, to: number, nodes: readonly WordPart[], parts: Parts): void {
  const { parts: inner } = stretch(source, from, to, nodes, { inside: 'quotes', isQuoted: true })
  if (inner.length === 0) parts.add('', true)
  for (const part of inner) {
    if (part.kind === 'text') parts.add(part.text, true)
    else parts.all.push(part)
  }
}

const posixOperators = [':-', ':=', ':?', ':+', '##', '%%', '-', '=', '?', '+', '#', '%']
const allOperators = [...posixOperators, '//', '/', '^^', '^', ',,', ',', ':']

const isLengthOf = (text: string): boolean => text.startsWith('#') && !/^#(?:\}|[:%=?+-][^}]|##)/.test(text)

/** `${name}`, `${#name}`, `${name operator word}`. What is none of them in the dialect is a bad substitution when it is expanded. */
function parameterOf(source: Source, node: ParameterExpansionPart, { isQuoted }: Mode): Part {
  const { text, dialect } = source
  const end = node.end - 1
  const start = node.pos + 2
  const isLength = isLengthOf(text.slice(start, start + 40).split('\n', 1)[0]!)
  const isIndirect = dialect === 'bash' && indirect.test(text.slice(start, end))
  const from = start + (isLength || isIndirect ? 1 : 0)
  const name = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]|)/.exec(text.slice(from, end))![0]
  const index = dialect === 'bash' && text[from + name.length] === '[' ? node.index : undefined
  const at = index === undefined ? from + name.length : index.end + 1
  const make = (operator: string, word?: Word): ParameterPart =>
    ({ kind: 'parameter', name, operator, word, ...(index === undefined ? {} : { index: patternOf(source, index) }), ...(isIndirect ? { isIndirect } : {}), isQuoted })
  const bad = (): ParameterPart => ({ kind: 'parameter', name: unhide(text.slice(start, end)), operator: 'bad', word: undefined, isQuoted })
  if (isLength) return at === end ? make('length') : bad()
  if (isIndirect && index !== undefined && at === end && '@*'.includes(index.text)) return make('keys')
  if (isIndirect && node.operation?.type === 'Names') return { ...make('names'), index: bareWord(node.operation.operator) }
  if (at === end) return name === '' ? bad() : make('')
  const operator = (dialect === 'dash' ? posixOperators : allOperators).find((candidate) => text.startsWith(candidate, at)) ?? transformAt(source, at, end)
  if (operator === undefined || name === '') return bad()
  return make(operator, stretch(source, at + operator.length, end, operandsOf(node), { inside: 'braces', isQuoted: isQuoted && !/^[#%/^,]/.test(operator) }))
}

/** `${!}` is a parameter of its own. */
const indirect = /^!(?:[A-Za-z_0-9]|[@*#]$)/

const transformAt = ({ text, dialect }: Source, at: number, end: number): string | undefined => (dialect === 'bash' && /^@[QUuLEa]$/.test(text.slice(at, end)) ? '@' : undefined)

function operandsOf({ operation }: ParameterExpansionPart): readonly WordPart[] {
  switch (operation?.type) {
    case 'Default': case 'Remove': case 'Transform': case 'CaseModification': return operation.operand?.parts ?? []
    case 'Replace': return [...operation.pattern.parts ?? [], ...operation.replacement.parts ?? []]
    case 'Slice': return [...operation.offset.parts ?? [], ...operation.length?.parts ?? []]
    default: return []
  }
}

function substitutionOf(source: Source, node: CommandExpansionPart, { isQuoted, inside }: Mode): Part {
  const { text, commands } = source
  if (text[node.pos] === '`') {
    const inner = text.slice(node.pos + 1, node.end - 1).replaceAll(/\\([$`\\"])/g, (all, character: string) => (character !== '"' || (isQuoted && inside === 'quotes') ? character : all))
    return { kind: 'command', body: { kind: 'list', items: commands.text(unhide(inner), source, node.pos) }, isQuoted }
  }
  if (text.startsWith('$((', node.pos)) throw new Refusal(source, text.length, { ...openFaults.arithmetic, line: lineAt(source, node.end) })
  return { kind: 'command', body: source.dialect === 'bash' ? withReader(bodyOf(source, node)) : bodyOf(source, node), isQuoted }
}

/** bash's `$(< file)`. */
function withReader(body: List): List {
  const [item] = body.items
  const command = item?.command
  if (body.items.length !== 1 || command?.kind !== 'simple' || command.words.length + command.assignments.length > 0 || command.redirects.length !== 1 || command.redirects[0]!.operator !== '<') return body
  return { ...body, items: [{ ...item!, command: { ...command, words: [bareWord('command'), bareWord('cat')] } }] }
}

function bodyOf(source: Source, { script, end }: CommandExpansionPart | ProcessSubstitutionPart): List {
  const { commands } = source
  const refusal = script === undefined ? undefined : commands.refusal(source, script, end - 1, ')')
  if (refusal !== undefined) throw refusal
  return { kind: 'list', items: commands.statements(source, script?.commands ?? []) }
}
