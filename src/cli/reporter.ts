import type { Diagnostic } from '../harness/diagnostics.js'
import type { CheckOutcome, RunEvent } from '../harness/outcome.js'
import { tell, type ReporterOptions } from '../reporters/define.js'
import { formatCheck, formatCheckJson } from '../reporters/format-check.js'
import { countDiagnostics, formatDiagnostics } from '../reporters/format-diagnostic.js'
import { paintFor } from '../reporters/paint.js'
import * as registry from '../reporters/registry.js'

export interface CliReporter {
  readonly onEvent: (event: RunEvent) => void
  /** What is wrong with the command line, scenarios or manifests, when nothing runs. */
  readonly invalid: (diagnostics: readonly Diagnostic[]) => void
  readonly check: (outcome: CheckOutcome) => void
}

export interface ReporterChoice {
  readonly reporter: string
  readonly color: boolean
}

/** Names that `--reporter` takes; `default` is the one for terminals. */
export const reporterNames: readonly string[] = ['default', ...Object.keys(registry).filter((name) => name !== 'terminal')]

export function createReporter({ reporter, color }: ReporterChoice): CliReporter {
  const definition = (registry as Readonly<Record<string, (typeof registry)['terminal']>>)[reporter === 'default' ? 'terminal' : reporter]!
  const isTerminal = process.stdout.isTTY === true
  const hasColour = color && isTerminal && process.env['NO_COLOR'] === undefined
  const options: ReporterOptions = { colour: hasColour, isTerminal, hasTimes: process.env['SEATRIAL_NO_TIMES'] === undefined }
  const running = definition.create((text) => void process.stdout.write(text), options)
  const paint = paintFor(hasColour)
  return {
    onEvent: (event) => tell(running, event),
    invalid: (diagnostics) => {
      if (reporter === 'json') process.stdout.write(formatCheckJson({ diagnostics, workloads: [] }))
      else process.stderr.write(`${formatDiagnostics(diagnostics, paint)}${countDiagnostics(diagnostics)}\n`)
    },
    check: (outcome) => void process.stdout.write(reporter === 'json' ? formatCheckJson(outcome) : formatCheck(outcome, { colour: hasColour })),
  }
}
