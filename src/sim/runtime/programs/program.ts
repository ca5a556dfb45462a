import type { ProgramState, Task, Turn, Wait } from '../os/state.js'

/** A call of a program: its process and arguments (`argv[0]` is its name). */
export interface Call {
  readonly turn: Turn
  readonly task: Task
  readonly argv: readonly string[]
}

/**
 * What a program does after a step: it ends, it waits and goes on from plain data, or it becomes another program.
 * `again` goes on at once, so that others get their turn in between.
 */
export type Step =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'wait'; readonly wait: Wait; readonly at: ProgramState }
  | { readonly kind: 'again'; readonly at: ProgramState }
  | { readonly kind: 'become'; readonly argv: readonly string[]; readonly env?: ReadonlyMap<string, string> }

/** A program as steps over plain data: no step waits, what is to be kept is in its state. */
export interface Program {
  readonly step: (call: Call, at: ProgramState) => Step
  /** How it handles a signal; undefined: the kernel's default applies. */
  readonly onSignal?: (call: Call, at: ProgramState, signal: string) => Step | undefined
}

export const exit = (status: number): Step => ({ kind: 'exit', status })
export const success: Step = exit(0)
export const waitFor = (wait: Wait, at: ProgramState): Step => ({ kind: 'wait', wait, at })

/** A program that does all it does at once. */
export const instant = (run: (call: Call) => number): Program => ({ step: (call) => exit(run(call)) })
