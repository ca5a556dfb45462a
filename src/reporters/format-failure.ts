import type { EvidenceLine, Failure, FailedVerdict } from '../harness/outcome.js'
import { columns, durationText, indent, printable } from './layout.js'
import type { Paint } from './paint.js'

/** What failed, what was there instead and since when, what proves it, where it stands, and last how to see it again. */
export function formatFailure(failure: Failure, paint: Paint): string {
  const { headline, atMs, verdicts, said, evidence, hints } = failure
  const blocks = [
    `${paint.red(printable(headline))} ${paint.dim(`(at ${durationText(atMs)})`)}`,
    ...verdicts.map((verdict) => formatVerdict(verdict, atMs, paint)),
    ...(said === undefined ? [] : [printable(said)]),
    ...(evidence.length === 0 ? [] : [formatEvidence(evidence, paint)]),
    ...(hints.length === 0 ? [] : [hints.map((hint) => `${paint.yellow('why:')} ${printable(hint)}`).join('\n')]),
    formatPlaces(failure, paint),
  ]
  return blocks.join('\n\n')
}

function formatVerdict(verdict: FailedVerdict, atMs: number, paint: Paint): string {
  const { subject, path, expected, actual, since } = verdict
  const rows = [
    ['expected', paint.green(printable(expected))],
    ['actual', paint.red(printable(actual))],
    ...(since === undefined ? [] : [['since', sinceText(since, atMs)]]),
  ]
  return `${paint.bold(printable(path === '' ? subject : `${subject}: ${path}`))}\n${indent(columns(rows).join('\n'), 2)}`
}

const sinceText = (since: number, atMs: number): string =>
  since <= 0 ? `the start (for ${durationText(atMs)})` : `${durationText(since)} (for ${durationText(atMs - since)})`

/** Time, writer and what happened, one line each. */
export function formatEvidence(evidence: readonly EvidenceLine[], paint: Paint): string {
  return columns(evidence.map(({ atMs, by, text }) => [paint.dim(durationText(atMs)), paint.cyan(printable(by)), printable(text)])).join('\n')
}

function formatPlaces({ scenario, manifest, reproduce }: Failure, paint: Paint): string {
  const rows = [
    ['scenario', `${printable(scenario.file)}:${scenario.line}:${scenario.column}`],
    ...(manifest === undefined ? [] : [['manifest', `${printable(manifest.file)}:${manifest.line} (${printable(manifest.ref)})`]]),
    ['reproduce', printable(reproduce)],
  ]
  return columns(rows.map(([name, value]) => [paint.dim(name!), value!])).join('\n')
}
