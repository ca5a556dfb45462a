import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KubeObject, Pod } from '../../../src/sim/api/types.js'
import { DeferredEntry, type Stamp } from '../../../src/sim/store/log.js'
import { Store } from '../../../src/sim/store/store.js'

class Named extends DeferredEntry {
  readonly name: string
  readonly previous = undefined

  constructor(stamp: Stamp, name: string) {
    super(stamp)
    this.name = name
  }

  get key(): string {
    return `x/${this.name}`
  }

  protected make(): KubeObject {
    return { apiVersion: 'v1', kind: 'Event', metadata: { name: this.name, namespace: 'x', uid: this.name, resourceVersion: String(this.revision), creationTimestamp: '' } }
  }
}

const named = (revision: number, name: string, type: 'ADDED' | 'MODIFIED' = 'ADDED'): Named => new Named({ revision, at: 0, type, kind: 'Event', by: '', cause: 0 }, name)
const versions = (store: Store): readonly string[] => [...store.list('Event')].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)

type Write = { readonly name: string; readonly namespace: string; readonly node: string | undefined; readonly app: string; readonly owner: string | undefined; readonly isRemoval: boolean }
const writes = fc.array(fc.record<Write>({
  name: fc.constantFrom('a', 'b', 'c'), namespace: fc.constantFrom('x', 'y'), node: fc.constantFrom('n1', 'n2', undefined), app: fc.constantFrom('web', 'db'),
  owner: fc.constantFrom('u1', undefined), isRemoval: fc.boolean(),
}), { maxLength: 30 })

const podOf = ({ name, namespace, node, app, owner }: Write): Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: {
    name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '', labels: { app, name },
    ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: owner, controller: true }] }),
  },
  spec: { containers: [], ...(node === undefined ? {} : { nodeName: node }) },
  status: {},
})
const names = (pods: readonly Pod[]): readonly string[] => pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).toSorted()

function expectIndexes(store: Store, model: ReadonlyMap<string, Pod>): void {
  const all = [...model.values()]
  const wanted = (test: (pod: Pod) => boolean): readonly string[] => names(all.filter(test))
  expect(store.size).toBe(all.length)
  for (const node of ['n1', 'n2']) expect(names(store.podsOnNode(node))).toEqual(wanted((pod) => pod.spec.nodeName === node))
  expect(names(store.controlledBy<Pod>('u1', 'Pod'))).toEqual(wanted((pod) => pod.metadata.ownerReferences !== undefined))
  for (const namespace of ['x', 'y']) {
    expect(names(store.inNamespace<Pod>('Pod', namespace))).toEqual(wanted((pod) => pod.metadata.namespace === namespace))
    expect(names(store.orphanPods(namespace))).toEqual(wanted((pod) => pod.metadata.namespace === namespace && pod.metadata.ownerReferences === undefined))
    expect(names(store.podsWithLabels(namespace, { app: 'web', name: 'a' }))).toEqual(wanted((pod) => pod.metadata.namespace === namespace && pod.metadata.labels?.['app'] === 'web' && pod.metadata.name === 'a'))
  }
}

describe('Store', () => {
  it('keeps every index in step with the objects, on both sides of a fork', () => {
    fc.assert(fc.property(writes, fc.nat(30), (list, forkAt) => {
      let store = new Store()
      const model = new Map<string, Pod>()
      let left: { store: Store; model: Map<string, Pod> } | undefined
      list.forEach((write, i) => {
        if (i === forkAt) {
          left = { store, model: new Map(model) }
          store = store.fork()
        }
        const key = `${write.namespace}/${write.name}`
        if (write.isRemoval) { store.remove('Pod', key, i + 1); model.delete(key) } else { store.put('Pod', key, podOf(write), store.get('Pod', key), i + 1); model.set(key, podOf(write)) }
      })
      expectIndexes(store, model)
      if (left !== undefined) expectIndexes(left.store, left.model)
    }))
  })

  it('freezes what it stores', () => {
    const store = new Store()
    const pod = podOf({ name: 'a', namespace: 'x', node: undefined, app: 'web', owner: undefined, isRemoval: false })
    store.put('Pod', 'x/a', pod, undefined, 1)
    expect(Object.isFrozen(pod.metadata.labels)).toBe(true)
    expect(() => { (pod.metadata.labels as Record<string, string>)['app'] = 'other' }).toThrow(TypeError)
  })

  it('keeps objects that are still to be made in their order, on both sides of a fork', () => {
    const store = new Store()
    for (const [i, name] of ['b', 'a'].entries()) store.putDeferred(named(i + 1, name))
    const fork = store.fork()
    store.putDeferred(named(3, 'c'))
    expect(store.deferred('Event', 'x/c')?.revision).toBe(3)
    store.putDeferred(named(4, 'a', 'MODIFIED'))
    fork.putDeferred(named(3, 'd'))
    expect([versions(store), store.count('Event'), store.size]).toEqual([['b@1', 'a@4', 'c@3'], 3, 3])
    expect([versions(fork), fork.count('Event'), fork.size]).toEqual([['b@1', 'a@2', 'd@3'], 3, 3])
    store.remove('Event', 'x/b', 5)
    expect([versions(store), store.size]).toEqual([['a@4', 'c@3'], 2])
  })
})
