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
