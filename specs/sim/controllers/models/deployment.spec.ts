import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaledValue } from '../../../../src/sim/api/int-or-string.js'
import type { Deployment, IntOrString, Pod } from '../../../../src/sim/api/types.js'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { isActive, isReady } from '../../../../src/sim/controllers/pod-state.js'
import { runUntil } from '../../../../src/sim/run.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { active, advance, changeSpec, create, deployment, getDeployment, kubectl, newCluster, pods, setImage, setReady } from '../workloads.js'

/** What the model knows: what the user asked for last, and when somebody but the controllers last took pods away. */
interface Model { replicas: number; isPaused: boolean; disturbedAt: number; scaledAt: number }
interface Real { readonly cluster: Cluster; readonly surge: IntOrString; readonly down: IntOrString; seen: number }
type Command = fc.Command<Model, Real>

/** What happens within this time of a disturbance may rest on what the controllers knew before it. */
const newsMs = 1_000

const least = ({ surge, down }: Real, replicas: number): number => {
  const [more, less] = [scaledValue(surge, replicas, true), scaledValue(down, replicas, false)]
  return replicas - Math.min(replicas, more === 0 && less === 0 ? 1 : less)
}

/** Each pod that the ReplicaSet controller deletes leaves enough available ones, unless the user or a fault has just changed the ground. */
function lookAtDeletions(model: Model, real: Real): void {
  const { cluster } = real
  const { entries } = cluster.log
  for (; real.seen < entries.length; real.seen++) {
    const { kind, object, previous, by, at } = entries[real.seen]!
    if (kind !== 'Pod' || by !== 'replicaset-controller' || previous?.metadata.deletionTimestamp !== undefined || object.metadata.deletionTimestamp === undefined) continue
    if (!isReady(object as Pod) || at - model.disturbedAt < newsMs || at - model.scaledAt < newsMs) continue
    expect(pods(cluster).filter((pod) => isActive(pod) && isReady(pod)).length, `at ${at}`).toBeGreaterThanOrEqual(least(real, model.replicas))
  }
}

function pass(model: Model, real: Real, ms: number): void {
  runUntil(real.cluster, real.cluster.now + ms, () => lookAtDeletions(model, real))
}

const command = (name: string, run: (model: Model, real: Real) => void, check: (model: Readonly<Model>) => boolean = () => true): Command =>
  ({ check, run, toString: () => name })

const pick = (cluster: Cluster, share: number): Pod | undefined => active(cluster)[Math.floor(share * active(cluster).length)]

const commands: fc.Arbitrary<Command>[] = [
  fc.constantFrom('web:1', 'web:2', 'slow:1', 'bad:1').map((image) => command(`image ${image}`, (_model, { cluster }) => void setImage(cluster, 'web', image))),
  fc.integer({ min: 0, max: 12 }).map((replicas) => command(`scale ${replicas}`, (model, { cluster }) => {
    Object.assign(model, { replicas, scaledAt: cluster.now })
    changeSpec(cluster, 'web', { replicas })
  })),
  fc.integer({ min: 0, max: 15_000 }).map((ms) => command(`wait ${ms}`, (model, real) => pass(model, real, ms))),
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((share) => command('somebody deletes a pod', (model, { cluster }) => {
    const pod = pick(cluster, share)
    model.disturbedAt = cluster.now
    if (pod !== undefined) deleteObject(kubectl(cluster), 'Pod', `default/${pod.metadata.name}`)
  })),
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((share) => command('a pod becomes unready', (model, { cluster }) => {
    const pod = pick(cluster, share)
    model.disturbedAt = cluster.now
    if (pod !== undefined) setReady(kubectl(cluster), `default/${pod.metadata.name}`, false)
  })),
  fc.constant(command('pause', (model, { cluster }) => {
    model.isPaused = true
    changeSpec(cluster, 'web', { paused: true } as Partial<Deployment['spec']>)
  }, ({ isPaused }) => !isPaused)),
  fc.constant(command('resume', (model, { cluster }) => {
    model.isPaused = false
    changeSpec(cluster, 'web', { paused: false } as Partial<Deployment['spec']>)
  }, ({ isPaused }) => isPaused)),
]

const amount: fc.Arbitrary<IntOrString> = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`))

describe('a Deployment under any changes and faults', () => {
  it('takes no pod away that is needed, and comes to rest as it was asked to', () => {
    fc.assert(fc.property(amount, amount, fc.commands(commands, { maxCommands: 14 }), (surge, down, list) => {
      const cluster = newCluster()
      create(cluster, deployment('web', { replicas: 4, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: down } } }))
      advance(cluster, 10_000)
      const model: Model = { replicas: 4, isPaused: false, disturbedAt: -newsMs, scaledAt: -newsMs }
      const real: Real = { cluster, surge, down, seen: cluster.log.length }
      fc.modelRun(() => ({ model, real }), list)
      changeSpec(cluster, 'web', { paused: false } as Partial<Deployment['spec']>)
      setImage(cluster, 'web', 'web:9')
      pass(model, real, 900_000)
      expect(getDeployment(cluster, 'web').spec.replicas).toBe(model.replicas)
      expect(active(cluster).filter(isReady).length).toBe(model.replicas)
      expect(active(cluster).length).toBe(model.replicas)
    }), { numRuns: 40, seed: 11 })
  })
})
