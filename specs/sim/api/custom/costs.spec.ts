import { beforeAll, describe, expect, it } from 'vitest'
import { validateDefinition } from '../../../../src/sim/api/custom/definition.js'
import { kindsOf } from '../../../../src/sim/api/custom/kinds.js'
import { registerCustomResources } from '../../../../src/sim/api/custom/register.js'
import type { JsonSchema } from '../../../../src/sim/api/custom/schema.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'

beforeAll(registerCustomResources)

const definition = (spec: JsonSchema): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.trial.example.com' },
  spec: {
    group: 'trial.example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } }],
  },
}) as unknown as KubeObject

const ruled = (rule: string, properties: Readonly<Record<string, JsonSchema>>): readonly string[] =>
  validateDefinition(definition({ type: 'object', properties, 'x-kubernetes-validations': [{ rule }] })).map(({ field, message }) => `${field}: ${message}`)

describe('rules that may cost too much', () => {
  it('a bound on the list makes a rule affordable', () => {
    const items: JsonSchema = { type: 'string', maxLength: 100 }
    expect(ruled('self.l.all(x, self.l.exists(y, x == y))', { l: { type: 'array', items } }).some((text) => text.includes('exceeds budget by factor of more than 100x'))).toBe(true)
    expect(ruled('self.l.all(x, self.l.exists(y, x == y))', { l: { type: 'array', maxItems: 100, items } })).toEqual([])
  })
})

describe('kinds of a definition', () => {
  it('names, scope and columns are those of the definition', () => {
    const [kind] = kindsOf(definition({ type: 'object' }))
    expect(kind).toMatchObject({ id: 'Widget.trial.example.com', plural: 'widgets', singular: 'widget', resource: 'widgets.trial.example.com', namespaced: true, subresources: [] })
    expect(kind?.columns.map(({ name }) => name)).toEqual(['NAME', 'AGE'])
  })
  it('unknown fields are found where they are, whatever is around them', () => {
    const [kind] = kindsOf(definition({ type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } } } }))
    const object = { apiVersion: 'trial.example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { list: [{ a: 'x', b: 1 }], more: {} }, extra: 1 }
    expect(kind?.custom?.unknownFields(object)).toEqual([['spec', 'list', 0, 'b'], ['spec', 'more'], ['extra']])
    expect(kind?.custom?.prune(object)).toEqual({ apiVersion: 'trial.example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { list: [{ a: 'x' }] } })
  })
})
