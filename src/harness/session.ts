import type { JsonObject } from '../sim/api/types.js'
import type { Plugin } from '../sim/scheduler/define.js'
import type { Cluster, ControlPlane } from '../sim/state.js'
import { matchesFilters } from './filter.js'
import { compileScenario, type Compilation, type CompiledScenario } from './compile-scenario.js'
import { hasErrors, sortDiagnostics, type Diagnostic } from './diagnostics.js'
import { createManifestLoader } from './discover/manifest-loader.js'
import type { OutcomeStatus, RunEvent, RunOutcome, ScenarioOutcome } from './outcome.js'
import { loadExtensions } from './manifests/extensions.js'
import type { ManifestLoader } from './manifests/load-manifests.js'
import { readScenarios } from './read-scenarios.js'
import { runScenario, type ScenarioRunOptions } from './run/run-scenario.js'
import type { ScenarioSpec } from './spec.js'

export interface SessionOptions {
  readonly seed?: number
  readonly filters?: readonly string[]
  readonly unmodelled?: ScenarioSpec['unmodelled']
  /** Plugins that the scheduler has besides its own. */
  readonly schedulerPlugins?: readonly Plugin[]
}

/** Scenarios that can be run, or everything that is wrong with them: never both. */
export interface Session {
  readonly scenarios: readonly { readonly scenario: CompiledScenario; readonly diagnostics: readonly Diagnostic[] }[]
  readonly files: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Finds, loads, validates and compiles the scenarios behind paths. All problems of all files come at once; with one, nothing is to run. */
export async function openSession(paths: readonly string[], options: SessionOptions = {}): Promise<Session> {
  const read = await readScenarios(paths)
  const chosen = read.specs.filter((spec) => matchesFilters(spec, options.filters ?? []))
    .map((spec) => (options.unmodelled === undefined ? spec : { ...spec, unmodelled: options.unmodelled }))
  const loadManifests = await createManifestLoader([...chosen, ...read.remains])
  const sent: JsonObject[] = []
  const compileAll = (): readonly Compilation[] => chosen.map((spec) => compileScenario(spec, noting(loadManifests, sent), options.seed ?? spec.seed, options.schedulerPlugins))
  const first = compileAll()
  // what the manifests mean may be known only now
  const compiled = (await loadExtensions(sent)) ? compileAll() : first
  const others = read.remains.flatMap((spec) => compileScenario(spec, loadManifests, spec.seed).diagnostics)
  const all = [...read.diagnostics, ...compiled.flatMap((each) => each.diagnostics), ...others]
  const scenarios = compiled.flatMap(({ scenario, diagnostics: own }) => (scenario === undefined ? [] : [{ scenario, diagnostics: sortDiagnostics(own) }]))
  const isWrong = hasErrors(all)
  return { scenarios: isWrong ? [] : scenarios, files: new Set(read.specs.map(({ document }) => document.file)).size, diagnostics: sortDiagnostics(isWrong ? all : read.diagnostics) }
}

/** Notes the objects that are loaded. */
const noting = (load: ManifestLoader, sent: JsonObject[]): ManifestLoader => (...place) => {
  const loaded = load(...place)
  for (const { object } of loaded.objects) sent.push(object)
  return loaded
}

export interface RunSessionOptions {
  readonly bail?: boolean
  readonly untilMs?: number
  /** Holds every run against the simulator's own invariants. */
  readonly isChecked?: boolean
  readonly onEvent?: (event: RunEvent) => void
  /** Gets each cluster as its run left it, for traces. */
  readonly onCluster?: (scenario: ScenarioOutcome, cluster: Cluster) => void
}

/** Runs the scenarios of a session one after the other. */
export function runSession(session: Session, controlPlane: ControlPlane, options: RunSessionOptions = {}): RunOutcome {
  const outcomes: ScenarioOutcome[] = []
  const emit = options.onEvent ?? ((): void => undefined)
  emit({ type: 'run-start', scenarios: session.scenarios.length, files: session.files, diagnostics: session.diagnostics })
  for (const [index, { scenario, diagnostics }] of session.scenarios.entries()) {
    const { spec, seed } = scenario
    emit({ type: 'scenario-start', index, name: spec.name, file: spec.document.file, line: spec.document.place('').line, seed })
    const { outcome, cluster } = runScenario(scenario, controlPlane, diagnostics, runOptions(scenario, index, options, emit))
    outcomes.push(outcome)
    if (cluster !== undefined) options.onCluster?.(outcome, cluster)
    emit({ type: 'scenario-end', index, scenario: outcome })
    if (options.bail === true && outcome.status !== 'passed') break
  }
  return runOutcome(outcomes)
}

const runOptions = ({ spec: { name, steps } }: CompiledScenario, index: number, { untilMs, isChecked }: RunSessionOptions, emit: (event: RunEvent) => void): ScenarioRunOptions => ({
  untilMs, isChecked,
  onStep: (step) => emit({ type: 'step-end', index, step, steps: steps.length }),
  onProgress: (virtualMs, changes, step) => emit({ type: 'progress', index, name, step, steps: steps.length, virtualMs, changes }),
})

export function runOutcome(scenarios: readonly ScenarioOutcome[]): RunOutcome {
  const count = (status: OutcomeStatus): number => scenarios.filter((scenario) => scenario.status === status).length
  const [passed, failed, errors] = [count('passed'), count('failed'), count('error')]
  return { status: errors > 0 ? 'error' : failed > 0 ? 'failed' : 'passed', scenarios, passed, failed, errors, virtualMs: scenarios.reduce((sum, { virtualMs }) => sum + virtualMs, 0) }
}
