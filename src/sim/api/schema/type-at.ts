import { kindById } from '../kinds/registry.js'
import type { KindId } from '../types.js'
import { shapeOfKind, structOf } from './read.js'
import type { Shape, StructShape } from './read.js'

/** The struct of a kind, e.g. `schemaOf('Deployment.apps')`; undefined for custom kinds and the metrics kinds, which have no schema. */
export function schemaOf(kindId: KindId): StructShape | undefined {
  const shape = typeAt(kindId, [])
  return shape?.form === 'struct' ? structOf(shape) : undefined
}

/** The shape below one more field name, index or key. */
export function childShape(shape: Shape, part: string | number): Shape | undefined {
  if (shape.form === 'struct') return structOf(shape).fields.get(String(part))?.shape
  return shape.form === 'list' || shape.form === 'map' ? shape.item : undefined
}

/**
 * What the schema says of a place: `typeAt('Pod', ['spec', 'containers', 0, 'image'])` is a string. List items take any index, maps any key.
 * undefined where the schema has nothing, or below a value of any type.
 */
export function typeAt(kindId: KindId, path: readonly (string | number)[]): Shape | undefined {
  const kind = kindById(kindId)
  return path.reduce<Shape | undefined>((shape, part) => shape && childShape(shape, part), kind && shapeOfKind(kind.apiVersion, kind.kind))
}
