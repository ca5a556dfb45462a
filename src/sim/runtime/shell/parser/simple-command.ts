import type { Assignment as AssignmentNode, Command, Redirection, Word as WordNode } from 'unbash'
import { bareText, type Assignment, type Element, type Redirect, type SimpleCommand, type Word } from '../ast.js'
import { redirectOf } from './redirections.js'
import { lineAt, type Refusal, type Source } from './source.js'
import { refuseToken, tokenAt } from './tokens.js'
import { bareWord, patternOf, wordOf } from './words.js'

interface Draft {
  readonly assignments: Assignment[]
  readonly words: Word[]
  readonly declared: (Assignment & { readonly before: number })[]
  readonly redirects: Redirect[]
}

export function simpleCommandOf(source: Source, node: Command): SimpleCommand {
  const draft: Draft = { assignments: [], words: [], declared: [], redirects: [] }
  let previous = node.pos
  for (const one of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
    if (draft.words.length > 0) refuseParenthesis(source, previous, one.pos, draft)
    previous = one.end
    addTo(draft, source, one)
  }
  refuseParenthesis(source, node.end, source.text.length, draft)
  const { declared, ...rest } = draft
  return { kind: 'simple', ...rest, ...(declared.length === 0 ? {} : { declared }), line: lineAt(source, node.pos) }
}

function addTo(draft: Draft, source: Source, node: AssignmentNode | Redirection | WordNode): void {
  if (node.type === 'Word') return addWord(draft, source, node, node.parts)
  if (node.type !== 'Assignment') {
    if (node.descriptor?.type === 'FileDescriptorVariable') draft.words.push(bareWord(source.text.slice(node.descriptor.pos, node.descriptor.end)))
    return void draft.redirects.push(redirectOf(source, node))
  }
  const { name, index, value } = node
  const isAppending = node.append === true
  const { assignments, words, declared } = draft
  if (value.type !== 'ArrayValue') {
    if (source.dialect !== 'bash' || index === undefined || words.length > 0) return addWord(draft, source, node, [...index?.parts ?? [], ...value.parts ?? []])
    return void assignments.push({ name, index: patternOf(source, index), word: wordOf(source, value), isAppending })
  }
  if (source.dialect !== 'bash') throw refuseArray(source, value.pos, words.length + assignments.length === 0 && (isAppending || index !== undefined))
  if (words.length > 0 && !declaring.has(bareText(words[0]!) ?? '')) throw refuseToken(source, tokenAt(source, value.pos))
  const assignment: Assignment = { name, word: { parts: [] }, isAppending, elements: value.elements.map((element) => elementOf(source, element)) }
  if (words.length > 0) declared.push({ ...assignment, before: words.length })
  else assignments.push(assignment)
}

/** Builtins that take `name=(…)` for an argument. */
const declaring = new Set(['declare', 'typeset', 'local', 'export', 'readonly'])

/** A word between the parentheses, or `[index]=word`. */
function elementOf(source: Source, node: WordNode): Element {
  const close = source.text[node.pos] === '[' ? closingBracket(source.text, node) : undefined
  if (close === undefined) return { word: wordOf(source, node), isAppending: false }
  const { parts } = node
  const isAppending = source.text[close + 1] === '+'
  return { index: patternOf(source, { pos: node.pos + 1, end: close, parts }), word: wordOf(source, { pos: close + (isAppending ? 3 : 2), end: node.end, parts }), isAppending }
}

/** Where the bracket that begins a word is closed, when an assignment follows; what is quoted or substituted is passed over. */
function closingBracket(text: string, { pos, end, parts = [] }: WordNode): number | undefined {
  let depth = 0
  for (let at = pos; at < end; at++) {
    const part = parts.find((one) => one.type !== 'Literal' && one.type !== 'Glob' && one.pos === at)
    if (part !== undefined) at = part.end - 1
    else if (text[at] === '\\') at++
    else if (text[at] === '[') depth++
    else if (text[at] === ']' && --depth === 0) return /^\+?=/.test(text.slice(at + 1, at + 3)) ? at : undefined
  }
  return undefined
}

/** A word that assigns in front of the command's name is an assignment, whatever unbash takes it for. */
function addWord({ assignments, words }: Draft, source: Source, { pos, end }: AssignmentNode | WordNode, parts: WordNode['parts']): void {
  const word = wordOf(source, { pos, end, parts })
  const assignment = words.length === 0 ? assignmentOf(word) : undefined
  if (assignment === undefined) words.push(word)
  else assignments.push(assignment)
}

const assignmentStart = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/

/** `name=word` (and `name+=word`), when the name stands bare in front. */
function assignmentOf({ parts }: Word): Assignment | undefined {
  const [first, ...rest] = parts
  const match = first?.kind === 'text' && !first.isQuoted ? assignmentStart.exec(first.text) : null
  if (match === null || first?.kind !== 'text') return undefined
  const text = first.text.slice(match[0].length)
  return { name: match[1]!, word: { parts: text === '' ? rest : [{ ...first, text }, ...rest] }, isAppending: match[2] === '+' }
}

/** unbash leaves a parenthesis out that stands between words. Behind a first word alone it would begin a function. */
function refuseParenthesis(source: Source, from: number, to: number, { assignments, words, redirects }: Draft): void {
  const { text } = source
  let at = from
  while (at < to && (text[at] === ' ' || text[at] === '\t' || text.startsWith('\\\n', at))) at += text[at] === '\\' ? 2 : 1
  if (at >= to || text[at] !== '(') return
  if (words.length !== 1 || assignments.length + redirects.length > 0) throw refuseToken(source, tokenAt(source, at))
  throw refuseArray(source, at, true)
}

/** Behind what is a word of its own a parenthesis begins a function. */
function refuseArray(source: Source, at: number, isBehindWord: boolean): Refusal {
  if (!isBehindWord) return refuseToken(source, tokenAt(source, at))
  const met = tokenAt(source, at + 1)
  return refuseToken(source, met, met.token === '")"' ? undefined : ')')
}
