import type { Assignment as AssignmentNode, Command, Redirection, Word as WordNode } from 'unbash'
import type { Assignment, Redirect, SimpleCommand, Word } from '../ast.js'
import { redirectOf } from './redirections.js'
import { lineAt, type Source } from './source.js'
import { refuseToken, tokenAt } from './tokens.js'
import { bareWord, wordOf } from './words.js'

interface Draft {
  readonly assignments: Assignment[]
  readonly words: Word[]
  readonly redirects: Redirect[]
}

export function simpleCommandOf(source: Source, node: Command): SimpleCommand {
  const draft: Draft = { assignments: [], words: [], redirects: [] }
  let previous = node.pos
  for (const one of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
    if (draft.words.length > 0) refuseParenthesis(source, previous, one.pos, draft)
    previous = one.end
    addTo(draft, source, one)
  }
  refuseParenthesis(source, node.end, source.text.length, draft)
  return { kind: 'simple', ...draft, line: lineAt(source, node.pos) }
}

function addTo(draft: Draft, source: Source, node: AssignmentNode | Redirection | WordNode): void {
  if (node.type === 'Word') return addWord(draft, source, node, node.parts)
  if (node.type !== 'Assignment') {
    if (node.descriptor?.type === 'FileDescriptorVariable') draft.words.push(bareWord(source.text.slice(node.descriptor.pos, node.descriptor.end)))
    return void draft.redirects.push(redirectOf(source, node))
  }
  const { value } = node
  if (value.type !== 'ArrayValue') return addWord(draft, source, node, [...node.index?.parts ?? [], ...value.parts ?? []])
  if (source.dialect !== 'bash' || draft.words.length > 0) throw refuseToken(source, tokenAt(source, value.pos))
  const assignment = assignmentOf(wordOf(source, { pos: node.pos, end: value.pos, parts: [] }))
  if (assignment !== undefined) draft.assignments.push({ ...assignment, elements: value.elements.map((element) => wordOf(source, element)) })
}

/** A word that assigns in front of the command's name is an assignment, whatever unbash takes it for. */
function addWord({ assignments, words }: Draft, source: Source, { pos, end }: AssignmentNode | WordNode, parts: WordNode['parts']): void {
  const word = wordOf(source, { pos, end, parts })
  const assignment = words.length === 0 ? assignmentOf(word) : undefined
  if (assignment === undefined) words.push(word)
  else assignments.push(assignment)
}

const assignmentStart = /^([A-Za-z_][A-Za-z0-9_]*(?:\[\d+\])?)(\+?)=/

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
  const met = tokenAt(source, at + 1)
  throw refuseToken(source, met, met.token === '")"' ? undefined : ')')
}
