/** Plugin `ResourceQuota` 1.36 (`admission/plugin/resourcequota/controller.go`): what an object adds must fit what is left. */
import { addQuantities, compareQuantities, subtractQuantities } from '../quantity.js'
import type { Container, KubeObject, Pod, ResourceList } from '../types.js'
import { refuse, type Refusal } from './define.js'
import { isInQuota, nothing, usageOf, type ResourceQuota, type Usage } from './resource-quota-usage.js'

export { isInQuota, usageOf } from './resource-quota-usage.js'
export type { ResourceQuota } from './resource-quota-usage.js'

const shown = (list: ResourceList, names: readonly string[]): string => names.map((name) => `${name}=${list[name] ?? '0'}`).join(',')

/** What is added by the object as it is to be, over the one that was there. */
function added(usage: Usage, before: Usage): Usage {
  if (before === nothing) return usage
  return Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, before[name] === undefined ? amount : subtractQuantities(amount, before[name])]))
}

const computeNames = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']

/** Names of the containers that say nothing of a resource. */
function without({ spec }: Pod, name: string): readonly string[] {
  const [section, resource] = name.startsWith('limits.') ? (['limits', name.slice(7)] as const) : (['requests', name.replace(/^requests\./, '')] as const)
  if (spec.resources?.[section]?.[resource] !== undefined) return []
  const isSilent = ({ resources }: Container): boolean => resources?.[section]?.[resource] === undefined
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].filter(isSilent).map((container) => container.name)
}

/** Where a quota limits cpu or memory, every container says how much it wants. */
function unspecified(object: KubeObject, quotas: readonly ResourceQuota[]): Refusal | undefined {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1') return undefined
  for (const { metadata, spec } of quotas) {
    const missing = Object.keys(spec?.hard ?? {}).filter((name) => computeNames.includes(name)).sort().flatMap((name) => {
      const names = [...new Set(without(object as Pod, name))].sort()
      return names.length === 0 ? [] : [`${name} for: ${names.join(',')}`]
    })
    if (missing.length > 0) return refuse(`failed quota: ${metadata.name}: must specify ${missing.join('; ')}`)
  }
  return undefined
}

function exceeded({ metadata, spec, status }: ResourceQuota, more: Usage): Refusal | undefined {
  const hard = status?.hard ?? spec?.hard ?? {}
  const used = status?.used ?? {}
  const names = Object.keys(hard).filter((name) => {
    const amount = more[name]
    if (amount === undefined || compareQuantities(amount, '0') <= 0) return false
    return compareQuantities(used[name] === undefined ? amount : addQuantities(used[name], amount), hard[name] as string) > 0
  }).sort()
  if (names.length === 0) return undefined
  return refuse(`exceeded quota: ${metadata.name}, requested: ${shown(more, names)}, used: ${shown(used, names)}, limited: ${shown(hard, names)}`)
}

const byName = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1)

/** `resource` is `pods` or `deployments.apps`; `quotas` are those of the object's namespace. */
export function reviewQuota(object: KubeObject, old: KubeObject | undefined, resource: string, quotas: readonly KubeObject[]): Refusal | undefined {
  if (quotas.length === 0) return undefined
  const relevant = (quotas as readonly ResourceQuota[]).filter((quota) => isInQuota(object, quota)).toSorted(byName)
  const usage = usageOf(object, resource)
  const missing = old === undefined ? unspecified(object, relevant) : undefined
  if (missing) return missing
  for (const quota of relevant) {
    const more = added(usage, old && isInQuota(old, quota) ? usageOf(old, resource) : nothing)
    const refusal = exceeded(quota, more)
    if (refusal) return refusal
  }
  return undefined
}

/** The usage that a quota keeps after an object came, changed or went; the same reference where nothing it limits changed. */
export function chargedUsage(quota: ResourceQuota, object: KubeObject | undefined, old: KubeObject | undefined, resource: string): ResourceList | undefined {
  const usage = object && isInQuota(object, quota) ? usageOf(object, resource) : nothing
  const before = old && isInQuota(old, quota) ? usageOf(old, resource) : nothing
  const used = quota.status?.used
  if (usage === before || used === undefined) return used
  let result: Record<string, string> | undefined
  for (const name of Object.keys(quota.status?.hard ?? quota.spec?.hard ?? {})) {
    const [now, then] = [usage[name], before[name]]
    if (now === then) continue
    const kept = used[name] ?? '0'
    result ??= { ...used }
    result[name] = subtractQuantities(addQuantities(kept, now ?? '0'), then ?? '0')
  }
  return result ?? used
}

/** Usage over all objects of a namespace: resource -> its objects. Names of which nothing is known are left out. */
export function totalUsage(quota: ResourceQuota, objects: ReadonlyMap<string, readonly KubeObject[]>): ResourceList {
  const used: Record<string, string> = {}
  for (const name of Object.keys(quota.spec?.hard ?? {}).sort()) {
    const resource = name.startsWith('count/') ? name.slice(6) : undefined
    if (resource === undefined || objects.has(resource)) used[name] = '0'
  }
  for (const [resource, all] of objects) {
    for (const object of all) {
      if (!isInQuota(object, quota)) continue
      const usage = usageOf(object, resource)
      for (const name in used) if (usage[name] !== undefined) used[name] = addQuantities(used[name] as string, usage[name])
    }
  }
  return used
}
