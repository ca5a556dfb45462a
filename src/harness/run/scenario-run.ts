import type { Millis } from '../../sim/api/types.js'
import { nextInstant, runUntil, type OnInstant } from '../../sim/run.js'
import type { Cluster } from '../../sim/state.js'
import type { CompiledAction, ScenarioRun } from '../actions/action.js'
import type { Failure } from '../outcome.js'

interface Later {
  readonly at: Millis
  readonly stepNumber: number
  readonly action: CompiledAction
}

/** Asked once per instant in which the log grew; a failure ends the run there. */
export type Guard = (cluster: Cluster) => Failure | undefined

export interface RunControl {
  readonly run: ScenarioRun
  /** The failure of an invariant, once there is one. */
  readonly broken: () => Failure | undefined
  readonly lines: readonly string[]
}

/** Keeps the cluster's clock, what is to happen later, and the guard over every instant. */
export function createRun(cluster: Cluster, namespace: string, guard: Guard, onProgress: (now: Millis) => void): RunControl {
  const later: Later[] = []
  const lines: string[] = []
  let failure: Failure | undefined
  let instants = 0

  const guarded = (onInstant: OnInstant | undefined): OnInstant => (at) => {
    failure ??= guard(at)
    if (++instants % progressEvery === 0) onProgress(at.now)
    return failure !== undefined ? 'stop' : onInstant?.(at)
  }

  const advanceTo: ScenarioRun['advanceTo'] = (deadline, onInstant) => {
    const watch = guarded(onInstant)
    for (;;) {
      const next = later[0]
      const until = next === undefined || next.at > deadline ? deadline : next.at
      if (runUntil(cluster, until, watch) === 'stopped') return 'stopped'
      if (next === undefined || next.at > deadline) return 'deadline'
      later.shift()
      const { stepNumber } = run
      run.stepNumber = next.stepNumber
      next.action(run)
      run.stepNumber = stepNumber
      if (watch(cluster) === 'stop') return 'stopped'
    }
  }

  const run: ScenarioRun = {
    cluster, namespace, advanceTo, stepNumber: 0,
    later: (at, action) => {
      later.push({ at, stepNumber: run.stepNumber, action })
      later.sort((a, b) => a.at - b.at)
    },
    said: (line) => void lines.push(line),
  }
  return { run, broken: () => failure, lines }
}

const progressEvery = 2_000

/** Lets the cluster come to rest, at most until `limit`; the time at which nothing more happens. */
export function runToRest(cluster: Cluster, limit: Millis, onInstant?: OnInstant): Millis {
  while (nextInstant(cluster) !== undefined && nextInstant(cluster)! <= limit) {
    if (runUntil(cluster, nextInstant(cluster)!, onInstant) === 'stopped') break
  }
  return cluster.now
}
