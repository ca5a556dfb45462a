import { expect, test } from 'vitest'
import { configFrom, type Profile } from '../../../src/sim/scheduler/profile.js'
import { registryWith } from '../../../src/sim/scheduler/registry.js'
import { clusterOf } from './rig.js'
import { reasonsOf } from './scores.js'

const registry = registryWith([])
const profileOf = (fields: Record<string, unknown>): Profile => [...configFrom(fields, registry).profiles.values()][0]!
const scores = (fields: Record<string, unknown>): Record<string, number> =>
  Object.fromEntries(profileOf(fields).score.map(({ plugin, weight }) => [plugin.name, weight]))

test('default weights', () => {
  expect(scores({})).toEqual({
    TaintToleration: 3, NodeAffinity: 2, NodeResourcesFit: 1, PodTopologySpread: 2, InterPodAffinity: 2, NodeResourcesBalancedAllocation: 1, ImageLocality: 1,
  })
})

test('plugins are taken out, put back, and weighed', () => {
  expect(scores({ plugins: { score: { disabled: [{ name: 'ImageLocality' }], enabled: [{ name: 'NodeAffinity', weight: 9 }] } } })).toMatchObject({
    NodeAffinity: 9, TaintToleration: 3 })
  expect(scores({ plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit', weight: 5 }] } } })).toEqual({ NodeResourcesFit: 5 })
  expect(Object.keys(scores({ plugins: { multiPoint: { disabled: [{ name: 'InterPodAffinity' }] } } }))).not.toContain('InterPodAffinity')
  expect(profileOf({ plugins: { postFilter: { disabled: [{ name: '*' }] } } }).preempts).toBe(false)
})

test('a filter that is off turns no node down', () => {
  const cluster = clusterOf([{ name: 'n', taints: [{ key: 'x', effect: 'NoSchedule' }] }],
    { scheduler: { plugins: { filter: { disabled: [{ name: 'TaintToleration' }] } } } })
  expect(reasonsOf(cluster, {})).toEqual({ n: '' })
})
