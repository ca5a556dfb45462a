import { controlPlane } from '../sim/control-plane.js'
import { parseDuration } from '../assertions/values/duration.js'
import { error, fileStart, hasErrors } from '../harness/diagnostics.js'
import { openSession, runSession, type SessionOptions } from '../harness/session.js'
import { exitCodes } from './exit-codes.js'
import { createReporter } from './reporter.js'
import { traceFile, traceProblem, writeTrace } from './trace-files.js'

export interface RunCommandOptions {
  readonly seed?: number
  readonly filter: readonly string[]
  readonly trace?: string
  readonly until?: string
  readonly bail?: boolean
  readonly check?: boolean
  readonly unmodelled?: NonNullable<SessionOptions['unmodelled']>
  readonly reporter: 'default' | 'json'
  readonly color: boolean
}

/** `seatrial run PATH…` */
export async function runCommand(paths: readonly string[], options: RunCommandOptions): Promise<number> {
  const reporter = createReporter(options)
  const until = options.until === undefined ? undefined : parseDuration(options.until)
  if (until !== undefined && 'problem' in until) {
    reporter.invalid([error(fileStart(''), `\`--until\` ${until.problem.message}`, until.problem.fix)])
    return exitCodes.invalid
  }
  const unwritable = options.trace === undefined ? undefined : traceProblem(options.trace)
  if (unwritable !== undefined) {
    reporter.invalid([unwritable])
    return exitCodes.invalid
  }
  const session = await openSession(paths, sessionOptions(options))
  const isEmpty = session.scenarios.length === 0
  if (hasErrors(session.diagnostics) || isEmpty) {
    reporter.invalid(isEmpty && !hasErrors(session.diagnostics) ? [...session.diagnostics, error(fileStart(''), 'no scenario matches the filters')] : session.diagnostics)
    return exitCodes.invalid
  }
  const startedAt = process.hrtime.bigint()
  const run = runSession(session, controlPlane, {
    bail: options.bail === true, isChecked: options.check === true, ...(until === undefined ? {} : { untilMs: until.value }), onEvent: reporter.onEvent,
    onCluster: ({ name }, cluster) => { if (options.trace !== undefined) writeTrace(traceFile(options.trace, name, session.scenarios.length), cluster) },
  })
  reporter.onEvent({ type: 'run-end', run, wallMs: Number(process.hrtime.bigint() - startedAt) / 1e6 })
  return run.status === 'passed' ? exitCodes.passed : run.status === 'failed' ? exitCodes.failed : exitCodes.internal
}

const sessionOptions = ({ filter, seed, unmodelled }: RunCommandOptions): SessionOptions =>
  ({ filters: filter, ...(seed === undefined ? {} : { seed }), ...(unmodelled === undefined ? {} : { unmodelled }) })
