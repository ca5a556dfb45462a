import { ok, type Result } from '../../api/errors.js'
import type { Pod } from '../../api/types.js'
import { rollingLimits } from './limits.js'
import { syncNodes } from './sync-nodes.js'
import { isPodAvailable, type Changes, type NodeState, type PodsByNode, type Sync } from './sync.js'
import { isUpdated } from './template.js'

/** The pods of one node that are not being deleted. */
interface NodePods {
  readonly node: string
  readonly state: NodeState | undefined
  readonly fresh: Pod | undefined
  readonly old: Pod | undefined
  /** More than one of a kind: the next sync puts that right first. */
  readonly isCrowded: boolean
}

/** Replaces pods of other templates within the limits of the update strategy (update.go rollingUpdate, 1.36). */
export function rollingUpdate(sync: Sync, pods: PodsByNode): Result<undefined> {
  const desired = sync.nodes.filter(({ shouldRun }) => shouldRun)
  const { maxSurge, maxUnavailable } = rollingLimits(sync.set, desired.length)
  const nodes = sortNodes(sync, pods)
  const changes = maxSurge === 0 ? replace(sync, nodes, maxUnavailable) : surge(sync, nodes, maxSurge, desired.length)
  return changes.create.length + changes.remove.length === 0 ? ok(undefined) : syncNodes(sync, changes)
}

/** Nodes that have pods or should have one. */
function sortNodes(sync: Sync, pods: PodsByNode): readonly NodePods[] {
  const states = new Map(sync.nodes.map((state) => [state.name, state]))
  const names = new Set([...pods.keys(), ...sync.nodes.filter(({ shouldRun }) => shouldRun).map(({ name }) => name)])
  return [...names].sort().map((node) => {
    const staying = (pods.get(node) ?? []).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    const fresh = staying.filter((pod) => isUpdated(sync.set, sync.hash, pod))
    const old = staying.filter((pod) => !isUpdated(sync.set, sync.hash, pod))
    return { node, state: states.get(node), fresh: fresh[0], old: old[0], isCrowded: fresh.length > 1 || old.length > 1 }
  })
}

/** Deletes old pods that are not available, and others as far as enough stay available. */
function replace(sync: Sync, nodes: readonly NodePods[], maxUnavailable: number): Changes {
  const useless: Pod[] = []
  const candidates: Pod[] = []
  let unavailable = 0
  for (const { fresh, old, isCrowded } of nodes) {
    const isInBetween = isCrowded || (fresh === undefined) === (old === undefined)
    if (isInBetween || !isPodAvailable(sync, (fresh ?? old)!)) {
      unavailable++
      if (!isInBetween && old !== undefined) useless.push(old)
    } else if (old !== undefined && unavailable < maxUnavailable) candidates.push(old)
  }
  return { create: [], remove: [...useless, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))] }
}

/** Makes new pods beside old ones, and deletes old ones whose successors are available. */
function surge(sync: Sync, nodes: readonly NodePods[], maxSurge: number, desired: number): Changes {
  const [remove, leaving]: [Pod[], Pod[]] = [[], []]
  const [allowed, candidates]: [string[], string[]] = [[], []]
  let [surging, available] = [0, 0]
  for (const { node, state, fresh, old, isCrowded } of nodes) {
    if (isCrowded) surging++
    const judged = isCrowded ? undefined : old ?? fresh
    const isJudgedAvailable = judged !== undefined && isPodAvailable(sync, judged)
    if (isJudgedAvailable) available++
    if (isCrowded || old === undefined) continue
    if (fresh !== undefined) {
      if (isPodAvailable(sync, fresh)) remove.push(old)
      else surging++
    } else if (state?.shouldRun !== true) (isJudgedAvailable ? leaving : remove).push(old)
    else if (!isJudgedAvailable) allowed.push(node)
    else if (surging < maxSurge) candidates.push(node)
  }
  const create = [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))]
  return { create, remove: [...remove, ...leaving.slice(0, Math.max(0, available - desired))] }
}
