import { selectorToString } from '../labels.js'
import type { KubeObject, LabelSelector, PodTemplateSpec, ReplicaSet, StringMap } from '../types.js'
import { age } from './age.js'
import type { PrintedColumn } from './define.js'

export const nameColumn: PrintedColumn = { name: 'NAME', cell: (object: KubeObject) => object.metadata.name }
export const ageColumn: PrintedColumn = { name: 'AGE', cell: (object: KubeObject, now) => age(object.metadata.creationTimestamp, now) }

/** Kinds without a printer of their own show when they were made. */
export const createdColumn: PrintedColumn = { name: 'CREATED AT', cell: (object: KubeObject) => object.metadata.creationTimestamp }

/** `a=b,c=d` in the order of keys, or `<none>`. */
export function labelsText(labels: StringMap | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',')
}

/** A selector as text, or `<none>` where it says nothing. */
export const selectorText = (selector: LabelSelector | undefined): string => selectorToString(selector) || '<none>'

/** The counts of kinds that keep a number of pods. */
export const replicaColumns: readonly PrintedColumn[] = [
  { name: 'DESIRED', cell: (object: ReplicaSet) => String(object.spec.replicas ?? 1) },
  { name: 'CURRENT', cell: (object: ReplicaSet) => String(object.status?.replicas ?? 0) },
  { name: 'READY', cell: (object: ReplicaSet) => String(object.status?.readyReplicas ?? 0) },
]

/** The wide columns of every kind with a pod template. */
export const templateColumns: readonly PrintedColumn[] = [
  { name: 'CONTAINERS', priority: 1, cell: (object: WithTemplate) => object.spec.template.spec.containers.map((container) => container.name).join(',') },
  { name: 'IMAGES', priority: 1, cell: (object: WithTemplate) => object.spec.template.spec.containers.map((container) => container.image ?? '').join(',') },
  { name: 'SELECTOR', priority: 1, cell: (object: WithTemplate) => selectorText(object.spec.selector) },
]
type WithTemplate = { readonly spec: { readonly template: PodTemplateSpec; readonly selector: LabelSelector } }

/** At most three items, then how many are left away. */
export function firstThree(items: readonly string[]): string {
  if (items.length === 0) return '<unset>'
  return items.length <= 3 ? items.join(',') : `${items.slice(0, 3).join(',')} + ${items.length - 3} more...`
}
