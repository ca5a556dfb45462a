import type { RunEvent } from '../harness/outcome.js'

/** Where a reporter's text goes; it ends its own lines. */
export type Write = (text: string) => void

export interface ReporterOptions {
  readonly colour: boolean
  /** A terminal: lines may be overwritten. */
  readonly isTerminal: boolean
  /** Wall clock times, the only thing that differs between two runs. */
  readonly hasTimes: boolean
}

type On<Type extends RunEvent['type']> = (event: Extract<RunEvent, { readonly type: Type }>) => void

/** Hooks in the order of a run's life; a reporter has those that it needs. */
export interface Reporter {
  readonly onRunStart?: On<'run-start'>
  readonly onScenarioStart?: On<'scenario-start'>
  readonly onStepEnd?: On<'step-end'>
  /** Now and then during long runs. */
  readonly onProgress?: On<'progress'>
  readonly onScenarioEnd?: On<'scenario-end'>
  /** The last call; what is not written by now is lost. */
  readonly onRunEnd?: On<'run-end'>
}

export interface ReporterDefinition {
  /** One sentence for help and reference. */
  readonly summary: string
  readonly create: (write: Write, options: ReporterOptions) => Reporter
}

export const defineReporter = (definition: ReporterDefinition): ReporterDefinition => definition

/** Hands an event to the hook that is meant for it. */
export function tell(reporter: Reporter, event: RunEvent): void {
  switch (event.type) {
    case 'run-start': return reporter.onRunStart?.(event)
    case 'scenario-start': return reporter.onScenarioStart?.(event)
    case 'step-end': return reporter.onStepEnd?.(event)
    case 'progress': return reporter.onProgress?.(event)
    case 'scenario-end': return reporter.onScenarioEnd?.(event)
    case 'run-end': return reporter.onRunEnd?.(event)
  }
}
