import type { LabelSelector, Node, NodeSelectorTerm, Pod, PodAffinityTerm, Taint, TopologySpreadConstraint } from '../../../src/sim/api/types.js'
import { compileRequirement, compileSelector } from '../../../src/sim/api/labels.js'
import { cpuMillis, memoryBytes } from '../../../src/sim/api/quantity.js'

/**
 * The scheduler's filters and scores written down once more, straight from the rules, without any memory between questions: maps and
 * loops over everything. Pods have one container.
 */
export interface World {
  readonly nodes: readonly Node[]
  /** Pods that have a node. */
  readonly pods: readonly Pod[]
  readonly namespaceLabels: (namespace: string) => Readonly<Record<string, string>> | undefined
}

const labelsOf = (object: Node | Pod): Readonly<Record<string, string>> => object.metadata.labels ?? {}
const on = (world: World, node: Node): readonly Pod[] => world.pods.filter((pod) => pod.spec.nodeName === node.metadata.name)
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const requestOf = (pod: Pod, resource: string): string | undefined => pod.spec.containers[0]!.resources?.requests?.[resource]
const cpu = (pod: Pod, missing = 0): number => (requestOf(pod, 'cpu') === undefined ? missing : cpuMillis(requestOf(pod, 'cpu')!))
const memory = (pod: Pod, missing = 0): number => (requestOf(pod, 'memory') === undefined ? missing : memoryBytes(requestOf(pod, 'memory')!))
const tolerates = (pod: Pod, taint: Taint): boolean => (pod.spec.tolerations ?? []).some((t) =>
  (!t.effect || t.effect === taint.effect) && (!t.key || t.key === taint.key) && (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')))
const untolerated = (pod: Pod, node: Node): boolean => (node.spec.taints ?? []).some((t) => t.effect !== 'PreferNoSchedule' && !tolerates(pod, t))

const termHolds = (node: Node, term: NodeSelectorTerm): boolean => {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  return expressions.length + fields.length > 0 && expressions.every((e) => compileRequirement(e)(labelsOf(node)))
    && fields.every((f) => (f.operator === 'In') === (f.values![0] === node.metadata.name))
}
const wantsNode = (pod: Pod, node: Node): boolean => {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return Object.entries(pod.spec.nodeSelector ?? {}).every(([k, v]) => labelsOf(node)[k] === v)
    && (required === undefined || required.nodeSelectorTerms.some((t) => termHolds(node, t)))
}

const isMeant = (world: World, owner: Pod, term: PodAffinityTerm, other: Pod): boolean => {
  const isDefault = (term.namespaces ?? []).length === 0 && term.namespaceSelector === undefined
  const ns = other.metadata.namespace!
  const isIn = isDefault ? ns === owner.metadata.namespace : (term.namespaces ?? []).includes(ns)
    || (term.namespaceSelector !== undefined && compileSelector(term.namespaceSelector)(world.namespaceLabels(ns)))
  return isIn && compileSelector(term.labelSelector)(other.metadata.labels)
}
const required = (pod: Pod): readonly PodAffinityTerm[] => pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
const requiredAnti = (pod: Pod): readonly PodAffinityTerm[] => pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
const nodeOfPod = (world: World, pod: Pod): Node | undefined => world.nodes.find((node) => node.metadata.name === pod.spec.nodeName)
const sameValue = (a: Node, b: Node | undefined, key: string): boolean => b !== undefined && labelsOf(a)[key] !== undefined
  && labelsOf(a)[key] === labelsOf(b)[key]

function affinityProblem(world: World, pod: Pod, node: Node): string | undefined {
  const terms = required(pod)
  const friends = world.pods.filter((other) => nodeOfPod(world, other) !== undefined && terms.length > 0 && terms.every((t) => isMeant(world, pod, t, other)))
  const isFirst = !friends.some((f) => terms.some((t) => labelsOf(nodeOfPod(world, f)!)[t.topologyKey] !== undefined))
  if (terms.some((t) => labelsOf(node)[t.topologyKey] === undefined)) return "node(s) didn't match pod affinity rules"
  const isNear = terms.every((t) => friends.some((f) => sameValue(node, nodeOfPod(world, f), t.topologyKey)))
  if (!isNear && !(isFirst && terms.every((t) => isMeant(world, pod, t, pod)))) return "node(s) didn't match pod affinity rules"
  if (requiredAnti(pod).some((t) => world.pods.some((o) => isMeant(world, pod, t, o)
    && sameValue(node, nodeOfPod(world, o), t.topologyKey)))) return "node(s) didn't match pod anti-affinity rules"
  const hated = world.pods.some((o) => requiredAnti(o).some((t) => isMeant(world, o, t, pod) && sameValue(node, nodeOfPod(world, o), t.topologyKey)))
  return hated ? "node(s) didn't satisfy existing pods anti-affinity rules" : undefined
}

const isEmpty = (s: LabelSelector | undefined): boolean => s !== undefined && Object.keys(s.matchLabels ?? {}).length === 0
  && (s.matchExpressions ?? []).length === 0
const counted = (world: World, pod: Pod, c: TopologySpreadConstraint, node: Node): number =>
  isEmpty(c.labelSelector) ? 0 : on(world, node).filter((o) => o.metadata.namespace === pod.metadata.namespace && o.metadata.deletionTimestamp === undefined
    && compileSelector(c.labelSelector)(o.metadata.labels)).length
const included = (pod: Pod, c: TopologySpreadConstraint, node: Node): boolean =>
  (c.nodeAffinityPolicy === 'Ignore' || wantsNode(pod, node)) && !(c.nodeTaintsPolicy === 'Honor' && untolerated(pod, node))

function spreadProblem(world: World, pod: Pod, node: Node): string | undefined {
  const hard = (pod.spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'DoNotSchedule')
  for (const c of hard) {
    const value = labelsOf(node)[c.topologyKey]
    if (value === undefined) return "node(s) didn't match pod topology spread constraints (missing required label)"
    const eligible = world.nodes.filter((n) => hard.every((h) => labelsOf(n)[h.topologyKey] !== undefined) && included(pod, c, n))
    const domains = new Map<string, number>()
    for (const n of eligible) domains.set(labelsOf(n)[c.topologyKey]!, (domains.get(labelsOf(n)[c.topologyKey]!) ?? 0) + counted(world, pod, c, n))
    const least = domains.size < (c.minDomains ?? 1) ? 0 : Math.min(...domains.values())
    const self = compileSelector(c.labelSelector)(pod.metadata.labels) ? 1 : 0
    if ((domains.get(value) ?? 0) + self - least > c.maxSkew) return "node(s) didn't match pod topology spread constraints"
  }
  return undefined
}

function resourceProblems(world: World, pod: Pod, node: Node): readonly string[] {
  const offer = node.status.allocatable!
  const pods = on(world, node)
  return [
    ...(pods.length + 1 > Number(offer['pods']) ? ['Too many pods'] : []),
    ...(cpu(pod) > 0 && cpu(pod) > cpuMillis(offer['cpu']!) - sum(pods.map((p) => cpu(p))) ? ['Insufficient cpu'] : []),
    ...(memory(pod) > 0 && memory(pod) > memoryBytes(offer['memory']!) - sum(pods.map((p) => memory(p))) ? ['Insufficient memory'] : []),
  ]
}

/** The reasons of the first plugin that turns the node down; empty when it would do. */
export function naiveReasons(world: World, pod: Pod, node: Node): readonly string[] {
  const isCordoned = node.spec.unschedulable === true && !tolerates(pod, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
  if (isCordoned) return ['node(s) were unschedulable']
  if (untolerated(pod, node)) return ['node(s) had untolerated taint(s)']
  if (!wantsNode(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"]
  const resources = resourceProblems(world, pod, node)
  if (resources.length > 0) return resources
  const problem = spreadProblem(world, pod, node) ?? affinityProblem(world, pod, node)
  return problem === undefined ? [] : [problem]
}

const defaultMemory = 209_715_200
const least = (used: number, capacity: number): number => (used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity))
const balance = (a: number, b: number): number => Math.floor((1 - Math.abs(Math.min(1, a) - Math.min(1, b)) / 2) * 100)

function scoreResources(world: World, pod: Pod, node: Node): number {
  const pods = on(world, node)
  const [cpus, bytes] = [cpuMillis(node.status.allocatable!['cpu']!), memoryBytes(node.status.allocatable!['memory']!)]
  const freeCpu = least(sum(pods.map((p) => cpu(p, 100))) + cpu(pod, 100), cpus)
  const freeMemory = least(sum(pods.map((p) => memory(p, defaultMemory))) + memory(pod, defaultMemory), bytes)
  const fit = Math.floor((freeCpu + freeMemory) / 2)
  if (cpu(pod) + memory(pod) === 0) return fit
  const [usedCpu, usedMemory] = [sum(pods.map((p) => cpu(p))), sum(pods.map((p) => memory(p)))]
  const withPod = balance((usedCpu + cpu(pod)) / cpus, (usedMemory + memory(pod)) / bytes)
  return fit + 50 + Math.trunc((50 + withPod - balance(usedCpu / cpus, usedMemory / bytes)) / 2)
}

const normalized = (raw: readonly number[], isReversed: boolean): readonly number[] => {
  const most = Math.max(0, ...raw)
  return raw.map((r) => { const s = most === 0 ? 0 : Math.floor((100 * r) / most); return isReversed ? 100 - s : s })
}

function affinityWorth(world: World, pod: Pod, node: Node): number {
  const near = (other: Pod, key: string): boolean => sameValue(node, nodeOfPod(world, other), key)
  const weighed = (owner: Pod, anti: boolean): readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[] =>
    (anti ? owner.spec.affinity?.podAntiAffinity : owner.spec.affinity?.podAffinity)?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  let worth = 0
  for (const other of world.pods) {
    for (const [owner, meant] of [[pod, other], [other, pod]] as const) {
      for (const anti of [false, true]) for (const { weight, podAffinityTerm: t } of weighed(owner, anti)) if (isMeant(world, owner, t, meant)
        && near(other, t.topologyKey)) worth += anti ? -weight : weight
    }
    for (const t of required(other)) if (isMeant(world, other, t, pod) && near(other, t.topologyKey)) worth += 1
  }
  return worth
}

function spreadScores(world: World, pod: Pod, feasible: readonly Node[]): readonly number[] {
  const soft = (pod.spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'ScheduleAnyway')
  if (soft.length === 0) return feasible.map(() => 0)
  const isComplete = (n: Node): boolean => soft.every((c) => labelsOf(n)[c.topologyKey] !== undefined)
  const scored = feasible.filter(isComplete)
  const raw = scored.map((node) => Math.round(sum(soft.map((c) => {
    const isHost = c.topologyKey === 'kubernetes.io/hostname'
    const size = isHost ? scored.length : new Set(scored.map((n) => labelsOf(n)[c.topologyKey])).size
    const counting = isHost ? [node] : world.nodes.filter((n) => isComplete(n) && sameValue(n, node, c.topologyKey) && included(pod, c, n))
    return sum(counting.map((n) => counted(world, pod, c, n))) * Math.log(size + 2) + c.maxSkew - 1
  }))))
  const [most, fewest] = [Math.max(0, ...raw), Math.min(...raw)]
  return feasible.map((n) => { const i = scored.indexOf(n); return i < 0 ? 0 : most === 0 ? 100 : Math.floor((100 * (most + fewest - raw[i]!)) / most) })
}

/** Weighted totals of the default plugins over the nodes that would do. */
export function naiveTotals(world: World, pod: Pod, feasible: readonly Node[]): readonly number[] {
  const taints = normalized(feasible.map((n) => (n.spec.taints ?? []).filter((t) => t.effect === 'PreferNoSchedule' && !tolerates(pod, t)).length), true)
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  const wishes = normalized(feasible.map((n) => sum(preferred.map(({ weight, preference }) => (termHolds(n, preference) ? weight : 0)))), false)
  const worth = feasible.map((n) => affinityWorth(world, pod, n))
  const [low, high] = [Math.min(...worth), Math.max(...worth)]
  const spread = spreadScores(world, pod, feasible)
  const near = worth.map((own) => (high === low ? 0 : Math.trunc(100 * ((own - low) / (high - low)))))
  return feasible.map((n, i) => 3 * taints[i]! + 2 * wishes[i]! + scoreResources(world, pod, n) + 2 * spread[i]! + 2 * near[i]!)
}
