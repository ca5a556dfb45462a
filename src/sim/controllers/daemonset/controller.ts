import { ok, type Result } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import type { DaemonSet, LabelSelector } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { CowMap } from '../../cow-map.js'
import { isBusy, stayBusy, type Busy } from '../busy.js'
import { defineController, enqueue, forget, requeueRateLimited, type Controller, type WorkQueue } from '../define.js'
import type { Backoffs } from './backoff.js'
import { deliverNode, deliverOwned } from './deliver.js'
import { manage } from './manage.js'
import { component } from './names.js'
import { cleanUpHistory, constructHistory, hashOf, type History } from './revisions.js'
import { rollingUpdate } from './rolling.js'
import { writeStatus } from './status.js'
import { nodeStates, podsByNode, type Sync } from './sync.js'
import { concernsOwners } from '../pod-news.js'

export interface DaemonSetState {
  readonly busy: Busy
  readonly backoffs: Backoffs
}

/** Keeps one pod on each node that is to have one: kube-controller-manager's daemonset controller, 1.36. */
export const daemonSetController: Controller<DaemonSetState> = defineController<DaemonSetState>({
  name: component,
  watches: [Kind.DaemonSet, Kind.Pod, Kind.Node, Kind.ControllerRevision],
  concerns: (change) => change.kind !== Kind.Pod || concernsOwners(change, 'DaemonSet'),
  create: () => ({ busy: new CowMap(), backoffs: new CowMap() }),
  fork: ({ busy, backoffs }) => ({ busy: busy.fork(), backoffs: backoffs.fork() }),
  start: (queue) => {
    for (const set of queue.context.store.list(Kind.DaemonSet)) enqueue(queue, `${set.metadata.namespace}/${set.metadata.name}`)
  },
  deliver: (queue, entry) => {
    if (entry.kind === Kind.DaemonSet) enqueue(queue, entry.key)
    else if (entry.kind === Kind.Node) deliverNode(queue, entry)
    else deliverOwned(queue, entry)
  },
  reconcile: (queue, key, state) => {
    if (isBusy(queue, state.busy, key)) return
    const set = queue.context.store.get<DaemonSet>(Kind.DaemonSet, key)
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return forget(queue, key)
    const synced = isEmpty(set.spec.selector) ? refuse(queue, set) : syncSet(queue, key, set, state)
    if (synced.ok) forget(queue, key)
    else requeueRateLimited(queue, key)
  },
})

const isEmpty = (selector: LabelSelector): boolean => Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0

function refuse({ context }: WorkQueue, set: DaemonSet): Result<undefined> {
  const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
  recordEvent(context, { regarding: set, type: 'Warning', reason: 'SelectingAll', message, component })
  return ok(undefined)
}

function syncSet(queue: WorkQueue, key: string, set: DaemonSet, { busy, backoffs }: DaemonSetState): Result<unknown> {
  const { context } = queue
  const history = constructHistory(context, set)
  if (!history.ok) return history
  const sync: Sync = { queue, context, key, set, hash: hashOf(history.value.current), nodes: nodeStates(context, set), backoffs, busyMs: 0, unseen: new Set() }
  const outcome = update(sync, history.value)
  writeStatus(sync, podsByNode(context, set))
  stayBusy(queue, busy, key, sync.busyMs)
  return outcome
}

/** A sync that has made or deleted pods leaves the update of others to the next one, which sees what became of them. */
function update(sync: Sync, { old }: History): Result<unknown> {
  const { context, set } = sync
  const pods = podsByNode(context, set)
  const managed = manage(sync, pods)
  if (!managed.ok) return managed
  const isRolling = set.spec.updateStrategy.type === 'RollingUpdate' && !managed.value
  const rolled = isRolling ? rollingUpdate(sync, pods) : ok(undefined)
  if (rolled.ok) cleanUpHistory(context, set, old)
  return rolled
}
