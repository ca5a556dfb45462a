import { compileSelector } from '../api/labels.js'
import type { Millis, ObjectKey, Pod, PodDisruptionBudget, StringMap } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { isPodReady } from '../apiserver/pod-condition.js'
import { updateStatus } from '../apiserver/update.js'
import { timestamp, virtualTime } from '../clock.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { expectedPodsOf } from './disruption-expected.js'
import { clearStaleCondition, isDisrupted, staleIn } from './disruption-stale.js'
import { budgetStatus, failSafe } from './disruption-status.js'
import { describeSelector, matchingPods } from './matching-pods.js'

const component = 'controllermanager'
const budgetKind = 'PodDisruptionBudget.policy'
/** An eviction that was granted must show as a deletion within this time (DeletionTimeout, 1.36). */
const deletionTimeoutMs = 120_000

/** The disruption controller of kube-controller-manager 1.36: the status of PodDisruptionBudgets follows their pods. */
export const disruption: Controller = defineController({
  name: 'disruption-controller',
  watches: [budgetKind, 'Pod'],
  concerns: (change, store) => change.kind !== 'Pod' || store.count(budgetKind) > 0 || isDisrupted(change.object as Pod),
  deliver(queue, entry) {
    if (entry.kind === budgetKind) deliverBudget(queue, entry)
    else deliverPod(queue, entry)
  },
  reconcile(queue, key) {
    const name = key.slice(key.indexOf(':') + 1)
    if (key.startsWith('budget:')) return syncBudget(queue, name, noPods)
    const leftMs = clearStaleCondition(queue.context, name)
    if (leftMs !== undefined) requeueAfter(queue, key, leftMs)
  },
})

const noPods: ReadonlySet<ObjectKey> = new Set()

/** Pods that stand behind a new budget in the same manifests are not there yet when it is first looked at. */
function deliverBudget(queue: WorkQueue, entry: LogEntry): void {
  const later = entry.type === 'ADDED' ? podsAddedAfter(queue.context, entry) : noPods
  if (later.size > 0) syncBudget(queue, entry.key, later)
  enqueue(queue, `budget:${entry.key}`)
}

function podsAddedAfter({ cluster: { log } }: ActorContext, { at, revision }: LogEntry): ReadonlySet<ObjectKey> {
  const later = new Set<ObjectKey>()
  for (let i = revision + 1, entry = log.at(i); entry !== undefined && entry.at === at; entry = log.at(++i)) {
    if (entry.kind === 'Pod' && entry.type === 'ADDED') later.add(entry.key)
  }
  return later
}

function deliverPod(queue: WorkQueue, entry: LogEntry): void {
  const { context } = queue
  const pod = entry.object as Pod
  if (context.store.count(budgetKind) > 0) {
    const budgets = context.store.inNamespace<PodDisruptionBudget>(budgetKind, pod.metadata.namespace ?? '').filter((budget) => compileSelector(budget.spec.selector)(pod.metadata.labels))
    if (budgets.length > 1) say(context, pod, 'Warning', 'MultiplePodDisruptionBudgets', `Pod "${pod.metadata.namespace}"/"${pod.metadata.name}" matches multiple PodDisruptionBudgets.  Chose "${budgets[0]!.metadata.name}" arbitrarily.`)
    if (budgets[0] !== undefined) enqueue(queue, `budget:${budgets[0].metadata.namespace}/${budgets[0].metadata.name}`)
  }
  const leftMs = entry.type === 'DELETED' ? undefined : staleIn(context, pod)
  if (leftMs !== undefined) requeueAfter(queue, `stale:${entry.key}`, leftMs)
}

const say = (context: ActorContext, regarding: Pod | PodDisruptionBudget, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  recordEvent(context, { regarding, type, reason, message, component })

function syncBudget(queue: WorkQueue, key: ObjectKey, unseen: ReadonlySet<ObjectKey>): void {
  const { context } = queue
  const budget = context.store.get<PodDisruptionBudget>(budgetKind, key)
  if (budget === undefined) return
  const matching = matchingPods(context, budget.metadata.namespace ?? '', budget.spec.selector)
  const pods = unseen.size === 0 ? matching : matching.filter(({ metadata }) => !unseen.has(keyOf(metadata)))
  if (pods.length === 0) say(context, budget, 'Normal', 'NoPods', 'No matching pods found')
  const expected = expectedPodsOf(context, budget, pods)
  if (!expected.ok) {
    say(context, budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected.message}`)
    return failSafe(context, budget, expected.message)
  }
  if (expected.unmanaged.length > 0) say(context, budget, 'Warning', 'UnmanagedPods', unmanagedText(budget))
  const { disruptedPods, recheckAt } = stillDisrupted(context, budget, pods)
  const { expectedPods, desiredHealthy } = expected
  const counts = { currentHealthy: countHealthy(pods, disruptedPods), desiredHealthy, expectedPods }
  updateStatus(context, budget, budgetStatus(budget, counts, disruptedPods, timestamp(context.cluster.clock, context.now)))
  if (recheckAt !== undefined) requeueAfter(queue, `budget:${key}`, recheckAt - context.now)
}

const unmanagedText = (budget: PodDisruptionBudget): string =>
  `Pods selected by this PodDisruptionBudget (selector: ${describeSelector(budget.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be `
  + 'calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'

/** Keeps the granted evictions whose pods are not deleting yet, for two minutes (buildDisruptedPodMap, 1.36). */
function stillDisrupted(context: ActorContext, budget: PodDisruptionBudget, pods: readonly Pod[]): { readonly disruptedPods: StringMap; readonly recheckAt: Millis | undefined } {
  const known = budget.status.disruptedPods
  const disruptedPods: Record<string, string> = {}
  let recheckAt: Millis | undefined
  for (const pod of known === undefined ? [] : pods) {
    const grantedAt = known?.[pod.metadata.name]
    if (grantedAt === undefined || pod.metadata.deletionTimestamp !== undefined) continue
    const expectedAt = virtualTime(context.cluster.clock, grantedAt) + deletionTimeoutMs
    if (expectedAt < context.now) {
      // The real text names the namespace twice.
      say(context, pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${budget.metadata.namespace}/${budget.metadata.namespace} to be deleted but it wasn't`)
      continue
    }
    disruptedPods[pod.metadata.name] = grantedAt
    recheckAt = Math.min(recheckAt ?? expectedAt + 1, expectedAt + 1)
  }
  return { disruptedPods, recheckAt }
}

const countHealthy = (pods: readonly Pod[], disruptedPods: StringMap): number =>
  pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && disruptedPods[pod.metadata.name] === undefined && isPodReady(pod)).length
