import type { ContainerState } from '../api/types.js'

/** What the phase and the conditions of a pod go by. */
export interface StatusView {
  readonly name: string
  readonly state?: ContainerState | undefined
  readonly lastState?: ContainerState | undefined
  readonly ready: boolean
  readonly started?: boolean | undefined
}

/*
 * Lists of stored objects are frozen. The engine goes through a frozen list by index as through any other, but calls a builtin for each entry
 * of `for of`, `find` and `some`: on hot paths that is most of what a look at a condition takes.
 */

/** That of the container with the name. */
export function statusNamed<T extends { readonly name: string }>(list: readonly T[] | undefined, name: string): T | undefined {
  if (list === undefined) return undefined
  for (let i = 0; i < list.length; i++) if (list[i]!.name === name) return list[i]
  return undefined
}
