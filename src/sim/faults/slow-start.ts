import type { Json, JsonObject } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { durationOf } from './durations.js'
import { fieldsOf, textOf } from './words.js'

const name = 'slow-start'

function parse(params: Json): Wanted<JsonObject> {
  const fields = fieldsOf(name, params, ['image', 'factor', 'by'])
  if (!fields.ok) return fields
  const { factor } = fields.value
  const image = textOf(name, fields.value, 'image')
  const by = durationOf(name, 'by', fields.value['by'])
  if (!image.ok) return image
  if (!by.ok) return by
  if (factor !== undefined && !(typeof factor === 'number' && factor >= 0)) return problem(`\`factor\` of \`${name}\` must be a number from 0, got ${JSON.stringify(factor)}`)
  if (factor === undefined && by.value === undefined) return problem(`\`${name}\` needs \`factor\` (times as long) or \`by\` (so much longer)`)
  return wanted({ image: image.value ?? '*', factor: factor ?? 1, byMs: by.value ?? 0 })
}

/** The kubelets read the condition with each start. */
export const slowStart: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'Containers of an image (a name or glob; default: all) take `factor` times as long from created to running, or `by` so much longer.',
  parse,
  begin: (_, request) => wanted(request),
})
