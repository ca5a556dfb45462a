const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"', '?': '?' }

/** The text of `$'…'` from behind its opening quote, and where it ends; an end beyond the text: it stays open. */
export function dollarQuoted(text: string, from: number): readonly [string, number] {
  let value = ''
  let at = from
  for (; at < text.length; at++) {
    const character = text[at]!
    if (character === "'") return [value, at + 1]
    if (character !== '\\') {
      value += character
      continue
    }
    const rest = text.slice(at + 1, at + 10)
    const number = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4}))/.exec(rest)
    if (number === null) {
      value += simple[rest[0] ?? ''] ?? `\\${rest[0] ?? ''}`
      at++
    } else {
      const [all, hex, octal, unicode] = number
      value += String.fromCharCode(octal === undefined ? Number.parseInt(hex ?? unicode ?? '0', 16) : Number.parseInt(octal, 8))
      at += all.length
    }
  }
  return [value, text.length + 1]
}
