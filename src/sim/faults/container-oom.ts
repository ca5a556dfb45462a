import { defineFault, wanted, type Fault, type Wanted } from './define.js'
import { beginOnPods, parsePods, type PodRequest } from './pod-victims.js'
import { isFields, textOf } from './words.js'
import type { Json } from '../api/types.js'

interface MemoryRequest extends PodRequest {
  readonly container: string | undefined
}

const name = 'container-oom'

function parse(params: Json): Wanted<MemoryRequest> {
  const pods = parsePods(name, params, ['container'])
  if (!pods.ok) return pods
  const container = textOf(name, isFields(params) ? params : {}, 'container')
  return container.ok ? wanted({ ...pods.value, container: container.value }) : container
}

export const containerOom: Fault<MemoryRequest> = defineFault<MemoryRequest>({
  name,
  summary: 'A container of the pods, or each of them, is killed by the kernel for want of memory (OOMKilled, 137).',
  isOneShot: true,
  parse,
  begin(scope, { container, ...request }) {
    const begun = beginOnPods(name, scope, request)
    return begun.ok && container !== undefined ? wanted({ ...begun.value, container }) : begun
  },
})
