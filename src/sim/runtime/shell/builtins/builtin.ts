import type { Task, Turn } from '../../os/state.js'
import type { ArrayValue } from '../array.js'
import type { Shell } from '../state.js'

/** A builtin and its arguments (`argv[0]` is its name). */
export interface BuiltinCall {
  readonly turn: Turn
  readonly task: Task
  readonly shell: Shell
  readonly argv: readonly string[]
  readonly isTested: boolean
  /** bash's `declare name=(…)`, by name. */
  readonly arrays?: ReadonlyMap<string, ArrayValue>
}

/** Gives a status, or undefined when it has put frames on the stack (or ended the shell) and its status comes from there. */
export type Builtin = (call: BuiltinCall) => number | undefined
