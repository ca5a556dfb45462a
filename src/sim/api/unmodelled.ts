import { modelledFields, type FieldTree } from './modelled-fields.js'
import type { Json, KindId } from './types.js'

/** JSON pointers of the fields that a manifest sets and nothing simulates; empty for kinds that are not simulated at all. */
export function unmodelledFields(kind: KindId, value: Json): readonly string[] {
  const tree = modelledFields[kind]
  const found: string[] = []
  if (tree !== undefined) walk(tree, value, '', found)
  return found
}

function walk(tree: FieldTree, value: Json, pointer: string, found: string[]): void {
  if (value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    value.forEach((item, i) => walk(tree, item as Json, `${pointer}/${i}`, found))
    return
  }
  for (const [field, inner] of Object.entries(value)) {
    const treatment = Object.hasOwn(tree, field) ? tree[field] : undefined
    const at = `${pointer}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (treatment === undefined) {
      if (inner !== null) found.push(at)
    } else if (typeof treatment === 'object') walk(treatment, inner as Json, at, found)
  }
}
