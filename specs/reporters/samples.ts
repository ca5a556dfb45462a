import type { Failure, RunEvent, RunOutcome, ScenarioOutcome, StepOutcome } from '../../src/harness/outcome.js'
import { tell, type ReporterDefinition, type ReporterOptions } from '../../src/reporters/define.js'

export const failure: Failure = {
  headline: 'within 60s: pods app=web: count 3, ready true', atMs: 120_000,
  verdicts: [{
    status: 'failed', subject: 'pods app=web', path: 'count', expected: '3 with ready true', actual: '2 of 3; ready false (containers with unready status: [web]): pod/web-2',
    objects: [{ kind: 'Pod', key: 'default/web-2' }], reads: 'objects', since: 110_000, evidence: [41], hints: [],
  }],
  evidence: [
    { atMs: 60_000, by: 'step 3', text: 'inject node-failure worker-1' },
    { atMs: 110_005, by: 'node-lifecycle-controller', text: 'node/worker-1 Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.)' },
  ],
  hints: ['pod/web-2 is on worker-1, which does not answer'],
  scenario: { file: 'specs/scenarios/loss.yaml', line: 24, column: 7 },
  manifest: { file: 'k8s/web.yaml', line: 1, ref: 'deployment/web' },
  reproduce: 'seatrial run specs/scenarios/loss.yaml --name web-survives --seed 7',
}

const step = (index: number, action: string, text: string, more: Partial<StepOutcome> = {}): StepOutcome =>
  ({ index, action, text, line: 10 + index, atMs: 0, tookMs: 0, status: 'passed', said: [], ...more })

export const failing: ScenarioOutcome = {
  name: 'web-survives', labels: {}, file: 'specs/scenarios/loss.yaml', line: 3, seed: 7, status: 'failed', virtualMs: 120_000, changes: 64,
  steps: [
    step(1, 'apply', 'apply k8s/'),
    step(2, 'expect', 'expect 1 assertion within 60s', { name: 'comes up', tookMs: 5500 }),
    step(3, 'inject', 'inject node-failure worker-1', { atMs: 60_000 }),
    step(4, 'expect', 'expect 1 assertion within 60s', { atMs: 60_000, tookMs: 60_000, status: 'failed', failure }),
    step(5, 'heal', 'heal node-failure worker-1', { status: 'skipped' }),
  ],
  always: [], diagnostics: [], behaviours: [{ workload: 'deployment/web', container: 'web', behaviour: 'default' }], reproduce: failure.reproduce,
}

export const passing: ScenarioOutcome = {
  ...failing, name: '网络-ok', status: 'passed', seed: 1, steps: [step(1, 'apply', 'apply k8s/')], virtualMs: 5500, behaviours: [],
  diagnostics: [{ severity: 'warning', file: 'k8s/web.yaml', line: 12, column: 9, pointer: '/spec/template/spec/hostUsers', message: '`hostUsers` is not simulated', fix: 'leave it out, or set `unmodelled: ignore`' }],
}

export const run: RunOutcome = { status: 'failed', scenarios: [passing, failing], passed: 1, failed: 1, errors: 0, virtualMs: 125_500 }

export const events: readonly RunEvent[] = [
  { type: 'run-start', scenarios: 2, files: 1, diagnostics: [] },
  { type: 'scenario-start', index: 0, name: passing.name, file: passing.file, line: passing.line, seed: 1 },
  { type: 'progress', index: 0, name: passing.name, step: 1, steps: 1, virtualMs: 3000, changes: 1 },
  { type: 'scenario-end', index: 0, scenario: passing },
  { type: 'scenario-end', index: 1, scenario: failing },
  { type: 'run-end', run, wallMs: 12.6 },
]

export function printed(reporter: ReporterDefinition, options: Partial<ReporterOptions> = {}, told: readonly RunEvent[] = events): string {
  let text = ''
  const made = reporter.create((part) => { text += part }, { colour: false, isTerminal: false, hasTimes: false, ...options })
  for (const event of told) tell(made, event)
  return text
}
