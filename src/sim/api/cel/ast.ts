import type { CelType } from './types.js'
import type { CelValue } from './values.js'

/** A part of an expression. `at` is the offset that errors about it point to, as cel-go's parser sets it. */
export type Node =
  | { readonly op: 'literal'; readonly at: number; readonly value: CelValue; readonly type: CelType }
  | { readonly op: 'ident'; readonly at: number; readonly name: string }
  /** `a.b`, `a.?b`, and within `has()` the test whether it is there. */
  | { readonly op: 'select'; readonly at: number; readonly operand: Node; readonly field: string; readonly isTest: boolean; readonly isOptional: boolean }
  | CallNode
  | { readonly op: 'list'; readonly at: number; readonly items: readonly Node[]; readonly optionals: ReadonlySet<number> }
  | { readonly op: 'map'; readonly at: number; readonly entries: readonly MapEntry[] }
  | { readonly op: 'struct'; readonly at: number; readonly name: string; readonly fields: readonly StructField[] }
  | MacroNode

export interface CallNode { readonly op: 'call'; readonly at: number; readonly name: string; readonly target: Node | undefined; readonly args: readonly Node[] }
export interface MapEntry { readonly key: Node; readonly value: Node; readonly isOptional: boolean; readonly at: number }
export interface StructField { readonly name: string; readonly value: Node; readonly isOptional: boolean; readonly at: number }

/** A loop over `range`, or a binding: `vars` are seen by `parts` only. */
export interface MacroNode {
  readonly op: 'macro'
  readonly at: number
  readonly macro: MacroName
  readonly range: Node
  readonly vars: readonly string[]
  readonly parts: readonly Node[]
}
export type MacroName =
  | 'all' | 'exists' | 'exists_one' | 'map' | 'filter' | 'transformList' | 'transformMap' | 'transformMapEntry' | 'sortBy' | 'optMap' | 'optFlatMap'

/** What is wrong with an expression, at an offset of its text. */
export interface Issue { readonly at: number; readonly message: string }

/** Issues as cel-go prints them, sorted by place: `ERROR: <input>:1:5: …`, the line, and a mark below it. */
export function issuesText(source: string, issues: readonly Issue[]): string {
  const lines = source.split('\n')
  return [...issues].sort((a, b) => a.at - b.at).map(({ at, message }) => {
    const before = source.slice(0, at).split('\n')
    const column = Array.from(before.at(-1) as string).length
    const line = lines[before.length - 1] ?? ''
    const dots = Array.from(before.at(-1) as string, (char) => ((char.codePointAt(0) as number) > 0x10ff ? '．' : '.')).join('')
    return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${dots}^`
  }).join('\n')
}
