import { addQuantities, compareQuantities, cpuMillis } from '../quantity.js'
import type { Container, PodSpec, ResourceList } from '../types.js'
import { refuse } from './define.js'
import type { Refusal } from './define.js'

/** Bounds of one LimitRange item against requests and limits: plugin `LimitRanger`, `minConstraint` and its kin, 1.36. */

export interface LimitItem {
  readonly type: string
  readonly min?: ResourceList
  readonly max?: ResourceList
  readonly default?: ResourceList
  readonly defaultRequest?: ResourceList
  readonly maxLimitRequestRatio?: ResourceList
}

const sorted = (list: ResourceList | undefined): readonly (readonly [string, string])[] => Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

function minViolation(usage: string, bound: string, request: string | undefined, limit: string | undefined): string | undefined {
  const head = `minimum ${usage} is ${bound}`
  if (request === undefined) return `${head}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${head}, but request is ${request}`
  return limit !== undefined && compareQuantities(limit, bound) < 0 ? `${head}, but limit is ${limit}` : undefined
}

/** Claims have no limits: `limits` is undefined and the request alone is held against the bound. */
function maxViolation(usage: string, bound: string, request: string | undefined, limits: ResourceList | undefined, name: string): string | undefined {
  const head = `maximum ${usage} is ${bound}`
  const limit = limits?.[name]
  if (limits === undefined && request === undefined) return `${head}.  No request is specified`
  if (limits !== undefined && limit === undefined) return `${head}.  No limit is specified`
  if (limit !== undefined && compareQuantities(limit, bound) > 0) return `${head}, but limit is ${limit}`
  return request !== undefined && compareQuantities(request, bound) > 0 ? `${head}, but request is ${request}` : undefined
}

function ratioViolation(head: string, bound: string, request: string | undefined, limit: string | undefined): string | undefined {
  if (request === undefined || cpuMillis(request) === 0) return `${head}, but no request is specified or request is 0`
  if (limit === undefined || cpuMillis(limit) === 0) return `${head}, but no limit is specified or limit is 0`
  const ratio = cpuMillis(limit) / cpuMillis(request)
  return ratio * 1000 > cpuMillis(bound) ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}

/** Everything wrong with one set of requests and limits. */
export function limitViolations(item: LimitItem, requests: ResourceList, limits: ResourceList | undefined): readonly string[] {
  const violations = [
    ...sorted(item.min).map(([name, bound]) => minViolation(`${name} usage per ${item.type}`, bound, requests[name], limits?.[name])),
    ...sorted(item.max).map(([name, bound]) => maxViolation(`${name} usage per ${item.type}`, bound, requests[name], limits, name)),
    ...(limits === undefined
      ? []
      : sorted(item.maxLimitRequestRatio).map(([name, bound]) =>
          ratioViolation(`${name} max limit to request ratio per ${item.type} is ${bound}`, bound, requests[name], limits[name]),
        )),
  ]
  return violations.filter((violation) => violation !== undefined)
}

/** Several violations are listed in brackets, each once. */
export function joined(violations: readonly string[]): Refusal | undefined {
  const texts = [...new Set(violations)]
  if (texts.length === 0) return undefined
  return refuse(texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`)
}

function add(sum: ResourceList, list: ResourceList | undefined): ResourceList {
  if (!list) return sum
  const total: Record<string, string> = { ...sum }
  for (const [name, quantity] of Object.entries(list)) total[name] = total[name] === undefined ? quantity : addQuantities(total[name], quantity)
  return total
}

function larger(a: ResourceList, b: ResourceList): ResourceList {
  const result: Record<string, string> = { ...a }
  for (const [name, quantity] of Object.entries(b)) if (result[name] === undefined || compareQuantities(quantity, result[name]) > 0) result[name] = quantity
  return result
}

const podLevel = (list: ResourceList | undefined): ResourceList =>
  Object.fromEntries(Object.entries(list ?? {}).filter(([name]) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')))

/** What a pod asks for at its worst moment: containers and sidecars together, or one init container beside the sidecars before it. */
export function totals(spec: PodSpec, name: 'requests' | 'limits'): ResourceList {
  const listOf = ({ resources }: Container): ResourceList | undefined => resources?.[name]
  let running = (spec.containers ?? []).reduce((sum, container) => add(sum, listOf(container)), {} as ResourceList)
  let [sidecars, worst]: [ResourceList, ResourceList] = [{}, {}]
  for (const container of spec.initContainers ?? []) {
    const together = add(sidecars, listOf(container))
    if (container.restartPolicy === 'Always') {
      running = add(running, listOf(container))
      sidecars = together
    }
    worst = larger(worst, together)
  }
  return { ...larger(running, worst), ...podLevel(spec.resources?.[name]) }
}
