import { describe, expect, it } from 'vitest'
import { admit, review } from '../../../../src/sim/api/admission/registry.js'
import type { AdmissionLookup } from '../../../../src/sim/api/admission/registry.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'

type Part = Readonly<Record<string, unknown>>
const make = (apiVersion: string, kind: string, name: string, rest: Part = {}, metadata: Part = {}): KubeObject =>
  ({ apiVersion, kind, metadata: { name, uid: name, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata }, ...rest }) as unknown as KubeObject

const lookup = (lists: Readonly<Record<string, readonly KubeObject[]>> = {}): AdmissionLookup => ({
  get: (kind, key) => (kind === 'Namespace' ? make('v1', 'Namespace', key) : undefined),
  list: (kind) => lists[kind] ?? [],
  authorize: () => ({ isAllowed: false, why: '' }),
})
const admitted = (object: KubeObject, lists?: Readonly<Record<string, readonly KubeObject[]>>): unknown => {
  const result = admit(object, lookup(lists))
  return result.ok ? result.value : result.error.message
}

describe('admission of other kinds', () => {
  it('taints a new node', () => {
    expect(admitted(make('v1', 'Node', 'n'))).toMatchObject({ spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] } })
  })

  it('gives a claim the newest default class and a finalizer', () => {
    const marked = (name: string, creationTimestamp: string): KubeObject =>
      make('storage.k8s.io/v1', 'StorageClass', name, {}, { creationTimestamp, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } })
    const classes = {
      'StorageClass.storage.k8s.io': [
        marked('old', '2026-01-01T00:00:00Z'),
        marked('new', '2026-01-02T00:00:00Z'),
        make('storage.k8s.io/v1', 'StorageClass', 'other'),
      ],
    }
    expect(admitted(make('v1', 'PersistentVolumeClaim', 'c', {}, { namespace: 'x' }), classes)).toMatchObject({
      spec: { storageClassName: 'new' },
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    })
    expect(admitted(make('v1', 'PersistentVolumeClaim', 'c', { spec: { storageClassName: '' } }, { namespace: 'x' }), classes)).toMatchObject({
      spec: { storageClassName: '' },
    })
  })

  it('gives an ingress the default class', () => {
    const classes = {
      'IngressClass.networking.k8s.io': [
        make('networking.k8s.io/v1', 'IngressClass', 'front', {}, { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }),
      ],
    }
    expect(admitted(make('networking.k8s.io/v1', 'Ingress', 'i', { spec: {} }, { namespace: 'x' }), classes)).toMatchObject({
      spec: { ingressClassName: 'front' },
    })
  })

  it('allows one default priority class', () => {
    const first = make('scheduling.k8s.io/v1', 'PriorityClass', 'a', { value: 1, globalDefault: true })
    const result = review(
      make('scheduling.k8s.io/v1', 'PriorityClass', 'b', { value: 2, globalDefault: true }),
      lookup({ 'PriorityClass.scheduling.k8s.io': [first] }),
    )
    expect(!result.ok && result.error.message).toBe(
      'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default. Only one default can exist',
    )
  })

  it('leaves the rest alone', () => {
    const config = make('v1', 'ConfigMap', 'c', {}, { namespace: 'x' })
    expect(admitted(config)).toBe(config)
  })
})
