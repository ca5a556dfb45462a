import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eraseObject } from '../../../src/sim/apiserver/write.js'
import { defaultClusterOptions, forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'
import { behaviour } from './kubelet-room.js'

const capacity = { cpu: '64', memory: '256Gi', pods: '110', 'ephemeral-storage': '1Ti' }
const podSpec = { containers: [{ name: 'app', image: 'app:1' }] }
const pod = (name: string, labels = {}, image = 'app:1'): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers: [{ name: 'app', image }] } })
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: podSpec } } }
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec: { selector: { app: 'shop' }, ports: [{ port: 80 }] } }

/** Pods that crash for ever: some that nobody listens to, two of a Deployment, one behind a Service. */
function crashing(): Cluster {
  const cluster = createCluster(controlPlane, {
    ...defaultClusterOptions, containers: [behaviour('app:*', { run: [{ forMs: 1000, exit: 1 }] }), behaviour('slow:*', { run: [{ forMs: 7000, exit: 2 }] })],
    nodes: ['a', 'b'].map((name) => ({ name, capacity, allocatable: capacity, labels: {}, taints: [] })),
  })
  for (const manifest of [pod('one'), pod('two'), pod('three', {}, 'slow:1'), pod('four', { app: 'shop' }), deployment, service]) {
    const created = createRequest(scenarioContext(cluster, 1), manifest as never, 'default')
    if (!created.ok) throw new Error(created.error.message)
  }
  runUntil(cluster, 2_000_000)
  return cluster
}

const ways = {
  seen: (cluster: Cluster, until: number) => void runUntil(cluster, until, () => undefined),
  unseen: (cluster: Cluster, until: number) => void runUntil(cluster, until),
  'looked at': (cluster: Cluster, until: number) => {
    runUntil(cluster, until)
    return void expect([...cluster.store.list('Pod')].length + cluster.log.entries.length).toBeGreaterThan(6)
  },
  forked: (cluster: Cluster, until: number) => {
    const fork = forkCluster(cluster)
    runUntil(cluster, until + 1_000_000)
    runUntil(fork, until)
    return fork
  },
  left: (cluster: Cluster, until: number) => {
    runUntil(forkCluster(cluster), until + 1_000_000)
    return void runUntil(cluster, until)
  },
} as const
type Way = keyof typeof ways

/** Somebody takes the Events of a pod away between two stretches: they are told anew. */
function forgetEvents(cluster: Cluster): void {
  for (const { metadata } of [...cluster.store.list('Event')]) if (metadata.name.startsWith('one.')) eraseObject(scenarioContext(cluster, 2), 'Event', `default/${metadata.name}`)
}

function live(start: Cluster, pieces: readonly (readonly [Way, number])[], forgetsAt: number): Cluster {
  let cluster = start
  pieces.forEach(([way, ms], i) => {
    cluster = ways[way](cluster, cluster.now + ms) ?? cluster
    if (i === forgetsAt) forgetEvents(cluster)
  })
  return cluster
}

const start = crashing()
const textOf = ({ log, store }: Cluster): string => JSON.stringify([log.entries, log.entries.map(({ object, previous, key }) => [key, object, previous]), [...store.list('Pod')], [...store.list('Event')], store.revisionOf('Pod'), store.revisionOf('Event')])

describe('stretches of a run in which nothing else happens', () => {
  it('leave the same log and the same objects, whoever looks in between', () => {
    const piece = fc.tuple(fc.constantFrom(...(Object.keys(ways) as Way[])), fc.oneof(fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: 1, max: 5_000 })))
    fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 10 }), (pieces, forgetsAt) => {
      const plain = live(forkCluster(start), pieces.map(([, ms]) => ['seen', ms] as const), forgetsAt)
      expect(textOf(live(forkCluster(start), pieces, forgetsAt))).toBe(textOf(plain))
    }), { numRuns: 12 })
  })

  it('show each status as it was, and the one before it', () => {
    const cluster = forkCluster(start)
    runUntil(cluster, 10_000_000)
    const { log, store } = cluster
    const added = [...log.added()]
    expect(added.every(({ type }) => type === 'ADDED')).toBe(true)
    expect(added.length).toBe([...forkCluster(cluster).log.entries].filter(({ type }) => type === 'ADDED').length)
    for (const name of ['one', 'two', 'three']) {
      const entries = log.entries.filter(({ kind, key }) => kind === 'Pod' && key === `default/${name}`)
      entries.slice(1).forEach((entry, i) => expect(entry.previous).toBe(entries[i]!.object))
      expect(store.get('Pod', `default/${name}`)).toBe(entries.at(-1)!.object)
    }
    log.entries.forEach((entry, i) => {
      expect(entry.object.metadata.resourceVersion).toBe(String(i + 1))
      expect(log.at(i + 1)).toBe(entry)
    })
    expect([log.at(0), log.at(log.length + 1)]).toEqual([undefined, undefined])
    expect([...log.added()]).toEqual(log.entries.filter(({ type }) => type === 'ADDED'))
  })

  it('count an Event on from where it stood', () => {
    const cluster = forkCluster(start)
    runUntil(cluster, 10_000_000)
    const counts = new Map<string, number>()
    for (const { kind, key, object } of cluster.log.entries) {
      if (kind !== 'Event') continue
      const { count } = object as unknown as { readonly count?: number }
      if (count !== undefined) expect(count).toBeGreaterThan(counts.get(key) ?? 0)
      counts.set(key, count ?? 0)
    }
    expect(Math.max(...counts.values())).toBeGreaterThan(25)
  })
})
