import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { controlPlane, definePlugin, explainPlacement, runScenarios, unschedulable, withSchedulerPlugins, type Cluster, type Plugin } from '../../../src/index.js'
import type { Pod } from '../../../src/sim/api/types.js'

const folder = mkdtempSync(join(tmpdir(), 'plugins-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Nodes carry a rent; cheap ones are liked, and pods say by an annotation what they pay at most. */
const rentOf = (labels: Readonly<Record<string, string>> | undefined): number => Number(labels?.['rent'] ?? 0)
const rent: Plugin = definePlugin<undefined, number>({
  name: 'Rent',
  weight: 10,
  groupBy: ({ metadata }) => metadata.annotations?.['example.com/most'] ?? '',
  filter: ({ pod, args }, { node }) => {
    const most = Number(pod.metadata.annotations?.['example.com/most'] ?? args('Rent')['most'] ?? 1000)
    return rentOf(node?.metadata.labels) > most ? unschedulable('Rent', 'node(s) cost too much') : undefined
  },
  preScore: () => 100,
  score: (_, { node }, most) => Math.max(0, most - rentOf(node?.metadata.labels)),
})

/** At most so many pods of an app in the cluster. */
const quota: Plugin = definePlugin<number, unknown>({
  name: 'AppQuota',
  isClusterWide: true,
  preFilter: ({ facts, args }, { nodes }) => {
    const app = facts.identity.labels['app']
    const there = nodes.reduce((sum, { pods }) => sum + [...pods.values()].filter((placed) => placed.facts.identity.labels['app'] === app).length, 0)
    return { state: Number(args('AppQuota')['most'] ?? 2) - there }
  },
  filter: (_, __, left) => (left > 0 ? undefined : unschedulable('AppQuota', 'node(s) have enough of this app')),
})

const pod = (name: string, annotations = '', app = name): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, labels: { app: ${app} }${annotations} }, spec: { containers: [{ name: c, image: "a:1" }] } }`

const scenario = (scheduler: string, ...pods: readonly string[]): string => `
apiVersion: seatrial.dev/v1alpha1
kind: Scenario
metadata: { name: plugins }
spec:
  cluster:
    nodes: [{ name: dear, labels: { rent: "90" } }, { name: fair, labels: { rent: "40" } }, { name: cheap, labels: { rent: "10" } }]
    scheduler: ${scheduler}
  containers: [{ match: { image: "*" }, run: forever }]
  steps:
    - apply: [${pods.join(', ')}]
    - advance: 5s
