import { cpuMillis, quantityValue } from '../api/quantity.js'
import type { PodSpec, ResourceList } from '../api/types.js'
import { isSidecar } from './restart-policy.js'

/** Amounts by resource: cpu in thousandths, everything else in whole units. */
export type Amounts = ReadonlyMap<string, number>

/** Pods of one template share their containers: each list is looked at once. */
const memo = new WeakMap<PodSpec['containers'], { readonly spec: PodSpec; readonly amounts: Amounts }>()
const isSameDemand = (a: PodSpec, b: PodSpec): boolean => a === b || (a.initContainers === b.initContainers && a.overhead === b.overhead && a.resources === b.resources)

export const amountOf = (resource: string, quantity: string): number => (resource === 'cpu' ? cpuMillis(quantity) : quantityValue(quantity))

/** What a pod takes of its node (component-helpers resource.PodRequests, 1.36), with itself as one of `pods`. */
export function podRequests(spec: PodSpec): Amounts {
  const known = memo.get(spec.containers)
  if (known !== undefined && isSameDemand(known.spec, spec)) return known.amounts
  const total = new Map<string, number>()
  for (const container of spec.containers) add(total, container.resources?.requests)
  const sidecars = new Map<string, number>()
  const peak = new Map<string, number>()
  for (const container of spec.initContainers ?? []) {
    const needs = new Map(sidecars)
    add(needs, container.resources?.requests)
    if (isSidecar(container)) {
      add(total, container.resources?.requests)
      add(sidecars, container.resources?.requests)
    }
    for (const [name, amount] of needs) peak.set(name, Math.max(peak.get(name) ?? 0, amount))
  }
  for (const [name, amount] of peak) total.set(name, Math.max(total.get(name) ?? 0, amount))
  for (const [name, quantity] of Object.entries(spec.resources?.requests ?? {})) total.set(name, amountOf(name, quantity))
  add(total, spec.overhead)
  total.set('pods', 1)
  memo.set(spec.containers, { spec, amounts: total })
  return total
}

function add(total: Map<string, number>, list: ResourceList | undefined): void {
  for (const name in list) total.set(name, (total.get(name) ?? 0) + amountOf(name, list[name]!))
}
