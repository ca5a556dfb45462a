import { ok, type Result } from '../../api/errors.js'
import type { Pod } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { requeueAfter } from '../define.js'
import { isReady } from '../pod-state.js'
import { backOff } from './backoff.js'
import { syncNodes } from './sync-nodes.js'
import { byPrecedence, isPodAvailable, type Changes, type NodeState, type PodsByNode, type Sync } from './sync.js'
import { allowsSurge } from './limits.js'
import { component } from './names.js'
import { hashLabel } from './template.js'

/** A pod for each node that should have one, none for the others, none that has ended (manage, 1.36). True when something was to be done. */
export function manage(sync: Sync, pods: PodsByNode): Result<boolean> {
  const changes: Changes = { create: [], remove: [] }
  for (const state of sync.nodes) judgeNode(sync, state, pods.get(state.name), changes)
  const known = new Set(sync.nodes.map(({ name }) => name))
  for (const [node, own] of pods) if (!known.has(node)) changes.remove.push(...own.filter(({ spec }) => (spec.nodeName ?? '') === ''))
  if (changes.create.length + changes.remove.length === 0) return ok(false)
  const synced = syncNodes(sync, changes)
  return synced.ok ? ok(true) : synced
}

function judgeNode(sync: Sync, { name, shouldRun, shouldContinue }: NodeState, pods: readonly Pod[] | undefined, { create, remove }: Changes): void {
  if (pods === undefined) {
    if (shouldRun) create.push(name)
    return
  }
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (!shouldContinue) return void remove.push(...staying)
  const running = staying.filter((pod) => !removeEnded(sync, name, pod, remove)).sort(byPrecedence)
  if (!allowsSurge(sync.set)) return void remove.push(...running.slice(1))
  if (running.length === 0 && shouldRun) create.push(name)
  if (running.length > 1) pruneSurge(sync, running, remove)
}

/** Whether the pod has ended; failed ones are deleted, but not too fast. */
function removeEnded(sync: Sync, node: string, pod: Pod, remove: Pod[]): boolean {
  const { phase } = pod.status
  if (phase !== 'Failed' && phase !== 'Succeeded') return false
  const { namespace, name } = pod.metadata
  if (phase === 'Succeeded') say(sync, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`)
  else {
    const { queue, context, set, key, backoffs } = sync
    const delayMs = backOff(backoffs, `${set.metadata.uid}/${set.status.observedGeneration ?? 0}/${node}`, context.now)
    if (delayMs !== undefined) {
      requeueAfter(queue, key, delayMs)
      return true
    }
    say(sync, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`)
  }
  remove.push(pod)
  return true
}

const say = ({ context, set }: Sync, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  recordEvent(context, { regarding: set, type, reason, message, component })

/** An old and a new pod may be side by side, as long as the old one is ready and the new one not yet available. */
function pruneSurge(sync: Sync, running: readonly Pod[], remove: Pod[]): void {
  const isNew = (pod: Pod): boolean => pod.metadata.labels?.[hashLabel] === sync.hash
  const fresh = running.find(isNew)
  const old = running.find((pod) => !isNew(pod))
  remove.push(...running.filter((pod) => pod !== fresh && pod !== old))
  if (fresh !== undefined && old !== undefined && (!isReady(old) || isPodAvailable(sync, fresh))) remove.push(old)
}
