import type { Json } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { beginOnPods, parsePods, type PodRequest } from './pod-victims.js'
import { isFields, textOf } from './words.js'

interface CrashRequest extends PodRequest {
  readonly container: string | undefined
  readonly exit: number
}

const name = 'container-crash'

function parse(params: Json): Wanted<CrashRequest> {
  const pods = parsePods(name, params, ['container', 'exit'])
  if (!pods.ok) return pods
  const fields = isFields(params) ? params : {}
  const container = textOf(name, fields, 'container')
  if (!container.ok) return container
  const exit = fields['exit'] ?? 1
  if (typeof exit !== 'number' || !Number.isInteger(exit) || exit < 0 || exit > 255) return problem(`\`exit\` of \`${name}\` must be a whole number from 0 to 255, got ${JSON.stringify(exit)}`)
  return wanted({ ...pods.value, container: container.value, exit })
}

export const containerCrash: Fault<CrashRequest> = defineFault<CrashRequest>({
  name,
  summary: 'A container of the pods, or each of them, exits with a code (default 1).',
  isOneShot: true,
  parse,
  begin(scope, { container, exit, ...request }) {
    const begun = beginOnPods(name, scope, request)
    return begun.ok ? wanted({ ...begun.value, exit, ...(container === undefined ? {} : { container }) }) : begun
  },
})
