import type { RunOutcome } from '../harness/outcome.js'
import { defineReporter, type ReporterDefinition } from './define.js'
import { countDiagnostics, formatDiagnostics } from './format-diagnostic.js'
import { formatScenario } from './format-scenario.js'
import { counted, durationText, printable } from './layout.js'
import { paintFor, type Paint } from './paint.js'

const eraseLine = '\r\u001b[2K'

/** For people: a line for each scenario that passed, and everything about those that did not. */
export const terminal: ReporterDefinition = defineReporter({
  summary: 'For people: a line for each scenario that passed, and the whole explanation of those that did not.',
  create: (write, { colour, isTerminal, hasTimes }) => {
    const paint = paintFor(colour)
    let isLineOpen = false
    const say = (text: string): void => {
      write(`${isLineOpen ? eraseLine : ''}${text}`)
      isLineOpen = false
    }
    return {
      onRunStart: ({ diagnostics }) => {
        if (diagnostics.length > 0) say(`${formatDiagnostics(diagnostics, paint)}${countDiagnostics(diagnostics)}\n\n`)
      },
      onProgress: ({ name, step, steps, virtualMs, changes }) => {
        if (!isTerminal) return
        write(
          `${eraseLine}${paint.dim(`  ${printable(name)}: step ${step} of ${steps}, ${durationText(virtualMs)} of cluster time, ${counted(changes, 'change')}`)}`,
        )
        isLineOpen = true
      },
      onScenarioEnd: ({ scenario }) => say(formatScenario(scenario, paint)),
      onRunEnd: ({ run, wallMs }) => say(formatRun(run, hasTimes ? wallMs : undefined, paint)),
    }
  },
})

/** `3 passed, 1 failed; 4 scenarios, 32m of cluster time`. */
export function formatRun({ passed, failed, errors, scenarios, virtualMs }: RunOutcome, wallMs: number | undefined, paint: Paint): string {
  const parts = [
    passed > 0 || scenarios.length === 0 ? paint.green(`${passed} passed`) : undefined,
    failed > 0 ? paint.red(`${failed} failed`) : undefined,
    errors > 0 ? paint.red(counted(errors, 'error')) : undefined,
  ].filter((part) => part !== undefined)
  const wall = wallMs === undefined ? '' : `Took ${durationText(Math.round(wallMs))}\n`
  return `${parts.join(', ')}; ${counted(scenarios.length, 'scenario')}, ${durationText(virtualMs)} of cluster time\n${wall}`
}
