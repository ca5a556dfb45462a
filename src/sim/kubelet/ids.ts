import { hashText } from '../random.js'
import { imageName } from '../runtime/image-name.js'
import { memoised } from '../memo.js'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const word = (n: number): string => hex[n >>> 24]! + hex[(n >>> 16) & 255]! + hex[(n >>> 8) & 255]! + hex[n & 255]!
const mix = (n: number): number => Math.imul(n ^ (n >>> 15), 0x2c1b3c6d)

/** 64 hexadecimal digits that follow from a text alone, after a prefix. Joined, because a text made by adding keeps all its parts. */
export function hexOf(text: string, prefix: string = ''): string {
  const a = hashText(text)
  const b = hashText(text, 0x9e3779b1)
  return [prefix, word(a), word(b), word(mix(a)), word(mix(b)), word(mix(a ^ 0x55555555)), word(mix(b + a)), word(mix(a - b)), word(mix(b ^ 0x33333333))].join('')
}

const runtimePrefix = 'containerd://'

/** The id of the n-th instance of a container of a pod, as the API writes it. */
export const containerIdText = (uid: string, name: string, n: number): string => hexOf(`${uid}/${name}/${n}`, runtimePrefix)

/** The id of an instance as the runtime itself writes it. */
export const idOf = (text: string): string => text.slice(runtimePrefix.length)

/** An image as the API's container statuses show it. */
export interface ImageTexts {
  readonly name: string
  /** What the runtime calls its content, which is the same on every node. */
  readonly id: string
}

export const imageTexts: (image: string) => ImageTexts = memoised((image) => {
  const parsed = imageName(image)
  return { name: parsed.ok ? parsed.name : image, id: `${parsed.ok ? parsed.repository : image}@sha256:${hexOf(image)}` }
})
