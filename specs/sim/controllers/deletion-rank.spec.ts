import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClock, timestamp } from '../../../src/sim/clock.js'
import { ageRank, compareForDeletion, deletionCost, deletionKey, firstOf, podsToDelete } from '../../../src/sim/controllers/deletion-rank.js'
import type { Pod } from '../../../src/sim/api/types.js'

const clock = createClock()!
const now = 1_000_000

interface Traits {
  readonly node?: string
  readonly phase?: string
  readonly readyAt?: number
  readonly cost?: string
  readonly restarts?: number
  readonly sidecarRestarts?: number
  readonly createdAt?: number
  readonly uid?: string
}

const podOf = (name: string, traits: Traits): Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: {
    name, namespace: 'default', uid: traits.uid ?? name, resourceVersion: '1', creationTimestamp: timestamp(clock, traits.createdAt ?? 0),
    ...(traits.cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': traits.cost } }),
  },
  spec: { containers: [{ name: 'c' }], initContainers: [{ name: 's', restartPolicy: 'Always' }], ...(traits.node === undefined ? {} : { nodeName: traits.node }) },
  status: {
    phase: traits.phase ?? 'Running',
    ...(traits.readyAt === undefined ? {} : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(clock, traits.readyAt) }] }),
    containerStatuses: [{ name: 'c', ready: true, restartCount: traits.restarts ?? 0, image: '', imageID: '' }],
    initContainerStatuses: [{ name: 's', ready: true, restartCount: traits.sidecarRestarts ?? 0, image: '', imageID: '' }],
  },
})

/** Which of the two goes first, whatever their order. */
function first(a: Traits, b: Traits, neighbours: ReadonlyMap<string, number> = new Map()): string {
  const [x, y] = [podOf('a', a), podOf('b', b)]
  const names = [[x, y], [y, x]].map((pods) => podsToDelete(pods, neighbours, 1, clock, now)[0]!.metadata.name)
  expect(names[0]).toBe(names[1])
  return names[0]!
}

const settled: Traits = { node: 'n', readyAt: 0 }

describe('which pod goes first', () => {
  const table: readonly (readonly [string, Traits, Traits])[] = [
    ['one without a node', { phase: 'Pending' }, { node: 'n', phase: 'Pending' }],
    ['a pending one', { node: 'n', phase: 'Pending' }, { node: 'n' }],
    ['an unknown one before a running one', { node: 'n', phase: 'Unknown' }, { node: 'n' }],
    ['one that is not ready', { node: 'n' }, settled],
    ['the cheaper one', { ...settled, cost: '-5' }, settled],
    ['the cheaper one of two', { ...settled, cost: '5' }, { ...settled, cost: '10' }],
    ['one that is not ready, whatever it costs', { node: 'n', cost: '100' }, settled],
    ['the one that became ready last, by orders of age', { ...settled, readyAt: 990_000 }, { ...settled, readyAt: 500_000 }],
    ['the lower uid of about one age', { ...settled, readyAt: 100_000, uid: '1' }, { ...settled, readyAt: 200_000, uid: '2' }],
    ['the one that restarted more often', { ...settled, restarts: 3 }, { ...settled, restarts: 1 }],
    ['the one whose sidecar did', { ...settled, sidecarRestarts: 3 }, settled],
    ['the newer one, by orders of age', { ...settled, createdAt: 995_000 }, { ...settled, createdAt: 0 }],
  ]
  it.each(table)('%s', (_name, a, b) => {
    expect(first(a, b)).toBe('a')
  })

  it('the one with more neighbours of its kind on its node', () => {
    expect(first({ node: 'full', readyAt: 0 }, { node: 'n', readyAt: 0 }, new Map([['full', 2], ['n', 1]]))).toBe('a')
  })

  it('picks the same few out of many as sorting does', () => {
    const restarts = fc.array(fc.record({ restarts: fc.nat({ max: 9 }), cost: fc.nat({ max: 3 }) }), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(restarts, fc.integer({ min: 1, max: 32 }), (traits, count) => {
      const keys = traits.map((one, index) => deletionKey(podOf(`p${index}`, { ...settled, restarts: one.restarts, cost: String(one.cost) }), 0, clock, now))
      const sorted = keys.toSorted(compareForDeletion).slice(0, count)
      expect(firstOf([...keys], count, compareForDeletion)).toEqual(sorted)
    }), { seed: 11 })
  })

  it('nobody is asked when all go', () => {
    const all = [podOf('a', settled), podOf('b', {})]
    expect(podsToDelete(all, new Map(), 2, clock, now)).toBe(all)
  })
})

describe('the cost of deletion', () => {
  it.each([['10', 10], ['-2147483648', -2147483648], ['2147483648', 0], ['+1', 0], ['01', 0], ['1.5', 0], ['', 0], ['0', 0]])('%s is %i', (cost, expected) => {
    expect(deletionCost(podOf('a', { cost }))).toBe(expected)
  })
})

describe('the order of an age', () => {
  it.each([[0, -1], [-5, -1], [1, 19], [1000, 29], [1073.8, 30], [60_000, 35]])('of %d ms is %i', (ageMs, rank) => {
    expect(ageRank(ageMs)).toBe(rank)
  })
})
