import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFieldSelector, parseFieldSelector } from '../../../src/sim/api/fields.js'
import type { FieldLabels } from '../../../src/sim/api/fields.js'
import type { KubeObject, Pod } from '../../../src/sim/api/types.js'

const pods: FieldLabels = { kind: 'Pod', apiVersion: 'v1', namespaced: true, fieldSelectors: { 'status.phase': (pod: Pod) => pod.status.phase ?? '' } }
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a,b', namespace: 'x' }, status: { phase: 'Running' } } as unknown as KubeObject

const select = (text: string, kind: FieldLabels = pods): boolean | string => {
  const parsed = parseFieldSelector(text)
  if (!parsed.ok) return parsed.error
  const compiled = compileFieldSelector(parsed.value, kind)
  return compiled.ok ? compiled.value(pod) : compiled.error
}

describe('field selectors', () => {
  it.each([
    ['status.phase=Running', true],
    ['status.phase==Running,metadata.namespace=x', true],
    ['status.phase!=Running', false],
    ['metadata.name=a\\,b', true],
    ['', true],
    ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
    ['spec.host=a', 'field label not supported: spec.host'],
  ])('%s', (text, expected) => {
    expect(select(text)).toBe(expected)
  })

  it('offers the metadata alone for other kinds', () => {
    expect(select('spec.x=1', { ...pods, fieldSelectors: {} })).toBe('"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"')
  })
})

const escaped = (value: string): string => value.replaceAll(/[\\,=]/g, (char) => `\\${char}`)
const terms = fc.record({
  field: fc.constantFrom('metadata.name', 'metadata.namespace', 'status.phase'),
  operator: fc.constantFrom('=' as const, '==' as const, '!=' as const),
  value: fc.string({ unit: fc.constantFrom(...'ab,=\\!. '), maxLength: 4 }),
})
const named = fc.record({ name: fc.string({ unit: fc.constantFrom(...'ab,=\\'), maxLength: 2 }), namespace: fc.constantFrom('', 'a', 'b'), phase: fc.constantFrom('', 'a', ',') })

describe('field selectors of any values', () => {
  it('are read as they were written, whatever the values', () => {
    fc.assert(fc.property(fc.array(terms, { maxLength: 4 }), (list) => {
      const parsed = parseFieldSelector(list.map(({ field, operator, value }) => `${field}${operator}${escaped(value)}`).join(','))
      const wanted = list.map(({ field, operator, value }) => `${field} ${operator === '!=' ? '!=' : '='} ${value}`).sort()
      expect(parsed.ok && parsed.value.map(({ field, operator, value }) => `${field} ${operator} ${value}`).sort()).toEqual(wanted)
    }))
  })

  it('match where every term does', () => {
    fc.assert(fc.property(fc.array(terms, { maxLength: 3 }), named, (list, { name, namespace, phase }) => {
      const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, status: { phase } } as unknown as KubeObject
      const values: Readonly<Record<string, string>> = { 'metadata.name': name, 'metadata.namespace': namespace, 'status.phase': phase }
      const compiled = compileFieldSelector(list.map(({ field, operator, value }) => ({ field, operator: operator === '!=' ? '!=' : '=', value })), pods)
      expect(compiled.ok && compiled.value(object)).toBe(list.every(({ field, operator, value }) => (values[field] === value) === (operator !== '!=')))
    }))
  })

  it('never throw, however odd the text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ab,=\\!. '), maxLength: 12 }), (text) => {
      const parsed = parseFieldSelector(text)
      expect(parsed.ok || parsed.error).toBeTruthy()
    }))
  })
})
