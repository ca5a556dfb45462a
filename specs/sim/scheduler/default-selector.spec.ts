import { expect, test } from 'vitest'
import { Kind } from '../../../src/sim/api/kinds/ids.js'
import type { Pod, Service, StringMap } from '../../../src/sim/api/types.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { defaultSelectorOf, emptySelectorCache, type DefaultSelector, type SelectorCache } from '../../../src/sim/scheduler/default-selector.js'
import { identityOf } from '../../../src/sim/scheduler/label-identity.js'
import type { Cluster } from '../../../src/sim/state.js'
import { clusterOf, podOf } from './rig.js'

function addService(cluster: Cluster, name: string, selector: StringMap): void {
  const made = createObject(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: Kind.Service, metadata: { name, namespace: 'default' }, spec: { selector, ports: [{ port: 80 }] } } as unknown as Service)
  expect(made.ok).toBe(true)
}

const member = (index: number, more: StringMap = {}): Pod => podOf(`db-${index}`, { labels: { app: 'db', index: `${index}`, ...more } })
const ask = (cluster: Cluster, cache: SelectorCache, pod: Pod): DefaultSelector | undefined =>
  defaultSelectorOf(cache, cluster.store, pod, identityOf('default', pod.metadata.labels))

test('pods of one Service have one selector, whatever labels of their own they carry', () => {
  const cluster = clusterOf([{ name: 'n' }])
  const cache = emptySelectorCache()
  expect(ask(cluster, cache, member(0))).toBeUndefined()
  addService(cluster, 'db', { app: 'db' })
  const selector = ask(cluster, cache, member(0))!
  expect(ask(cluster, cache, member(1))).toBe(selector)
  expect(selector.matches({ app: 'db', index: '7' })).toBe(true)
  expect(selector.matches({ app: 'web' })).toBe(false)
})

test('the selectors of all Services that select the pod are merged', () => {
  const cluster = clusterOf([{ name: 'n' }])
  const cache = emptySelectorCache()
  addService(cluster, 'db', { app: 'db' })
  addService(cluster, 'first', { index: '0' })
  const [first, second, third] = [ask(cluster, cache, member(0))!, ask(cluster, cache, member(1))!, ask(cluster, cache, member(2))!]
  expect(first.matches({ app: 'db', index: '1' })).toBe(false)
  expect(first.matches({ app: 'db', index: '0' })).toBe(true)
  expect(second.matches({ app: 'db', index: '0' })).toBe(true)
  expect(third).toBe(second)
})

test('a new Service counts from then on', () => {
  const cluster = clusterOf([{ name: 'n' }])
  const cache = emptySelectorCache()
  addService(cluster, 'db', { app: 'db' })
  const before = ask(cluster, cache, member(0, { tier: 'x' }))!
  addService(cluster, 'tier', { tier: 'x' })
  const after = ask(cluster, cache, member(0, { tier: 'x' }))!
  expect(before.matches({ app: 'db' })).toBe(true)
  expect(after.matches({ app: 'db' })).toBe(false)
  expect(after.matches({ app: 'db', tier: 'x' })).toBe(true)
})
