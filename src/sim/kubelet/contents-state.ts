import type { Millis } from '../api/types.js'
import type { Directory } from '../runtime/files/tree.js'
import type { ContainerLog } from '../runtime/logs.js'
import type { ProcessExit, ProcessState, Rests, Signal } from '../runtime/process.js'
import type { Payload } from './contents-atomic.js'

/** Key of a volume: `vol:cache`, `root:<container id>`, `part:<container id>:2`; `pv:data-db-0` and `host:worker-0` outlive the pod. */
export type VolumeKey = string

/** Whether a volume outlives the pod, and others may mount it too. */
export const isShared = (key: VolumeKey): boolean => key.startsWith('pv:') || key.startsWith('host:')

/**
 * What is in the volumes and containers of one pod, once somebody asks or a script runs there. Replaced as a whole, never changed, so that
 * a fork shares it.
 */
export interface PodContents {
  /** Volumes that live as long as the pod, and the file systems of its containers. */
  readonly volumes: ReadonlyMap<VolumeKey, Directory>
  /** What the kubelet last wrote into its own volumes, by volume. */
  readonly payloads: ReadonlyMap<string, Payload>
  /** By container id. */
  readonly processes: ReadonlyMap<string, ContainerProcess>
  /** By container id, the oldest first; the last two of each container are kept. */
  readonly logs: ReadonlyMap<string, InstanceLog>
}

export interface InstanceLog {
  readonly container: string
  readonly log: ContainerLog
}

export interface ContainerProcess {
  readonly id: string
  readonly container: string
  readonly process: ProcessState
  /** When something happens next by itself. */
  readonly next: Millis | undefined
  readonly watches: readonly VolumeKey[]
  readonly usesNetwork: boolean
  /** Its exit is the container's; a stand-in for what a behaviour describes only lends its file system. */
  readonly isMain: boolean
  /** STOPSIGNAL of its image. */
  readonly stopSignal: Signal
  /** When it is told to end. */
  readonly stopAt: Millis | undefined
  readonly sessions: ReadonlyMap<number, ExecSession>
  /** Commands of probes and what they came to, as long as what that rests on is the same. */
  readonly answers: ReadonlyMap<string, ProbeMemory>
}

/** A command that somebody runs in the container. */
export interface ExecSession {
  readonly stdout: string
  readonly stderr: string
  readonly exit: ProcessExit | undefined
}

export interface ProbeMemory {
  readonly code: number
  readonly output: string
  /** Whether the container ran a program that nobody knows. */
  readonly isOfUnknown: boolean
  readonly rests: Rests
  readonly seen: ReadonlyMap<VolumeKey, Directory>
}

export const noContents: PodContents = { volumes: new Map(), payloads: new Map(), processes: new Map(), logs: new Map() }
