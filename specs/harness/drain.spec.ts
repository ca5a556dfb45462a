import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScenarios } from '../../src/harness/api.js'
import type { StepOutcome } from '../../src/harness/outcome.js'

let root = ''
let count = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'drain-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const head = (nodes: number): string => `apiVersion: seatrial.dev/v1alpha1
kind: Scenario
metadata: { name: drain }
spec:
  cluster: { nodes: [{ name: worker, count: ${nodes} }] }
  containers: [{ match: { image: "*" }, pull: 100ms, start: 100ms, stop: 1s }]
  steps:
`
const apply = (...objects: readonly object[]): string => `    - apply: ${JSON.stringify(objects)}\n`
const pod = (name: string, spec: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'web' } }, spec: { nodeName: 'worker-0', containers: [{ name: 'c', image: 'web:1' }], ...spec } })
const budget = (spec: object, name = 'web'): object =>
  ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } })
const daemon: object = {
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' },
  spec: { selector: { matchLabels: { app: 'agent' } }, template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'c', image: 'agent:1' }] } } },
}

interface Told { readonly said: readonly string[]; readonly refused: string | undefined; readonly tookMs: number; readonly status: string }

async function run(steps: string, nodes = 2): Promise<readonly StepOutcome[]> {
  const file = join(root, `${count++}.yaml`)
  writeFileSync(file, `${head(nodes)}${steps}`)
  const { run: outcome, diagnostics } = await runScenarios([file])
  if (outcome === undefined) throw new Error(diagnostics.map(({ message, fix }) => `${message}${fix === undefined ? '' : ` | ${fix}`}`).join('\n'))
  return outcome.scenarios[0]!.steps
}

/** What the last step came to; the names of DaemonSet pods without what is random in them. */
async function last(steps: string, nodes = 2): Promise<Told> {
  const { said, failure, tookMs, status } = (await run(steps, nodes)).at(-1)!
  const plain = (text: string): string => text.replaceAll(/agent-[a-z0-9]{5}/g, 'agent-x')
  return { said: said.map(plain), refused: failure?.said === undefined ? undefined : plain(failure.said), tookMs, status }
}

const settle = '    - advance: 5s\n'

test('a drain cordons, evicts what no DaemonSet runs, and waits until it is gone', async () => {
  const { said, tookMs, status } = await last(`${apply(daemon, pod('a'), pod('b', { nodeName: 'worker-1' }))}${settle}    - drain: worker-0\n`)
  expect(said).toEqual([
    'node/worker-0 cordoned',
    'Warning: deleting Pods that declare no controller: default/a; ignoring DaemonSet-managed Pods: default/agent-x',
    'evicting pod default/a', 'pod/a evicted', 'node/worker-0 drained',
  ])
  expect(status).toBe('passed')
  expect(tookMs).toBeGreaterThan(1_000)
  expect(tookMs).toBeLessThan(5_000)
})

test('an empty node that is cordoned already is drained at once', async () => {
  expect((await last('    - cordon: worker-0\n    - drain: node/worker-0\n')).said).toEqual(['node/worker-0 already cordoned', 'node/worker-0 drained'])
})

test('several nodes are cordoned first, then drained one after the other', async () => {
  const { said } = await last(`${apply(pod('a'), pod('b', { nodeName: 'worker-1' }))}${settle}    - drain: [worker-0, worker-1]\n`)
  expect(said.filter((line) => !line.startsWith('Warning'))).toEqual([
    'node/worker-0 cordoned', 'node/worker-1 cordoned', 'evicting pod default/a', 'pod/a evicted', 'node/worker-0 drained', 'evicting pod default/b', 'pod/b evicted', 'node/worker-1 drained',
  ])
})

test('finished pods need no flag, pods on trial do', async () => {
  const objects = apply(daemon, pod('bare'), pod('scratch', { volumes: [{ name: 'v', emptyDir: {} }] }), pod('done', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['true'] }] }))
  const { refused, said } = await last(`${objects}${settle}    - drain: { node: worker-0, ignoreDaemonsets: false, deleteEmptydirData: false, force: false }\n`)
  expect(refused).toBe(
    'error: [cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-x, '
    + 'cannot delete Pods that declare no controller (use --force to override): default/bare, '
    + 'cannot delete Pods with local storage (use --delete-emptydir-data to override): default/scratch]',
  )
  expect(said.slice(-2)).toEqual(['There are pending nodes to be drained:', ' worker-0'])
  expect(said.some((line) => line.startsWith('evicting'))).toBe(false)
})

test('one that fails does not keep the next node from its turn', async () => {
  const { refused, said } = await last(`${apply(pod('a'))}${settle}    - drain: { node: [worker-0, worker-1], force: false }\n`)
  expect(refused).toBe('error: cannot delete Pods that declare no controller (use --force to override): default/a')
  expect(said).toContain('node/worker-1 drained')
  expect(said).not.toContain('node/worker-0 drained')
})

test('only the pods of a selector go', async () => {
  const { said } = await last(`${apply(pod('a'), { ...pod('b'), metadata: { name: 'b', labels: { app: 'api' } } })}${settle}    - drain: { node: worker-0, select: app=api }\n`)
  expect(said.filter((line) => line.startsWith('evicting'))).toEqual(['evicting pod default/b'])
})

test('what a budget refuses is asked for every 5 s until the time is over', async () => {
  const { refused, said, tookMs } = await last(`${apply(budget({ minAvailable: 1 }), pod('a'))}${settle}    - drain: { node: worker-0, timeout: 12s }\n`)
  expect(refused).toBe('error: error when evicting pods/"a" -n "default": global timeout reached: 12s')
  expect(said.filter((line) => line === 'evicting pod default/a')).toHaveLength(4)
  expect(said).toContain('error when evicting pods/"a" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.')
  expect(said.slice(-4)).toEqual([
    'pod/a', 'error: unable to drain node "worker-0" due to error: error when evicting pods/"a" -n "default": global timeout reached: 12s, continuing command...',
    'There are pending nodes to be drained:', ' worker-0',
  ])
  expect(Math.round(tookMs / 100)).toBe(150)
})

test('without a time of its own it gives up after two minutes', async () => {
  const { refused, tookMs } = await last(`${apply(budget({ minAvailable: 1 }), pod('a'))}${settle}    - drain: worker-0\n`)
  expect(refused).toBe('error: error when evicting pods/"a" -n "default": global timeout reached: 2m0s')
  expect(Math.round(tookMs / 1000)).toBe(120)
})

test('a pod that does not go in time', async () => {
  const { refused } = await last(`${apply({ ...pod('a'), metadata: { name: 'a', finalizers: ['example.com/held'] } })}${settle}    - drain: { node: worker-0, timeout: 10s }\n`)
  expect(refused).toBe('error: error when waiting for pod "a" in namespace "default" to terminate: context deadline exceeded')
})

test('two budgets over one pod are an error', async () => {
  const { refused } = await last(`${apply(budget({ minAvailable: 0 }), budget({ minAvailable: 0 }, 'other'), pod('a'))}${settle}    - drain: worker-0\n`)
  expect(refused).toBe('error: error when evicting pods/"a" -n "default": This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
})

test('evictions of one instant conflict over their budget and are repeated within a second', async () => {
  const names = ['a', 'b', 'c', 'd']
  const { said, tookMs } = await last(`${apply(budget({ minAvailable: 0 }), ...names.map((name) => pod(name)))}${settle}    - drain: worker-0\n`)
  expect(said.filter((line) => line.startsWith('evicting'))).toEqual(names.map((name) => `evicting pod default/${name}`))
  expect(said.filter((line) => line.endsWith(' evicted'))).toHaveLength(4)
  expect(tookMs).toBeLessThan(5_000)
})

test('a node that is not there refuses the whole call', async () => {
  const { refused, said } = await last('    - drain: [worker-0, worker-9]\n')
  expect(refused).toBe('Error from server (NotFound): nodes "worker-9" not found')
  expect(said).toEqual([])
})

test('evict asks once, in no time', async () => {
  const objects = `${apply(budget({ minAvailable: 1 }), pod('a'), pod('b'))}${settle}`
  expect(await last(`${objects}    - evict: pod/a\n`)).toEqual({ said: ['pod/a evicted'], refused: undefined, tookMs: 0, status: 'passed' })
  const both = await last(`${objects}    - evict: { ref: pods, select: app=web }\n`)
  expect(both.said).toEqual(['pod/a evicted'])
  expect(both.refused).toBe('Error from server (TooManyRequests): Cannot evict pod as it would violate the pod\'s disruption budget.')
  expect((await last('    - evict: pod/nobody\n')).refused).toBe('Error from server (NotFound): pods "nobody" not found')
})

test.each([
  ['evict: deployment/web', 'only pods can be evicted, but `deployment/web` is a Deployment | { ref: pods, owner: deployment/web }'],
  ['drain: pod/web', 'only nodes can be drained, but `pod/web` is a Pod'],
  ['drain: { node: worker-0, timeout: 0s }', '`timeout` must be more than 0: a drain without end could let the scenario run for ever | 10m'],
  ['drain: { timeout: 5s }', '`node` is missing in `drain`'],
])('%s is no step', async (step, problem) => {
  await expect(run(`    - ${step}\n`)).rejects.toThrow(problem)
})
