import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import { isActive, isReady, isTerminating } from '../../../src/sim/controllers/pod-state.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Pod, ReplicaSet } from '../../../src/sim/api/types.js'
import { advance, change, create, kubectl, newCluster, pod, pods, replicaSet, setReady } from './workloads.js'

type Action = 'delete' | 'force' | 'relabel' | 'return' | 'fail' | 'unready' | 'scale' | 'add'
const actions: readonly Action[] = ['delete', 'force', 'relabel', 'return', 'fail', 'unready', 'scale', 'add']
const step = fc.record({ action: fc.constantFrom(...actions), which: fc.nat({ max: 30 }), waitMs: fc.constantFrom(0, 1, 2, 3, 5, 8, 13, 40, 900, 3000) })

const relabel = (cluster: Cluster, key: string, app: string): Pod => change<Pod>(cluster, 'Pod', key, (own) => ({ ...own, metadata: { ...own.metadata, labels: { app } } }))

function act(cluster: Cluster, action: Action, which: number): void {
  if (action === 'scale') return void change<ReplicaSet>(cluster, 'ReplicaSet.apps', 'default/web', (set) => ({ ...set, spec: { ...set.spec, replicas: which % 12 } }))
  if (action === 'add') return void create(cluster, pod(`extra-${cluster.log.length}`, { app: 'web' }))
  const all = pods(cluster)
  const own = all[which % Math.max(1, all.length)]
  if (own === undefined || (own.status.phase === 'Failed' && action === 'unready')) return
  const key = `default/${own.metadata.name}`
  if (action === 'delete' || action === 'force') deleteObject(kubectl(cluster), 'Pod', key, action === 'force' ? { graceSeconds: 0 } : {})
  else if (action === 'relabel') relabel(cluster, key, 'other')
  else if (action === 'return') relabel(cluster, key, 'web')
  else if (action === 'unready') setReady(kubectl(cluster), key, false)
  else updateStatus(kubectl(cluster), own, { ...own.status, phase: 'Failed' })
}

describe('the counts of a ReplicaSet', () => {
  it('are those of its pods, whatever happens to them', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const cluster = newCluster()
      create(cluster, replicaSet('web', { replicas: 5 }))
      for (const { action, which, waitMs } of steps) {
        act(cluster, action, which)
        advance(cluster, waitMs)
      }
      advance(cluster, 60_000)
      const set = cluster.store.get<ReplicaSet>('ReplicaSet.apps', 'default/web')!
      const own = cluster.store.controlledBy<Pod>(set.metadata.uid, 'Pod').filter((one) => one.metadata.labels!['app'] === 'web')
      expect(set.status).toMatchObject({ replicas: own.filter(isActive).length, terminatingReplicas: own.filter(isTerminating).length })
      expect(set.status.readyReplicas ?? 0).toBe(own.filter((one) => isActive(one) && isReady(one)).length)
      expect(set.status.replicas).toBe(set.spec.replicas)
      expect(pods(cluster).filter((one) => isActive(one) && one.metadata.labels!['app'] === 'web')).toHaveLength(set.spec.replicas)
    }), { numRuns: 150, seed: 5 })
  })
})
