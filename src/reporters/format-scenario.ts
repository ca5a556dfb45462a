import type { BehaviourUse, InvariantOutcome, OutcomeStatus, ScenarioOutcome, StepOutcome, StepStatus } from '../harness/outcome.js'
import { formatDiagnostics } from './format-diagnostic.js'
import { formatFailure } from './format-failure.js'
import { counted, durationText, indent, printable } from './layout.js'
import type { Paint } from './paint.js'

const badges = { passed: (paint: Paint) => paint.green('PASS'), failed: (paint: Paint) => paint.red('FAIL'), error: (paint: Paint) => paint.red('ERROR') } as const satisfies Record<OutcomeStatus, unknown>
const marks = { passed: (paint: Paint) => paint.green('✓'), failed: (paint: Paint) => paint.red('✗'), error: (paint: Paint) => paint.red('✗'), skipped: (paint: Paint) => paint.dim('-') } as const satisfies Record<StepStatus, unknown>

/** One line for a scenario that passed; one that did not tells its steps and explains itself. */
export function formatScenario(scenario: ScenarioOutcome, paint: Paint): string {
  const { name, status, file, line, diagnostics, error } = scenario
  const head = `${badges[status](paint)} ${paint.bold(printable(name))} ${paint.dim(`${summaryOf(scenario)} ${printable(file)}:${line}`)}`
  const blocks = [
    ...(status === 'passed' ? [] : [stepsText(scenario, paint), ...failuresOf(scenario).map((failure) => formatFailure(failure, paint))]),
    ...(error === undefined ? [] : [[error.message, ...error.details, `reproduce  ${scenario.reproduce}`].map(printable).join('\n')]),
    ...(diagnostics.length === 0 ? [] : [formatDiagnostics(diagnostics, paint).trimEnd()]),
    ...(scenario.behaviours.length === 0 ? [] : [paint.dim(printable(behavioursText(scenario.behaviours)))]),
  ]
  const body = blocks.filter((block) => block !== '').map((block) => indent(block, 2)).join(status === 'passed' ? '\n' : '\n\n')
  return `${head}\n${body === '' ? '' : `${body}\n`}${status === 'passed' ? '' : '\n'}`
}

const summaryOf = ({ seed, steps, virtualMs }: ScenarioOutcome): string => `seed ${seed}, ${counted(steps.length, 'step')}, ${durationText(virtualMs)} of cluster time,`

const failuresOf = ({ always, steps }: ScenarioOutcome): readonly NonNullable<StepOutcome['failure']>[] => [...steps, ...always].flatMap(({ failure }) => failure ?? [])

function stepsText({ steps, always }: ScenarioOutcome, paint: Paint): string {
  const lines = [...steps.map((step) => stepLine(step, paint)), ...always.filter(({ status }) => status !== 'passed').map((invariant) => invariantLine(invariant, paint))]
  return lines.join('\n')
}

function stepLine({ index, name, text, status, atMs, tookMs, line }: StepOutcome, paint: Paint): string {
  const when = status === 'skipped' ? 'not run' : `${durationText(atMs)}${tookMs === 0 ? '' : ` +${durationText(tookMs)}`}`
  return `${marks[status](paint)} ${index} ${printable(name === undefined ? text : `${name}: ${text}`)} ${paint.dim(`${when}, line ${line}`)}`
}

const invariantLine = ({ text, status, line }: InvariantOutcome, paint: Paint): string => `${marks[status](paint)} always ${printable(text)} ${paint.dim(`line ${line}`)}`

/** `containers: default (deployment/web web), containers[0] (job/sum main)`. */
export function behavioursText(behaviours: readonly BehaviourUse[]): string {
  const groups = new Map<string, string[]>()
  for (const { behaviour, workload, container } of behaviours) groups.set(behaviour, [...(groups.get(behaviour) ?? []), `${workload} ${container}`])
  return `containers: ${[...groups].map(([behaviour, users]) => `${behaviour} (${users.join(', ')})`).join(', ')}`
}
