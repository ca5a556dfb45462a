/** The bytes of a text in UTF-8. */
export function utf8(text: string): readonly number[] {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return bytes
}

function fromUtf8(bytes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at]!
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    let code = size === 1 ? first : first & (0xff >> (size + 1))
    for (let i = 1; i < size; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 63)
    text += String.fromCodePoint(Math.min(code, 0x10ffff))
    at += size
  }
  return text
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
const rotateRight = (word: number, by: number): number => (word >>> by) | (word << (32 - by))
const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

function padded(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = utf8(text)
  const size = Math.ceil((bytes.length + 9) / 64) * 64
  const block = new Uint8Array(size)
  block.set(bytes)
  block[bytes.length] = 0x80
  const bits = bytes.length * 8
  for (let i = 0; i < 6; i++) block[isBigEndian ? size - 1 - i : size - 8 + i] = Math.floor(bits / 256 ** i) & 255
  return block
}

function primes(count: number): readonly number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
}

const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32)

/** FIPS 180-4. */
export function sha256(text: string): string {
  const constants = primes(64).map((prime) => fraction(Math.cbrt(prime)))
  const state = primes(8).map((prime) => fraction(Math.sqrt(prime)))
  const bytes = padded(text, true)
  for (let start = 0; start < bytes.length; start += 64) {
    const words: number[] = []
    for (let i = 0; i < 64; i++) {
      if (i < 16) words.push((bytes[start + i * 4]! << 24) | (bytes[start + i * 4 + 1]! << 16) | (bytes[start + i * 4 + 2]! << 8) | bytes[start + i * 4 + 3]!)
      else {
        const [a, b] = [words[i - 15]!, words[i - 2]!]
        const s0 = rotateRight(a, 7) ^ rotateRight(a, 18) ^ (a >>> 3)
        const s1 = rotateRight(b, 17) ^ rotateRight(b, 19) ^ (b >>> 10)
        words.push((words[i - 16]! + s0 + words[i - 7]! + s1) | 0)
      }
    }
    compressSha(state, words, constants)
  }
  return state.map(hex).join('')
}

function compressSha(state: number[], words: readonly number[], constants: readonly number[]): void {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + words[i]!) | 0
    const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index]! + word) | 0
}

const shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const

/** RFC 1321. */
export function md5(text: string): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  const bytes = padded(text, false)
  for (let start = 0; start < bytes.length; start += 64) {
    let [a, b, c, d] = state as [number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const mix = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const place = start + ([i, 5 * i + 1, 3 * i + 5, 7 * i][round]! % 16) * 4
      const word = bytes[place]! | (bytes[place + 1]! << 8) | (bytes[place + 2]! << 16) | (bytes[place + 3]! << 24)
      const sum = (a + mix + Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) + word) | 0
      ;[a, d, c, b] = [d, c, b, (b + rotateLeft(sum, shifts[round]![i & 3]!)) | 0]
    }
    for (const [index, word] of [a, b, c, d].entries()) state[index] = (state[index]! + word) | 0
  }
  return state.map((word) => [0, 8, 16, 24].map((by) => ((word >>> by) & 255).toString(16).padStart(2, '0')).join('')).join('')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function encodeBase64(text: string): string {
  const bytes = utf8(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    encoded += alphabet[word >> 18]! + alphabet[(word >> 12) & 63]! + (at + 1 < bytes.length ? alphabet[(word >> 6) & 63]! : '=') + (at + 2 < bytes.length ? alphabet[word & 63]! : '=')
  }
  return encoded
}

/** `undefined` when it is none. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replaceAll(/\s|=+\s*$/g, '')
  if (/[^A-Za-z0-9+/]/.test(plain)) return undefined
  const bytes: number[] = []
  let word = 0
  for (const [index, character] of [...plain].entries()) {
    word = (word << 6) | alphabet.indexOf(character)
    if (index % 4 > 0) bytes.push((word >> (6 - (index % 4) * 2)) & 255)
    word &= 0xffff
  }
  return fromUtf8(bytes)
}
