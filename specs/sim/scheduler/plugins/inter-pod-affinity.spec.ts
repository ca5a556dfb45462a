import { expect, test } from 'vitest'
import type { PodAffinityTerm } from '../../../../src/sim/api/types.js'
import { createObject } from '../../../../src/sim/apiserver/create.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { clusterOf, createPod, settle, type PodShape } from '../rig.js'
import { reasonsOf, scoresOf } from '../scores.js'

const [host, zone] = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']
const near = (app: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({ topologyKey: host, labelSelector: { matchLabels: { app } }, ...more })
const seeks = (...terms: PodAffinityTerm[]): PodShape => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } })
const shuns = (...terms: PodAffinityTerm[]): PodShape => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } })
const likes = (weight: number, term: PodAffinityTerm): PodShape =>
  ({ affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] } } })
const dislikes = (weight: number, term: PodAffinityTerm): PodShape =>
  ({ affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] } } })
const [noFriend, enemy, hated] = ["node(s) didn't match pod affinity rules", "node(s) didn't match pod anti-affinity rules",
  "node(s) didn't satisfy existing pods anti-affinity rules"]

const world = (): Cluster => clusterOf([{ name: 'a', labels: { [zone]: 'z1' } }, { name: 'b', labels: { [zone]: 'z1' } },
  { name: 'c', labels: { [zone]: 'z2' } }, { name: 'd' }])
function placeOn(cluster: Cluster, name: string, app: string, shape: PodShape = {}): void {
  createPod(cluster, `${app}-${name}`, { labels: { app }, nodeSelector: { [host]: name }, ...shape })
  settle(cluster)
}

test.each<[string, PodShape, Readonly<Record<string, string>>]>([
  ['beside a friend on its node', seeks(near('db')), { a: '', b: noFriend, c: noFriend, d: noFriend }],
  ['in its zone', seeks(near('db', { topologyKey: zone })), { a: '', b: '', c: noFriend, d: noFriend }],
  ['one friend must meet all terms', seeks(near('db'), near('web')), { a: noFriend, b: noFriend, c: noFriend, d: noFriend }],
  ['no such friend', seeks(near('nobody')), { a: noFriend, b: noFriend, c: noFriend, d: noFriend }],
  ['the first of its kind may go where the key is', { ...seeks(near('herd', { topologyKey: zone })), labels: { app: 'herd' } },
    { a: '', b: '', c: '', d: noFriend }],
  ['away from an enemy', shuns(near('db')), { a: enemy, b: '', c: '', d: '' }],
  ['away from its zone; a node without the key will do', shuns(near('db', { topologyKey: zone })), { a: enemy, b: enemy, c: '', d: '' }],
  ['any of the terms keeps away', shuns(near('db'), near('web')), { a: enemy, b: '', c: enemy, d: '' }],
  ['pods there may keep it away', { labels: { app: 'noisy' } }, { a: '', b: '', c: hated, d: '' }],
  ['a selector that is absent means nobody', shuns({ topologyKey: host }), { a: '', b: '', c: '', d: '' }],
  ['an empty selector means everybody', shuns({ topologyKey: host, labelSelector: {} }), { a: enemy, b: '', c: enemy, d: '' }],
  ['labels that must be equal', { ...shuns(near('db', { matchLabelKeys: ['version'] })), labels: { version: '2' } }, { a: '', b: '', c: '', d: '' }],
  ['labels that must differ', { ...shuns(near('db', { mismatchLabelKeys: ['version'] })), labels: { version: '2' } }, { a: enemy, b: '', c: '', d: '' }],
])('filter: %s', (_, shape, expected) => {
  const cluster = world()
  placeOn(cluster, 'a', 'db')
  placeOn(cluster, 'c', 'web', shuns(near('noisy')))
  expect(reasonsOf(cluster, shape)).toEqual(expected)
})

test.each<[string, Partial<PodAffinityTerm>, boolean]>([
  ['its own namespace by default', {}, false],
  ['by name', { namespaces: ['other'] }, true],
  ['by labels', { namespaceSelector: { matchLabels: { team: 'x' } } }, true],
  ['other labels', { namespaceSelector: { matchLabels: { team: 'y' } } }, false],
  ['all namespaces', { namespaceSelector: {} }, true],
])('namespaces: %s', (_, more, isMeant) => {
  const cluster = world()
  createObject(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels: { team: 'x' } } })
  placeOn(cluster, 'a', 'db', { namespace: 'other' })
  expect(reasonsOf(cluster, shuns(near('db', more)))['a']).toBe(isMeant ? enemy : '')
})

test.each<[string, PodShape, PodShape, readonly number[]]>([
  ['likes', {}, likes(10, near('db', { topologyKey: zone })), [100, 100, 0, 0]],
  ['dislikes', {}, dislikes(10, near('db')), [0, 100, 100, 100]],
  ['a pod there likes it', likes(5, near('probe')), { labels: { app: 'probe' } }, [100, 0, 0, 0]],
  ['a pod there dislikes it', dislikes(5, near('probe', { topologyKey: zone })), { labels: { app: 'probe' } }, [0, 0, 100, 100]],
  ['a pod there must be near it', seeks(near('db'), near('db', { topologyKey: zone })), { labels: { app: 'db' } }, [100, 50, 0, 0]],
  ['nobody cares', {}, { labels: { app: 'x' } }, [0, 0, 0, 0]],
])('score: %s', (_, there, shape, expected) => {
  const cluster = world()
  placeOn(cluster, 'a', 'db', there)
  const scores = scoresOf(cluster, 'InterPodAffinity', shape)
  expect(['a', 'b', 'c', 'd'].map((name) => scores[name])).toEqual(expected)
})

test('weights make the scale: -10, 0 and 30 become 0, 25 and 100', () => {
  const cluster = clusterOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
  placeOn(cluster, 'a', 'bad')
  placeOn(cluster, 'c', 'good')
  const affinity = { ...likes(30, near('good')).affinity, ...dislikes(10, near('bad')).affinity }
  expect(scoresOf(cluster, 'InterPodAffinity', { affinity })).toEqual({ a: 0, b: 25, c: 100 })
})

test('hardPodAffinityWeight and ignorePreferredTermsOfExistingPods', () => {
  const withArgs = (args: Record<string, unknown>): Cluster =>
    clusterOf([{ name: 'a' }, { name: 'b' }], { scheduler: { pluginConfig: [{ name: 'InterPodAffinity', args }] } })
  const ignoring = withArgs({ ignorePreferredTermsOfExistingPods: true })
  placeOn(ignoring, 'a', 'db', likes(5, near('probe')))
  expect(scoresOf(ignoring, 'InterPodAffinity', { labels: { app: 'probe' } })).toEqual({ a: undefined, b: undefined })
  const light = withArgs({ hardPodAffinityWeight: 0 })
  placeOn(light, 'a', 'db', seeks(near('db')))
  expect(scoresOf(light, 'InterPodAffinity', { labels: { app: 'db' } })).toEqual({ a: 0, b: 0 })
})
