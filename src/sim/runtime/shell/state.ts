import type { Millis } from '../../api/types.js'
import type { Descriptor } from '../os/state.js'
import type { AndOr, ArithmeticCommand, CaseCommand, Command, Condition, CountCommand, ForCommand, IfCommand, ListItem, LoopCommand, SimpleCommand } from './ast.js'
import type { ArrayValue } from './array.js'
import type { Dialect } from './dialect.js'

export interface Variable {
  /** undefined: declared (exported, local) and not set. Of an array it is its element 0. */
  readonly value: string | undefined
  readonly array?: ArrayValue
  /** bash's `declare -i`, `-l` and `-u`: what is assigned is computed, or its case changed. */
  readonly shape?: 'integer' | 'lower' | 'upper'
  /** bash's `declare -n`: its value is the name of the variable that is meant. */
  readonly isReference?: true
  readonly isExported: boolean
  readonly isReadonly: boolean
}

/** A shell between two steps: an explicit stack of frames, each plain data. The top one goes on. */
export interface Shell {
  readonly dialect: Dialect
  /** `$0`, in front of messages. */
  name: string
  /** `$$`: of the shell itself in its subshells too. */
  readonly shellPid: number
  frames: Frame[]
  variables: Map<string, Variable>
  functions: Map<string, Command>
  positional: readonly string[]
  /** Letters of `set`, `pipefail`, and what bash's `shopt` turned on. */
  options: ReadonlySet<string>
  status: number
  /** Of the last command substitution, which a command of assignments alone takes over. */
  substitutionStatus: number
  /** bash's PIPESTATUS: of the last pipeline, which may be one command alone. */
  pipeStatuses: readonly number[] | number
  lastBackground: number | undefined
  /** Children of process substitutions that may still run. */
  substitutions: readonly number[]
  /** Children in the background that `wait` was not yet told of. */
  jobs: readonly number[]
  /** Statuses of background children that ended. */
  ended: ReadonlyMap<number, number>
  traps: ReadonlyMap<string, string>
  pendingTraps: readonly string[]
  line: number
  /** Its script came from a file, which messages count the lines of. */
  readonly isFile: boolean
  /** Where getopts is inside a word of several letters. */
  optionAt: number
  /** A program that nobody knows may stay, as a server does: it is what the container runs, or it runs in the background. */
  readonly serves: boolean
  /** What the shell was begun in as a subshell: see `origin` of scripts. */
  origin?: string
  /** The EXIT trap is running. */
  isExiting: boolean
}

interface Base {
  /** A failure in here is tested by what is around it: `set -e` does not apply. */
  readonly isTested: boolean
}

export type Frame = Base & (
  | ScriptFrame | ListFrame | AndOrFrame | PipelineFrame | SimpleFrame | RedirectFrame | IfFrame | LoopFrame
  | ForFrame | CountFrame | CaseFrame | CheckFrame | OpenedFrame | LingerFrame | CallFrame | OutputFrame | ChildFrame | BuiltinFrame | TrapFrame | RestoreFrame
)
type FrameKind = Frame['kind']
export type FrameOf<K extends FrameKind> = Frame & { readonly kind: K }

interface ScriptFrame {
  readonly kind: 'script'
  readonly text: string
  /** Which of its complete commands is run next, from 0. */
  next: number
  /** The number of its first line. */
  readonly line: number
  /** `main` ends the shell; `dot` is what `return` leaves; the end of a trap's action gives back the status. */
  readonly role: 'main' | 'file' | 'eval' | 'dot'
  /** `eval`, or the file that is read: dash and ash name it in front of errors. */
  readonly origin?: string
}
/** Assignments in front of a builtin, to be undone. */
interface RestoreFrame {
  readonly kind: 'restore'
  readonly variables: ReadonlyMap<string, Variable | undefined>
}
interface ListFrame {
  readonly kind: 'list'
  readonly items: readonly ListItem[]
  index: number
}
interface AndOrFrame {
  readonly kind: 'andor'
  readonly node: AndOr
  index: number
}
interface PipelineFrame {
  readonly kind: 'pipeline'
  readonly pids: readonly number[]
  readonly isNegated: boolean
  /** `! command` without a pipe. */
  readonly isAlone: boolean
  /** bash's `time`, told when it is over; `startedAt`: since when. */
  readonly timing?: 'long' | 'posix'
  readonly startedAt: Millis
  statuses: ReadonlyMap<number, number>
}
interface SimpleFrame {
  readonly kind: 'simple'
  readonly node: SimpleCommand
  /** What its command substitutions wrote, in order. */
  outputs: readonly string[]
}
interface RedirectFrame {
  readonly kind: 'redirect'
  /** Descriptors to give back. */
  readonly saved: ReadonlyMap<number, Descriptor | undefined>
  /** Set: the command inside is still to be started, when the targets are known. */
  pending?: { readonly command: Command; readonly outputs: readonly string[] }
}
interface IfFrame {
  readonly kind: 'if'
  readonly node: IfCommand
  index: number
  isInBody: boolean
}
interface LoopFrame {
  readonly kind: 'loop'
  readonly node: LoopCommand
  stage: 'begin' | 'condition' | 'body'
  /** Of the last body. */
  status: number
}
interface ForFrame {
  readonly kind: 'for'
  readonly node: ForCommand
  words: readonly string[] | undefined
  outputs: readonly string[]
  index: number
}
interface CountFrame {
  readonly kind: 'count'
  readonly node: CountCommand
  outputs: readonly string[]
  /** What is done next. */
  stage: 'begin' | 'test' | 'body' | 'next'
}
interface CaseFrame {
  readonly kind: 'case'
  readonly node: CaseCommand
  outputs: readonly string[]
  isRunning: boolean
}
/** bash's `[[ … ]]` and `(( … ))`. */
interface CheckFrame {
  readonly kind: 'check'
  readonly node: Condition | ArithmeticCommand
  outputs: readonly string[]
}
/** A descriptor that a process substitution opened, for as long as the command above runs. */
interface OpenedFrame {
  readonly kind: 'opened'
  readonly fd: number
}
/** The shell has ended, and leaves its process substitutions the time to write what they read. */
interface LingerFrame {
  readonly kind: 'linger'
  readonly status: number
}
interface CallFrame {
  readonly kind: 'call'
  /** The function's. */
  readonly name: string
  readonly positional: readonly string[]
  /** Values that `local` put away. */
  locals: ReadonlyMap<string, Variable | undefined>
}
/** Collects what a command substitution writes; its text goes to the frame below. */
interface OutputFrame {
  readonly kind: 'output'
  readonly pid: number
  readonly fd: number
  text: string
}
interface ChildFrame {
  readonly kind: 'child'
  readonly pid: number
}
/** A builtin that waits: read, wait, mapfile, source. */
interface BuiltinFrame {
  readonly kind: 'builtin'
  readonly argv: readonly string[]
  at: Readonly<Record<string, unknown>>
}
interface TrapFrame {
  readonly kind: 'trap'
  /** `set -e` ends the shell behind it. */
  readonly isFatal?: true
  readonly status: number
}
