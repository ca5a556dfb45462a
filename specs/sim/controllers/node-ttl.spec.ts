import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { ttlOf, ttlStep } from '../../../src/sim/node-ttl.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Node } from '../../../src/sim/api/types.js'
import { advance, apply, fullCluster, kubectl } from './full-cluster.js'

const annotation = 'node.alpha.kubernetes.io/ttl'
const ttls = (cluster: Cluster): readonly string[] => [...new Set([...cluster.store.list<Node>('Node')].map(({ metadata }) => metadata.annotations?.[annotation] ?? 'none'))]
const names = Array.from({ length: 100 }, (_, index) => `n-${index}`)

describe('how long nodes keep what they read', () => {
  it.each([[1, '0'], [100, '0'], [101, '15'], [501, '30'], [1_001, '60'], [5_000, '300']])('in a cluster of %i nodes: %s s', (nodes, seconds) => {
    expect(ttlOf(ttlStep(nodes))).toBe(seconds)
  })

  it('falls only when the cluster is well below the border', () => {
    expect([ttlStep(95, 1), ttlStep(89, 1), ttlStep(460, 2), ttlStep(80, 2)]).toEqual([1, 0, 2, 0])
  })

  it('grows with the cluster: for a new node at once, for others with their next reports', () => {
    const cluster = fullCluster(names)
    advance(cluster, 1_000)
    expect(ttls(cluster)).toEqual(['0'])
    apply(cluster, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'new' }, spec: {}, status: {} })
    advance(cluster, 1_000)
    expect(cluster.store.get<Node>('Node', 'new')?.metadata.annotations?.[annotation]).toBe('15')
    expect(ttls(cluster)).toEqual(['0', '15'])
    advance(cluster, 300_000)
    expect(ttls(cluster)).toEqual(['15'])
    for (const name of ['new', ...names.slice(0, 11)]) deleteObject(kubectl(cluster), 'Node', name)
    advance(cluster, 301_000)
    expect(ttls(cluster)).toEqual(['0'])
  })
})
