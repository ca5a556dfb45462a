import type { Shape, StructShape } from '../schema/read.js'

export type Path = readonly (string | number)[]

/** What is wrong at one place of the input. `refusal` is the whole text with which a type's own reader (a quantity's, a time's) gives up. */
export interface Fault {
  readonly path: Path
  readonly code: 'unknown-field' | 'wrong-type' | 'bad-value' | 'too-deep' | 'too-big'
  readonly given: unknown
  readonly shape?: Shape
  readonly struct?: StructShape
  readonly refusal?: string
}

/** Deeper nesting than this is refused; the API's own types reach 20. */
export const maxDepth = 256
/** Bytes of one object, as the API server limits a request body. */
export const maxBytes = 3_145_728

export interface Walk {
  readonly path: (string | number)[]
  readonly faults: Fault[]
  /** Ways to empty lists and maps that are not stored. */
  readonly empties: Path[]
  bytes: number
  isOver: boolean
}

export const newWalk = (): Walk => ({ path: [], faults: [], empties: [], bytes: 0, isOver: false })

export type Fields = Record<string, unknown>
type Details = Omit<Fault, 'path' | 'code' | 'given'>

export function fault(walk: Walk, depth: number, code: Fault['code'], given: unknown, details?: Details): undefined {
  walk.faults.push({ path: walk.path.slice(0, depth), code, given, ...details })
  return undefined
}

/** Counts what was read, and whether the walk may go on to one level below `depth`. */
export function mayEnter(walk: Walk, depth: number, given: unknown): boolean {
  if (walk.isOver) return false
  const isTooDeep = depth >= maxDepth
  if (!isTooDeep && walk.bytes <= maxBytes) return true
  walk.isOver = true
  fault(walk, depth, isTooDeep ? 'too-deep' : 'too-big', given)
  return false
}

/** Size is looked at when a list or map begins; the last values are looked at here. */
export function noteSize(walk: Walk): void {
  if (walk.bytes > maxBytes && !walk.isOver) fault(walk, 0, 'too-big', undefined)
}

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
