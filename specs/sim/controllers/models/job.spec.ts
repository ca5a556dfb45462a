import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContainerBehaviour } from '../../../../src/sim/behaviour.js'
import type { Job, Pod } from '../../../../src/sim/api/types.js'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { defaultClusterOptions } from '../../../../src/sim/cluster.js'
import { controlPlane } from '../../../../src/sim/control-plane.js'
import { isActive } from '../../../../src/sim/controllers/pod-state.js'
import { runUntil } from '../../../../src/sim/run.js'
import { createCluster } from '../../../../src/sim/start.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { apply, change, kubectl } from '../full-cluster.js'

interface Model { parallelism: number; isSuspended: boolean; changedAt: number; deletions: number; most: number }
interface Real { readonly cluster: Cluster; readonly shape: Shape }
interface Shape { readonly isIndexed: boolean; readonly completions: number; readonly backoffLimit: number }
type Command = fc.Command<Model, Real>

const key = 'default/work'
const newsMs = 3_000
const podsNow = (cluster: Cluster): readonly Pod[] => [...cluster.store.list<Pod>('Pod')]
const jobNow = (cluster: Cluster): Job => cluster.store.get<Job>('Job.batch', key)!
const indexOf = (pod: Pod): string => pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? ''

/** Never more completions than asked for, never two pods at work on one index, never more pods than may work at a time, no end to tries. */
function look(model: Model, { cluster, shape }: Real): void {
  const { status } = jobNow(cluster)
  expect(status.succeeded ?? 0).toBeLessThanOrEqual(shape.completions)
  expect(status.failed ?? 0).toBeLessThanOrEqual(shape.backoffLimit + model.most + model.deletions)
  const active = podsNow(cluster).filter(isActive)
  if (shape.isIndexed) expect(new Set(active.map(indexOf)).size, 'one pod an index').toBe(active.length)
  if (cluster.now - model.changedAt > newsMs) expect(active.length).toBeLessThanOrEqual(model.isSuspended ? 0 : model.parallelism)
}

const pass = (model: Model, real: Real, ms: number): void => void runUntil(real.cluster, real.cluster.now + ms, () => look(model, real))

const isOver = (cluster: Cluster): boolean => jobNow(cluster).status.conditions?.some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True') === true
const command = (name: string, run: (model: Model, real: Real) => void): Command => ({ check: () => true, run, toString: () => name })
const edit = (model: Model, cluster: Cluster, spec: Partial<Job['spec']>): void => {
  model.changedAt = cluster.now
  if (!isOver(cluster)) change<Job>(cluster, 'Job.batch', key, (job) => ({ ...job, spec: { ...job.spec, ...spec } }))
}

const commands: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 0, max: 4 }).map((parallelism) => command(`parallelism ${parallelism}`, (model, { cluster }) => {
    Object.assign(model, { parallelism, most: Math.max(model.most, parallelism) })
    edit(model, cluster, { parallelism })
  })),
  fc.boolean().map((suspend) => command(`suspend ${suspend}`, (model, { cluster }) => {
    model.isSuspended = suspend
    edit(model, cluster, { suspend })
  })),
  fc.integer({ min: 0, max: 60_000 }).map((ms) => command(`wait ${ms}`, (model, real) => pass(model, real, ms))),
  fc.double({ min: 0, max: 0.99, noNaN: true }).map((share) => command('somebody deletes a pod', (model, { cluster }) => {
    const pod = podsNow(cluster)[Math.floor(share * podsNow(cluster).length)]
    if (pod === undefined) return
    model.deletions++
    model.changedAt = cluster.now
    deleteObject(kubectl(cluster), 'Pod', `default/${pod.metadata.name}`)
  })),
]

const shape: fc.Arbitrary<Shape> = fc.record({
  isIndexed: fc.boolean(), completions: fc.integer({ min: 1, max: 5 }), backoffLimit: fc.integer({ min: 0, max: 3 }),
})

function clusterOf(): Cluster {
  const room = { cpu: '4', memory: '8Gi', pods: '110' }
  const work: ContainerBehaviour = { name: 'work', match: {}, pull: undefined, startMs: undefined, run: [{ forMs: 3_000, exit: 0 }], stop: undefined, probes: {}, usage: undefined }
  const fails: ContainerBehaviour = { ...work, name: 'fails', match: { image: 'fails:*' }, run: [{ forMs: 2_000, exit: 1 }] }
  return createCluster(controlPlane, { ...defaultClusterOptions, nodes: [{ name: 'worker-0', capacity: room, allocatable: room, labels: {}, taints: [] }], containers: [fails, work] })
}

describe('a Job under any changes and faults', () => {
  it('does what it was asked for and no more, and comes to an end', () => {
    fc.assert(fc.property(shape, fc.boolean(), fc.commands(commands, { maxCommands: 10 }), (wanted, isFailing, list) => {
      const cluster = clusterOf()
      const image = isFailing ? 'fails:1' : 'work:1'
      apply(cluster, {
        apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' },
        spec: {
          completions: wanted.completions, parallelism: 2, backoffLimit: wanted.backoffLimit, ...(wanted.isIndexed ? { completionMode: 'Indexed' } : {}),
          template: { metadata: {}, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image }] } },
        },
      })
      const model: Model = { parallelism: 2, isSuspended: false, changedAt: 0, deletions: 0, most: 2 }
      const real: Real = { cluster, shape: wanted }
      fc.modelRun(() => ({ model, real }), list)
      Object.assign(model, { parallelism: 2, isSuspended: false })
      edit(model, cluster, { parallelism: 2, suspend: false })
      pass(model, real, 3_600_000)
      expect(isOver(cluster)).toBe(true)
      const { succeeded = 0, conditions = [] } = jobNow(cluster).status
      if (conditions.some(({ type }) => type === 'Complete')) expect(succeeded).toBe(wanted.completions)
      if (!isFailing && model.deletions === 0) expect(succeeded).toBe(wanted.completions)
    }), { numRuns: 40, seed: 3 })
  })
})
