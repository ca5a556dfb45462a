import type { EventSpec } from '../apiserver/events.js'
import type { Change } from '../store/log.js'
import type { Millis, PodStatus } from '../api/types.js'
import type { Rest, Round, Tape } from './cycle-state.js'
import { isShared } from './contents-state.js'
import { cloneWorker, type PodWorker, type Scope } from './state.js'
import { restartMaxMs } from './backoff.js'
import { Wake } from './wakes.js'

/** After so many rounds that were not alike, a pod is not looked at any more. */
const missesMax = 3
/** The runtime keeps the last dead instance of a container, and the one before it for up to a minute. */
const unsettledRounds = 2

/** Notes an Event or a status of a worker whose restarts are being compared. */
export function noteTold({ worker, context }: Scope, told: { readonly said: EventSpec } | { readonly status: PodStatus; readonly change: Change }): void {
  const { tape } = worker
  if (tape !== undefined && tape.rounds.length > 0) tape.told.push({ at: context.now, ...told })
}

/**
 * A container was made again. Rounds are compared when its back-off grows no more; what may be different each time is left out. The first
 * such rounds are not kept: instances that came after a shorter wait are still known in them.
 */
export function noteRestart(scope: Scope): Tape | undefined {
  const { worker } = scope
  const { tape } = worker
  if (!mayCycle(scope) || (tape?.misses ?? 0) >= missesMax) {
    if (tape !== undefined) worker.tape = { rounds: [], told: [], misses: tape.misses, before: 0 }
    return undefined
  }
  if (tape === undefined || tape.before < unsettledRounds) {
    worker.tape = { rounds: [], told: [], misses: tape?.misses ?? 0, before: (tape?.before ?? 0) + 1 }
    return undefined
  }
  tape.rounds.push(roundOf(scope, tape))
  return tape
}

/** Rounds were not alike: the first of them is forgotten. */
export function forgetRound({ worker }: Scope, { rounds, told, misses }: Tape): void {
  const [, second] = rounds
  const from = second?.told ?? 0
  worker.tape = { rounds: rounds.slice(1).map((round) => ({ ...round, told: round.told - from })), told: told.slice(from), misses: misses + 1, before: unsettledRounds }
}

function mayCycle(scope: Scope): boolean {
  const { worker, node, context } = scope
  if (worker.stage !== 'sync' || !isAlone(scope) || worker.probes.length > 0 || worker.resize !== undefined || worker.kill !== undefined) return false
  if (worker.mirrorUid !== undefined || worker.pod.metadata.deletionTimestamp !== undefined || worker.pod.spec.activeDeadlineSeconds !== undefined) return false
  if (!node.isConnected || !node.isUp || node.metered.has(worker.uid) || context.cluster.conditions.length > 0 || context.options.interleave !== 'fifo') return false
  for (const key in worker.backoffs) if (worker.backoffs[key]!.delayMs === restartMaxMs) return true
  return false
}

/** Whether what its scripts do is seen by no other pod, and waits for none. */
function isAlone({ worker: { uid, contents }, state }: Scope): boolean {
  if (contents === undefined) return true
  if (state.networked.has(uid)) return false
  for (const { process } of contents.processes.values()) if (process.spec.mounts.some(({ volume }) => isShared(volume))) return false
  return true
}

const roundOf = (scope: Scope, { told }: Tape): Round => ({ at: scope.context.now, rest: restOf(scope), told: told.length })

function restOf({ worker, context }: Scope): Rest {
  const { pod: _pod, tape: _tape, texts: _texts, wakeKeys: _keys, ...rest } = cloneWorker(worker)
  return { worker: rest, wakes: wakesOf(worker, (key) => context.cluster.slots[context.actor]?.wakes.get(key)) }
}

/** What a worker waits for, by letter. */
export function wakesOf({ uid }: PodWorker, dueOf: (key: string) => Millis | undefined): Readonly<Record<string, Millis>> {
  const wakes: Record<string, Millis> = {}
  for (const letter of cycleWakes) {
    const at = dueOf(`${letter}/${uid}`)
    if (at !== undefined) wakes[letter] = at
  }
  return wakes
}

/** Wake-ups that a worker may wait for while its restarts come round alike. */
export const cycleWakes: readonly string[] = [Wake.Operation, Wake.Relist, Wake.RelistNow, Wake.Queue, Wake.Mount, Wake.StatusSync, Wake.Process, Wake.Shared, Wake.Contents]
