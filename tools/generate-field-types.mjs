// Writes src/sim/api/managed-fields/field-types.ts: which lists and maps of Kubernetes 1.36 are owned as a whole, and by which keys the items of the
// others are told apart. From the OpenAPI documents of an API server (`kubectl get --raw /openapi/v3/…`): node tools/generate-field-types.mjs FOLDER
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const [, , folder] = process.argv
const target = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'src/sim/api/managed-fields/field-types.ts')
const source = /^io\.k8s\.(?:api|apimachinery\.pkg\.apis|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\.([a-z]+)\.(v[0-9]+)\.(\w+)$/

const lists = {}
const atomicStructs = new Set()
const defaults = {}
const put = (table, struct, field, value) => { (table[struct] ??= {})[field] = value }

function readField(struct, name, property) {
  const kind = property['x-kubernetes-list-type']
  if (kind === 'map') put(lists, struct, name, property['x-kubernetes-list-map-keys'].join(' '))
  else if (kind === 'set') put(lists, struct, name, '')
  if (property['x-kubernetes-map-type'] === 'atomic') put(lists, struct, name, 'atomic')
}

const schemas = fs.readdirSync(folder).filter((file) => file.endsWith('.json')).flatMap((file) => Object.entries(JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')).components?.schemas ?? {}))
const keysOfItems = new Map()
for (const [, schema] of schemas) {
  for (const property of Object.values(schema.properties ?? {})) {
    const ref = (property.items?.$ref ?? property.items?.allOf?.[0]?.$ref)?.split('/').pop()
    if (property['x-kubernetes-list-type'] === 'map' && ref) keysOfItems.set(ref, property['x-kubernetes-list-map-keys'])
  }
}
for (const [name, schema] of schemas) {
  const match = source.exec(name)
  if (!match) continue
  const struct = `${match[1]}/${match[2]}.${match[3]}`
  if (schema['x-kubernetes-map-type'] === 'atomic') atomicStructs.add(struct)
  for (const [field, property] of Object.entries(schema.properties ?? {})) readField(struct, field, property)
  for (const key of keysOfItems.get(name) ?? []) {
    const value = schema.properties[key]?.default
    if (value !== undefined) put(defaults, struct, key, value)
  }
}

const literal = (value) => (typeof value === 'string' ? `'${value}'` : String(value))
const nameOf = (name) => (/^\w+$/.test(name) ? name : `'${name}'`)
const rows = (table) => Object.keys(table).sort().map((struct) => `  '${struct}': { ${Object.keys(table[struct]).sort().map((field) => `${nameOf(field)}: ${literal(table[struct][field])}`).join(', ')} },`).join('\n')
fs.writeFileSync(target, `// generated file: node tools/generate-field-types.mjs
/** How the fields of Kubernetes 1.36 are owned, from its OpenAPI documents. Lists without an entry are owned as a whole, maps field by field. */

type Table<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>

/** \`name other\`: the keys by which items are told apart; empty: a set of scalars; \`atomic\`: a map that is owned as a whole. */
export const fieldTypes: Table<string> = {
${rows(lists)}
}

/** What a key is when an item does not say. */
export const keyDefaults: Table<string | number> = {
${rows(defaults)}
}

/** Structs that are owned as a whole wherever they stand. */
export const atomicStructs: ReadonlySet<string> = new Set([
${[...atomicStructs].sort().map((struct) => `  '${struct}',`).join('\n')}
])
`)
