import { describe, expect, it } from 'vitest'
import { compareValues } from '../../../../src/sim/api/managed-fields/compare.js'
import type { Atom } from '../../../../src/sim/api/managed-fields/atoms.js'
import { customAtom, type OwnershipSchema } from '../../../../src/sim/api/managed-fields/custom-atoms.js'
import { emptyObject } from '../../../../src/sim/api/managed-fields/empty-object.js'
import { encodeFields } from '../../../../src/sim/api/managed-fields/fields-v1.js'
import { kindAtom } from '../../../../src/sim/api/managed-fields/kind-atoms.js'
import { mergeValues } from '../../../../src/sim/api/managed-fields/merge.js'
import { ownerId, type OwnedFields } from '../../../../src/sim/api/managed-fields/owners.js'
import { reconcileManaged } from '../../../../src/sim/api/managed-fields/reconcile.js'
import { removeItems } from '../../../../src/sim/api/managed-fields/remove.js'
import { setOf } from '../../../../src/sim/api/managed-fields/field-set.js'
import { toFieldSet } from '../../../../src/sim/api/managed-fields/to-field-set.js'
import type { Versions } from '../../../../src/sim/api/managed-fields/versions.js'
import { schemaKinds } from '../../../../src/sim/api/schema/read.js'
import type { Json, JsonObject } from '../../../../src/sim/api/types.js'

const pod = kindAtom('v1', 'Pod')!
const inPod = (spec: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', spec })
const fieldsOf = (spec: JsonObject): unknown => (encodeFields(toFieldSet(inPod(spec), pod))['f:spec'])

describe('types of Kubernetes', () => {
  it('are there for every kind, and begin empty', () => {
    for (const kind of schemaKinds()) {
      const at = kind.lastIndexOf('/')
      const [apiVersion, name] = [kind.slice(0, at), kind.slice(at + 1)]
      const atom = kindAtom(apiVersion, name)
      expect(atom?.map?.isAtomic, kind).toBe(false)
      expect(emptyObject(apiVersion, name)['metadata'], kind).toEqual({})
    }
  })

  it('name items by their keys, with the default of a key that is not said', () => {
    expect(fieldsOf({ containers: [{ name: 'c', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }] })).toEqual({
      'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:name': {}, 'f:ports': {
        'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} }, 'k:{"containerPort":80,"protocol":"UDP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } } } },
    })
  })

  it('take atomic lists, maps and structs as one', () => {
    expect(fieldsOf({ nodeSelector: { a: 'b' }, tolerations: [{ key: 'a' }], containers: [{ name: 'c', env: [{ name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }] })).toEqual({
      'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:env': { 'k:{"name":"E"}': { '.': {}, 'f:name': {}, 'f:valueFrom': { 'f:secretKeyRef': {} } } }, 'f:name': {} } },
      'f:nodeSelector': {}, 'f:tolerations': {},
    })
  })

  it('mark several items of one key as one', () => {
    expect(fieldsOf({ containers: [{ name: 'c', env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }] })).toEqual({
      'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:env': { 'k:{"name":"A"}': {} }, 'f:name': {} } },
    })
  })
})

describe('types of custom resources', () => {
  const atom = customAtom({ type: 'object', properties: { spec: { type: 'object', properties: {
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }, plain: { type: 'array', items: { type: 'object' } },
    keyed: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'], items: { type: 'object', properties: { id: { type: 'integer' } } } },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: { type: 'string' } }, free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  } } } })

  it('follow the structural schema, and what is free is deduced', () => {
    const spec = { set: ['a'], plain: [{ x: 1 }], keyed: [{ id: 3 }], whole: { a: 'b' }, free: { deep: { list: [1], map: {} } } }
    expect(encodeFields(toFieldSet({ spec }, atom))).toEqual({ 'f:spec': {
      'f:free': { 'f:deep': { '.': {}, 'f:list': {}, 'f:map': {} } }, 'f:keyed': { 'k:{"id":3}': { '.': {}, 'f:id': {} } }, 'f:plain': {}, 'f:set': { 'v:"a"': {} }, 'f:whole': {},
    } })
  })
})

describe('comparison, merge and removal', () => {
  it('tell null from empty, and added from modified', () => {
    const { added, modified, removed } = compareValues(inPod({ containers: null, nodeSelector: {} }), inPod({ containers: [{ name: 'c' }], hostname: 'h' }), pod)
    expect([added, modified, removed].map((set) => encodeFields(set)['f:spec'])).toEqual([
      { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:name': {} } }, 'f:hostname': {} }, undefined, { 'f:nodeSelector': {} },
    ])
  })

  it('weave the items of both lists', () => {
    const list = (...names: readonly string[]): JsonObject => inPod({ containers: names.map((name) => ({ name })) })
    const merged = mergeValues(list('a', 'b', 'c', 'd'), list('x', 'd', 'y', 'b'), pod) as { readonly spec: { readonly containers: readonly { readonly name: string }[] } }
    expect(merged.spec.containers.map(({ name }) => name)).toEqual(['a', 'c', 'x', 'd', 'y', 'b'])
  })

  it('leave emptied maps and lists', () => {
    const fields = setOf([['f:spec', 'f:containers', 'k:{"name":"c"}'], ['f:metadata', 'f:labels', 'f:a']])
    expect(removeItems({ ...inPod({ containers: [{ name: 'c' }] }), metadata: { labels: { a: 'b' } } } as Json, fields, pod)).toEqual({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [] }, metadata: { labels: {} } })
  })
})

describe('a schema that changes', () => {
  const schema = (type: string): OwnershipSchema => ({ type: 'object', properties: { spec: { type: 'object', properties: {
    list: { type: 'array', 'x-kubernetes-list-type': type, items: { type: 'string' } }, map: { type: 'object', 'x-kubernetes-map-type': type === 'set' ? 'granular' : 'atomic', additionalProperties: { type: 'string' } },
  } } } })

  it('makes owners of a part owners of the whole', () => {
    const [before, after] = [customAtom(schema('set')), customAtom(schema('atomic'))]
    const fields = toFieldSet({ spec: { list: ['a'], map: { b: 'c' } } }, before)
    const owner: OwnedFields = { name: 'one', operation: 'Apply', apiVersion: 'x/v1', fields }
    const versions = (atom: Atom): Versions => ({ ignored: new Map(), atomOf: () => atom, convert: (object) => object })
    const managed = new Map([[ownerId(owner), owner]])
    expect(reconcileManaged(managed, versions(before))).toBe(managed)
    expect(encodeFields([...reconcileManaged(managed, versions(after)).values()][0]!.fields)).toEqual({ 'f:spec': { 'f:list': {}, 'f:map': {} } })
  })
})
