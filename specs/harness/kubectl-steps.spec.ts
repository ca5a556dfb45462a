import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runScenarios } from '../../src/harness/api.js'

let root = ''
let count = 0
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kubectl-'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** What kubectl 1.36.2 printed for each of these on a real cluster; names that are drawn are left out. */
const web = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { team: 'a' } },
  spec: {
    replicas: 2, selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' }, annotations: { note: 'hello' } },
      spec: { containers: [{ name: 'c', image: 'app:1', ports: [{ containerPort: 80, name: 'http' }, { containerPort: 53, protocol: 'UDP' }] }] },
    },
  },
}
const plain = { ...web, metadata: { name: 'plain' }, spec: { ...web.spec, template: { ...web.spec.template, spec: { containers: [{ name: 'c', image: 'app:1' }] } } } }
const cronJob = {
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cj' },
  spec: {
    schedule: '0 0 1 1 *',
    jobTemplate: { metadata: { labels: { a: 'b' } }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'work:1' }] } } } },
  },
}
const daemon = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'x' }, spec: { selector: web.spec.selector, template: plain.spec.template } }

interface Told { readonly said: readonly string[]; readonly refused: string | undefined; readonly tookMs: number; readonly status: string }

async function tell(...steps: readonly object[]): Promise<Told> {
  const file = join(root, `${count++}.json`)
  const scenario = {
    apiVersion: 'seatrial.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'kubectl' },
    spec: { cluster: { nodes: 1 }, containers: [{ match: { image: 'bad:*' }, pull: { after: '100ms', fail: 'manifest unknown' } }, { match: { image: '*' }, pull: '100ms', start: '100ms' }], steps: [{ apply: [web, plain, cronJob, daemon] }, ...steps] },
  }
  writeFileSync(file.replace('.json', '.yaml'), JSON.stringify(scenario))
  const { run, diagnostics } = await runScenarios([file.replace('.json', '.yaml')])
  if (run === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  const { said, failure, tookMs, status } = run.scenarios[0]!.steps.at(-1)!
  return { said, refused: failure?.said, tookMs, status }
}

describe('rollout status', () => {
  test('prints a line for each change until the rollout is through, and takes that long', async () => {
    const { said, tookMs } = await tell({ rollout: { status: 'deployment/web', within: '1m' } })
    expect(said[0]).toBe('Waiting for deployment spec update to be observed...')
    expect(said.slice(-2)).toEqual(['Waiting for deployment "web" rollout to finish: 1 of 2 updated replicas are available...', 'deployment "web" successfully rolled out'])
    expect(tookMs).toBeGreaterThan(300)
  })
  test('looks once without a time', async () => {
    const { said, tookMs } = await tell({ advance: '10s' }, { set: { image: { 'deployment/web': { c: 'app:2' } } } }, { advance: '100ms' }, { rollout: { status: 'deployment/web' } })
    expect(said).toEqual(['Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated...'])
    expect(tookMs).toBe(0)
  })
  test.each([
    [{ rollout: { status: 'deployment/web', within: '100ms' } }, 'error: timed out waiting for the condition'],
    [{ rollout: { status: 'deployment/none' } }, 'Error from server (NotFound): deployments.apps "none" not found'],
    [{ rollout: { status: 'cronjob/cj' } }, 'error: no status viewer has been implemented for CronJob.batch'],
    [{ rollout: { status: 'deployment/web', revision: 3 } }, 'error: desired revision (3) is different from the running revision (0)'],
  ])('%j ends with %s', async (step, words) => {
    expect((await tell(step)).refused).toBe(words)
  })
  test('ends when the deadline has passed', async () => {
    const bad = { ...plain, metadata: { name: 'bad' }, spec: { ...plain.spec, progressDeadlineSeconds: 5, template: { ...plain.spec.template, spec: { containers: [{ name: 'c', image: 'bad:1' }] } } } }
    const { refused, tookMs } = await tell({ apply: bad }, { rollout: { status: 'deployment/bad', within: '1m' } })
    expect(refused).toBe('error: deployment "bad" exceeded its progress deadline')
    expect(tookMs).toBeLessThan(10_000)
  })
  test('knows a DaemonSet', async () => {
    expect((await tell({ rollout: { status: 'daemonset/x', within: '1m' } })).said.slice(-2))
      .toEqual(['Waiting for daemon set "x" rollout to finish: 0 of 1 updated pods are available...', 'daemon set "x" successfully rolled out'])
  })
})

describe('rollout history', () => {
  const causes = [{ annotate: { 'deployment/plain': 'kubernetes.io/change-cause=first' } }, { advance: '1s' }, { set: { image: { 'deployment/plain': { c: 'app:2' } } } }, { advance: '1s' }]
  test('is a table, oldest first', async () => {
    expect((await tell(...causes, { rollout: { history: 'deployment/plain' } })).said).toEqual(['deployment.apps/plain \nREVISION  CHANGE-CAUSE\n1         first\n2         first\n'])
  })
  test('shows the template of one revision', async () => {
    const [text = ''] = (await tell({ advance: '1s' }, { rollout: { history: 'deployment/web', revision: 1 } })).said
    expect(text.replace(/pod-template-hash=\S+/, 'pod-template-hash=H')).toBe([
      'deployment.apps/web with revision #1', 'Pod Template:', '  Labels:\tapp=web', '\tpod-template-hash=H', '  Annotations:\tnote: hello', '  Containers:', '   c:',
      '    Image:\tapp:1', '    Ports:\t80/TCP (http), 53/UDP', '    Host Ports:\t0/TCP (http), 0/UDP', '    Environment:\t<none>', '    Mounts:\t<none>',
      '  Volumes:\t<none>', '  Node-Selectors:\t<none>', '  Tolerations:\t<none>', '',
    ].join('\n'))
  })
  test.each([
    [{ rollout: { history: 'deployment/web', revision: 9 } }, 'error: unable to find the specified revision'],
    [{ rollout: { history: 'cronjob/cj' } }, 'error: no history viewer has been implemented for "CronJob.batch"'],
  ])('%j is refused with %s', async (step, words) => {
    expect((await tell({ advance: '1s' }, step)).refused).toBe(words)
  })
})

describe('expose', () => {
  test.each([
    [{ 'deployment/web': { port: 80 } }, 'service/web exposed'],
    [{ 'deployment/web': { name: 'both', type: 'NodePort' } }, 'service/both exposed'],
    [{ 'deployment/plain': { clusterIP: 'None' } }, 'service/plain exposed'],
  ])('%j: %s', async (expose, words) => {
    expect((await tell({ expose })).said).toEqual([words])
  })
  test('takes selector, labels and protocols from the object', async () => {
    const ports = [{ name: 'port-1', port: 80, protocol: 'TCP', targetPort: 80 }, { name: 'port-2', port: 53, protocol: 'UDP', targetPort: 53 }]
    const wanted = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', labels: { team: 'a' } }, spec: { selector: { app: 'web' }, ports } }
    expect((await tell({ expose: { 'deployment/web': {} } }, { expect: [{ resource: wanted }] })).status).toBe('passed')
  })
  test.each([
    [{ 'deployment/plain': {} }, 'error: couldn\'t find port via --port flag or introspection'],
    [{ 'daemonset/x': { port: 80 } }, 'error: cannot expose a DaemonSet.apps'],
    [{ 'cronjob/cj': { port: 80 } }, 'error: cannot expose a CronJob.batch'],
    [{ 'service/kubernetes': { port: 81, name: 'again' } }, 'error: couldn\'t retrieve selectors via --selector flag or introspection: invalid service: no selector, therefore cannot be exposed'],
  ])('%j is refused with %s', async (expose, words) => {
    expect((await tell({ apply: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes' }, spec: { ports: [{ port: 443 }] } } }, { expose })).refused).toBe(words)
  })
})

describe('autoscale', () => {
  test('makes an autoscaler of the new version', async () => {
    const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }]
    const wanted = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { minReplicas: 2, maxReplicas: 5, metrics } }
    const told = await tell({ autoscale: { 'deployment/web': { min: 2, max: 5, cpuPercent: 50 } } })
    expect(told.said).toEqual(['horizontalpodautoscaler.autoscaling/web autoscaled'])
    expect((await tell({ autoscale: { 'deployment/web': { min: 2, max: 5, cpuPercent: 50 } } }, { expect: [{ resource: wanted }] })).status).toBe('passed')
  })
  test.each([
    [{ 'deployment/web': { max: 0 } }, 'error: --max=MAXPODS is required and must be at least 1, max: 0'],
    [{ 'deployment/web': { min: 3, max: 1 } }, 'error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 1, min: 3'],
    [{ 'daemonset/x': { max: 3 } }, 'error: cannot autoscale a DaemonSet: could not find scale subresource for apps/v1, Resource=daemonsets in discovery information'],
    [{ 'deployment/web': { max: 3, cpu: 'x' } }, 'error: invalid resource cpu value: x'],
  ])('%j is refused with %s', async (autoscale, words) => {
    expect((await tell({ autoscale })).refused).toBe(words)
  })
})

describe('run and create job', () => {
  test('a pod and its Service', async () => {
    expect((await tell({ run: { name: 'two', image: 'app:1', port: 80, expose: true, env: { A: 'b' }, args: ['sleep', '10'] } })).said).toEqual(['service/two created\npod/two created'])
  })
  test('--expose wants a port', async () => {
    expect((await tell({ run: { name: 'two', image: 'app:1', expose: true } })).refused).toBe('error: --port must be set when exposing a service')
  })
  test('a Job of a CronJob is owned by it, and marked as made by hand', async () => {
    const metadata = { name: 'manual', labels: { a: 'b' }, annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' }, ownerReferences: [{ kind: 'CronJob', name: 'cj', controller: true }] }
    const told = await tell({ create: { job: 'manual', from: 'cronjob/cj' } })
    expect(told.said).toEqual(['job.batch/manual created'])
    expect((await tell({ create: { job: 'manual', from: 'cronjob/cj' } }, { expect: [{ resource: { apiVersion: 'batch/v1', kind: 'Job', metadata } }] })).status).toBe('passed')
  })
  test.each([
    [{ job: 'y', from: 'cronjob/none' }, 'Error from server (NotFound): cronjobs.batch "none" not found'],
    [{ job: 'y', from: 'deployment/web' }, 'error: unknown object type *v1.Deployment'],
  ])('%j is refused with %s', async (create, words) => {
    expect((await tell({ create })).refused).toBe(words)
  })
  test('a second one of the same name is kubectl\'s own error', async () => {
    expect((await tell({ create: { job: 'z', image: 'work:1', command: ['true'] } }, { create: { job: 'z', from: 'cronjob/cj' } })).refused)
      .toBe('error: failed to create job: jobs.batch "z" already exists')
  })
})
