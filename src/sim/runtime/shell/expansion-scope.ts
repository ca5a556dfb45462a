import type { Value } from './array.js'
import type { List } from './ast.js'
import type { Dialect } from './dialect.js'
import { matchesPattern } from './pattern.js'
import type { Variable } from './state.js'

/** What words are expanded in. Nothing is changed but through `set`. */
export interface ExpansionScope {
  readonly dialect: Dialect
  readonly positional: readonly string[]
  readonly ifs: string
  readonly isNounset: boolean
  readonly isNoglob: boolean
  /** bash's `shopt`: `extglob`, `nullglob`. */
  readonly isExtended: boolean
  readonly isNullglob: boolean
  /** `nocasematch`: of `case` and `[[ … ]]`. */
  readonly isCaseless: boolean
  readonly home: string | undefined
  /** The text of a parameter. */
  readonly get: (name: string) => string | undefined
  /** The same, arrays as a whole. */
  readonly value: (name: string) => Value | undefined
  readonly set: (name: string, value: Value) => void
  readonly shapeOf: (name: string) => Variable['shape']
  /** The name that bash's `declare -n` gave to a variable. */
  readonly referenceOf: (name: string) => string | undefined
  /** The names of variables that begin so, sorted. */
  readonly names: (prefix: string) => readonly string[]
  /** The output of the next command substitution, or the path of the next process substitution; undefined: it must be begun first. */
  readonly output: () => string | undefined
  readonly glob: (pattern: string) => readonly string[]
}

/** Whether a text matches the pattern of a `case` or of `[[ … ]]`. */
export const matchesIn = ({ isCaseless }: ExpansionScope, pattern: string, text: string, isExtended: boolean): boolean =>
  (isCaseless ? matchesPattern(pattern.toLowerCase(), text.toLowerCase(), isExtended) : matchesPattern(pattern, text, isExtended))

/** A substitution must be begun before the word can be expanded. `operator`: it is that of a process. */
export class NeedsOutput extends Error {
  readonly body: List
  readonly operator: '<' | '>' | undefined

  constructor(body: List, operator?: '<' | '>') {
    super('needs output')
    this.body = body
    this.operator = operator
  }
}

/** An expansion that ends the shell, with its words. */
export class ExpansionFault extends Error {
  /** A parameter was asked for that is not set. */
  readonly isOfUnset: boolean
  /** It was met in a here-document. */
  readonly isOfDocument: boolean

  constructor(words: string, isOfUnset: boolean = false, isOfDocument: boolean = false) {
    super(words)
    this.isOfUnset = isOfUnset
    this.isOfDocument = isOfDocument
  }
}
