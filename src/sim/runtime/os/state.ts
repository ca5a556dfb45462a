import type { Millis } from '../../api/types.js'
import type { Directory } from '../files/tree.js'
import type { Network } from '../network.js'
import type { OutputChunk, ProcessExit, ProcessSpec } from '../process.js'
import type { Shell } from '../shell/state.js'

/** Where a file descriptor leads. `open` is an entry of `Machine.open`: duplicates of a descriptor share its offset. */
export type Descriptor =
  | { readonly kind: 'stream'; readonly stream: 'stdout' | 'stderr'; readonly exec: number }
  | { readonly kind: 'null' | 'zero' | 'full' }
  /** Open for ever, and nothing comes. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'pipe'; readonly pipe: number; readonly end: 'read' | 'write' }
  | { readonly kind: 'open'; readonly open: number }

/** An open file. The path is canonical: every link on the way was followed when it was opened. */
export interface OpenFile {
  readonly path: string
  offset: number
  readonly isAppending: boolean
  readonly canRead: boolean
  readonly canWrite: boolean
}

/** Why a task does not go on. */
export type Wait =
  | { readonly on: 'time'; readonly until: Millis }
  | { readonly on: 'input'; readonly fd: number }
  | { readonly on: 'output'; readonly fd: number }
  /** Any child that ended and is not reaped yet: one of `pids`. */
  | { readonly on: 'children'; readonly pids: readonly number[] }
  /** A change of any file after that version. */
  | { readonly on: 'files'; readonly seen: number }
  | { readonly on: 'forever' }
  /** It went round without ever waiting, and is taken to do so for ever. */
  | { readonly on: 'busy' }

/** A program that is no shell, between two steps: `at` is its own plain state. */
export interface RunningProgram {
  readonly name: string
  at: ProgramState
}
export type ProgramState = Readonly<Record<string, unknown>>

/** A process. */
export interface Task {
  readonly pid: number
  ppid: number
  /** 0: of PID 1's session; else the exec session whose streams it writes to. */
  readonly exec: number
  argv: readonly string[]
  cwd: string
  fds: Map<number, Descriptor>
  /** The environment a program sees; a shell's exported variables make that of its children. */
  env: ReadonlyMap<string, string>
  wait: Wait | undefined
  /** Exit status once it ended: a code, or 128 + signal. */
  status: number | undefined
  /** The signal that ended it. */
  endedBy: string | undefined
  /** What came and was not acted on yet. */
  signals: readonly string[]
  ignored: readonly string[]
  shell: Shell | undefined
  program: RunningProgram | undefined
  readonly startedAt: Millis
  /** Its parent is gone: nobody asks for its status. */
  isOrphan: boolean
}

export interface Pipe {
  text: string
}

/** The processes of one container: plain data, cloned before every change. */
export interface Machine {
  readonly spec: ProcessSpec
  now: Millis
  tasks: Map<number, Task>
  pipes: Map<number, Pipe>
  open: Map<number, OpenFile>
  nextPid: number
  nextId: number
  nextExec: number
  randomWord: number
  exit: ProcessExit | undefined
  unknownPrograms: readonly string[]
  /** It missed a file that its image may have, see assumed.ts. */
  isGuess: boolean
  limit: string | undefined
  /** Grows with every change of a file, and with every call: what waits for files looks again. */
  fileVersion: number
  /** An earlier state to compare with, to find out whether rounds only repeat themselves; none while there is no use in it. */
  mark: Mark | undefined
  cycle: Cycle | undefined
}

/** A state at which everything waited, and what happened since. */
export interface Mark {
  readonly machine: Machine
  readonly at: Millis
  /** The last wait that is part of it. */
  readonly notedAt: Millis
  /** Waits since then, and at how many the mark is moved on (Brent's search for a cycle). */
  readonly waits: number
  readonly power: number
  readonly output: readonly OutputChunk[]
  readonly touched: Touched
  readonly networkRevision: number
}

/** Rounds that repeat: every `periodMs` the same output, as long as what was read stays the same objects. */
export interface Cycle {
  readonly since: Millis
  readonly periodMs: Millis
  /** Of one period from `since`. */
  readonly output: readonly OutputChunk[]
  readonly volumes: ReadonlyMap<string, Directory>
  /** undefined: the network was not asked. */
  readonly networkRevision: number | undefined
}

/** What was looked at and changed since some instant. */
export interface Touched {
  readonly volumes: Set<string>
  clock: boolean
  network: boolean
  processes: boolean
  random: boolean
  changesFiles: boolean
  /** A file was looked for that is not there, or a program was run that nobody knows. */
  isUnsure: boolean
}

/** One call of `advance`: the machine and what is around it. Nothing of this outlives the call. */
export interface Turn {
  readonly machine: Machine
  readonly volumes: Map<string, Directory>
  readonly network: Network
  readonly epochMs: number
  readonly addresses: readonly string[]
  readonly output: OutputChunk[]
  readonly execs: Map<number, ProcessExit>
  readonly changed: Set<string>
  /** Since the last wait of the whole machine, and in the whole call. */
  touched: Touched
  readonly total: Touched
  now: Millis
  stepsLeft: number
}
