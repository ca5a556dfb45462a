/** Standard base64 as Go's `encoding/base64` reads it: line breaks are skipped, padding is required. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const sixBits: ReadonlyMap<string, number> = new Map([...alphabet].map((letter, index) => [letter, index]))

/** The bytes, or the index of the first byte that is not base64. */
export function decodeBase64(text: string): Uint8Array | number {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let length = 0
  let bits = 0
  let letters = 0
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] as string
    if (letter === '\n' || letter === '\r') continue
    if (letter === '=') return endOfBase64(text, index, letters, bytes, length, bits)
    const value = sixBits.get(letter)
    if (value === undefined) return index
    bits = ((bits << 6) | value) & 0xffffff
    letters += 1
    if (letters < 4) continue
    bytes[length] = bits >> 16
    bytes[length + 1] = bits >> 8
    bytes[length + 2] = bits
    length += 3
    letters = 0
  }
  return letters === 0 ? bytes.subarray(0, length) : text.length - letters
}

/** Reads from the first `=` on: one or two of them, then nothing but line breaks. */
function endOfBase64(text: string, padding: number, letters: number, bytes: Uint8Array, length: number, bits: number): Uint8Array | number {
  if (letters < 2) return padding
  let index = padding + 1
  const skipBreaks = (): void => {
    while (text[index] === '\n' || text[index] === '\r') index += 1
  }
  skipBreaks()
  if (letters === 2) {
    if (text[index] !== '=') return index === text.length ? index : index - 1
    index += 1
    skipBreaks()
  }
  if (index < text.length) return index
  bytes[length] = letters === 2 ? bits >> 4 : bits >> 10
  if (letters === 3) bytes[length + 1] = bits >> 2
  return bytes.subarray(0, length + letters - 1)
}

export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index
    const bits = ((bytes[index] as number) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    text += (alphabet[bits >> 18] as string) + (alphabet[(bits >> 12) & 63] as string)
    text += left > 1 ? alphabet[(bits >> 6) & 63] : '='
    text += left > 2 ? alphabet[bits & 63] : '='
  }
  return text
}

/** The base64 of a text's UTF-8 bytes. */
export const encodeBase64Text = (text: string): string => encodeBase64(new TextEncoder().encode(text))

/** The UTF-8 text behind base64; what is no base64 comes back empty, what is no UTF-8 with replacement characters. */
export function decodeBase64Text(text: string): string {
  const bytes = decodeBase64(text)
  return typeof bytes === 'number' ? '' : new TextDecoder().decode(bytes)
}
