import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterApply } from '../../../../src/sim/api/managed-fields/after-apply.js'
import { afterUpdate } from '../../../../src/sim/api/managed-fields/after-update.js'
import { typeProblems } from '../../../../src/sim/api/managed-fields/check-value.js'
import { compareValues } from '../../../../src/sim/api/managed-fields/compare.js'
import { emptyObject } from '../../../../src/sim/api/managed-fields/empty-object.js'
import { difference, emptySet, intersection, isSameSet, union, type FieldSet } from '../../../../src/sim/api/managed-fields/field-set.js'
import { kindAtom } from '../../../../src/sim/api/managed-fields/kind-atoms.js'
import { mergeValues } from '../../../../src/sim/api/managed-fields/merge.js'
import { decodeManaged, encodeManaged, isSameManaged, nobody, ownerId, type FieldOwner } from '../../../../src/sim/api/managed-fields/owners.js'
import { toFieldSet } from '../../../../src/sim/api/managed-fields/to-field-set.js'
import { neverOwned, type Versions } from '../../../../src/sim/api/managed-fields/versions.js'
import type { JsonObject } from '../../../../src/sim/api/types.js'

const apiVersion = 'apps/v1'
const atom = kindAtom(apiVersion, 'Deployment')!
const versions: Versions = { ignored: emptySet, atomOf: (version) => (version === apiVersion ? atom : undefined), convert: (object, version) => (version === apiVersion ? object : undefined) }
const live = emptyObject(apiVersion, 'Deployment')
const owner = (name: string): FieldOwner => ({ name, operation: 'Apply', apiVersion })

const names = fc.constantFrom('a', 'b', 'c')
const labels = fc.dictionary(names, fc.constantFrom('1', '2'))
const container = (name: string): fc.Arbitrary<JsonObject> => fc.record({
  name: fc.constant(name), image: fc.constantFrom('x:1', 'x:2'), args: fc.array(names, { maxLength: 2 }),
  env: fc.uniqueArray(fc.record({ name: names, value: fc.constantFrom('1', '2') }), { selector: (one) => one.name, maxLength: 3 }),
  ports: fc.uniqueArray(fc.record({ containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') }, { requiredKeys: ['containerPort'] }), { selector: (port) => `${port.containerPort}${port.protocol ?? 'TCP'}`, maxLength: 3 }),
}, { requiredKeys: ['name'] }) as fc.Arbitrary<JsonObject>
/** An empty list is no field (typed.ToFieldSet), so a pod that holds nothing else may go with its owner; the server takes no pod without containers. */
const configs: fc.Arbitrary<JsonObject> = fc.record({
  replicas: fc.nat(3), labels, finalizers: fc.uniqueArray(names, { maxLength: 3 }), nodeSelector: labels,
  containers: fc.uniqueArray(names.chain(container), { selector: (one) => one['name'], minLength: 1, maxLength: 3 }),
}, { requiredKeys: [] }).map(({ replicas, labels: own, finalizers, ...pod }) => ({
  apiVersion, kind: 'Deployment', metadata: { name: 'd', ...(own && { labels: own }), ...(finalizers && { finalizers }) },
  spec: { ...(replicas !== undefined && { replicas }), template: { spec: pod } },
}) as unknown as JsonObject)

const owned = (config: JsonObject): FieldSet => difference(toFieldSet(config, atom), neverOwned)

describe('server-side apply', () => {
  it('gives the applier what it applies, and the object has it', () => {
    fc.assert(fc.property(configs, configs, (before, config) => {
      const first = afterApply(versions, live, before, nobody, owner('one'))
      const second = afterApply(versions, first.object ?? live, config, first.managed, owner('two'))
      const fields = second.managed.get(ownerId(owner('two')))?.fields ?? emptySet
      expect(isSameSet(fields, owned(config))).toBe(true)
      const { added, modified } = compareValues(second.object ?? first.object ?? live, config, atom)
      expect(intersection(union(added, modified), toFieldSet(config, atom)).size).toBe(0)
    }))
  })

  it('of the same configuration again changes nothing', () => {
    fc.assert(fc.property(configs, configs, (other, config) => {
      const base = afterApply(versions, live, other, nobody, owner('other'))
      const first = afterApply(versions, base.object ?? live, config, base.managed, owner('one'))
      const object = first.object ?? base.object ?? live
      const again = afterApply(versions, object, config, first.managed, owner('one'))
      expect(again.object).toBeUndefined()
      expect(again.claims).toEqual([])
      expect(isSameManaged(again.managed, first.managed)).toBe(true)
    }))
  })

  it('names what others own and would lose; forced, nobody else owns it any more', () => {
    fc.assert(fc.property(configs, configs, (one, two) => {
      const first = afterApply(versions, live, one, nobody, owner('one'))
      const second = afterApply(versions, first.object ?? live, two, first.managed, owner('two'))
      const claimed = second.claims.reduce((all, { fields }) => union(all, fields), emptySet)
      const left = second.managed.get(ownerId(owner('one')))?.fields ?? emptySet
      expect(intersection(left, claimed).size).toBe(0)
      const again = afterApply(versions, second.object ?? first.object ?? live, two, second.managed, owner('two'))
      expect(again.claims).toEqual([])
    }))
  })

  it('takes away what its owner no longer applies, and nothing of others', () => {
    fc.assert(fc.property(configs, configs, (one, two) => {
      const first = afterApply(versions, live, one, nobody, owner('one'))
      const shared = afterApply(versions, first.object ?? live, one, first.managed, owner('two'))
      const kept = afterApply(versions, shared.object ?? first.object ?? live, { apiVersion, kind: 'Deployment', metadata: { name: 'd' } }, shared.managed, owner('one'))
      expect(kept.object).toBeUndefined()
      const changed = afterApply(versions, first.object ?? live, two, first.managed, owner('one'))
      const gone = difference(owned(one), owned(two))
      const present = toFieldSet(changed.object ?? first.object ?? live, atom)
      expect(intersection(gone, present).size).toBe(0)
    }))
  })

  it('has managed fields that can be written and read', () => {
    fc.assert(fc.property(configs, configs, (one, two) => {
      const first = afterApply(versions, live, one, nobody, owner('one'))
      const writer = { name: 'editor', operation: 'Update' as const, apiVersion, time: '2026-01-01T00:00:00Z' }
      const object = first.object ?? live
      const managed = afterUpdate(versions, object, (mergeValues(object, two, atom) ?? {}) as JsonObject, first.managed, writer, false)
      expect(isSameManaged(decodeManaged(encodeManaged(managed))!, managed)).toBe(true)
    }))
  })

  it('takes no object of another type', () => {
    expect(typeProblems({ spec: { replicas: 'x' } }, atom)).toBe('.spec.replicas: expected numeric (int or float), got string')
    expect(typeProblems({ spec: { nope: 1 }, other: 2 }, atom)).toBe('errors:\n  .spec.nope: field not declared in schema\n  .other: field not declared in schema')
    expect(typeProblems({ spec: { template: { spec: { containers: [{ name: 'c' }, { name: 'c' }] } } } }, atom)).toBe('.spec.template.spec.containers: duplicate entries for key [name="c"]')
    expect(typeProblems({ metadata: { labels: { a: 1 } } }, atom)).toBe('.metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}')
  })
})
