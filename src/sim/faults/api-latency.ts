import type { Json, Millis } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { durationOf } from './durations.js'
import { fieldsOf } from './words.js'

interface LatencyRequest {
  readonly requestDelayMs: Millis
}

const name = 'api-latency'

function parse(params: Json): Wanted<LatencyRequest> {
  const fields = typeof params === 'string' ? wanted({ delay: params }) : fieldsOf(name, params, ['delay'])
  if (!fields.ok) return fields
  const delay = durationOf(name, 'delay', fields.value['delay'] as Json | undefined)
  if (!delay.ok) return delay
  return delay.value === undefined ? problem(`\`${name}\` needs \`delay\`: how much longer each request takes`) : wanted({ requestDelayMs: delay.value })
}

/** What is written is news to others that much later, as if the request had taken so long; several such faults add up. */
export const apiLatency: Fault<LatencyRequest> = defineFault<LatencyRequest>({
  name,
  summary: 'Each request to the API server takes that much longer: `500ms`, or `{ delay: 500ms }`.',
  parse,
  begin: (_, request) => wanted({ ...request }),
})
