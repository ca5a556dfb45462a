/** Protocol buffer text format, as far as test data uses it: fields, nested messages, lists of what stands several times. */

export interface Message { readonly [field: string]: readonly (Message | string | Uint8Array)[] }

const token = /(?:\s+|#[^\n]*)*(?:("(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|(\[[A-Za-z][^\]\s]*[./][^\]\s]*\]|[A-Za-z0-9_.+-]+)|([{}<>:;,[\]])|$)/y

interface State {
  readonly text: string
  at: number
}

function next(state: State): { readonly quoted?: string; readonly word?: string; readonly mark?: string } {
  token.lastIndex = state.at
  const match = token.exec(state.text)
  if (match === null) throw new Error(`not a text format at ${state.at}: ${state.text.slice(state.at, state.at + 40)}`)
  state.at = token.lastIndex
  const [, quoted, word, mark] = match
  return { ...(quoted !== undefined && { quoted }), ...(word !== undefined && { word }), ...(mark !== undefined && { mark }) }
}

function peek(state: State): ReturnType<typeof next> {
  const { at } = state
  const found = next(state)
  state.at = at
  return found
}

const simple: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11 }

/** The bytes of a literal, escapes resolved. */
function bytesOf(literal: string): Uint8Array {
  const bytes: number[] = []
  const body = literal.slice(1, -1)
  const part = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|[^\\]+/gy
  for (let match = part.exec(body); match !== null; match = part.exec(body)) {
    const [whole, hex, octal, short, long, char] = match
    if (hex !== undefined || octal !== undefined) bytes.push(hex === undefined ? Number.parseInt(octal!, 8) : Number.parseInt(hex, 16))
    else if (short !== undefined || long !== undefined) bytes.push(...new TextEncoder().encode(String.fromCodePoint(Number.parseInt((short ?? long)!, 16))))
    else if (char !== undefined) bytes.push(...(simple[char] === undefined ? new TextEncoder().encode(char) : [simple[char]!]))
    else bytes.push(...new TextEncoder().encode(whole))
  }
  return Uint8Array.from(bytes)
}

/** Literals that stand next to each other are one. */
function quotedValue(state: State, first: string): Uint8Array {
  const bytes = [...bytesOf(first)]
  for (let more = peek(state).quoted; more !== undefined; more = peek(state).quoted) bytes.push(...bytesOf(next(state).quoted!))
  return Uint8Array.from(bytes)
}

function values(state: State): (Message | string | Uint8Array)[] {
  const { quoted, word, mark } = next(state)
  if (quoted !== undefined) return [quotedValue(state, quoted)]
  if (word !== undefined) return [word]
  if (mark === '{' || mark === '<') return [message(state)]
  if (mark !== '[') throw new Error(`no value at ${state.at}: ${mark}`)
  const list: (Message | string | Uint8Array)[] = []
  while (peek(state).mark !== ']') {
    list.push(...values(state))
    if (peek(state).mark === ',') next(state)
  }
  next(state)
  return list
}

function message(state: State): Message {
  const fields: Record<string, (Message | string | Uint8Array)[]> = {}
  for (let { word } = next(state); word !== undefined; { word } = next(state)) {
    if (peek(state).mark === ':') next(state)
    ;(fields[word] ??= []).push(...values(state))
    while (peek(state).mark === ';' || peek(state).mark === ',') next(state)
  }
  return fields
}

export const parseTextproto = (text: string): Message => message({ text, at: 0 })

export const textOf = (value: Message | string | Uint8Array | undefined): string => (value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'string' ? value : '')
export const messageIn = (value: Message | undefined, field: string): Message | undefined => value?.[field]?.[0] as Message | undefined
