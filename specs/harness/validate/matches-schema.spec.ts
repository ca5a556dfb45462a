import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonSchema, JsonType } from '../../../src/assertions/schema-parts.js'
import { loadText } from '../../../src/harness/load/load.js'
import { loadSchemaCheck } from '../../../src/harness/validate/check.js'
import { matchesSchema } from '../../../src/harness/validate/matches-schema.js'
import { scenarioSchema } from '../../../src/harness/validate/scenario-schema.js'

const check = await loadSchemaCheck()

const words = ['app=web', '30s', 'forever', 'never', '>= 2', '3', 'deployment/web', 'pods', 'success', 'complete', 'Scenario', 'seatrial.dev/v1alpha1', 'web-*', '/x/', '', 'distinct', '100m', '2026-01-01T00:00:00Z', 'apply']
const scalar: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom<unknown>(...words, 0, 1, -1, 1.5, true, false, null), fc.string({ maxLength: 4 }))

const resolve = (schema: JsonSchema): JsonSchema => (schema.$ref === undefined ? schema : scenarioSchema.definitions![schema.$ref.slice('#/definitions/'.length)]!)

/** Values near the schema: mostly right, each part sometimes something else. */
function near(given: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const schema = resolve(given)
  const types = (schema.type === undefined ? ['string', 'object'] : [schema.type].flat()) as readonly JsonType[]
  const byType = (type: JsonType): fc.Arbitrary<unknown> => {
    if (type === 'object') return nearMapping(schema, depth)
    if (type === 'array') return depth <= 0 ? fc.constant([]) : fc.array(near(schema.items ?? {}, depth - 1), { maxLength: 3 })
    if (type === 'integer' || type === 'number') return fc.integer({ min: -1, max: 5 })
    if (type === 'boolean') return fc.boolean()
    return type === 'null' ? fc.constant(null) : fc.constantFrom(...words, ...(schema.enum ?? []).map(String))
  }
  return fc.oneof({ weight: 12, arbitrary: fc.oneof(...types.map(byType)) }, { weight: 1, arbitrary: scalar })
}

function nearMapping(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (depth <= 0) return fc.constant({})
  const names = Object.keys(schema.properties ?? {})
  const extra = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  const keys = fc.tuple(names.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), fc.uniqueArray(fc.constantFrom('deployment/web', 'node/a', 'zz', 'Ready'), { maxLength: 1 }))
  return keys.chain(([known, others]) => {
    const chosen = [...new Set([...known, ...(schema.required ?? []), ...others])]
    return fc.record(Object.fromEntries(chosen.map((key) => [key, near(schema.properties?.[key] ?? extra, depth - 1)])))
  })
}

test('the quick check and ajv agree on every value', () => {
  fc.assert(fc.property(near(scenarioSchema, 8), (value) => {
    expect(matchesSchema(scenarioSchema, value)).toBe(check(value).length === 0)
  }), { numRuns: 1500 })
})

test.each(Object.keys(scenarioSchema.definitions!))('the quick check and ajv agree on %s', (name) => {
  const wrap = (value: unknown): unknown => {
    const step = name.startsWith('fault-') ? { inject: { [name.slice(6)]: value } }
      : name.startsWith('subject-') ? { expect: [{ [name.slice(8)]: value }] }
        : name === 'condition' ? { expect: [{ hpa: { condition: value } }] } : name === 'assertions' ? { expect: value } : { expect: [value] }
    return { apiVersion: 'seatrial.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'x' }, spec: { steps: [step] } }
  }
  fc.assert(fc.property(near(scenarioSchema.definitions![name]!, 5).map(wrap), (value) => {
    expect(matchesSchema(scenarioSchema, value)).toBe(check(value).length === 0)
  }), { numRuns: 150 })
})

test('the published example is valid', () => {
  const text = readFileSync(new URL('example.scenario.yaml', import.meta.url), 'utf8')
  expect(loadText({ file: 'example', text }).documents.map(({ value }) => check(value))).toEqual([[]])
})
