import type { CheckOutcome, WorkloadOutcome, WorkloadResult } from '../harness/outcome.js'
import { countDiagnostics, formatDiagnostics } from './format-diagnostic.js'
import { columns, counted, durationText, printable } from './layout.js'
import { paintFor, type Paint } from './paint.js'

const words: Readonly<Record<WorkloadResult, (paint: Paint) => string>> = {
  ready: (paint) => paint.green('ready'),
  completed: (paint) => paint.green('completed'),
  stuck: (paint) => paint.yellow('stuck'),
  failing: (paint) => paint.red('failing'),
}

/** What `seatrial check` prints for people: findings with their places, then what became of each workload. */
export function formatCheck({ diagnostics, workloads }: CheckOutcome, options: { readonly colour: boolean }): string {
  const paint = paintFor(options.colour)
  const blocks = [formatDiagnostics(diagnostics, paint), workloadsText(workloads, paint), `${summaryText(workloads, countDiagnostics(diagnostics))}\n`]
  return blocks.filter((block) => block !== '').join('\n')
}

function workloadsText(workloads: readonly WorkloadOutcome[], paint: Paint): string {
  const rows = workloads.map(({ ref, outcome, since, file, line }) => [
    words[outcome](paint),
    paint.bold(printable(ref)),
    paint.dim(`since ${durationText(Math.round(since * 1000))}`),
    paint.dim(`${printable(file)}:${line}`),
  ])
  return columns(rows)
    .map((row, index) => `${row}\n${reasonText(workloads[index]!, paint)}`)
    .join('')
}

const reasonText = ({ reason }: WorkloadOutcome, paint: Paint): string => (reason === '' ? '' : `  ${paint.yellow('why:')} ${printable(reason)}\n`)

/** `12 ready, 1 stuck; 2 warnings`. */
function summaryText(workloads: readonly WorkloadOutcome[], found: string): string {
  const order: readonly WorkloadResult[] = ['ready', 'completed', 'stuck', 'failing']
  const parts = order
    .map((outcome) => [workloads.filter((each) => each.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`)
  const isWell = workloads.every(({ outcome }) => outcome === 'ready' || outcome === 'completed')
  return `${workloads.length === 0 ? 'no workloads' : `${counted(workloads.length, 'workload')}: ${parts.join(', ')}`}${found === '' ? (isWell ? '; nothing found wrong' : '') : `; ${found}`}`
}

/** What `seatrial check --json` prints: the contract's shape and nothing else. */
export const formatCheckJson = (outcome: CheckOutcome): string => `${JSON.stringify(outcome, undefined, 2)}\n`
