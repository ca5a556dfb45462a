import type { BehaviourUse, InvariantOutcome, OutcomeStatus, ScenarioOutcome, StepOutcome, StepStatus } from '../harness/outcome.js'
import { formatDiagnostics } from './format-diagnostic.js'
import { formatFailure } from './format-failure.js'
import { columns, counted, durationText, indent, printable } from './layout.js'
import type { Paint } from './paint.js'

type Painted = (paint: Paint) => string

const badges: Readonly<Record<OutcomeStatus, Painted>> = {
  passed: (paint) => paint.green('PASS'),
  failed: (paint) => paint.red('FAIL'),
  error: (paint) => paint.red('ERROR'),
}
const marks: Readonly<Record<StepStatus, Painted>> = {
  passed: (paint) => paint.green('✓'),
  failed: (paint) => paint.red('✗'),
  error: (paint) => paint.red('✗'),
  skipped: (paint) => paint.dim('-'),
}

/** One line for a scenario that passed; one that did not tells its steps and explains itself. */
export function formatScenario(scenario: ScenarioOutcome, paint: Paint): string {
  const { name, status, file, line, diagnostics, error } = scenario
  const head = `${badges[status](paint)} ${paint.bold(printable(name))} ${paint.dim(`${summaryOf(scenario)} ${printable(file)}:${line}`)}`
  const blocks = [
    ...(diagnostics.length === 0 ? [] : [formatDiagnostics(diagnostics, paint).trimEnd()]),
    ...(scenario.behaviours.length === 0 ? [] : [paint.dim(printable(behavioursText(scenario.behaviours)))]),
    ...(status === 'passed' ? [] : [stepsText(scenario, paint), ...failuresOf(scenario).map((failure) => formatFailure(failure, paint))]),
    ...(error === undefined ? [] : [[error.message, ...error.details, `reproduce  ${scenario.reproduce}`].map(printable).join('\n')]),
  ]
  const body = blocks
    .filter((block) => block !== '')
    .map((block) => indent(block, 2))
    .join(status === 'passed' ? '\n' : '\n\n')
  return `${head}\n${body === '' ? '' : `${body}\n`}${status === 'passed' ? '' : '\n'}`
}

const summaryOf = ({ seed, steps, virtualMs }: ScenarioOutcome): string =>
  `seed ${seed}, ${counted(steps.length, 'step')}, ${durationText(virtualMs)} of cluster time,`

const failuresOf = ({ always, steps }: ScenarioOutcome): readonly NonNullable<StepOutcome['failure']>[] =>
  [...steps, ...always].flatMap(({ failure }) => failure ?? [])

function stepsText({ steps, always }: ScenarioOutcome, paint: Paint): string {
  const broken = always.filter(({ status }) => status !== 'passed')
  return columns([...steps.map((step) => stepRow(step, paint)), ...broken.map((invariant) => invariantRow(invariant, paint))]).join('\n')
}

function stepRow({ index, name, text, status, atMs, tookMs, line }: StepOutcome, paint: Paint): readonly string[] {
  const when = status === 'skipped' ? 'not run' : `at ${durationText(atMs)}${tookMs === 0 ? '' : `, took ${durationText(tookMs)}`}`
  return [`${marks[status](paint)} ${index}`, printable(name === undefined ? text : `${name}: ${text}`), paint.dim(`line ${line}`), paint.dim(when)]
}

const invariantRow = ({ text, status, line }: InvariantOutcome, paint: Paint): readonly string[] => [
  `${marks[status](paint)} always`,
  printable(text),
  paint.dim(`line ${line}`),
  '',
]

/** More users of one behaviour are only counted. */
const usersShown = 8

/** `containers: default (deployment/web web), containers[0] (job/sum main)`. */
export function behavioursText(behaviours: readonly BehaviourUse[]): string {
  const groups = new Map<string, string[]>()
  for (const { behaviour, workload, container } of behaviours) {
    const user = `${workload} ${container}`
    const users = groups.get(behaviour)
    if (users === undefined) groups.set(behaviour, [user])
    else users.push(user)
  }
  return `containers: ${[...groups].map(([behaviour, users]) => `${behaviour} (${usersText(users)})`).join(', ')}`
}

const usersText = (users: readonly string[]): string =>
  [...users.slice(0, usersShown), ...(users.length > usersShown ? [`and ${users.length - usersShown} more`] : [])].join(', ')
