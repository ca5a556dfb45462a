import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Diagnostic, RunOutcome, StepOutcome } from '../../src/harness/outcome.js'
import { fromRoot, root, seatrial } from '../cli.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-run-'))
})
beforeEach(() => readdirSync(folder).forEach((name) => rmSync(join(folder, name), { recursive: true })))
afterAll(() => rmSync(folder, { recursive: true }))

const put = (name: string, content: string): void => writeFileSync(join(folder, name), content)

const pod = (name: string, more = ''): string => `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: c, image: registry.example/c:1${more} }] } }`
const scenario = (name: string, steps: readonly string[], labels = '{}'): string =>
  `apiVersion: seatrial.dev/v1alpha1\nkind: Scenario\nmetadata: { name: ${name}, labels: ${labels} }\nspec:\n  cluster: { nodes: 1 }\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}---\n`
const passing = (name: string, labels?: string): string => scenario(name, [`apply: ${pod('web')}`, 'expect: [{ pod: { name: web, ready: true } }]\n      within: 10s'], labels)
const failing = (name: string, labels?: string): string => scenario(name, [`apply: ${pod('web')}`, 'expect: [{ pod: { name: web, phase: Succeeded } }]', 'advance: 1h'], labels)

interface Json extends RunOutcome {
  readonly diagnostics: readonly Diagnostic[]
}
function run(...args: readonly string[]): { readonly exitCode: number | null; readonly run: Json } {
  const { exitCode, stdout, stderr } = seatrial(['run', '--reporter', 'json', ...args], folder)
  expect(stderr).toBe('')
  return { exitCode, run: JSON.parse(stdout) as Json }
}
const statuses = ({ scenarios }: Json): readonly string[] => scenarios.map(({ name, status }) => `${name} ${status}`)

