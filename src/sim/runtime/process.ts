import type { Millis } from '../api/types.js'
import type { Directory } from './files/tree.js'
import type { Network } from './network.js'
import { executableFault } from './os/executable.js'
import { cloneMachine } from './os/clone.js'
import { newMachine, spawnExec } from './os/create.js'
import { executeIn } from './os/execute.js'
import { newTurn, runUntil } from './os/run.js'
import type { Machine } from './os/state.js'

/**
 * What runs inside one container: the processes of its PID namespace, as plain data. Everything a caller needs is here.
 *
 * A life: `createProcess` when the container starts, `advance` at once, then at `next`, whenever a volume in `watches` was changed by somebody
 * else, when the network changed and `usesNetwork`, and before anything is read or asked of it. `advance` never changes what it was given.
 */

/** Which tools and words an image brings: busybox (alpine too), debian (dash and coreutils), none (no shell: distroless), unknown (a custom image: has a shell, and whatever programs it names). */
export type Flavour = 'busybox' | 'debian' | 'none' | 'unknown'

export interface Mount {
  /** Absolute path in the container. `/` must be mounted. */
  readonly path: string
  /** Key into `World.volumes`. */
  readonly volume: string
  /** Path inside the volume; may be a file. */
  readonly subPath?: string
  readonly readOnly?: boolean
}

export interface ProcessSpec {
  /** Names the container in the words of limits, e.g. `container web of pod default/web-0`. */
  readonly title: string
  /** Entrypoint and arguments with `$(VAR)` already replaced, see `argvOf` in images/argv.ts. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Default `/`. */
  readonly cwd?: string
  readonly user?: { readonly uid: number; readonly gid: number }
  readonly hostname: string
  readonly mounts: readonly Mount[]
  readonly flavour: Flavour
  /** Whether a program that nobody knows runs until it is told to end (service) or ends with 0 after 5 s (task). */
  readonly role: 'service' | 'task'
  /** `stdin: true`: its standard input stays open, and nobody writes to it; else there is none. */
  readonly hasInput?: boolean
  /** Of `$RANDOM` and mktemp. */
  readonly seed?: number
}

/** What is around a container at one instant. */
export interface World {
  readonly volumes: ReadonlyMap<string, Directory>
  readonly network: Network
  /** The wall clock at virtual time 0, ms since 1970. */
  readonly epochMs: number
  /** The pod's addresses, for `hostname -i`. */
  readonly addresses?: readonly string[]
}

export type Signal = 'TERM' | 'INT' | 'HUP' | 'QUIT' | 'USR1' | 'USR2' | 'WINCH' | 'KILL'

/** Text that left the container. `exec` 0 is PID 1's own output, that which logs hold. */
export interface OutputChunk {
  readonly at: Millis
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  readonly exec: number
}

export interface ProcessExit {
  readonly at: Millis
  /** As a container runtime says it: 128 + signal for a process that a signal ended. */
  readonly code: number
}

/** Opaque plain data. */
export type ProcessState = Readonly<Machine>

export interface Advanced {
  readonly process: ProcessState
  /** Only the volumes that changed; put them into the world before anybody else looks. */
  readonly volumes: ReadonlyMap<string, Directory>
  /** In order. Of rounds that only repeat themselves no more than the log's limit. */
  readonly output: readonly OutputChunk[]
  /** PID 1 is gone, and with it everything in the container. */
  readonly exit?: ProcessExit
  /** Exec sessions that ended, by the id of `startExec`. */
  readonly execs: ReadonlyMap<number, ProcessExit>
  /** When something happens next by itself; undefined: only from outside. */
  readonly next?: Millis
  /** Volumes it looks at again when somebody else changes them (a `tail -f`, a loop that only repeats itself). */
  readonly watches: readonly string[]
  /** It must be advanced when `network.revision` changes. */
  readonly usesNetwork: boolean
  /** Programs that were asked for and are not known, in order of first use. */
  readonly unknownPrograms: readonly string[]
  /** A bound was hit; the words name the container. */
  readonly limit?: string
}

/** What a command that ran inside a container came to, for probes, hooks and exec steps whose end is waited for at once. */
export interface Execution {
  /** undefined: it had not ended when its time was up. */
  readonly exit: ProcessExit | undefined
  readonly stdout: string
  readonly stderr: string
  readonly advanced: Advanced
  /** What the answer rested on. As long as these volumes are the same objects and the flags are false, asking again gives the same answer. */
  readonly rests: Rests
}
export interface Rests {
  readonly volumes: readonly string[]
  readonly clock: boolean
  readonly network: boolean
  readonly processes: boolean
  /** It changed files, and so is not to be left out. */
  readonly changesFiles: boolean
  /** It looked for a file that is not there, or ran a program that nobody knows. */
  readonly isUnsure: boolean
}

/** The container's PID 1, about to run. */
export const createProcess = (spec: ProcessSpec, at: Millis): ProcessState => newMachine(spec, at)

/** Lets virtual time pass up to and including `now`; signals reach PID 1 at `now`, after all that was due. */
export function advance(process: ProcessState, world: World, now: Millis, signals: readonly Signal[] = []): Advanced {
  return runUntil(cloneMachine(process), world, now, signals)
}

/** Another command inside the container (kubectl exec); its output and end come from `advance` under its id. */
export function startExec(process: ProcessState, argv: readonly string[], at: Millis): { readonly process: ProcessState; readonly exec: number } {
  const machine = cloneMachine(process)
  return { exec: spawnExec(machine, argv, at), process: machine }
}

/**
 * Runs a command inside the container to its end, or until `limitMs` are over and it is killed: what else runs there goes on meanwhile.
 * `at` must not be before the instant to which the process was advanced.
 */
export function execute(process: ProcessState, world: World, argv: readonly string[], at: Millis, limitMs: Millis): Execution {
  return executeIn(cloneMachine(process), world, argv, at, limitMs)
}

/** What a container runtime says when it cannot start a command, PID 1's own by default: `exec: "sh": executable file not found in $PATH`; undefined: it can. */
export function startFault(process: ProcessState, world: World, argv: readonly string[] = process.spec.argv): string | undefined {
  const { spec } = process
  return executableFault(newTurn(cloneMachine(process), world), { cwd: spec.cwd ?? '/', env: new Map(Object.entries(spec.env)) }, argv)
}
