import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaledValue } from '../../../src/sim/api/int-or-string.js'
import type { IntOrString, Pod, ReplicaSet } from '../../../src/sim/api/types.js'
import { runUntil } from '../../../src/sim/run.js'
import type { Cluster } from '../../../src/sim/state.js'
import { isActive, isReady } from '../../../src/sim/controllers/pod-state.js'
import { advance, create, deployment, getDeployment, newCluster, pods, replicaSets, setImage } from './workloads.js'

const amount: fc.Arbitrary<IntOrString> = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 120 }).map((share) => `${share}%`))
const image = fc.constantFrom('web:1', 'web:2', 'web:3', 'slow:1', 'slow:2', 'bad:1')
const step = fc.record({ image, waitMs: fc.integer({ min: 0, max: 20_000 }) })

const available = (cluster: Cluster): number => pods(cluster).filter((pod: Pod) => isActive(pod) && isReady(pod)).length
const wanted = (cluster: Cluster): number => replicaSets(cluster).reduce((sum, set: ReplicaSet) => sum + set.spec.replicas, 0)

describe('any rolling update', () => {
  it('stays between what may be missing and what may be too much, and comes to its end', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), amount, amount, fc.array(step, { minLength: 1, maxLength: 4 }), (replicas, maxSurge, maxUnavailable, changes) => {
      const surge = scaledValue(maxSurge, replicas, true)
      const down = scaledValue(maxUnavailable, replicas, false)
      const least = replicas - Math.min(replicas, surge === 0 && down === 0 ? 1 : down)
      const cluster = newCluster()
      create(cluster, deployment('web', { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } }))
      advance(cluster, 10_000)
      for (const change of changes) {
        setImage(cluster, 'web', change.image)
        runUntil(cluster, cluster.now + change.waitMs, () => {
          expect(available(cluster)).toBeGreaterThanOrEqual(least)
          expect(wanted(cluster)).toBeLessThanOrEqual(replicas + surge)
        })
      }
      setImage(cluster, 'web', 'web:9')
      advance(cluster, 300_000)
      expect(getDeployment(cluster, 'web').status).toMatchObject({ replicas, updatedReplicas: replicas, availableReplicas: replicas })
      expect(wanted(cluster)).toBe(replicas)
    }), { numRuns: 60, seed: 7 })
  })
})
