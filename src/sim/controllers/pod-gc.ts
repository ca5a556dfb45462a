import type { Node, ObjectKey, Pod } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import type { Millis } from '../api/types.js'
import type { LogEntry } from '../store/log.js'
import { defineController, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { collectOrphans, collectOutOfService, collectTerminated, collectUnscheduled, isOutOfService } from './pod-gc-pass.js'
import { isScheduled } from './pod-state.js'
import { isOtherwisePlaced } from './pod-news.js'

/** Changed in place. */
export interface PodGcState {
  /** How many pods have ended and are still there. */
  terminated: number
  /** Nodes that are not there though pods are bound to them, with the time when that has lasted long enough; undefined before a pass saw it. */
  readonly missing: CowMap<string, Millis | undefined>
  /** Terminating pods that no node has. */
  readonly unscheduled: CowMap<ObjectKey, true>
}

/**
 * Takes away pods that no kubelet will: kube-controller-manager's pod-garbage-collector-controller, 1.36. It looks every 20 s; here
 * it looks at those instants only when there is something to see.
 */
export const podGarbageCollector: Controller<PodGcState> = defineController<PodGcState>({
  name: 'pod-garbage-collector-controller',
  isPaced: true,
  watches: ['Pod', 'Node'],
  concerns: (change) => change.kind !== 'Pod' || isOtherwisePlaced(change) || isEnding(change.object as Pod, change.previous as Pod),
  create: () => ({ terminated: 0, missing: new CowMap(), unscheduled: new CowMap() }),
  fork: (state) => ({ terminated: state.terminated, missing: state.missing.fork(), unscheduled: state.unscheduled.fork() }),
  deliver: (queue, entry, state) => {
    if (entry.kind === 'Pod' ? isPodDue(queue, entry, state) : isNodeDue(queue, entry, state)) schedule(queue, queue.context.now)
  },
  reconcile: (queue, _key, state) => {
    const { context } = queue
    const { terminatedPodGcThreshold } = context.options.controllers
    if (terminatedPodGcThreshold > 0 && state.terminated > terminatedPodGcThreshold) collectTerminated(context, state.terminated - terminatedPodGcThreshold)
    collectOutOfService(context)
    collectOrphans(context, state.missing)
    collectUnscheduled(context, state.unscheduled)
    if (state.missing.size > 0) schedule(queue, Math.min(...[...state.missing.values()].map((due) => due ?? 0)))
  },
})

/** When the first pass was, in the recordings: the controllers start a second after the nodes register. */
const firstPassMs = -7_000

/** At the first pass that is not before this time, and not before the next one. */
function schedule(queue: WorkQueue, notBefore: Millis): void {
  const { now, options } = queue.context
  const period = options.controllers.podGcPeriodMs
  const passes = Math.max(Math.ceil((notBefore - firstPassMs) / period), Math.floor((now - firstPassMs) / period) + 1)
  requeueAfter(queue, 'pods', firstPassMs + passes * period - now)
}

const isEnded = ({ status: { phase } }: Pod): boolean => phase !== 'Pending' && phase !== 'Running' && phase !== 'Unknown'

/** Counts a change of a pod, and says whether the next pass has something to do about it. */
function isPodDue({ context }: WorkQueue, entry: LogEntry, state: PodGcState): boolean {
  const pod = entry.object as Pod
  const previous = entry.previous as Pod | undefined
  const isGone = entry.type === 'DELETED'
  if (previous !== undefined && isEnded(previous)) state.terminated--
  if (!isGone && isEnded(pod)) state.terminated++
  const isDeleted = pod.metadata.deletionTimestamp !== undefined
  if (isDeleted && !isScheduled(pod)) {
    if (isGone) state.unscheduled.delete(entry.key)
    else state.unscheduled.set(entry.key, true)
  }
  if (isGone) return false
  const threshold = context.options.controllers.terminatedPodGcThreshold
  if ((threshold > 0 && state.terminated > threshold) || state.unscheduled.size > 0) return true
  const { nodeName } = pod.spec
  if (!isScheduled(pod) || nodeName === undefined || (nodeName === previous?.spec.nodeName && !isDeleted)) return false
  const node = context.store.get<Node>('Node', nodeName)
  if (node !== undefined) return isDeleted && isOutOfService(node)
  if (!state.missing.has(nodeName)) state.missing.set(nodeName, undefined)
  return state.missing.get(nodeName) === undefined
}

const isEnding = (pod: Pod, previous: Pod): boolean => pod.metadata.deletionTimestamp !== undefined || isEnded(pod) !== isEnded(previous)

function isNodeDue({ context }: WorkQueue, entry: LogEntry, state: PodGcState): boolean {
  const node = entry.object as Node
  const { name } = node.metadata
  if (entry.type === 'DELETED') {
    if (context.store.podsOnNode(name).length === 0) return false
    state.missing.set(name, undefined)
    return true
  }
  return isOutOfService(node) && context.store.podsOnNode(name).some((pod) => pod.metadata.deletionTimestamp !== undefined)
}
