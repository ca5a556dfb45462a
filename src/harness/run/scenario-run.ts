import type { Millis } from '../../sim/api/types.js'
import { forkCluster } from '../../sim/cluster.js'
import { runUntil } from '../../sim/run.js'
import type { Cluster } from '../../sim/state.js'
import { viewOf, type ClusterView } from '../../sim/view.js'
import type { CompiledAction, Observer, ScenarioRun } from '../actions/action.js'

interface Later {
  readonly at: Millis
  readonly stepNumber: number
  readonly action: CompiledAction
}

export interface RunOptions {
  /** Virtual time at which the run ends whatever is left to do. */
  readonly untilMs?: Millis | undefined
  /** The run goes on with a fork of the cluster from here; the trace must be the same. */
  readonly forkAtMs?: Millis | undefined
  readonly onProgress?: ((now: Millis, changes: number, step: number) => void) | undefined
}

export interface RunControl {
  readonly run: ScenarioRun
  readonly lines: string[]
  /** Whether `untilMs` was reached. */
  readonly isOver: () => boolean
}

const progressEvery = 2_000
const noTime = Number.POSITIVE_INFINITY

/** Keeps the cluster, what is to happen later, and the guard, if there is one, that sees every instant. */
export function createRun(cluster: Cluster, namespace: string, guard: Observer | undefined, options: RunOptions): RunControl {
  const later: Later[] = []
  const lines: string[] = []
  let instants = 0
  let { forkAtMs } = options

  const look = (observer: Observer | undefined): 'stop' | undefined => {
    const view = viewOf(run.cluster)
    if (++instants % progressEvery === 0) options.onProgress?.(view.now, run.cluster.log.length, run.stepNumber)
    return guard?.observe(view) === 'stop' || observer?.observe(view) === 'stop' ? 'stop' : undefined
  }

  const nextStop = (deadline: Millis, observer: Observer | undefined): Millis => {
    const { now } = run.cluster
    const stops = [later[0]?.at, guard?.nextInstant(now), observer?.nextInstant(now), options.untilMs, forkAtMs]
    return stops.reduce<number>((soonest, at) => (at !== undefined && at >= now && at < soonest ? at : soonest), deadline)
  }

  const advanceTo: ScenarioRun['advanceTo'] = (deadline, observer) => {
    for (;;) {
      const until = nextStop(deadline, observer)
      if (runUntil(run.cluster, until, () => look(observer), observer !== undefined || guard !== undefined) === 'stopped') return 'stopped'
      if (forkAtMs !== undefined && run.cluster.now >= forkAtMs) {
        run.cluster = forkCluster(run.cluster)
        forkAtMs = undefined
      }
      carryOut(run, later)
      if (look(observer) === 'stop' || until >= (options.untilMs ?? noTime)) return 'stopped'
      if (until >= deadline) return 'deadline'
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
  return { run, lines, isOver: () => run.cluster.now >= (options.untilMs ?? noTime) }
}

function carryOut(run: ScenarioRun, later: Later[]): void {
  while (later[0] !== undefined && later[0].at <= run.cluster.now) {
    const { stepNumber, action } = later.shift()!
    const current = run.stepNumber
    run.stepNumber = stepNumber
    action(run)
    run.stepNumber = current
  }
}

/** Several observers as one: each sees every instant. */
export const allOf = (observers: readonly Observer[]): Observer => ({
  observe: (view: ClusterView) => (observers.map((observer) => observer.observe(view)).includes('stop') ? 'stop' : undefined),
  nextInstant: (now) => observers.reduce<Millis | undefined>((soonest, observer) => {
    const at = observer.nextInstant(now)
    return at !== undefined && (soonest === undefined || at < soonest) ? at : soonest
  }, undefined),
})
