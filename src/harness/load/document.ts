import type { Json } from '../../sim/api/types.js'
import type { Place } from '../diagnostics.js'
import type { Position, PositionOf } from './line-index.js'
import type { Mark } from './marks.js'
import { keyOffsetAt, offsetAt } from './marks.js'

export interface Document {
  readonly kind: 'scenario' | 'manifest'
  readonly value: Json
  readonly file: string
  /** Which document of the file it is, from 0; empty documents count too. */
  readonly index: number
  /** Where the value stands that a JSON pointer names; where there is none, the nearest value around it. */
  readonly locate: (pointer: string) => Position
  /** Where the key in front of that value stands. */
  readonly locateKey: (pointer: string) => Position
  readonly place: (pointer: string) => Place
  readonly placeOfKey: (pointer: string) => Place
}

export interface DocumentSource {
  readonly kind: Document['kind']
  readonly value: Json
  readonly file: string
  readonly index: number
  readonly mark: Mark
  readonly positionOf: PositionOf
}

export function createDocument({ kind, value, file, index, mark, positionOf }: DocumentSource): Document {
  const locate = (pointer: string): Position => positionOf(offsetAt(mark, pointer))
  const locateKey = (pointer: string): Position => positionOf(keyOffsetAt(mark, pointer))
  return {
    kind, value, file, index, locate, locateKey,
    place: (pointer) => ({ file, pointer, ...locate(pointer) }),
    placeOfKey: (pointer) => ({ file, pointer, ...locateKey(pointer) }),
  }
}
