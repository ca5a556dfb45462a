import type { Millis } from '../../api/types.js'
import type { Advanced, ProcessExit, Signal, World } from '../process.js'
import { stepShell } from '../shell/step.js'
import { continueCycle, noteWait, skipRounds, waitsForFiles } from './cycle.js'
import { isFull, isReadable, collectDescriptors } from './io.js'
import { busyWords, stepsPerInstant } from './limits.js'
import { stepProgram } from './program-step.js'
import { sendSignal } from './signal-names.js'
import { handleSignals } from './signals.js'
import type { Machine, Task, Turn, Wait } from './state.js'
import { endTask } from './tasks.js'
import { addTouched, untouched } from './touched.js'

export function newTurn(machine: Machine, world: World): Turn {
  return {
    machine, volumes: new Map(world.volumes), network: world.network, epochMs: world.epochMs, addresses: world.addresses ?? [], output: [], execs: new Map<number, ProcessExit>(),
    changed: new Set(), touched: untouched(), total: untouched(), now: machine.now, stepsLeft: stepsPerInstant,
  }
}

/** Runs a machine of its own up to an instant, then hands PID 1 its signals. */
export function runUntil(machine: Machine, world: World, now: Millis, signals: readonly Signal[]): Advanced {
  const turn = newTurn(machine, world)
  advanceTo(turn, now)
  for (const signal of signals) tell(turn, signal)
  if (signals.length > 0) settle(turn)
  return outcomeOf(turn)
}

/** Lets time pass: what is due at each instant runs until everything waits. */
export function advanceTo(turn: Turn, now: Millis): void {
  const { machine } = turn
  const isRepeating = continueCycle(turn, now)
  if (isRepeating) skipRounds(turn, now)
  settle(turn)
  for (let due = nextDue(machine); due !== undefined && due <= now && machine.exit === undefined; due = nextDue(machine)) {
    if (machine.cycle === undefined && noteWait(turn)) skipRounds(turn, now)
    const next = nextDue(machine)
    if (next === undefined || next > now) break
    goTo(turn, next)
    settle(turn)
  }
  if (machine.exit !== undefined) return
  goTo(turn, Math.max(now, machine.now))
  if (!waitsForFiles(machine)) return
  machine.fileVersion++
  settle(turn)
}

function goTo(turn: Turn, now: Millis): void {
  if (now > turn.now) turn.stepsLeft = stepsPerInstant
  turn.now = now
  turn.machine.now = now
}

/** A kill from outside the container ends PID 1 whatever it does. */
function tell({ machine, ...turn }: Turn, signal: Signal): void {
  const init = machine.tasks.get(1)
  if (init === undefined) return
  machine.mark = undefined
  machine.cycle = undefined
  // How it ends from here on is an answer to the signal.
  machine.isGuess = false
  if (signal === 'KILL') endTask({ machine, ...turn }, init, 137)
  else sendSignal(init, signal)
}

/** Runs every process that can go on, in order of their numbers, until none can. */
export function settle(turn: Turn): void {
  for (let hasRun = true; hasRun && turn.machine.exit === undefined;) {
    hasRun = false
    for (const task of [...turn.machine.tasks.values()]) if (task.status === undefined && runTask(turn, task)) hasRun = true
  }
  collectDescriptors(turn)
}

/** Runs one process until it waits; false: it did nothing. */
function runTask(turn: Turn, task: Task): boolean {
  let hasRun = false
  for (let quantum = 0; quantum < 500; quantum++) {
    if (task.signals.length > 0) {
      handleSignals(turn, task)
      hasRun = true
    }
    if (task.status !== undefined || turn.machine.exit !== undefined) return true
    if (task.wait !== undefined && !isOver(turn, task, task.wait)) return hasRun
    task.wait = undefined
    if (--turn.stepsLeft <= 0) return markBusy(turn, task)
    hasRun = true
    if (task.shell !== undefined) stepShell(turn, task)
    else stepProgram(turn, task)
  }
  return true
}

function markBusy({ machine, now }: Turn, task: Task): boolean {
  machine.limit ??= busyWords(machine.spec.title, now)
  task.wait = { on: 'busy' }
  return false
}

function isOver(turn: Turn, task: Task, wait: Wait): boolean {
  switch (wait.on) {
    case 'time': return wait.until <= turn.now
    case 'input': return isReadable(turn, task, wait.fd)
    case 'output': return !isFull(turn, task, wait.fd)
    case 'children': return wait.pids.some((pid) => turn.machine.tasks.get(pid)?.status !== undefined || !turn.machine.tasks.has(pid))
    case 'files': return turn.machine.fileVersion > wait.seen
    case 'forever': case 'busy': return false
  }
}

/** When the first process that waits for a time goes on; undefined: none does. */
export function nextDue(machine: Readonly<Machine>): Millis | undefined {
  let next: Millis | undefined
  for (const { wait, status } of machine.tasks.values()) {
    if (status === undefined && wait?.on === 'time' && (next === undefined || wait.until < next)) next = wait.until
  }
  return next
}

export function outcomeOf(turn: Turn): Advanced {
  const { machine, changed, volumes } = turn
  addTouched(turn.total, turn.touched)
  if (machine.exit === undefined && machine.cycle === undefined && nextDue(machine) !== undefined) noteWait(turn)
  const next = machine.cycle === undefined && machine.exit === undefined ? nextDue(machine) : undefined
  return {
    process: machine,
    volumes: new Map([...changed].map((name) => [name, volumes.get(name)!])),
    output: turn.output,
    ...(machine.exit === undefined ? {} : { exit: machine.exit }),
    execs: turn.execs,
    ...(next === undefined ? {} : { next }),
    watches: waitsForFiles(machine) ? machine.spec.mounts.map(({ volume }) => volume) : [...(machine.cycle?.volumes.keys() ?? [])],
    usesNetwork: machine.cycle?.networkRevision !== undefined,
    unknownPrograms: machine.unknownPrograms,
    ...(machine.limit === undefined ? {} : { limit: machine.limit }),
  }
}
