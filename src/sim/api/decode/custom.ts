/** Objects of kinds that a CustomResourceDefinition declares: their metadata is that of all objects, the rest is as the schema has it. */
import type { KindDefinition } from '../kinds/define.js'
import { structOf, structOfKind } from '../schema/read.js'
import type { FieldShape, StructShape } from '../schema/read.js'
import type { Fields, Walk } from './fault.js'
import { setEntry, walkAny } from './walk-any.js'
import { walkStruct } from './walk.js'

const metadataField = (): FieldShape => structOfKind('v1', 'ConfigMap')?.fields.get('metadata') as FieldShape

/** Of an object of any kind, `metadata` is known. */
export const customRoot = (): StructShape => ({ name: '/', goName: 'object', fields: new Map([['metadata', metadataField()]]), byValue: [], zeros: [] })

const anyField = (name: string): FieldShape => ({ name, shape: { form: 'a' }, required: false, printed: false, keepsZero: true, isNullable: false, byValue: false, goType: undefined, embedded: undefined })

export function readCustom(fields: Readonly<Fields>, kind: KindDefinition, walk: Walk): Readonly<Fields> {
  const result: Fields = {}
  for (const [name, value] of Object.entries(fields)) {
    walk.path[0] = name
    if (name === 'metadata') setEntry(result, name, readMetadata(value, walk))
    else setEntry(result, name, walkAny(value, 1, walk))
  }
  const { custom } = kind
  const unknown = custom?.unknownFields(result) ?? []
  for (const path of unknown) {
    const names = custom?.fieldNames(path) ?? []
    const struct: StructShape = { name: kind.kind, goName: kind.kind, fields: new Map(names.map((name) => [name, anyField(name)])), byValue: [], zeros: [] }
    walk.faults.push({ path, code: 'unknown-field', given: undefined, struct })
  }
  return custom && unknown.length > 0 ? custom.prune(result) : result
}

function readMetadata(value: unknown, walk: Walk): unknown {
  const { shape } = metadataField()
  if (value === null || value === undefined) return {}
  return shape.form === 'struct' ? walkStruct(value, structOf(shape), 1, walk, shape) : value
}
