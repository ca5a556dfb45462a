import type { ExecQuestion } from '../../sim/container-questions.js'
import type { Json, Millis } from '../../sim/api/types.js'
import type { Target } from '../../sim/requests/target.js'
import { connectionRefused } from '../../sim/requests/connection.js'
import { nextInstant } from '../../sim/run.js'
import { parseDuration } from '../values/duration.js'
import { compileAssertions, watchFor } from './expect.js'
import type { ActionResult, CompileAction, CompileScope, ScenarioRun } from './action.js'
import { fieldsOf, isFields, listOf, textOf } from './json.js'
import { hasPods, podNameOf } from './exec-target.js'
import { compileReference } from './targets.js'

const defaultTimeoutMs: Millis = 600_000

interface Call {
  readonly target: Target
  readonly reference: string
  readonly question: Omit<ExecQuestion, 'pod'>
  readonly timeoutMs: Millis
}

/** `{ pod/web-0: [sh, -c, "cat /data/x"], container, timeout, expect }`: as `kubectl exec` does; takes as long as the command. */
export const exec: CompileAction = (params, scope) => {
  const pointer = `${scope.step.pointer}/exec`
  const calls = callsOf(params, pointer, scope)
  const expected = isFields(params) ? params['expect'] : undefined
  const assertions = expected === undefined ? [] : compileAssertions({ output: expected }, pointer, scope)
  return (run) => {
    for (const call of calls) {
      const result = execute(run, call)
      if (result !== undefined) return result
    }
    return assertions.length === 0 ? undefined : watchFor(run, { assertions, withinMs: undefined, forMs: undefined })
  }
}

function callsOf(params: Json, pointer: string, scope: CompileScope): readonly Call[] {
  const { container, timeout } = isFields(params) ? params : {}
  const parsed = timeout === undefined ? undefined : parseDuration(timeout)
  if (parsed !== undefined && 'problem' in parsed) scope.problem(`${pointer}/timeout`, parsed.problem.message, parsed.problem.fix)
  const timeoutMs = parsed !== undefined && 'value' in parsed ? parsed.value : defaultTimeoutMs
  const commands = fieldsOf(params).filter(([key]) => key !== 'container' && key !== 'expect' && key !== 'timeout')
  if (commands.length !== 1) scope.problem(pointer, `\`exec\` runs one command in one pod, but ${commands.length === 0 ? 'names none' : `names ${commands.length}`}`, '{ pod/web-0: [cat, /data/x] }')
  return commands.flatMap(([reference, command]) => {
    const at = `${pointer}/${reference.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const target = compileReference(reference.includes('/') ? reference : `pod/${reference}`, at, scope)
    if (target === undefined) return []
    if (!hasPods(target.kind)) {
      scope.problem(at, `commands run in pods, but \`${reference}\` is a ${target.definition.kind}`, 'pod/NAME or deployment/NAME')
      return []
    }
    const only = textOf(container)
    return [{ timeoutMs, target, reference, question: { namespace: target.namespace, command: commandOf(command), ...(only === undefined ? {} : { container: only }) } }]
  })
}

/** A text is what a shell would run; a list is the command itself. */
const commandOf = (value: Json): readonly string[] => (typeof value === 'string' ? ['sh', '-c', value] : listOf(value).map(String))

function execute(run: ScenarioRun, { target, reference, question: asking, timeoutMs }: Call): ActionResult {
  const refused = connectionRefused(run.cluster)
  if (refused !== undefined) return { refusal: refused }
  const pod = podNameOf(run.cluster, target)
  if (pod === undefined) return { refusal: `error: there is no pod for ${reference}` }
  const question: ExecQuestion = { ...asking, pod }
  const asked = run.cluster.controlPlane.services.containers?.startExec(run.cluster, question)
  if (asked?.ok !== true) return { refusal: asked?.refusal ?? 'error: there are no kubelets' }
  if (asked.said !== undefined) run.said(asked.said)
  const deadline = run.cluster.now + timeoutMs
  for (;;) {
    const { cluster } = run
    const outcome = cluster.controlPlane.services.containers!.execOutcome(cluster, asked.handle, question)
    if (outcome !== undefined) {
      cluster.lastExec = outcome
      tell(run, outcome.stdout + outcome.stderr)
      if (outcome.exit !== 0) run.said(`command terminated with exit code ${outcome.exit}`)
      return undefined
    }
    if (cluster.now >= deadline) return { refusal: `error: the command ran for ${timeoutMs / 1000} s and did not end; give it a \`timeout\`` }
    if (run.advanceTo(Math.min(nextInstant(cluster) ?? deadline, deadline)) === 'stopped') return undefined
  }
}

function tell(run: ScenarioRun, text: string): void {
  for (const line of text.replace(/\n$/, '').split('\n')) if (text !== '') run.said(line)
}