describe('which scenarios run', () => {
  it('--filter by label, by name, by glob, and several at once', () => {
    put('a.yaml', passing('web-up', '{ suite: web, size: small }') + passing('web-down', '{ suite: web }') + passing('db-up', '{ suite: db, size: small }'))
    expect(statuses(run('a.yaml').run)).toEqual(['web-up passed', 'web-down passed', 'db-up passed'])
    expect(statuses(run('a.yaml', '--filter', 'suite=web').run)).toEqual(['web-up passed', 'web-down passed'])
    expect(statuses(run('a.yaml', '--filter', 'name=*-up').run)).toEqual(['web-up passed', 'db-up passed'])
    expect(statuses(run('a.yaml', '--filter', 'suite=web', '--filter', 'size=small').run)).toEqual(['web-up passed'])
    expect(seatrial(['run', 'a.yaml', '--filter', 'suite=nope'], folder)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no scenario matches the filters') })
  })

  it('--bail ends after the first that fails', () => {
    put('a.yaml', passing('first') + failing('second') + passing('third'))
    expect(run('a.yaml')).toMatchObject({ exitCode: 1, run: { status: 'failed', passed: 2, failed: 1, errors: 0 } })
    const bailed = run('a.yaml', '--bail')
    expect(bailed.exitCode).toBe(1)
    expect(statuses(bailed.run)).toEqual(['first passed', 'second failed'])
  })

  it('a folder, a glob and a file named twice run each file once', () => {
    put('a.yaml', passing('a'))
    put('b.yaml', passing('b'))
    put('object.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n')
    expect(statuses(run('.').run)).toEqual(['a passed', 'b passed'])
    expect(statuses(run('a.yaml', '*.yaml', './a.yaml').run)).toEqual(['a passed', 'b passed'])
  })
})

describe('how they run', () => {
  it('--seed is that of every scenario; another one gives other names', () => {
    put('a.yaml', scenario('a', [`apply: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: i }] } } } }`, 'advance: 10s']))
    const traceOf = (seed: string): string => {
      expect(run('a.yaml', '--seed', seed, '--trace', 't.jsonl').run.scenarios[0]).toMatchObject({ seed: Number(seed), reproduce: `npx seatrial run a.yaml --filter name=a --seed ${seed}` })
      return readFileSync(join(folder, 't.jsonl'), 'utf8')
    }
    const [one, again, two] = [traceOf('1'), traceOf('1'), traceOf('2')]
    expect(one).toBe(again)
    expect(two).not.toBe(one)
  })

  it('--until ends every scenario at that time; steps after it are not run', () => {
    put('a.yaml', scenario('a', ['advance: 10m', 'expect: [{ pods: { count: 7 } }]']))
    const { exitCode, run: { scenarios } } = run('a.yaml', '--until', '90s')
    expect(exitCode).toBe(0)
    expect(scenarios[0]).toMatchObject({ virtualMs: 90_000, status: 'passed' })
    expect(scenarios[0]!.steps.map(({ status }) => status)).toEqual(['passed', 'skipped'])
  })

  it('a scenario without expect passes: it is run for its trace', () => {
    put('a.yaml', scenario('a', [`apply: ${pod('web')}`, 'advance: 5s']))
    expect(run('a.yaml', '--trace', 't.jsonl')).toMatchObject({ exitCode: 0, run: { status: 'passed' } })
    const lines = readFileSync(join(folder, 't.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    expect(Object.keys(lines[0]!)).toEqual(['t', 'rv', 'type', 'by', 'cause', 'object'])
    expect(lines.every(({ t, rv }, i) => i === 0 || ((t as number) >= (lines[i - 1]!['t'] as number) && (rv as number) > (lines[i - 1]!['rv'] as number)))).toBe(true)
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(['ADDED', 'MODIFIED']))
    expect(lines.map(({ by }) => by)).toContain('kubelet@worker-0')
  })

  it('--trace: one file for one scenario, one each for several', () => {
    put('a.yaml', passing('first') + passing('second'))
    run('a.yaml', '--trace', 't.jsonl')
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 't-first.jsonl', 't-second.jsonl'])
    run('a.yaml', '--filter', 'name=first', '--trace', 'one.jsonl')
    expect(existsSync(join(folder, 'one.jsonl'))).toBe(true)
    expect(readFileSync(join(folder, 'one.jsonl'), 'utf8')).toBe(readFileSync(join(folder, 't-first.jsonl'), 'utf8'))
  })
})

describe('steps that should be refused', () => {
  const steps = (refused: string, name = 'x'): readonly string[] => [
    'create: { apiVersion: v1, kind: ConfigMap, metadata: { name: x } }', `create: { apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }\n      refused: ${refused}`, 'advance: 1s',
  ]
  const outcome = (refused: string, name?: string): StepOutcome => {
    put('a.yaml', scenario('a', steps(refused, name)))
    return run('a.yaml').run.scenarios[0]!.steps[1]!
  }

  it('pass when they are, whether by text, glob or regular expression', () => {
    for (const refused of ['true', 'already exists', '"*AlreadyExists*"', '/configmaps "x" already exists$/']) expect(outcome(refused)).toMatchObject({ status: 'passed' })
  })

  it('fail when they are accepted', () => {
    expect(outcome('true', 'other')).toMatchObject({ status: 'failed', failure: { said: 'a refusal was expected, but it was accepted' } })
    expect(outcome('already exists', 'other')).toMatchObject({ status: 'failed', failure: { said: 'a refusal matching already exists was expected, but it was accepted' } })
  })

  it('fail when they are refused in other words', () => {
    expect(outcome('is immutable')).toMatchObject({ status: 'failed', failure: { said: 'the refusal should match is immutable, but is: Error from server (AlreadyExists): configmaps "x" already exists' } })
  })

  it('a refusal that nobody wanted ends the scenario', () => {
    put('a.yaml', scenario('a', ['delete: pod/nobody', 'advance: 1s']))
    const { exitCode, run: { scenarios } } = run('a.yaml')
    expect(exitCode).toBe(1)
    expect(scenarios[0]!.steps.map(({ status, failure }) => [status, failure?.said])).toEqual([['failed', 'Error from server (NotFound): pods "nobody" not found'], ['skipped', undefined]])
  })
})

