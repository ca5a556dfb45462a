import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runScenarios } from '../../src/harness/api.js'
import type { RunOutcome } from '../../src/harness/outcome.js'
import { kindById } from '../../src/sim/api/kinds/registry.js'
import type { KindId } from '../../src/sim/api/types.js'
import { createClock } from '../../src/sim/clock.js'
import { hasShared, root, seatrial, shared } from '../cli.js'

const folder = join(root, 'specs/conformance/seeds')
const scenarios = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort()
const manifests = hasShared ? readdirSync(join(shared, 'corpus/seeds')).filter((file) => file.endsWith('.yaml')).sort() : []

/** Rows of the corpus' table of seeds, all but that of port-forward (44). */
const wantedRows = Array.from({ length: 55 }, (_, i) => i + 1).filter((row) => row !== 44)

if (!hasShared) console.log('skipped: the seeds rest on the manifests of ../shared/corpus, which are not here')

describe.skipIf(!hasShared)('the seeds', () => {
  it.each(scenarios)('%s passes', (file) => {
    const { exitCode, stdout, stderr } = seatrial(['run', `specs/conformance/seeds/${file}`])
    expect(`${stderr}${exitCode === 0 ? '' : stdout}`).toBe('')
    expect(exitCode).toBe(0)
  })

  it('every row has a scenario', () => {
    const named = scenarios.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^# rows? ([\d ]+)$/gm)].flatMap(([, rows]) => rows!.split(' ').map(Number)))
    expect([...new Set(named)].sort((a, b) => a - b)).toEqual(wantedRows)
  })

  it.each(manifests.filter((file) => !file.includes('.invalid.')))('%s applies', (file) => {
    const { stdout } = seatrial(['check', '--json', `../shared/corpus/seeds/${file}`])
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly severity: string }[] }
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('the skeleton with placeholders is refused', () => {
    const { exitCode, stderr, stdout } = seatrial(['check', '../shared/corpus/seeds/pod-skeleton.placeholder.invalid.yaml'])
    expect(stderr).toBe('')
    expect(stdout).toContain('../shared/corpus/seeds/pod-skeleton.placeholder.invalid.yaml:4:7 error object to create in apiVersion api version is not a kind of Kubernetes 1.36')
    expect(exitCode).toBe(2)
  })
})

const clock = createClock('2026-01-01T00:00:00Z')!

/** What kubectl prints of all objects of a kind so long after the start. */
async function printed(file: string, scenario: string, kind: KindId, untilMs: number, isWide = false): Promise<readonly string[]> {
  const rows: string[] = []
  await runScenarios([join(folder, file)], {
    filters: [`name=${scenario}`], untilMs,
    onCluster: (_, { store, now }) => {
      const columns = kindById(kind)!.columns.filter(({ priority = 0 }) => priority === 0 || isWide)
      for (const object of store.list(kind)) rows.push(columns.map(({ cell }) => cell(object as never, clock.startMs + now)).join(' | '))
    },
  })
  return rows
}

async function said(file: string, scenario: string): Promise<readonly string[]> {
  const { run } = await runScenarios([join(folder, file)], { filters: [`name=${scenario}`] })
  return (run as RunOutcome).scenarios.flatMap(({ steps }) => steps.flatMap((step) => step.said)).filter((line) => !line.endsWith(' labeled'))
}

