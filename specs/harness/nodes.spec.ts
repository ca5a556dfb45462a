import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScenarios } from '../../src/harness/api.js'

let root = ''
let count = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nodes-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const scenario = (node: object, steps: readonly object[]): string =>
  JSON.stringify({ apiVersion: 'seatrial.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'nodes' }, spec: { cluster: { nodes: [{ name: 'worker', count: 1, ...node }] }, steps } })

async function run(node: object, steps: readonly object[]): Promise<readonly string[]> {
  const file = join(root, `${count++}.yaml`)
  writeFileSync(file, scenario(node, steps))
  const { run: outcome, diagnostics } = await runScenarios([file])
  if (outcome === undefined) return diagnostics.map(({ message }) => message)
  return outcome.scenarios[0]!.steps.map(({ status, failure }) => (failure?.said === undefined ? status : `${status}: ${failure.said}`))
}

const web = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'proxy' }, spec: { containers: [{ name: 'c', image: 'web:1' }] } }

test('a node runs its static pods from the start', async () => {
  expect(await run({ staticPods: [web] }, [{ advance: '10s' }, { expect: [{ pods: { name: 'proxy-worker-0', phase: 'Running', ready: true } }] }])).toEqual(['passed', 'passed'])
})

test.each([
  ['a field that there is not', { ...web, spec: { ...web.spec, containerz: [] } }, 'containerz'],
  ['an invalid pod', { ...web, spec: { containers: [{ name: 'C', image: 'web:1' }] } }, 'spec.containers[0].name'],
  ['another kind', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }, 'a static pod is a Pod, got ConfigMap'],
])('a static pod that the kubelet would not read is told at the door: %s', async (_, manifest, words) => {
  const messages = await run({ staticPods: [manifest] }, [{ advance: '1s' }])
  expect(messages.join('\n')).toContain(words)
})

test('a node with a shutdown grace period reboots in good order', async () => {
  const steps = [
    { apply: [{ ...web, spec: { ...web.spec, nodeName: 'worker-0' } }] }, { advance: '10s' }, { inject: { 'node-reboot': 'worker-0' } }, { advance: '60s' },
    { expect: [{ event: { reason: 'Shutdown', count: 1 } }, { event: { reason: 'Rebooted', count: 1 } }] },
  ]
  expect(await run({ kubelet: { shutdownGracePeriod: '20s' } }, steps)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed'])
})

test('a node evicts by thresholds of its own', async () => {
  const steps = [
    { apply: [{ ...web, spec: { ...web.spec, nodeName: 'worker-0' } }] }, { advance: '10s' }, { inject: { 'node-pressure': { node: 'worker-0', memory: true } } }, { advance: '20s' },
    { expect: [{ event: { reason: 'Evicted', message: '*Threshold quantity: 1Gi, available: 512Mi*', count: 1 } }] },
  ]
  expect((await run({ kubelet: { evictionHard: { 'memory.available': '1Gi' } } }, steps)).at(-1)).toBe('passed')
})

test('a patch of a subresource takes what belongs to it', async () => {
  const patch = (subresource: string, body: object): object => ({ patch: { target: 'pod/proxy', subresource, patch: body } })
  const steps = [
    { apply: [web] }, { advance: '10s' }, patch('ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'debug', image: 'tool:1' }] } }),
    patch('status', { status: { conditions: [{ type: 'example.com/go', status: 'True' }] } }), { advance: '5s' },
    { expect: [{ resource: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'proxy' }, status: { ephemeralContainerStatuses: [{ name: 'debug', restartCount: 0 }] } } }] },
  ]
  expect((await run({}, steps)).filter((status) => status !== 'passed')).toEqual([])
})