`

async function run(text: string, schedulerPlugins: readonly Plugin[]): Promise<{ readonly cluster?: Cluster; readonly problems: readonly string[] }> {
  const file = join(folder, 'plugins.yaml')
  writeFileSync(file, text)
  const clusters: Cluster[] = []
  const { diagnostics } = await runScenarios([file], { schedulerPlugins, onCluster: (_, cluster) => void clusters.push(cluster) })
  const problems = diagnostics.map(({ line, message, fix }) => `${line}: ${message}${fix === undefined ? '' : ` (${fix})`}`)
  return clusters[0] === undefined ? { problems } : { cluster: clusters[0], problems }
}

const nodeOf = (cluster: Cluster | undefined, name: string): string | undefined => cluster?.store.get<Pod>('Pod', `default/${name}`)?.spec.nodeName
const messageOf = (cluster: Cluster | undefined, name: string): string | undefined =>
  cluster?.store.get<Pod>('Pod', `default/${name}`)?.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message

describe('a plugin of the user', () => {
  it('filters and scores without being named, and its weight counts', async () => {
    const { cluster } = await run(scenario('{}', pod('web')), [rent])
    expect(nodeOf(cluster, 'web')).toBe('cheap')
  })

  it('reads what it says that it reads: pods of one template with other annotations get other answers', async () => {
    const poor = pod('poor', ', annotations: { example.com/most: "5" }', 'same')
    const { cluster } = await run(scenario('{}', pod('rich', '', 'same'), poor), [rent])
    expect(nodeOf(cluster, 'rich')).toBe('cheap')
    expect(messageOf(cluster, 'poor')).toContain('0/3 nodes are available: 3 node(s) cost too much.')
  })

  it('has arguments, a weight and a switch in the scenario', async () => {
    const args = '{ pluginConfig: [{ name: Rent, args: { most: 5 } }] }'
    expect(messageOf((await run(scenario(args, pod('web')), [rent])).cluster, 'web')).toContain('node(s) cost too much')
    const off = '{ pluginConfig: [{ name: Rent, args: { most: 5 } }], plugins: { filter: { disabled: [{ name: Rent }] } } }'
    expect(nodeOf((await run(scenario(off, pod('web')), [rent])).cluster, 'web')).toBe('cheap')
  })

  it('that looks at the whole cluster is asked anew after every change', async () => {
    const pods = [1, 2, 3].map((i) => pod(`web-${i}`, '', 'web'))
    const { cluster } = await run(scenario('{ pluginConfig: [{ name: AppQuota, args: { most: 2 } }] }', ...pods), [quota])
    expect([1, 2].map((i) => nodeOf(cluster, `web-${i}`))).not.toContain(undefined)
    expect(messageOf(cluster, 'web-3')).toContain('3 node(s) have enough of this app')
  })

  it('can take a choice back', async () => {
    const strict = definePlugin({ name: 'Strict', permit: (_, { name }) => (name === 'cheap' ? unschedulable('Strict', 'not there') : undefined) })
    const { cluster } = await run(scenario('{}', pod('web')), [rent, strict])
    expect(nodeOf(cluster, 'web')).toBeUndefined()
    expect(messageOf(cluster, 'web')).toBe('0/1 nodes are available: 1 not there.')
  })

  it('is explained like the others', async () => {
    const { cluster } = await run(scenario('{}', pod('web')), [rent])
    const { nodes } = explainPlacement(cluster!, cluster!.store.get<Pod>('Pod', 'default/web')!)
    expect(nodes.map(({ node, scores }) => [node, scores.find(({ plugin }) => plugin === 'Rent')?.score])).toEqual([['dear', 10], ['fair', 60], ['cheap', 90]])
  })

  it('that the scenario names must be there', async () => {
    const { problems } = await run(scenario('{ plugins: { score: { enabled: [{ name: Rant }] } } }', pod('web')), [rent])
    expect(problems[0]).toMatch(/^8: there is no scheduler plugin `Rant` \(known plugins: .*Rent\)$/)
  })

  it('needs a name of its own', () => {
    expect(() => withSchedulerPlugins(controlPlane, [definePlugin({ name: 'NodePorts' })])).toThrow('there is a scheduler plugin `NodePorts` already')
    expect(() => withSchedulerPlugins(controlPlane, Array.from({ length: 12 }, (_, i) => definePlugin({ name: `P${i}` })))).toThrow('at most 11 scheduler plugins can be added, got 12')
  })
})

describe('several profiles', () => {
  it('place pods by schedulerName, each in its own way; pods of unknown schedulers wait', async () => {
    const scheduler = `{ profiles: [{ schedulerName: default-scheduler }, { schedulerName: packer, plugins: { score: { disabled: [{ name: "*" }], enabled: [{ name: Rent, weight: 1 }] } }, pluginConfig: [{ name: Rent, args: {} }] }, { schedulerName: blind, plugins: { multiPoint: { disabled: [{ name: Rent }] } } }] }`
    const by = (name: string): string => pod(name).replace('spec: {', `spec: { schedulerName: ${name},`)
    const { cluster, problems } = await run(scenario(scheduler, by('packer'), by('blind'), by('stranger')), [rent])
    expect(problems).toEqual([])
    expect(nodeOf(cluster, 'packer')).toBe('cheap')
    expect(nodeOf(cluster, 'blind')).toBeDefined()
    expect([nodeOf(cluster, 'stranger'), messageOf(cluster, 'stranger')]).toEqual([undefined, undefined])
    const reporters = [...cluster!.store.list('Event')].map((event) => (event as unknown as { readonly reason: string; readonly reportingComponent?: string; readonly source?: { readonly component?: string } }))
      .filter(({ reason }) => reason === 'Scheduled').map(({ reportingComponent, source }) => reportingComponent || source?.component)
    expect(reporters.toSorted()).toEqual(['blind', 'packer'])
  })
})
