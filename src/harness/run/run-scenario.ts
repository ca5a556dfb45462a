import type { Cluster, ControlPlane } from '../../sim/state.js'
import { scenarioContext } from '../../sim/cluster.js'
import { createDecoded } from '../../sim/requests/create.js'
import { kubectlText } from '../../sim/requests/request.js'
import { checkInvariants } from '../../sim/invariants/registry.js'
import { SimulationError } from '../../sim/simulation-error.js'
import { createCluster } from '../../sim/start.js'
import type { ScenarioRun } from '../actions/action.js'
import type { CompiledScenario, CompiledStep } from '../compile-scenario.js'
import type { Diagnostic } from '../diagnostics.js'
import type { InvariantOutcome, ScenarioOutcome, StepOutcome } from '../outcome.js'
import { behavioursUsed } from './behaviours-used.js'
import { invariantFailure, reproduceCommand, stepFailure, type Scene } from './failure.js'
import { judgeRefusal } from './refusal.js'
import { guardInvariants, type InvariantGuard } from './invariants.js'
import { createRun, type RunControl, type RunOptions } from './scenario-run.js'
import { stepText } from './text.js'

export interface ScenarioResult {
  readonly outcome: ScenarioOutcome
  /** As the run left it: the log is its trace. Undefined when the simulator broke before there was one. */
  readonly cluster: Cluster | undefined
}

export interface ScenarioRunOptions extends RunOptions {
  readonly onStep?: ((step: StepOutcome) => void) | undefined
  /** Looks for broken invariants of the simulator at the end. */
  readonly isChecked?: boolean | undefined
}

/** Runs a compiled scenario on a cluster of its own. */
export function runScenario(scenario: CompiledScenario, controlPlane: ControlPlane, diagnostics: readonly Diagnostic[], options: ScenarioRunOptions = {}): ScenarioResult {
  const guard = guardInvariants(scenario.invariants)
  const cluster = createCluster(controlPlane, scenario.options)
  const control = createRun(cluster, scenario.spec.namespace, scenario.invariants.length === 0 ? undefined : guard, options)
  const steps: StepOutcome[] = []
  let broke: ScenarioOutcome['error']
  try {
    putObjects(scenario, cluster)
    runSteps(scenario, control, guard, steps, options)
    if (options.isChecked === true) checkSimulator(control.run.cluster)
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error
    broke = { message: error.message, details: error.details }
  }
  return { outcome: outcomeOf(scenario, control, guard, steps, diagnostics, broke), cluster: control.run.cluster }
}

/** Holds the run against the simulator's own invariants: what breaks one is a bug of ours. */
function checkSimulator(cluster: Cluster): void {
  const violations = checkInvariants(cluster)
  if (violations.length > 0) throw new SimulationError(`${violations.length} invariants of the simulator are broken`, violations.slice(0, 10).map(({ invariant, message }) => `${invariant}: ${message}`))
}

/** The objects of the start are stored before anything runs. */
function putObjects({ objects }: CompiledScenario, cluster: Cluster): void {
  const context = scenarioContext(cluster, 0)
  for (const { kind, object } of objects) {
    const created = createDecoded(context, { kind, object })
    if (!created.ok) throw new SimulationError(`an object of the start was refused: ${kubectlText(created.error)}`)
  }
}

function runSteps(scenario: CompiledScenario, control: RunControl, guard: InvariantGuard, steps: StepOutcome[], options: ScenarioRunOptions): void {
  let hasFailed = false
  for (const step of scenario.steps) {
    const isSkipped: boolean = hasFailed || control.isOver()
    const outcome: StepOutcome = isSkipped ? skipped(scenario, step, control.run) : runStep(scenario, step, control, guard, steps)
    hasFailed ||= outcome.status === 'failed' || guard.states().some(({ status }) => status === 'failed')
    steps.push(outcome)
    options.onStep?.(outcome)
  }
  guard.finish(control.run.cluster.now)
}

const skipped = (scenario: CompiledScenario, { spec }: CompiledStep, { cluster }: ScenarioRun): StepOutcome => ({ ...stepFrame(scenario, spec, cluster.now, cluster.now), status: 'skipped', said: [] })

const stepFrame = (scenario: CompiledScenario, spec: CompiledStep['spec'], from: number, to: number): Omit<StepOutcome, 'status' | 'said'> => ({
  index: spec.index + 1, ...(spec.name === undefined ? {} : { name: spec.name }), action: spec.action, text: stepText(spec),
  line: scenario.spec.document.place(spec.pointer).line, atMs: from, tookMs: to - from,
})

function runStep(scenario: CompiledScenario, step: CompiledStep, control: RunControl, guard: InvariantGuard, before: readonly StepOutcome[]): StepOutcome {
  const { run, lines } = control
  const from = run.cluster.now
  run.stepNumber = step.spec.index + 1
  lines.length = 0
  const result = judgeRefusal(step.spec, step.action(run))
  const failure = result === undefined ? undefined : stepFailure(sceneOf(scenario, run, before), step.spec, result)
  const isBroken = guard.states().some(({ status }) => status === 'failed')
  return {
    ...stepFrame(scenario, step.spec, from, run.cluster.now), said: [...lines],
    status: failure !== undefined || isBroken ? 'failed' : 'passed', ...(failure === undefined ? {} : { failure }),
  }
}

const sceneOf = (scenario: CompiledScenario, { cluster }: ScenarioRun, steps: readonly StepOutcome[]): Scene =>
  ({ scenario, cluster, steps: steps.filter(({ status }) => status !== 'skipped').map(({ index, atMs, text }) => ({ index, atMs, text })) })

function outcomeOf(
  scenario: CompiledScenario, { run }: RunControl, guard: InvariantGuard, steps: readonly StepOutcome[], diagnostics: readonly Diagnostic[], broke: ScenarioOutcome['error'],
): ScenarioOutcome {
  const { spec, seed } = scenario
  const always = scenario.invariants.map(({ spec: entry, watch }, index): InvariantOutcome => {
    const { status, failed } = guard.states()[index]!
    const place = spec.document.place(entry.assertion.pointer)
    const shown = { index, text: watch.assertion.text, line: place.line }
    if (failed === undefined) return { ...shown, status: status === 'passed' ? 'passed' : 'skipped' }
    return { ...shown, status: 'failed', failure: invariantFailure(sceneOf(scenario, run, steps), entry, { assertion: watch.assertion, verdict: failed }) }
  })
  const hasFailed = steps.some(({ status }) => status === 'failed') || always.some(({ status }) => status === 'failed')
  return {
    name: spec.name, ...(spec.description === undefined ? {} : { description: spec.description }), labels: spec.labels,
    file: spec.document.file, line: spec.document.place('').line, seed,
    status: broke !== undefined ? 'error' : hasFailed ? 'failed' : 'passed',
    virtualMs: run.cluster.now, changes: run.cluster.log.length, steps, always, diagnostics,
    behaviours: behavioursUsed(run.cluster), reproduce: reproduceCommand(scenario), ...(broke === undefined ? {} : { error: broke }),
  }
}
