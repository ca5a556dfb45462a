// Writes schema/scenario.json, for editors, from the built program's own schema.
import { mkdirSync, writeFileSync } from 'node:fs'
import { scenarioSchema } from '../dist/harness/validate/scenario-schema.js'

/** Editors know nothing of our text formats; the descriptions and examples tell of them. */
function forEditors(node) {
  if (Array.isArray(node)) return node.map(forEditors)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => key !== 'format' || typeof value !== 'string').map(([key, value]) => [key, forEditors(value)]))
}

const root = new URL('../', import.meta.url)
mkdirSync(new URL('schema/', root), { recursive: true })
writeFileSync(new URL('schema/scenario.json', root), `${JSON.stringify(forEditors(scenarioSchema), undefined, 2)}\n`)
