import { goJson } from '../go-json.js'
import { internalTypes } from '../schema/internal-types.js'
import { unifiedDiff } from '../unified-diff.js'
import { fields, isPresent } from './values.js'
import type { Fields } from './values.js'

/**
 * The API server's own structs as its messages print them (Kubernetes 1.36 `pkg/apis/core/types.go`, `pkg/apis/batch/types.go`): every field by its
 * name in Go, in the order of its declaration. A line of the table is `Struct Field:code …`, `Field=name:code` where the API's name does not
 * follow from it, `@` for metadata. A code is, in this order: `*` pointer, `[` list, `{` map, then `s` text, `b` boolean, `i` number,
 * `q` quantity, `x` int or string, `t` time, `a` anything, `j` a label selector in the API's own form, or a struct.
 */
interface GoField {
  /** `@`: metadata, whose fields stand among the struct's own. */
  readonly name: string
  readonly apiName: string
  readonly code: string
}

let table: ReadonlyMap<string, readonly GoField[]> | undefined

function readField(text: string): GoField {
  const [names = '', code = ''] = text.split(':')
  const [name = '', apiName = `${name.charAt(0).toLowerCase()}${name.slice(1)}`] = names.split('=')
  return { name, apiName, code }
}

function structFields(name: string): readonly GoField[] {
  table ??= new Map(internalTypes.map((line) => {
    const [struct = '', ...texts] = line.split(' ')
    return [struct, texts.map(readField)]
  }))
  return table.get(name) ?? []
}

type GoStruct = ReadonlyMap<string, unknown>

const hostFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers']

/** The server keeps what concerns the host with the security context. */
function asInternal(name: string, value: Fields): Fields {
  if (name !== 'PodSpec') return value
  const context = fields(value['securityContext'])
  return { ...value, securityContext: { ...context, ...Object.fromEntries(hostFields.map((field) => [field, value[field]])) } }
}

/** An object of the API as the struct of that name. */
export function goStruct(name: string, value: unknown): GoStruct {
  const given = asInternal(name, fields(value))
  return new Map(structFields(name).flatMap((field): readonly (readonly [string, unknown])[] =>
    (field.name === '@' ? metadataFields(fields(given['metadata'])) : [[field.name, goValue(field.code, given[field.apiName])]])))
}

const metadataNames = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'ownerReferences', 'finalizers']
const metadataFields = (metadata: Fields): readonly (readonly [string, unknown])[] => metadataNames.filter((name) => isPresent(metadata[name])).map((name) => [name, metadata[name]])

const zeros: Readonly<Record<string, unknown>> = { s: '', b: false, i: 0, q: '0', x: 0, t: null, a: null }

function goValue(code: string, value: unknown): unknown {
  const rest = code.slice(1)
  switch (code.charAt(0)) {
    case '*': return isPresent(value) ? goValue(rest, value) : null
    case '[': return isPresent(value) ? (value as readonly unknown[]).map((item) => goValue(rest, item)) : null
    case '{': return isPresent(value) ? Object.fromEntries(Object.entries(fields(value)).map(([name, item]) => [name, goValue(rest, item)])) : null
    case 'j': return selector(fields(value))
    default: return code.length === 1 ? (value ?? zeros[code]) : goStruct(code, value)
  }
}

/** Of the types of the API what is empty is left out. */
function selector(value: Fields): GoStruct {
  const requirements = (value['matchExpressions'] as readonly Fields[] | undefined)?.map(({ key, operator, values }) =>
    new Map<string, unknown>([['key', key], ['operator', operator], ...(isPresent(values) ? [['values', values] as const] : [])]))
  return new Map<string, unknown>([...(isPresent(value['matchLabels']) ? [['matchLabels', value['matchLabels']] as const] : []), ...(requirements === undefined ? [] : [['matchExpressions', requirements] as const])])
}

/** Go's `json.MarshalIndent` with one space. */
function indented(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return goJson(value)
  const inner = `${indent} `
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((item) => `${inner}${indented(item, inner)}`).join(',\n')}\n${indent}]`
  const entries: readonly (readonly [string, unknown])[] = value instanceof Map ? [...(value as GoStruct)] : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? '{}' : `{\n${entries.map(([name, item]) => `${inner}${goJson(name)}: ${indented(item, inner)}`).join(',\n')}\n${indent}}`
}

/** What became of a struct, as messages end with it. */
export const structDiff = (name: string, before: unknown, after: unknown): string => unifiedDiff(indented(goStruct(name, before)), indented(goStruct(name, after)))
