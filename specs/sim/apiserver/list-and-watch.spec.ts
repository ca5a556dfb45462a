import { beforeAll, describe, expect, it } from 'vitest'
import { kindOf } from '../../../src/sim/api/kinds/registry.js'
import type { KindDefinition } from '../../../src/sim/api/kinds/define.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { inconsistentContinue, listObjects, type ListQuery } from '../../../src/sim/apiserver/list.js'
import { bookmarkOf, continueWatch, startWatch, type WatchEvent } from '../../../src/sim/apiserver/watch.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { labelRequest } from '../../../src/sim/requests/label.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

const kind = kindOf('v1', 'ConfigMap') as KindDefinition
const pod = kindOf('v1', 'Pod') as KindDefinition
let cluster: Cluster

const create = (name: string, color: string): void => {
  const made = createRequest(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { color } }, data: {} }, 'default')
  if (!made.ok) throw new Error(made.error.message)
}
const paint = (name: string, color: string): void => {
  labelRequest(scenarioContext(cluster, 1), { kind: 'ConfigMap', namespace: 'default', name }, 'labels', `color=${color}`)
}
const named = { namespace: 'default', labelSelector: 'color' }
const list = (query: ListQuery = {}): readonly string[] => {
  const page = listObjects(cluster, kind, { ...named, ...query })
  return page.ok ? page.value.items.map(({ metadata }) => metadata.name) : [`${page.error.code} ${page.error.reason}: ${page.error.message}`]
}
const told = (events: readonly WatchEvent[]): readonly string[] => events.map(({ type, object }) => `${type} ${object.metadata.name}`)

beforeAll(() => {
  cluster = createCluster(controlPlane, { ...defaultClusterOptions })
  runUntil(cluster, 5_000)
  for (const name of ['c', 'a', 'b', 'e', 'd']) create(name, name < 'c' ? 'red' : 'blue')
})

describe('lists', () => {
  it('come in the order of keys, and pages show one revision though objects come and go', () => {
    const first = listObjects(cluster, kind, { ...named, limit: 2 })
    if (!first.ok) throw new Error(first.error.message)
    create('aa', 'red')
    deleteObject(scenarioContext(cluster, 1), kind.id, 'default/c')
    const second = listObjects(cluster, kind, { ...named, limit: 2, continue: first.value.continue as string })
    const third = second.ok ? listObjects(cluster, kind, { ...named, limit: 2, continue: second.value.continue as string }) : second
    expect([first, second, third].map((page) => (page.ok ? page.value.items.map(({ metadata }) => metadata.name) : page.error))).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect([first, second, third].map((page) => page.ok && page.value.resourceVersion === first.value.resourceVersion)).toEqual([true, true, true])
    expect(third.ok && third.value.continue).toBe(undefined)
    expect(list()).toEqual(['a', 'aa', 'b', 'd', 'e'])
    expect(list({ resourceVersion: first.value.resourceVersion, resourceVersionMatch: 'Exact' })).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
  it('count what is left where no selector leaves it open', () => {
    const page = listObjects(cluster, kind, { namespace: 'default', limit: 1 })
    expect(page.ok && page.value.remainingItemCount).toBe(5)
    const selected = listObjects(cluster, kind, { ...named, limit: 1 })
    expect(selected.ok && selected.value.remainingItemCount).toBe(undefined)
  })
  it.each<readonly [KindDefinition, ListQuery, string]>([
    [pod, { fieldSelector: 'spec.x=a' }, '400 BadRequest: field label not supported: spec.x'],
    [kind, { fieldSelector: 'spec.x=a' }, '400 BadRequest: "spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    [pod, { fieldSelector: 'spec' }, "400 BadRequest: invalid selector: 'spec'; can't understand 'spec'"],
    [pod, { labelSelector: 'a b' }, "400 BadRequest: unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    [pod, { resourceVersion: 'abc' }, '400 BadRequest: invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
    [pod, { resourceVersionMatch: 'Exact' }, '422 Invalid: ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided'],
    [pod, { continue: 'abc' }, '400 BadRequest: invalid continue token: continue key is not valid'],
  ])('%#', (of, query, expected) => {
    const page = listObjects(cluster, of, query)
    expect(page.ok ? 'a page' : `${page.error.code} ${page.error.reason}: ${page.error.message}`).toBe(expected)
  })
  it('of the future are too large a revision', () => {
    expect(list({ resourceVersion: '99999999' })[0]).toMatch(/^504 Timeout: Timeout: Too large resource version: 99999999, current: \d+$/)
  })
})

describe('watches', () => {
  it('tell what comes into sight and goes out of it', () => {
    const from = String(cluster.log.length)
    const watch = startWatch(cluster, kind, { namespace: 'default', labelSelector: 'color=green', resourceVersion: from })
    if (!watch.ok) throw new Error(watch.error.message)
    expect(watch.value.events).toEqual([])
    create('g', 'green')
    paint('a', 'green')
    paint('g', 'red')
    deleteObject(scenarioContext(cluster, 1), kind.id, 'default/a')
    const next = continueWatch(cluster, watch.value.state)
    expect(told(next.events)).toEqual(['ADDED g', 'ADDED a', 'DELETED g', 'DELETED a'])
    expect(continueWatch(cluster, next.state).events).toEqual([])
    expect(bookmarkOf(next.state).object.metadata.resourceVersion).toBe(String(cluster.log.length))
  })
  it('begin with what is there', () => {
    const watch = startWatch(cluster, kind, { ...named, sendInitialEvents: true })
    if (!watch.ok) throw new Error(watch.error.message)
    const end = watch.value.events.at(-1) as WatchEvent
    expect(told(watch.value.events.slice(0, -1))).toEqual(['ADDED aa', 'ADDED b', 'ADDED d', 'ADDED e', 'ADDED g'])
    expect([end.type, end.object.metadata.annotations]).toEqual(['BOOKMARK', { 'k8s.io/initial-events-end': 'true' }])
  })
  it('of a revision that was compacted are gone, and so are lists', () => {
    const page = listObjects(cluster, kind, { ...named, limit: 1 })
    if (!page.ok) throw new Error(page.error.message)
    const [token, before] = [page.value.continue as string, page.value.resourceVersion]
    runUntil(cluster, 10_000)
    paint('b', 'blue')
    runUntil(cluster, 601_000)
    create('late', 'red')
    const watch = startWatch(cluster, kind, { resourceVersion: '1' })
    expect(!watch.ok && [watch.error.code, watch.error.reason, /^too old resource version: 1 \(\d+\)$/.test(watch.error.message)]).toEqual([410, 'Expired', true])
    expect(list({ resourceVersion: before, resourceVersionMatch: 'Exact' })).toEqual(['410 Expired: The resourceVersion for the provided list is too old.'])
    expect(list({ continue: token })[0]).toMatch(/^410 Expired: The provided continue parameter is too old to display a consistent list result\./)
    expect(list({ continue: inconsistentContinue(token) as string })).toEqual(['b', 'd', 'e', 'g', 'late'])
  })
})
