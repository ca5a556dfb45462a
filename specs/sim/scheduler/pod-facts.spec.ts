import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Pod, Volume } from '../../../src/sim/api/types.js'
import { factsOf } from '../../../src/sim/scheduler/pod-facts.js'
import { isReadAlike } from '../../../src/sim/scheduler/spec-alike.js'
import { podOf, type PodShape } from './rig.js'

const token = (name: string): Volume => ({ name: `token-${name}`, projected: { sources: [] } })
const member = (index: number, shape: PodShape = {}): Pod =>
  podOf(`db-${index}`, { hostname: `db-${index}`, labels: { app: 'db', index: `${index}` }, requests: { cpu: '123m' }, volumes: [token(`${index}`)], ...shape })

test('pods that differ in hostname and token volume have facts of one template, and each its own labels', () => {
  const [first, second] = [factsOf(member(0)), factsOf(member(1))]
  expect(second.template).toBe(first.template)
  expect(second.identity.labels).toEqual({ app: 'db', index: '1' })
  expect(factsOf(member(1))).toBe(second)
})

test.each<[string, PodShape]>([
  ['requests', { requests: { cpu: '124m' } }],
  ['a toleration', { tolerations: [{ operator: 'Exists' }] }],
  ['a node selector', { nodeSelector: { disk: 'ssd' } }],
  ['affinity', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a', labelSelector: {} }] } } }],
  ['spreading', { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }] }],
  ['an init container', { initContainers: [{ name: 'i', image: 'web:1' }] }],
  ['overhead', { overhead: { cpu: '1m' } }],
  ['a claim', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }] }],
])('pods that differ in %s have not', (_, shape) => {
  const plain = factsOf(member(0))
  expect(factsOf(member(1, shape)).template).not.toBe(plain.template)
})

const shape: fc.Arbitrary<PodShape> = fc.record({
  requests: fc.constantFrom({ cpu: '1' }, { cpu: '2' }), nodeSelector: fc.constantFrom({}, { disk: 'ssd' }), hostname: fc.string(),
  tolerations: fc.constantFrom([], [{ key: 'x', operator: 'Exists' as const }]), volumes: fc.constantFrom([], [token('a')], [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }]),
}, { requiredKeys: [] })

test('specs that are read alike ask the same of nodes', () => {
  fc.assert(fc.property(shape, shape, (a, b) => {
    const [one, other] = [podOf('p', a), podOf('p', b)]
    if (!isReadAlike(one.spec, other.spec)) return
    expect(factsOf(one).demand).toBe(factsOf(other).demand)
    expect(factsOf(one).requests).toEqual(factsOf(other).requests)
  }))
})
