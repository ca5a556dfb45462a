import type { Json, JsonObject } from '../sim/api/types.js'

/** Where a step of manifests has them: in its value, or with flags beside them under `files` and `objects`. */
export interface ManifestPart {
  readonly value: Json
  /** What the pointer of the action goes on with. */
  readonly below: '' | '/files' | '/objects'
}

const isMap = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a step's value is manifests with flags: `{ files: web.yaml, serverSide: true }`. */
export const hasFlags = (params: Json): params is JsonObject => isMap(params) && params['apiVersion'] === undefined && params['kind'] === undefined && ('files' in params || 'objects' in params)

export function manifestParts(params: Json): readonly ManifestPart[] {
  if (!hasFlags(params)) return [{ value: params, below: '' }]
  return (['files', 'objects'] as const).flatMap((key) => (params[key] === undefined ? [] : [{ value: params[key], below: `/${key}` as const }]))
}
