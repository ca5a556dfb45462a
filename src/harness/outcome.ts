// table file
import type { EvidenceLine } from '../assertions/explain/evidence.js'
import type { FailedVerdict } from '../assertions/verdict.js'
import type { Millis } from '../sim/api/types.js'
import type { Diagnostic } from './diagnostics.js'

/** What runs end with, as data: everything a reporter shows. Types only. */

export type { EvidenceLine, FailedVerdict }
export type { Diagnostic } from './diagnostics.js'

export type OutcomeStatus = 'passed' | 'failed' | 'error'

export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ManifestPlace {
  readonly file: string
  readonly line: number
  /** The object that stands there: `deployment/web`. */
  readonly ref: string
}

/** Why a step or an invariant failed. */
export interface Failure {
  /** One line: `within 60s: pods app=web: count 3, ready true`. */
  readonly headline: string
  /** When it was certain, virtual time. */
  readonly atMs: Millis
  /** Of assertions: each one that did not hold, explained. */
  readonly verdicts: readonly FailedVerdict[]
  /** Of requests: what the API said, as kubectl prints it; or what was wanted of a refusal. */
  readonly said?: string
  /** The 3 to 8 things that prove it, oldest first. */
  readonly evidence: readonly EvidenceLine[]
  /** Whole sentences; what to look at or to change. */
  readonly hints: readonly string[]
  readonly scenario: SourcePlace
  readonly manifest?: ManifestPlace
  /** The command that shows the same again. */
  readonly reproduce: string
}

export type StepStatus = OutcomeStatus | 'skipped'

export interface StepOutcome {
  /** From 1, as the trace's causes count. */
  readonly index: number
  readonly name?: string
  readonly action: string
  /** One line: `apply ../k8s/web/`, `advance 10m`. */
  readonly text: string
  readonly line: number
  /** When it began. */
  readonly atMs: Millis
  /** Virtual time that it took. */
  readonly tookMs: Millis
  readonly status: StepStatus
  /** What kubectl would have printed. */
  readonly said: readonly string[]
  readonly failure?: Failure
}

export interface InvariantOutcome {
  /** From 0, in the order of `always`. */
  readonly index: number
  readonly text: string
  readonly line: number
  readonly status: StepStatus
  readonly failure?: Failure
}

/** Which behaviour the containers of one name in one workload followed. */
export interface BehaviourUse {
  /** `deployment/web`, or `pod/client`. */
  readonly workload: string
  readonly container: string
  /** `containers[0]`, `the shell`, `default`. */
  readonly behaviour: string
}

export interface ScenarioOutcome {
  readonly name: string
  readonly description?: string
  readonly labels: Readonly<Record<string, string>>
  readonly file: string
  readonly line: number
  readonly seed: number
  readonly status: OutcomeStatus
  readonly virtualMs: Millis
  /** Entries of the log: changes of objects. */
  readonly changes: number
  readonly steps: readonly StepOutcome[]
  readonly always: readonly InvariantOutcome[]
  /** Warnings and notes on the scenario and its manifests. */
  readonly diagnostics: readonly Diagnostic[]
  readonly behaviours: readonly BehaviourUse[]
  readonly reproduce: string
  /** Of status `error`: what broke in the simulator itself. */
  readonly error?: { readonly message: string; readonly details: readonly string[] }
}

export interface RunOutcome {
  readonly status: OutcomeStatus
  readonly scenarios: readonly ScenarioOutcome[]
  readonly passed: number
  readonly failed: number
  readonly errors: number
  readonly virtualMs: Millis
}

/** What is told of a run while it goes on. */
export type RunEvent =
  | { readonly type: 'run-start'; readonly scenarios: number; readonly files: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'scenario-start'; readonly index: number; readonly name: string; readonly file: string; readonly line: number; readonly seed: number }
  | { readonly type: 'step-end'; readonly index: number; readonly step: StepOutcome; readonly steps: number }
  | { readonly type: 'progress'; readonly index: number; readonly name: string; readonly step: number; readonly steps: number; readonly virtualMs: Millis; readonly changes: number }
  | { readonly type: 'scenario-end'; readonly index: number; readonly scenario: ScenarioOutcome }
  | { readonly type: 'run-end'; readonly run: RunOutcome; readonly wallMs: number }

// ---------------------------------------------------------------- seatrial check

export type WorkloadResult = 'ready' | 'stuck' | 'failing' | 'completed'

export interface WorkloadOutcome {
  readonly ref: string
  readonly file: string
  readonly line: number
  readonly outcome: WorkloadResult
  /** One sentence; empty when all is well. */
  readonly reason: string
  /** Virtual seconds at which it became so. */
  readonly since: number
}

/** What `seatrial check --json` prints, and nothing else. */
export interface CheckOutcome {
  readonly diagnostics: readonly Diagnostic[]
  readonly workloads: readonly WorkloadOutcome[]
}
