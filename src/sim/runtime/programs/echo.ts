import type { Dialect } from '../shell/dialect.js'

/** What echo prints. dash reads escapes always, the others with -e. */
export function echoText(args: readonly string[], dialect: Dialect): string {
  let rest = args
  let hasNewline = true
  let readsEscapes = dialect === 'dash'
  for (; rest[0] !== undefined && (dialect === 'dash' ? /^-n$/ : /^-[neE]+$/).test(rest[0]); rest = rest.slice(1)) {
    for (const letter of rest[0].slice(1)) {
      if (letter === 'n') hasNewline = false
      else readsEscapes = letter === 'e'
    }
    if (dialect === 'dash') {
      rest = rest.slice(1)
      break
    }
  }
  const text = rest.join(' ')
  if (!readsEscapes) return text + (hasNewline ? '\n' : '')
  const { value, isCut } = unescaped(text, dialect !== 'dash')
  return value + (hasNewline && !isCut ? '\n' : '')
}

const letters: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'" }

/** Reads the escapes of echo and of printf's %b; `\c` cuts the text off. */
export function unescaped(text: string, hasHex: boolean): { readonly value: string; readonly isCut: boolean } {
  if (!text.includes('\\')) return { value: text, isCut: false }
  let value = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      value += text[at]
      continue
    }
    const rest = text.slice(at + 1, at + 6)
    if (rest.startsWith('c')) return { value, isCut: true }
    const octal = /^0[0-7]{0,3}/.exec(rest) ?? (hasHex ? null : /^[1-7][0-7]{0,2}/.exec(rest))
    const hex = hasHex ? /^x[0-9a-fA-F]{1,2}/.exec(rest) : null
    if (octal !== null) {
      value += String.fromCharCode(Number.parseInt(octal[0], 8) & 255)
      at += octal[0].length
    } else if (hex !== null) {
      value += String.fromCharCode(Number.parseInt(hex[0].slice(1), 16))
      at += hex[0].length
    } else {
      const known = rest[0] === undefined || "\"'".includes(rest[0]) ? undefined : letters[rest[0]]
      value += known ?? `\\${rest[0] ?? ''}`
      at++
    }
  }
  return { value, isCut: false }
}
