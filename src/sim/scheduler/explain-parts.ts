import { formatBytes } from './explain-amounts.js'
import type { Incoming } from './define.js'
import { conflicts } from './host-ports.js'
import { allocatableAmount, amountIn, requestedAmount, type NodeRecord } from './node-record.js'
import { isScalar, type Resources } from './requests.js'
import { leastAllocated, scoredResources, usageOf } from './resource-scoring.js'
import type { DomainCounts } from './spread-filter.js'
import { isTolerated } from './tolerations.js'

/** What stands behind a plugin's word on a node, for people: amounts, taints, ports, counts. Nothing for plugins that have none to show. */

type Part = (incoming: Incoming, record: NodeRecord, state: unknown, position: number) => readonly string[]

const amount = (resource: string, value: number): string => (resource === 'cpu' ? (value % 1000 === 0 ? `${value / 1000}` : `${value}m`) : isScalar(resource) ? `${value}` : formatBytes(value))
const resourcesIn = (requests: Resources): readonly string[] => ['cpu', 'memory', 'ephemeral-storage', ...requests.scalars.keys()].filter((resource) => amountIn(requests, resource) > 0)

const lacks: Part = ({ facts }, record) => {
  const pods = record.pods.size + 1 > record.allocatable.pods ? [`pods: ${record.pods.size} of ${record.allocatable.pods}`] : []
  return [...pods, ...resourcesIn(facts.requests).flatMap((resource) => {
    const [asked, has, used] = [amountIn(facts.requests, resource), allocatableAmount(record, resource), requestedAmount(record, resource)]
    return asked <= has - used ? [] : [`${resource}: asks ${amount(resource, asked)}, ${amount(resource, Math.max(0, has - used))} of ${amount(resource, has)} free`]
  })]
}

const untolerated: Part = ({ facts }, { node }) => (node?.spec.taints ?? [])
  .filter((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(facts.tolerations, taint))
  .map(({ key, value, effect }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`)

const mismatches: Part = ({ pod }, { node }) => {
  const labels = node?.metadata.labels ?? {}
  return Object.entries(pod.spec.nodeSelector ?? {}).filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => `wants ${key}=${value}, has ${labels[key] === undefined ? 'none' : `${key}=${labels[key]}`}`)
}

const takenPorts: Part = ({ facts }, { ports }) => facts.hostPorts.filter((wanted) => conflicts([wanted], ports)).map(({ port, ip }) => `${port} of ${ip}`)

const skews: Part = (_, { node }, state, position) => (state as readonly DomainCounts[]).flatMap(({ constraint, ids, counts, selfMatch, domains, least }) => {
  const { topologyKey, maxSkew, minDomains } = constraint
  const id = ids[position]!
  if (id < 0) return [`the node has no label ${topologyKey}`]
  const floor = domains < minDomains ? 0 : least
  const isOver = counts[id]! + selfMatch - floor > maxSkew
  const few = domains < minDomains ? ` (${domains} of ${minDomains} domains)` : ''
  return isOver ? [`${topologyKey}=${node!.metadata.labels![topologyKey]} holds ${counts[id]}, the least is ${floor}${few}, maxSkew ${maxSkew}`] : []
})

export const rejectionParts: Readonly<Record<string, Part>> = {
  NodeResourcesFit: lacks, TaintToleration: untolerated, NodeAffinity: mismatches, NodePorts: takenPorts, PodTopologySpread: skews,
}

const shares: Part = (incoming, record) => {
  const resources = scoredResources((incoming.args('NodeResourcesFit')['scoringStrategy'] as { readonly resources?: unknown } | undefined)?.resources)
  const names = resources.map(({ name }) => name)
  return usageOf(resources, record, incoming.facts.scoredRequests, false).map(({ used, usedWithPod, capacity }, i) =>
    `${names[i]} ${amount(names[i]!, used)} + ${amount(names[i]!, usedWithPod - used)} of ${amount(names[i]!, capacity)}: ${leastAllocated(usedWithPod, capacity)} % left`)
}

const balance: Part = ({ facts, args }, record) => {
  const resources = scoredResources(args('NodeResourcesBalancedAllocation')['resources'])
  const percent = (used: number, capacity: number): string => `${Math.round((100 * used) / capacity)} %`
  return usageOf(resources, record, facts.requests, true).map(({ used, usedWithPod, capacity }, i) => `${resources[i]!.name} ${percent(used, capacity)} -> ${percent(usedWithPod, capacity)}`)
}

const softTaints: Part = ({ facts }, { node }) => (node?.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(facts.tolerations, taint)).map(({ key }) => `${key}:PreferNoSchedule`)

const preferences: Part = (_, { node }, state) => (state as readonly { readonly weight: number; readonly matches: (own: unknown) => boolean }[])
  .map(({ weight, matches }, i) => `preference ${i + 1}: ${matches(node) ? weight : 0}`)

const images: Part = ({ facts }, record) => facts.images.flatMap((image) => (record.images.has(image) ? [`${image} ${formatBytes(record.images.get(image)!)}`] : []))

export const scoreParts: Readonly<Record<string, Part>> = {
  NodeResourcesFit: shares, NodeResourcesBalancedAllocation: balance, TaintToleration: softTaints, NodeAffinity: preferences, ImageLocality: images,
}
