import { addQuantities, compareQuantities } from '../quantity.js'
import type { Fields } from './fill.js'
import { fillResources } from './resources.js'
import type { Resources } from './resources.js'

type ListName = 'requests' | 'limits'

const isHugePage = (name: string): boolean => name.startsWith('hugepages-')
/** The resources that a pod as a whole may ask for. */
const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePage(name)

function combine(left: Resources, right: Resources, how: (a: string, b: string) => string): Resources {
  const result: Record<string, string> = { ...left }
  for (const name in right) {
    const mine = left[name]
    result[name] = mine === undefined ? (right[name] as string) : how(mine, right[name] as string)
  }
  return result
}
const sum = (left: Resources, right: Resources): Resources => combine(left, right, addQuantities)
const most = (left: Resources, right: Resources): Resources => combine(left, right, (a, b) => (compareQuantities(a, b) < 0 ? b : a))

const listOf = (container: Fields, name: ListName): Resources => ((container['resources'] as Fields | undefined)?.[name] as Resources | undefined) ?? {}

/** Sum of containers and sidecars, or the largest init container with the sidecars started before it (`component-helpers/resource` 1.36). */
function aggregate(spec: Fields, name: ListName): Resources {
  let total = ((spec['containers'] ?? []) as readonly Fields[]).reduce<Resources>((all, container) => sum(all, listOf(container, name)), {})
  let sidecars: Resources = {}
  let initial: Resources = {}
  for (const container of (spec['initContainers'] ?? []) as readonly Fields[]) {
    const own = listOf(container, name)
    if (container['restartPolicy'] === 'Always') {
      total = sum(total, own)
      sidecars = sum(sidecars, own)
      initial = most(initial, sidecars)
    } else initial = most(initial, sum(own, sidecars))
  }
  return most(total, initial)
}

const only = (list: Resources, isWanted: (name: string) => boolean): Resources => Object.fromEntries(Object.entries(list).filter(([name]) => isWanted(name)))
const isEmpty = (list: Resources | undefined): boolean => list === undefined || Object.keys(list).length === 0

/** Pod-level limits of huge pages and pod-level requests, from those of the containers, then from the pod's limits (KEP-2837). */
export function podLevelResources(spec: Fields): Fields {
  const given = spec['resources'] as Fields
  const requests = given['requests'] as Resources | undefined
  const limits = given['limits'] as Resources | undefined
  if (isEmpty(limits) && isEmpty(requests)) return given
  const hugePages = only(aggregate(spec, 'limits'), (name) => isHugePage(name) && requests?.[name] === undefined)
  const allLimits = isEmpty(hugePages) ? limits : fillResources(limits, hugePages)
  if (allLimits === undefined || isEmpty(allLimits)) return given
  const fromContainers = only(aggregate(spec, 'requests'), (name) => isPodLevel(name) && !isHugePage(name))
  const allRequests = fillResources(fillResources(requests ?? {}, fromContainers), only(allLimits, isPodLevel))
  return allLimits === limits && allRequests === requests ? given : { ...given, limits: allLimits, ...(!isEmpty(allRequests) && { requests: allRequests }) }
}
