import { closeSync, openSync, writeSync } from 'node:fs'
import { controlPlane } from '../sim/control-plane.js'
import { traceLine } from '../sim/trace.js'
import type { Cluster } from '../sim/state.js'
import { parseDuration } from '../assertions/values/duration.js'
import { error, fileStart, hasErrors } from '../harness/diagnostics.js'
import { openSession, runSession, type SessionOptions } from '../harness/session.js'
import { exitCodes } from './exit-codes.js'
import { createReporter } from './reporter.js'

export interface RunCommandOptions {
  readonly seed?: number
  readonly filter: readonly string[]
  readonly trace?: string
  readonly until?: string
  readonly bail?: boolean
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
  const session = await openSession(paths, sessionOptions(options))
  const isEmpty = session.scenarios.length === 0
  if (hasErrors(session.diagnostics) || isEmpty) {
    reporter.invalid(isEmpty && !hasErrors(session.diagnostics) ? [...session.diagnostics, error(fileStart(''), 'no scenario matches the filters')] : session.diagnostics)
    return exitCodes.invalid
  }
  const startedAt = process.hrtime.bigint()
  const run = runSession(session, controlPlane, {
    bail: options.bail === true, ...(until === undefined ? {} : { untilMs: until.value }), onEvent: reporter.onEvent,
    onCluster: ({ name }, cluster) => { if (options.trace !== undefined) writeTrace(traceFile(options.trace, name, session.scenarios.length), cluster) },
  })
  reporter.onEvent({ type: 'run-end', run, wallMs: Number(process.hrtime.bigint() - startedAt) / 1e6 })
  return run.status === 'passed' ? exitCodes.passed : run.status === 'failed' ? exitCodes.failed : exitCodes.internal
}

const sessionOptions = ({ filter, seed, unmodelled }: RunCommandOptions): SessionOptions =>
  ({ filters: filter, ...(seed === undefined ? {} : { seed }), ...(unmodelled === undefined ? {} : { unmodelled }) })

/** One scenario writes to the file itself, several to one file each: `trace.jsonl` becomes `trace-NAME.jsonl`. */
function traceFile(file: string, name: string, scenarios: number): string {
  if (scenarios === 1) return file
  const dot = file.lastIndexOf('.')
  return dot <= file.lastIndexOf('/') ? `${file}-${name}` : `${file.slice(0, dot)}-${name}${file.slice(dot)}`
}

const linesPerWrite = 500

function writeTrace(file: string, cluster: Cluster): void {
  const target = openSync(file, 'w')
  try {
    const { entries } = cluster.log
    for (let i = 0; i < entries.length; i += linesPerWrite) writeSync(target, entries.slice(i, i + linesPerWrite).map(traceLine).join(''))
  } finally {
    closeSync(target)
  }
}
