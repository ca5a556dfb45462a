import type { Millis, Probe } from '../api/types.js'
import { provesNothing, type CommandOutcome } from '../runtime/alone.js'
import type { ProbeAnswer } from '../runtime/probe-outcome.js'
import { execute, startExec, startFault } from '../runtime/process.js'
import { servesUnknown } from '../runtime/serving.js'
import type { ContainerProcess, ProbeMemory, VolumeKey } from './contents-state.js'
import { contentsOf, directoryAt } from './contents-volumes.js'
import { wakeAt } from '../wake.js'
import { absorb, advanceOne, advanceProcesses, worldOf } from './exec-process.js'
import { execSyncError } from './exec-words.js'
import type { RuntimeContainer, Scope } from './state.js'
import { Wake } from './wakes.js'

/** The process behind a container instance, if its files are there to be looked at by its own probes. */
export const probedProcess = ({ worker }: Scope, { id }: RuntimeContainer): ContainerProcess | undefined => worker.contents?.processes.get(id)

/** What an exec probe meets: undefined when it must be run then to be known, which a later instant always does unless nothing changed. */
export function scriptProbe(scope: Scope, { id }: ContainerProcess, probe: Probe, at: Millis): ProbeAnswer | undefined {
  const command = probe.exec?.command ?? []
  const limitMs = (probe.timeoutSeconds ?? 1) * 1_000
  const known = remembered(scope, id, command)
  if (known !== undefined) return answerOf(known.code, known.output)
  if (at > scope.context.now) return undefined
  return probeOutcome(id, at, runCommand(scope, id, command, limitMs), limitMs)
}

/** What a probe makes of what its command came to (pkg/probe/exec, kubelet 1.36). */
export function probeOutcome(id: string, at: Millis, { code, output, afterMs, fault }: CommandOutcome, limitMs: Millis): ProbeAnswer {
  if (fault !== undefined) return { result: 'error', output: execSyncError(id, at, fault) }
  return afterMs > limitMs ? { result: 'timeout', output: '' } : answerOf(code, output)
}

function faultOf(scope: Scope, id: string, command: readonly string[]): string | undefined {
  const process = contentsOf(scope).processes.get(id)
  return process === undefined ? undefined : startFault(process.process, worldOf(scope, process), command)
}

const answerOf = (code: number, output: string): ProbeAnswer => (code === 0 ? { result: 'success', output: '' } : { result: 'failure', output: output.slice(0, 10_240) })

/** An answer that still stands: it rests on files alone, and they are the same. */
function remembered(scope: Scope, id: string, command: readonly string[]): ProbeMemory | undefined {
  const process = contentsOf(scope).processes.get(id)
  const memory = process?.answers.get(command.join('\u0000'))
  if (process === undefined || memory === undefined) return undefined
  if (process.next !== undefined && process.next <= scope.context.now) return undefined
  if (memory.isOfUnknown !== servesUnknown(process.process)) return undefined
  return [...memory.seen].every(([key, directory]) => directoryAt(scope, key) === directory) ? memory : undefined
}

/** Runs a command in a container at once; what it does to files is done, and what takes time goes on as a session of its own. */
export function runCommand(scope: Scope, id: string, command: readonly string[], limitMs: Millis): CommandOutcome {
  const { now } = scope.context
  advanceOne(scope, id)
  const process = contentsOf(scope).processes.get(id)
  if (process === undefined) return { code: 137, output: '', afterMs: 0 }
  const fault = faultOf(scope, id, command)
  if (fault !== undefined) return { code: 126, output: '', afterMs: 0, fault }
  const { exit, stdout, stderr, advanced, rests } = execute(process.process, worldOf(scope, process), command, now, limitMs)
  const afterMs = exit === undefined ? Number.POSITIVE_INFINITY : exit.at - now
  const isOfUnknown = servesUnknown(process.process)
  const isNothing = isOfUnknown && exit !== undefined && exit.code !== 0 && provesNothing(rests, command)
  const [code, output] = isNothing ? [0, ''] : [exit?.code ?? 137, stdout + stderr]
  if (afterMs === 0 && rests.changesFiles) {
    goOn(scope, absorb(scope, id, advanced))
  } else if (afterMs > 0) {
    // The runtime ends a command whose time is over.
    if (exit !== undefined) beginSession(scope, id, command)
  }
  else if (isNothing || (!rests.clock && !rests.network && !rests.processes)) remember(scope, id, command, { code, output, isOfUnknown, rests, seen: new Map(rests.volumes.map((key) => [key, directoryAt(scope, key)])) })
  return { code, output, afterMs }
}

function remember(scope: Scope, id: string, command: readonly string[], memory: ProbeMemory): void {
  const contents = contentsOf(scope)
  const process = contents.processes.get(id)
  if (process === undefined) return
  const answers = new Map([...process.answers, [command.join('\u0000'), memory]])
  scope.worker.contents = { ...contents, processes: new Map([...contents.processes, [id, { ...process, answers }]]) }
}

/** Starts a command that goes on by itself; the value is its session. */
export function beginSession(scope: Scope, id: string, command: readonly string[]): number {
  const contents = contentsOf(scope)
  const before = contents.processes.get(id)!
  const { process, exec } = startExec(before.process, command, scope.context.now)
  const sessions = new Map([...before.sessions, [exec, { stdout: '', stderr: '', exit: undefined }] as const])
  scope.worker.contents = { ...contents, processes: new Map([...contents.processes, [id, { ...before, process, next: scope.context.now, sessions }]]) }
  goOn(scope, [])
  return exec
}

/** The pod's processes up to now; probes that may see what they left look again in this instant. */
export function goOn(scope: Scope, changed: readonly VolumeKey[]): void {
  if (advanceProcesses(scope, changed).length > 0) wakeAt(scope.context, `${Wake.Shared}/${scope.worker.uid}`, scope.context.now)
}
