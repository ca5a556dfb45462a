import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { patchRules } from '../../../../src/sim/api/patch/merge-keys.js'

const openapi = fileURLToPath(new URL('../../../../../shared/corpus/openapi-v3-k8s-1.36.2/', import.meta.url))

interface Schema {
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** `io.k8s.api.core.v1.PodSpec` -> `core/v1.PodSpec`. */
const structName = (name: string): string => name.replace(/^.*\.([a-z]+)\.(v\d+(?:(?:alpha|beta)\d+)?)\.([A-Za-z]+)$/, '$1/$2.$3')

function published(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const rules: Record<string, Record<string, unknown>> = {}
  for (const file of readdirSync(openapi).filter((name) => name.endsWith('.json'))) {
    const schemas = (JSON.parse(readFileSync(`${openapi}${file}`, 'utf8')) as { components?: { schemas?: Record<string, Schema> } }).components?.schemas ?? {}
    for (const [name, { properties = {} }] of Object.entries(schemas))
      for (const [field, property] of Object.entries(properties)) {
        const [strategy, mergeKey] = [property['x-kubernetes-patch-strategy'], property['x-kubernetes-patch-merge-key']]
        if (strategy === undefined && mergeKey === undefined) continue
        const words = String(strategy).split(',')
        const main = words.find((word) => word !== 'retainKeys')
        ;(rules[structName(name)] ??= {})[field] = {
          ...(main && { strategy: main }),
          ...(mergeKey !== undefined && { mergeKey }),
          ...(words.includes('retainKeys') && { retainKeys: true }),
        }
      }
  }
  return rules
}

it.skipIf(!existsSync(openapi))('the table is what Kubernetes publishes (skipped where its OpenAPI is not beside the project)', () => {
  expect(patchRules).toEqual(published())
})
