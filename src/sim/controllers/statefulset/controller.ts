import { compileSelector } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import { fail, ok, type Result } from '../../api/errors.js'
import type { Pod, StatefulSet } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import { isBusy, stayBusy, type Busy } from '../busy.js'
import { defineController, enqueue, forget, requeueAfter, requeueRateLimited, type Controller, type WorkQueue } from '../define.js'
import { hasOrphanRevisions, ownRevisions } from '../history/history.js'
import { claim } from '../owners.js'
import { nextAvailableIn } from '../pod-state.js'
import { deliverPod, deliverSet } from './deliver.js'
import { ordinalOf } from './identity.js'
import { createLedgers, ledgerOf, type Ledgers } from './ledger.js'
import { component } from './names.js'
import { beginSync, cleanUpHistory } from './revisions.js'
import { settledOrdinal } from './settled.js'
import { writeStatus, type Counts } from './status.js'
import type { Sync } from './sync.js'
import { updatePods } from './update.js'
import { concernsOwners } from '../pod-news.js'

interface State {
  readonly busy: Busy
  readonly ledgers: Ledgers
}

/** Keeps numbered pods with a place of their own each: kube-controller-manager's statefulset controller, 1.36. */
export const statefulSetController: Controller<State> = defineController<State>({
  name: component,
  watches: [Kind.StatefulSet, Kind.Pod],
  concerns: (change) => change.kind !== Kind.Pod || concernsOwners(change, 'StatefulSet'),
  create: () => ({ busy: new CowMap(), ledgers: createLedgers() }),
  fork: ({ busy, ledgers }) => ({ busy: busy.fork(), ledgers: ledgers.fork() }),
  start: (queue) => {
    for (const set of queue.context.store.list(Kind.StatefulSet)) enqueue(queue, `${set.metadata.namespace}/${set.metadata.name}`)
  },
  deliver: (queue, entry) => (entry.kind === Kind.Pod ? deliverPod(queue, entry) : deliverSet(queue, entry)),
  reconcile: (queue, key, state) => {
    if (isBusy(queue, state.busy, key)) return
    const set = queue.context.store.get<StatefulSet>(Kind.StatefulSet, key)
    if (set === undefined) {
      state.ledgers.delete(key)
      return forget(queue, key)
    }
    const synced = syncSet(queue, key, state, set)
    if (synced.ok) forget(queue, key)
    else requeueRateLimited(queue, key)
  },
})

function syncSet(queue: WorkQueue, key: string, { busy, ledgers }: State, set: StatefulSet): Result<unknown> {
  const { context } = queue
  const matches = compileSelector(set.spec.selector)
  if (set.metadata.deletionTimestamp !== undefined && hasOrphanRevisions(context, set, matches)) return ok(undefined)
  const revisions = ownRevisions(context, set, matches)
  const begun = beginSync(context, set, revisions)
  if (!begun.ok) return fail(begun.error)
  const sync = begun.value
  const ledger = ledgerOf(ledgers, key, sync)
  const pods = ledger === undefined ? claimPods(sync) : [...ledger.open.values()]
  const { counts, ended } = updatePods(sync, pods, ledger)
  writeStatus(sync, counts)
  cleanUpHistory(sync, revisions, pods)
  stayBusy(queue, busy, key, sync.writes * context.options.latency.writeMs)
  if (ended.ok) comeBack(queue, key, set, pods, counts)
  return ended
}

/** Pods whose name and labels are the set's; orphans among them are adopted, others are let go. */
function claimPods({ context, set, judgement }: Sync): readonly Pod[] {
  const { namespace = '', uid } = set.metadata
  const matches = compileSelector(set.spec.selector)
  const claimed: Pod[] = []
  for (const pod of [...context.store.controlledBy<Pod>(uid, Kind.Pod), ...context.store.orphanPods(namespace)]) {
    if (settledOrdinal(pod, judgement) !== undefined) {
      claimed.push(pod)
      continue
    }
    const isNamed = ordinalOf(set, pod.metadata.name) !== undefined
    const mine = claim(context, set, (labels) => isNamed && matches(labels), pod)
    if (mine !== undefined) claimed.push(mine)
  }
  return claimed
}

/** Availability comes with time alone. */
function comeBack(queue: WorkQueue, key: string, set: StatefulSet, pods: readonly Pod[], { ready, available }: Counts): void {
  const { minReadySeconds = 0 } = set.spec
  if (minReadySeconds === 0 || ready === available) return
  const { cluster, now } = queue.context
  requeueAfter(queue, key, nextAvailableIn(pods, minReadySeconds, cluster.clock, now) ?? minReadySeconds * 1000)
}
