import type { JsonObject } from '../api/types.js'
import { defineFault, wanted, type Fault, type Wanted } from './define.js'
import { textOf } from './words.js'
import { parseWhole } from './whole-cluster.js'

const name = 'registry-down'

function parse(params: JsonObject | string | null): Wanted<JsonObject> {
  if (typeof params === 'string') return wanted({ registry: params })
  const fields = parseWhole(name, ['registry'])(params)
  if (!fields.ok) return fields
  const registry = textOf(name, fields.value, 'registry')
  return registry.ok ? fields : registry
}

/** The kubelets read `image` as they do that of `image-pull-failure`: a glob over whole names, host first. */
export const registryDown: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'No image can be pulled, or none of one `registry` (a name or glob, such as quay.io); images that a node has already stay.',
  parse: (params) => parse(params as JsonObject | string | null),
  begin: (_, { registry }) => wanted(registry === undefined ? { image: '*' } : { image: `${registry as string}/*` }),
})
