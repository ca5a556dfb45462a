import type { Directory } from '../files/tree.js'
import type { ImageTraits } from './image.js'
import { binary, rootWith } from './root.js'

/** Stands for a program of which nothing is known but that it serves until it is told to end. */
export const serverPath = '/proc/server'

const roots = new WeakMap<ImageTraits, Directory>()

/** The files of an image, and that program among them. */
export function rootOf(traits: ImageTraits): Directory {
  let root = roots.get(traits)
  if (root === undefined) roots.set(traits, (root = rootWith(traits.root, { [serverPath.slice(1)]: binary('unknown') })))
  return root
}
