import type { Diagnostic } from '../harness/diagnostics.js'
import type { CheckOutcome, RunEvent } from '../harness/outcome.js'

export interface CliReporter {
  readonly onEvent: (event: RunEvent) => void
  readonly invalid: (diagnostics: readonly Diagnostic[]) => void
  readonly check: (outcome: CheckOutcome) => void
}
export function createReporter(_options: unknown): CliReporter {
  return {
    onEvent: (event) => { if (event.type === 'scenario-end') process.stdout.write(`${event.scenario.status} ${event.scenario.name}\n${event.scenario.steps.filter((s) => s.failure).map((s) => JSON.stringify(s.failure, null, 1)).join('\n')}`) },
    invalid: (diagnostics) => process.stderr.write(diagnostics.map((d) => `${d.file}:${d.line}:${d.column}: ${d.severity}: ${d.message}${d.fix === undefined ? '' : ` (${d.fix})`}\n`).join('')),
    check: (outcome) => process.stdout.write(`${JSON.stringify(outcome, null, 1)}\n`),
  }
}
