import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Job, KubeObject, Pod } from '../../../../src/sim/api/types.js'
import { eraseObject, writeObject } from '../../../../src/sim/apiserver/write.js'
import { podsOf } from '../../../../src/sim/controllers/job/claim.js'
import { createLedgers } from '../../../../src/sim/controllers/job/ledger.js'
import { trackingFinalizer } from '../../../../src/sim/controllers/job/names.js'
import type { ActorContext } from '../../../../src/sim/state.js'
import { newCluster, user } from './job-room.js'

const selector = { matchLabels: { job: 'work' } }
const job = (more: Partial<Job['spec']> = {}): Job =>
  ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work', namespace: 'default', uid: 'job-1' }, spec: { selector, ...more }, status: {} }) as unknown as Job
const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: 'job-1', controller: true, blockOwnerDeletion: true }
const stranger = { ...owner, name: 'other', uid: 'job-2' }

const podAt = (place: number): Pod => ({
  apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'c', image: 'i' }] }, status: { phase: 'Running' },
  metadata: { name: `pod-${place}`, namespace: 'default', uid: `uid-${place}`, labels: { job: 'work' }, ownerReferences: [owner], finalizers: [trackingFinalizer] },
}) as unknown as Pod

type Change = (context: ActorContext, place: number) => void
const keyAt = (place: number): string => `default/pod-${place}`

const edit = (change: (pod: Pod) => Partial<Pod>): Change => (context, place) => {
  const pod = context.store.get<Pod>('Pod', keyAt(place))
  if (pod !== undefined) writeObject(context, { ...pod, ...change(pod) })
}
const meta = (change: (pod: Pod) => object): Change => edit((pod) => ({ metadata: { ...pod.metadata, ...change(pod) } }))

const changes: Readonly<Record<string, Change>> = {
  ends: edit((pod) => ({ status: { ...pod.status, phase: 'Succeeded' } })),
  fails: edit((pod) => ({ status: { ...pod.status, phase: 'Failed' } })),
  'is counted': meta(() => ({ finalizers: [] })),
  'is tracked': meta(() => ({ finalizers: [trackingFinalizer] })),
  'is relabelled': meta(() => ({ labels: { job: 'other' } })),
  'is labelled': meta(() => ({ labels: { job: 'work' } })),
  'is orphaned': meta(() => ({ ownerReferences: [] })),
  'is given away': meta(() => ({ ownerReferences: [stranger] })),
  'is given back': meta(() => ({ ownerReferences: [{ ...owner }] })),
  'is deleted': meta(() => ({ deletionTimestamp: '2026-01-01T00:00:00Z' })),
  goes: (context, place) => eraseObject(context, 'Pod', keyAt(place)),
  comes: (context, place) => {
    if (context.store.get('Pod', keyAt(place)) === undefined) writeObject<KubeObject>(context, { ...podAt(place), metadata: { ...podAt(place).metadata, uid: `uid-${place}-${context.cluster.log.length}` } })
  },
  'is left alone': () => undefined,
}

const start = 104
const step = fc.record({ what: fc.constantFrom(...Object.keys(changes)), from: fc.nat({ max: start + 5 }), count: fc.oneof(fc.constant(1), fc.nat({ max: 60 })), isSynced: fc.boolean() })

describe('the ledger of a Job', () => {
  it('gives what a look at all pods gives, in the same order', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, hasPolicy) => {
      const [cluster, ledgers] = [newCluster(), createLedgers()]
      const [context, work] = [user(cluster), job(hasPolicy ? { podFailurePolicy: { rules: [] } } : {})]
      for (let place = 0; place < start; place++) writeObject(context, podAt(place))
      podsOf(context, work, 'default/work', ledgers)
      for (const { what, from, count, isSynced } of steps) {
        for (let place = from; place < from + count; place++) changes[what]!(context, place)
        if (!isSynced) continue
        const known = podsOf(context, work, 'default/work', ledgers)
        expect(known).toEqual(podsOf(context, work, 'default/work', createLedgers()))
      }
    }), { numRuns: 200 })
  })

  it('is kept apart by forks', () => {
    const [cluster, ledgers] = [newCluster(), createLedgers()]
    const context = user(cluster)
    for (let place = 0; place < start; place++) writeObject(context, podAt(place))
    podsOf(context, job(), 'default/work', ledgers)
    const fork = ledgers.fork()
    changes['ends']!(context, 3)
    changes['is counted']!(context, 3)
    expect(podsOf(context, job(), 'default/work', ledgers)).toHaveLength(start - 1)
    expect(fork.get('default/work')?.open.size).toBe(start)
  })
})