describe('what is not simulated', () => {
  const objects = 'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: edge }\nspec: { controller: example.com/edge }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: c, image: i }]\n  volumes:\n    - name: files\n      nfs: { server: files.example, path: / }\n'
  const files = (policy = ''): void => {
    put('objects.yaml', objects)
    put('a.yaml', scenario('a', ['apply: objects.yaml', 'advance: 1s']).replace('  cluster:', `${policy}  cluster:`))
  }
  const found = ['objects.yaml:2:7 IngressClass is checked and stored, but not simulated: nothing acts on it', 'objects.yaml:13:7 `spec.volumes[0].nfs` is not simulated: it is stored and has no effect']
  const told = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)

  it('is warned of, with file and line', () => {
    files()
    const { exitCode, run: { scenarios } } = run('a.yaml')
    expect(exitCode).toBe(0)
    expect(told(scenarios[0]!.diagnostics)).toEqual(found)
    const { stdout } = seatrial(['run', 'a.yaml'], folder)
    for (const line of found) expect(stdout).toContain(line.replace(/(:\d+:\d+)/, '$1 warning'))
  })

  it('is an error, or nothing, by policy; the command line has the last word', () => {
    files('  unmodelled: error\n')
    expect(seatrial(['run', 'a.yaml'], folder)).toMatchObject({ exitCode: 2, stdout: '', stderr: `${found.map((line) => line.replace(/(:\d+:\d+)/, '$1 error')).join('\n')}\n2 errors\n` })
    const { exitCode, run: { scenarios } } = run('a.yaml', '--unmodelled', 'ignore')
    expect(exitCode).toBe(0)
    expect(scenarios[0]!.diagnostics).toEqual([])
  })
})

describe('--reporter json', () => {
  it('says everything that the terminal says, the same bytes for the same run', () => {
    const args = ['run', '--reporter', 'json', fromRoot(join(root, 'specs/scenarios/failing/fails-on-purpose.yaml'))]
    const [first, second] = [seatrial(args), seatrial(args)]
    expect(first).toEqual(second)
    const { scenarios, ...outcome } = JSON.parse(first.stdout) as Json
    expect(outcome).toEqual({ status: 'failed', passed: 0, failed: 1, errors: 0, virtualMs: expect.any(Number), diagnostics: [] })
    const [only] = scenarios
    expect(Object.keys(only!).sort()).toEqual(['always', 'behaviours', 'changes', 'description', 'diagnostics', 'file', 'labels', 'line', 'name', 'reproduce', 'seed', 'status', 'steps', 'virtualMs'])
    expect(only!.steps[0]).toEqual({ index: 1, action: 'apply', text: expect.any(String), line: expect.any(Number), atMs: 0, tookMs: 0, status: 'passed', said: ['service/web created', 'deployment.apps/web created'] })
    const { failure } = only!.steps.at(-1)!
    expect(Object.keys(failure!).sort()).toEqual(['atMs', 'evidence', 'headline', 'hints', 'manifest', 'reproduce', 'scenario', 'verdicts'])
    expect(failure!.verdicts[0]).toMatchObject({ status: 'failed', expected: expect.any(String), actual: expect.any(String), since: expect.any(Number) })
    expect(failure!.evidence.length).toBeGreaterThanOrEqual(3)
    expect(failure!.hints.join()).toContain('Insufficient')
    expect(failure!.manifest).toMatchObject({ file: 'fixtures/manifests/web.yaml', ref: 'deployment/web' })
  })

  it('the command that a failure prints shows the failure again', () => {
    const { stdout } = seatrial(['run', 'specs/scenarios/failing/fails-on-purpose.yaml'])
    const command = /reproduce\s+npx seatrial (.*)/.exec(stdout)![1]!
    expect(seatrial(command.split(' '))).toEqual({ exitCode: 1, stderr: '', stdout })
  })
})
