import { isOperator, shellWords, type Token, type Word } from './shell-words.js'

/** A small part of the shell's grammar: lists, and-or lists, while, until, if and for. */
export type Command =
  | { readonly kind: 'simple'; readonly words: readonly Word[]; readonly outputs: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly AndOr[] }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: Command; readonly body: Command }
  | { readonly kind: 'if'; readonly condition: Command; readonly body: Command; readonly otherwise: Command | undefined }
  | { readonly kind: 'for'; readonly times: number; readonly body: Command }
export interface AndOr {
  readonly command: Command
  /** How it hangs on the one before it in the list. */
  readonly after: ';' | '&&' | '||'
}

interface Cursor {
  readonly tokens: readonly Token[]
  at: number
}

const closers = new Set(['do', 'done', 'then', 'else', 'elif', 'fi'])

/** The parsed script; undefined when it uses what is not understood here. */
export function parseShell(script: string): Command | undefined {
  const tokens = shellWords(script)
  if (tokens === undefined) return undefined
  const cursor: Cursor = { tokens, at: 0 }
  const list = parseList(cursor)
  return list === undefined || cursor.at < tokens.length ? undefined : list
}

const wordAt = ({ tokens, at }: Cursor): Word | undefined => {
  const token = tokens[at]
  return token === undefined || isOperator(token) ? undefined : (token as Word)
}

function parseList(cursor: Cursor): Command | undefined {
  const items: AndOr[] = []
  let after: AndOr['after'] = ';'
  for (;;) {
    while (isOperator(cursor.tokens[cursor.at], ';')) cursor.at++
    const word = wordAt(cursor)
    if (word === undefined || closers.has(word.text)) break
    const command = parseCommand(cursor)
    if (command === undefined) return undefined
    items.push({ command, after })
    const token = cursor.tokens[cursor.at]
    if (isOperator(token, '&&', '||')) {
      after = token.operator as AndOr['after']
      cursor.at++
    } else if (isOperator(token, ';')) after = ';'
    else if (token !== undefined && !closers.has(wordAt(cursor)?.text ?? '')) return undefined
  }
  return { kind: 'list', items }
}

function parseCommand(cursor: Cursor): Command | undefined {
  const word = wordAt(cursor)?.text
  if (word === 'while' || word === 'until') return parseLoop(cursor, word === 'until')
  if (word === 'if') return parseIf(cursor)
  if (word === 'for') return parseFor(cursor)
  return parseSimple(cursor)
}

function parseLoop(cursor: Cursor, until: boolean): Command | undefined {
  cursor.at++
  const condition = parseList(cursor)
  const body = expect(cursor, 'do') ? parseList(cursor) : undefined
  return condition === undefined || body === undefined || !expect(cursor, 'done') ? undefined : { kind: 'loop', until, condition, body }
}

function parseIf(cursor: Cursor): Command | undefined {
  cursor.at++
  const condition = parseList(cursor)
  const body = expect(cursor, 'then') ? parseList(cursor) : undefined
  if (condition === undefined || body === undefined) return undefined
  if (wordAt(cursor)?.text === 'elif') {
    const otherwise = parseIf(cursor)
    return otherwise === undefined ? undefined : { kind: 'if', condition, body, otherwise }
  }
  const otherwise = expect(cursor, 'else') ? parseList(cursor) : undefined
  return expect(cursor, 'fi') ? { kind: 'if', condition, body, otherwise } : undefined
}

/** `for i in a b c; do …; done`: the body runs once for each word; what the variable holds is not known inside. */
function parseFor(cursor: Cursor): Command | undefined {
  cursor.at += 2
  if (!expect(cursor, 'in')) return undefined
  let times = 0
  for (let word = wordAt(cursor); word !== undefined; word = wordAt(cursor)) {
    if (word.isOpaque) return undefined
    times++
    cursor.at++
  }
  while (isOperator(cursor.tokens[cursor.at], ';')) cursor.at++
  const body = expect(cursor, 'do') ? parseList(cursor) : undefined
  return body === undefined || !expect(cursor, 'done') ? undefined : { kind: 'for', times, body }
}

function parseSimple(cursor: Cursor): Command | undefined {
  const words: Word[] = []
  const outputs: string[] = []
  for (;;) {
    const token = cursor.tokens[cursor.at]
    if (token === undefined || isOperator(token, ';', '&&', '||', ')')) break
    cursor.at++
    if (!isOperator(token)) {
      words.push(token as Word)
      continue
    }
    if (!isOperator(token, '>', '>>', '<', '>&')) return undefined
    const target = wordAt(cursor)
    if (target === undefined) return undefined
    cursor.at++
    if (/^\d$/.test(words.at(-1)?.text ?? '')) words.pop()
    if (isOperator(token, '>', '>>') && !target.isOpaque) outputs.push(target.text)
  }
  return words.length === 0 && outputs.length === 0 ? undefined : { kind: 'simple', words, outputs }
}

function expect(cursor: Cursor, word: string): boolean {
  while (isOperator(cursor.tokens[cursor.at], ';')) cursor.at++
  if (wordAt(cursor)?.text !== word) return false
  cursor.at++
  return true
}
