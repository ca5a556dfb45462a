import { hashText } from '../random.js'
import { imageName } from '../runtime/image-name.js'

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const word = (n: number): string => hex[n >>> 24]! + hex[(n >>> 16) & 255]! + hex[(n >>> 8) & 255]! + hex[n & 255]!
const mix = (n: number): number => Math.imul(n ^ (n >>> 15), 0x2c1b3c6d)

/** 64 hexadecimal digits that follow from a text alone. */
export function hexOf(text: string): string {
  const [a, b] = [hashText(text), hashText(text, 0x9e3779b1)]
  return word(a) + word(b) + word(mix(a)) + word(mix(b)) + word(mix(a ^ 0x55555555)) + word(mix(b + a)) + word(mix(a - b)) + word(mix(b ^ 0x33333333))
}

/** The id of the n-th instance of a container of a pod. */
export const containerId = (uid: string, name: string, n: number): string => hexOf(`${uid}/${name}/${n}`)

export const containerIdText = (id: string): string => `containerd://${id}`

const imageIds = new Map<string, string>()

/** What the runtime calls an image's content; the same image has the same content on every node. */
export function imageIdOf(image: string): string {
  let id = imageIds.get(image)
  if (id === undefined) {
    const parsed = imageName(image)
    imageIds.set(image, (id = `${parsed.ok ? parsed.repository : image}@sha256:${hexOf(image)}`))
  }
  return id
}
