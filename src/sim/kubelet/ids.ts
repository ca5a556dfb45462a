import { hashText } from '../random.js'
import { imageName } from '../runtime/image-name.js'

const word = (n: number): string => n.toString(16).padStart(8, '0')

/** 64 hexadecimal digits that follow from a text alone. */
export function hexOf(text: string): string {
  let hex = ''
  for (let i = 0; i < 8; i++) hex += word(hashText(text, i * 0x9e3779b1))
  return hex
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
