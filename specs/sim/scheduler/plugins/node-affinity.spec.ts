import { expect, test } from 'vitest'
import type { NodeSelectorTerm } from '../../../../src/sim/api/types.js'
import { clusterOf, createPod, messageOf, settle, type PodShape } from '../rig.js'
import { reasonsOf, scoresOf } from '../scores.js'

const required = (...nodeSelectorTerms: NodeSelectorTerm[]): PodShape =>
  ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } })
const expression = (key: string, operator: string, ...values: string[]): NodeSelectorTerm =>
  ({ matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }] })
const field = (operator: string, ...values: string[]): NodeSelectorTerm => ({ matchFields: [{ key: 'metadata.name', operator, values }] })
const mismatch = "node(s) didn't match Pod's node affinity/selector"
const narrowed = "node(s) didn't satisfy plugin(s) [NodeAffinity]"

test.each<[string, PodShape, boolean]>([
  ['nodeSelector', { nodeSelector: { disk: 'ssd' } }, true],
  ['nodeSelector, another value', { nodeSelector: { disk: 'hdd' } }, false],
  ['nodeSelector, all must hold', { nodeSelector: { disk: 'ssd', gen: '4' } }, false],
  ['In', required(expression('disk', 'In', 'hdd', 'ssd')), true],
  ['In, absent label', required(expression('none', 'In', 'x')), false],
  ['NotIn', required(expression('disk', 'NotIn', 'ssd')), false],
  ['NotIn, absent label', required(expression('none', 'NotIn', 'x')), true],
  ['Exists', required(expression('disk', 'Exists')), true],
  ['DoesNotExist', required(expression('disk', 'DoesNotExist')), false],
  ['Gt', required(expression('gen', 'Gt', '2')), true],
  ['Gt, equal', required(expression('gen', 'Gt', '3')), false],
  ['Lt', required(expression('gen', 'Lt', '4')), true],
  ['Lt, no number', required(expression('disk', 'Lt', '4')), false],
  ['terms are alternatives', required(expression('disk', 'In', 'hdd'), expression('gen', 'Exists')), true],
  ['expressions of a term must all hold',
    required({ matchExpressions: [{ key: 'disk', operator: 'Exists' }, { key: 'gen', operator: 'In', values: ['9'] }] }), false],
  ['a term that says nothing matches nothing', required({}), false],
  ['selector and affinity both', { ...required(expression('disk', 'Exists')), nodeSelector: { disk: 'hdd' } }, false],
  ['NotIn on the name', required(field('NotIn', 'n')), false],
])('filter: %s', (_, shape, matches) => {
  const cluster = clusterOf([{ name: 'n', labels: { disk: 'ssd', gen: '3' } }])
  expect(reasonsOf(cluster, shape)).toEqual({ n: matches ? '' : mismatch })
})

test('terms that name nodes leave the others out', () => {
  const cluster = clusterOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
  expect(reasonsOf(cluster, required(field('In', 'a'), field('In', 'b')))).toEqual({ a: '', b: '', c: narrowed })
  expect(reasonsOf(cluster, required(field('In', 'a'), expression('kubernetes.io/hostname', 'In', 'b')))).toEqual({ a: '', b: '', c: mismatch })
})

test('names that contradict each other', () => {
  const cluster = clusterOf([{ name: 'a' }, { name: 'b' }])
  createPod(cluster, 'torn', required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] },
    { key: 'metadata.name', operator: 'In', values: ['b'] }] }))
  settle(cluster)
  expect(messageOf(cluster, 'torn')).toBe('0/2 nodes are available: pod affinity terms conflict. not found')
})

const prefers = (...list: [number, NodeSelectorTerm][]): PodShape =>
  ({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: list.map(([weight, preference]) => ({ weight, preference })) } } })

test('preferences add up and the best has 100', () => {
  const cluster = clusterOf([{ name: 'a', labels: { x: '1' } }, { name: 'b', labels: { x: '1', y: '1' } }, { name: 'c' }])
  expect(scoresOf(cluster, 'NodeAffinity', prefers([10, expression('x', 'Exists')], [40, expression('y', 'Exists')]))).toEqual({ a: 20, b: 100, c: 0 })
  expect(scoresOf(cluster, 'NodeAffinity', prefers([10, expression('z', 'Exists')]))).toEqual({ a: 0, b: 0, c: 0 })
  expect(scoresOf(cluster, 'NodeAffinity', {})).toEqual({ a: undefined, b: undefined, c: undefined })
})

test('affinity that the profile adds to every pod', () => {
  const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [expression('pool', 'In', 'main')] } }
  const cluster = clusterOf([{ name: 'a', labels: { pool: 'main' } }, { name: 'b' }],
    { scheduler: { pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] } })
  expect(reasonsOf(cluster, {})).toEqual({ a: '', b: "node(s) didn't match scheduler-enforced node affinity" })
})
