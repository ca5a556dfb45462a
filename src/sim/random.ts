/**
 * Seeded random streams. Integers only, so that results are exact everywhere; one stream a consumer, so that one actor drawing
 * more does not change what another draws. sfc32 over four words of plain data.
 */
export type RandomStream = Uint32Array

/** 32-bit FNV-1a with a final avalanche, for seeds and ties. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export function createStream(seed: number, name: string): RandomStream {
  const stream = new Uint32Array([hashText(name, seed), hashText(name, seed ^ 0x9e3779b9), seed >>> 0, 1])
  for (let i = 0; i < 12; i++) next(stream)
  return stream
}

function next(stream: RandomStream): number {
  const a = stream[0]!
  const b = stream[1]!
  const c = stream[2]!
  const d = stream[3]!
  const t = (a + b + d) >>> 0
  stream[3] = d + 1
  stream[0] = b ^ (b >>> 9)
  stream[1] = c + (c << 3)
  stream[2] = ((c << 21) | (c >>> 11)) + t
  return t
}

/** A whole number from 0 to `bound` - 1. */
export function drawInt(stream: RandomStream, bound: number): number {
  return Math.floor((next(stream) / 0x1_0000_0000) * bound)
}

const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** The suffix of generated names (apimachinery `util/rand` alphabet). */
export function drawSuffix(stream: RandomStream, length = 5): string {
  let suffix = ''
  for (let i = 0; i < length; i++) suffix += nameAlphabet[drawInt(stream, nameAlphabet.length)]
  return suffix
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const word = (n: number): string => hex[n >>> 24]! + hex[(n >>> 16) & 255]! + hex[(n >>> 8) & 255]! + hex[n & 255]!

/** What a UUID is made of, for those that are seldom written out. */
export interface UidWords {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** As signed integers, which engines keep without a box each. */
export const drawWords = (stream: RandomStream): UidWords => ({ a: next(stream) | 0, b: next(stream) | 0, c: next(stream) | 0, d: next(stream) | 0 })

/** A version 4 UUID. */
export function uidOf(words: UidWords): string {
  const [a, b, c, d] = [word(words.a), word(words.b), word(words.c), word(words.d)]
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
}

export const drawUid = (stream: RandomStream): string => uidOf(drawWords(stream))
