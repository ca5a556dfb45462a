import type { Millis } from '../../api/types.js'

/** Steps of all processes of a container in one instant. */
export const stepsPerInstant = 100_000
/** Characters written count as steps too: so many are one. */
export const charactersPerStep = 1_000
/** Processes of a container at one time. */
export const processLimit = 1_000
/** Characters of one file; what is written beyond is lost, as on a full disk. */
export const fileLimit: number = 64 * 1024 * 1024
/** Characters of one variable; what is beyond is cut off. */
export const variableLimit: number = 1024 * 1024
/** Elements of one array, and characters of all of them; one that would be larger stays as it was. */
export const elementLimit = 20_000
export const arrayLimit: number = 16 * variableLimit
/** Elements that are copied with an array count as steps too: so many are one. */
export const elementsPerStep = 100

export const busyWords = (title: string, now: Millis): string =>
  `${title} went through ${stepsPerInstant} steps at ${(now / 1000).toFixed(3)} s without waiting: it is taken to go round for ever`

export const forkWords = (title: string, now: Millis): string => `${title} had ${processLimit} processes at ${(now / 1000).toFixed(3)} s: no more are begun`
