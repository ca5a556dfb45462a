import type { Millis } from '../../api/types.js'
import type { Directory } from '../files/tree.js'
import type { Flavour, Signal } from '../process.js'

/** What is known of an image: what a registry's config and its files would tell. */
export interface ImageTraits {
  readonly family: string
  readonly flavour: Flavour
  /** The container's root file system at its start. */
  readonly root: Directory
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly workingDir?: string
  readonly user?: { readonly uid: number; readonly gid: number }
  /** STOPSIGNAL of the image: what its containers are told to end with. Default TERM. */
  readonly stopSignal?: Signal
  /** That it listens on unless told otherwise. */
  readonly ports: readonly number[]
  /** From the container's start until it serves. */
  readonly readyMs: Millis
}

/** A family of images: the repositories that belong to it, without registry and `library/`, and what a tag of them is. */
export interface ImageFamily {
  readonly repositories: readonly string[]
  readonly traits: (tag: string) => ImageTraits
}

export const plainPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
export const isAlpine = (tag: string): boolean => tag.includes('alpine')
