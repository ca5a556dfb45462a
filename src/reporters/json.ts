import type { Diagnostic } from '../harness/outcome.js'
import { defineReporter, type ReporterDefinition } from './define.js'

/** For programs: one JSON document when the run has ended, the same bytes for the same run. */
export const json: ReporterDefinition = defineReporter({
  summary: 'For programs: one JSON document when the run has ended.',
  create: (write, { hasTimes }) => {
    let diagnostics: readonly Diagnostic[] = []
    return {
      onRunStart: (event) => { diagnostics = event.diagnostics },
      onRunEnd: ({ run, wallMs }) => write(`${JSON.stringify({ ...run, diagnostics, ...(hasTimes ? { wallMs: Math.round(wallMs) } : {}) }, undefined, 2)}\n`),
    }
  },
})
