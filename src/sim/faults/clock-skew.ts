import type { Json, Millis } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { durationOf } from './durations.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'
import { isFields } from './words.js'

interface SkewRequest extends NodeRequest {
  readonly skewMs: Millis
}

const name = 'clock-skew'

function parse(params: Json): Wanted<SkewRequest> {
  if (!isFields(params)) return problem(`\`${name}\` takes a node and \`by\`: \`{ node: worker-1, by: 5m }\`, got ${JSON.stringify(params)}`)
  const { by, ...victims } = params
  const skew = durationOf(name, 'by', by, true)
  if (!skew.ok) return skew
  if (skew.value === undefined) return problem(`\`${name}\` needs \`by\`: how far the clock is ahead, or with a minus behind`)
  const nodes = parseNodes(name)(victims)
  return nodes.ok ? wanted({ ...nodes.value, skewMs: skew.value }) : nodes
}

export const clockSkew: Fault<SkewRequest> = defineFault<SkewRequest>({
  name,
  summary: 'The node\'s clock is ahead by `by` (behind with a minus): the times that its kubelet writes are shifted.',
  parse,
  begin(scope, { skewMs, ...request }) {
    const begun = beginOnNodes(name, scope, request)
    return begun.ok ? wanted({ ...begun.value, skewMs }) : begun
  },
})
