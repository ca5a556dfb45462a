import { shapeOfKind, structOf } from '../schema/read.js'
import type { Shape } from '../schema/read.js'
import { patchRules } from './merge-keys.js'
import type { PatchRule } from './merge-keys.js'

/** What a strategic patch needs to know of one field: how to merge it, and the shape of what is inside. */
export interface FieldPatch extends PatchRule {
  readonly inner: Shape | undefined
}

export const kindShape = (kind: { readonly apiVersion: string; readonly kind: string }): Shape | undefined => shapeOfKind(kind.apiVersion, kind.kind)

const plain: FieldPatch = { inner: undefined }
const insideOf = (shape: Shape | undefined): Shape | undefined => (shape?.form === 'list' ? shape.item : shape)

/** The field of a map or struct; fields that no schema knows are replaced whole. */
export function fieldPatch(shape: Shape | undefined, name: string): FieldPatch {
  if (shape?.form === 'map') return { inner: insideOf(shape.item) }
  if (shape?.form !== 'struct') return plain
  const struct = structOf(shape)
  const field = struct.fields.get(name)
  return field ? { ...patchRules[struct.name]?.[name], inner: insideOf(field.shape) } : plain
}