describe.skipIf(!hasShared)('the words and columns of kubectl', () => {
  it.each([
    ['rows 1 and 7', 'hello-pod.yaml', 'hello-pod', ['pod/hello-pod created', 'pod "hello-pod" deleted from default namespace']],
    ['rows 8 and 10', 'nginx-pod.yaml', 'nginx-pod-deleted', ['pod/nginx created', 'pod "nginx" deleted from default namespace']],
    ['rows 11, 16, 17, 18', 'nginx-deploy.yaml', 'nginx-deploy-replaces-and-scales', ['deployment.apps/nginx created', expect.stringMatching(/^pod "nginx-.*" deleted from default namespace$/), 'deployment.apps/nginx scaled', 'deployment.apps/nginx scaled']],
    ['rows 22 and 24', 'sleep-cronjob.yaml', 'sleep-cronjob', ['job.batch/sleep created', 'cronjob.batch/sleep created']],
    ['row 20', 'nginx-scaler.yaml', 'nginx-scaler-largest-of-several', ['deployment.apps/nginx created', 'horizontalpodautoscaler.autoscaling/nginx created']],
    ['rows 31 to 34', 'web-deployment.yaml', 'web-deployment', ['deployment.apps/web created', 'service/web1 created', 'deployment.apps/web image updated', 'deployment.apps/web rolled back', 'deployment.apps/web rolled back', 'deployment.apps/web scaled']],
    ['row 43', 'pods.yaml', 'exec-without-container', ['pod/registry created', 'Defaulted container "registry" out of: registry, registryctl', 'registry', 'registryctl', 'pod/registry annotated', 'registryctl']],
    ['rows 36 and 38', 'web-server-pod.yaml', 'web-server-pod-kubectl-run', ['pod/web-server-pod created', 'pod "web-server-pod" deleted from default namespace']],
  ])('%s: said', async (_, file, scenario, lines) => expect(await said(file, scenario)).toEqual(lines))

  it.each([
    ['row 2', 'hello-pod.yaml', 'hello-pod', 'Pod', 9_000, ['hello-pod | 0/1 | ContainerCreating | 0 | 9s']],
    ['row 11', 'nginx-deploy.yaml', 'nginx-deploy', 'Deployment.apps', 4_000, ['nginx | 3/3 | 3 | 3 | 4s']],
    ['row 12', 'nginx-deploy.yaml', 'nginx-deploy', 'Pod', 18_000, Array.from({ length: 3 }, () => expect.stringMatching(/^nginx-[0-9a-z]+-[0-9a-z]{5} \| 1\/1 \| Running \| 0 \| 1[78]s$/))],
    ['row 13', 'nginx-deploy.yaml', 'nginx-deploy', 'ReplicaSet.apps', 30_000, [expect.stringMatching(/^nginx-[0-9a-z]+ \| 3 \| 3 \| 3 \| (29|30)s$/)]],
    ['row 22', 'sleep-job.yaml', 'sleep-job', 'Job.batch', 3_000, ['sleep | Running | 0/1 | 3s | 3s']],
    ['row 23', 'sleep-job.yaml', 'sleep-job', 'Job.batch', 40_000, [expect.stringMatching(/^sleep \| Complete \| 1\/1 \| 3\ds \| 40s$/)]],
    ['row 23, the pod', 'sleep-job.yaml', 'sleep-job', 'Pod', 43_000, [expect.stringMatching(/^sleep-[0-9a-z]{5} \| 0\/1 \| Completed \| 0 \| 43s$/)]],
    ['row 24', 'sleep-cronjob.yaml', 'sleep-cronjob', 'Job.batch', 152_000, [expect.stringMatching(/^sleep \| Complete \| 1\/1 \| 3\ds \| 2m32s$/)]],
    ['row 24, the CronJob', 'sleep-cronjob.yaml', 'sleep-cronjob', 'CronJob.batch', 152_000, ['sleep | 0 3 * * * | <none> | False | 0 | <none> | 10s']],
    ['row 36', 'web-server-pod.yaml', 'web-server-pod-kubectl-run', 'Pod', 3_000, ['web-server-pod | 0/1 | ContainerCreating | 0 | 3s']],
    ['row 39', 'web-server-pod.yaml', 'web-server-pod', 'Pod', 6_000, ['web-server-pod | 1/1 | Running | 0 | 6s']],
    ['row 45', 'pods.yaml', 'first-pod', 'Pod', 45_000, ['first-pod | 1/1 | Running | 0 | 45s']],
    ['row 46', 'pods.yaml', 'multi-container-pod', 'Pod', 60_000, ['multi-container-pod | 2/2 | Running | 0 | 60s']],
    ['row 26', 'sleep-set.yaml', 'sleep-set', 'StatefulSet.apps', 74_000, ['sleep | 2/2 | 74s']],
    ['row 29', 'calico-node.yaml', 'calico-node', 'DaemonSet.apps', 60_000, ['calico-node | 3 | 3 | 3 | 3 | 3 | <none> | 60s']],
    ['row 49', 'pods.yaml', 'web-2-init-container', 'Pod', 4_000, ['web-2 | 0/1 | Init:0/1 | 0 | 4s']],
  ])('%s: printed', async (_, file, scenario, kind, atMs, rows) => expect(await printed(file, scenario, kind, atMs)).toEqual(rows))

  it('row 8: wide', async () => {
    expect(await printed('nginx-pod.yaml', 'nginx-pod', 'Pod', 146_000, true)).toEqual([expect.stringMatching(/^nginx \| 1\/1 \| Running \| 0 \| 2m26s \| 10\.[\d.]+ \| host0[123] \| <none> \| <none>$/)])
  })

  it('row 37: wide', async () => {
    expect(await printed('web-server-pod.yaml', 'web-server-pod-kubectl-run', 'Pod', 52_000, true)).toEqual([
      expect.stringMatching(/^web-server-pod \| 1\/1 \| Running \| 0 \| 52s \| 10\.[\d.]+ \| vm-16-3-ubuntu \| <none> \| <none>$/),
    ])
  })

  it('row 20: the autoscaler, idle', async () => {
    const [row] = await printed('nginx-scaler.yaml', 'nginx-scaler', 'HorizontalPodAutoscaler.autoscaling', 660_000 + 96_000)
    expect(row).toBe('nginx | Deployment/nginx | cpu: 0%/50% | 1 | 10 | 3 | 96s')
  })
})
