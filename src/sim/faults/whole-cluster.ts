import type { Json, JsonObject } from '../api/types.js'
import { problem, wanted, type FaultScope, type Wanted } from './define.js'
import { fieldsOf } from './words.js'

/** A fault of the whole cluster has no victim: `true`, nothing, or its own parameters. */
export const parseWhole = (fault: string, keys: readonly string[] = []) => (params: Json): Wanted<JsonObject> => {
  if (params === true || params === null) return wanted({})
  return params === false ? problem(`\`${fault}\` is either injected or not; \`false\` means neither`) : fieldsOf(fault, params, keys)
}

/** Params of a condition of which there is one at a time. */
export const beginOnce = (fault: string, { cluster }: FaultScope, params: JsonObject): Wanted<JsonObject> =>
  (cluster.conditions.some((active) => active.fault === fault) ? problem(`\`${fault}\` holds already; \`heal\` it first`) : wanted(params))
