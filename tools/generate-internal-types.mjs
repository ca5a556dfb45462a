#!/usr/bin/env node
// Writes src/sim/api/schema/internal-types.ts: the API server's own structs, which some of its messages print, as far as those messages need them:
// node tools/generate-internal-types.mjs FOLDER-OF-k8s.io/kubernetes FOLDER-OF-k8s.io/api
// The grammar of the result is documented where it is read, in src/sim/api/validation/go-struct.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [, , kubernetes, api] = process.argv
const roots = ['PodTemplateSpec', 'PodSpec', 'EphemeralContainer', 'PersistentVolumeClaimSpec', 'PersistentVolumeSource', 'PodFailurePolicy', 'SuccessPolicy', 'ResourceClaimSpec', 'ResourceClaimTemplateSpec']
/** Printed by their own rules. */
const special = {
  string: 's', bool: 'b', int: 'i', int32: 'i', int64: 'i', 'resource.Quantity': 'q', 'intstr.IntOrString': 'x', 'metav1.Time': 't', 'metav1.LabelSelector': 'j', 'types.UID': 's', 'runtime.RawExtension': 'a',
}

/** Structs by name, each a list of [field, type, json name or none]; and named types by what they are. */
function readTypes(file) {
  const structs = new Map()
  const named = new Map()
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields = body.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim()).filter((line) => line !== '').map((line) => {
      const [, field, type, tag = ''] = /^(?:(\w+)\s+)?([\w.*[\]]+)\s*(?:`(?:json:"([^",]*))?[^`]*`)?$/.exec(line) ?? []
      if (type === undefined) throw new Error(`${file}: ${name}: ${line}`)
      return { field: field ?? '', type, tag }
    })
    structs.set(name, fields)
  }
  for (const [, name, type] of text.matchAll(/^type (\w+) ([\w.*[\]]+)$/gm)) if (!structs.has(name)) named.set(name, type)
  return { structs, named }
}

const merge = (files) => files.map(readTypes).reduce((a, b) => ({ structs: new Map([...b.structs, ...a.structs]), named: new Map([...b.named, ...a.named]) }))
const internal = merge(['core', 'batch', 'resource'].map((group) => join(kubernetes, 'pkg/apis', group, 'types.go')))
const external = merge(['core/v1', 'batch/v1', 'resource/v1'].map((group) => join(api, group, 'types.go')))

/** The fields of a struct with those of the structs inside it that have no name of their own. */
function fieldsOf(structs, name) {
  return (structs.get(name) ?? []).flatMap(({ field, type, tag }) => {
    if (field !== '') return [{ field, type, tag }]
    if (type === 'metav1.ObjectMeta') return [{ field: '', type, tag }]
    return type === 'metav1.TypeMeta' ? [] : fieldsOf(structs, type)
  })
}

const wanted = new Set()
function codeOf(type) {
  if (type.startsWith('*')) return `*${codeOf(type.slice(1))}`
  if (type.startsWith('[]')) return `[${codeOf(type.slice(2))}`
  const map = /^map\[\w+\](.*)$/.exec(type)
  if (map) return `{${codeOf(map[1])}`
  const bare = type.replace(/^(api|core)\./, '')
  if (special[bare]) return special[bare]
  if (internal.structs.has(bare)) {
    wanted.add(bare)
    return bare
  }
  if (internal.named.has(bare)) return codeOf(internal.named.get(bare))
  throw new Error(`type ${type}`)
}

const plainName = (field) => `${field.charAt(0).toLowerCase()}${field.slice(1)}`
function line(name) {
  const known = new Map(fieldsOf(external.structs, name).map(({ field, tag }) => [field, tag]))
  const fields = fieldsOf(internal.structs, name).map(({ field, type, tag }) => {
    if (type === 'metav1.ObjectMeta') return '@'
    if (tag !== '') throw new Error(`${name}.${field} is printed as ${tag}`)
    const own = known.get(field) ?? plainName(field)
    return `${field}${own === plainName(field) ? '' : `=${own}`}:${codeOf(type)}`
  })
  return [name, ...fields].join(' ')
}

const lines = new Map()
for (const root of roots) wanted.add(root)
for (const name of wanted) lines.set(name, line(name))
const table = [...lines.values()].sort()
writeFileSync(
  new URL('../src/sim/api/schema/internal-types.ts', import.meta.url),
  `// generated file: tools/generate-internal-types.mjs, from the declarations of k8s.io/kubernetes 1.36.2\n/** See validation/go-struct.ts. */\nexport const internalTypes: readonly string[] = [\n${table.map((one) => `  ${JSON.stringify(one).replace(/^"|"$/g, "'")},\n`).join('')}]\n`,
)
