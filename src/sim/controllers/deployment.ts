import { compileSelector } from '../api/labels.js'
import type { ApiError } from '../api/errors.js'
import { Kind } from '../api/kinds/ids.js'
import type { Deployment, Pod, ReplicaSet } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { CowMap } from '../cow-map.js'
import type { ObjectKey } from '../api/types.js'
import { defineController, enqueue, forget, requeueAfter, requeueRateLimited, type Controller, type WorkQueue } from './define.js'
import { deliverPodDeletion, deliverReplicaSet } from './deployment/deliver.js'
import { cleanUpHistory } from './deployment/history.js'
import { sortReplicaSets, syncNewReplicaSet } from './deployment/new-replica-set.js'
import { recreate } from './deployment/recreate.js'
import { rollOut } from './deployment/rolling.js'
import { allSets, beginRollout, component, wallMs, writeStatus, type Rollout } from './deployment/rollout.js'
import { isScalingEvent, scale } from './deployment/scale.js'
import { calculateStatus, deadlineOf, hasProgressDeadline, isComplete, progressing, rolloutStatus } from './deployment/status.js'
import { conditionOf, withCondition } from './conditions.js'
import { isNamespaceTerminating } from './namespace-terminating.js'
import { claim } from './owners.js'

/** Keys of ReplicaSets that nobody controls: the only ones that can be adopted. */
export interface DeploymentState {
  readonly orphans: CowMap<ObjectKey, true>
}

/** Rolls out templates through ReplicaSets: kube-controller-manager's deployment controller, 1.36. */
export const deploymentController: Controller<DeploymentState> = defineController<DeploymentState>({
  name: component,
  watches: [Kind.Deployment, Kind.ReplicaSet, Kind.Pod],
  create: () => ({ orphans: new CowMap() }),
  fork: (state) => ({ orphans: state.orphans.fork() }),
  start: (queue) => {
    for (const deployment of queue.context.store.list(Kind.Deployment)) enqueue(queue, `${deployment.metadata.namespace}/${deployment.metadata.name}`)
  },
  deliver: (queue, entry, state) => {
    if (entry.kind === Kind.Deployment) enqueue(queue, entry.key)
    else if (entry.kind === Kind.ReplicaSet) deliverReplicaSet(queue, entry, state.orphans)
    else if (entry.type === 'DELETED') deliverPodDeletion(queue, entry.object as Pod)
  },
  reconcile: (queue, key, state) => {
    const deployment = queue.context.store.get<Deployment>(Kind.Deployment, key)
    if (deployment === undefined) return forget(queue, key)
    const error = sync(queue, key, deployment, state)
    if (error === undefined || isNamespaceTerminating(error)) return forget(queue, key)
    retry(queue, key)
  },
})

/** After so many errors in a row the key waits for the next change. */
const maxRetries = 15

function retry(queue: WorkQueue, key: string): void {
  if ((queue.failures.get(key) ?? 0) < maxRetries) requeueRateLimited(queue, key)
  else forget(queue, key)
}

/** deployment_controller.go syncDeployment. */
function sync(queue: WorkQueue, key: string, deployment: Deployment, state: DeploymentState): ApiError | undefined {
  const { context } = queue
  if (isEmpty(deployment.spec.selector)) return refuse(queue, deployment)
  const rollout = beginRollout(context, deployment)
  sortReplicaSets(rollout, claimReplicaSets(queue, deployment, state))
  const isGoing = deployment.metadata.deletionTimestamp !== undefined
  if (!isGoing) checkPaused(rollout)
  const found = syncNewReplicaSet(rollout, false)
  if (!found.ok) return found.error
  if (isGoing) return writeCounts(rollout)
  if (deployment.spec.paused === true || isScalingEvent(rollout)) {
    scale(rollout)
    if (deployment.spec.paused === true) cleanUpHistory(rollout)
    return writeCounts(rollout)
  }
  const step = deployment.spec.strategy.type === 'Recreate' ? recreate(rollout) : rollOut(rollout)
  if (!step.ok) return step.error
  finish(queue, key, rollout)
  return undefined
}

const isEmpty = (selector: Deployment['spec']['selector']): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0

function refuse(queue: WorkQueue, deployment: Deployment): undefined {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.'
  recordEvent(queue.context, { regarding: deployment, type: 'Warning', reason: 'SelectingAll', message, component })
  const { generation } = deployment.metadata
  if (generation === undefined || (deployment.status.observedGeneration ?? 0) >= generation) return undefined
  writeStatus(beginRollout(queue.context, deployment), { ...deployment.status, observedGeneration: generation })
  return undefined
}

/** The ReplicaSets that are, or just became, the Deployment's own. */
function claimReplicaSets(queue: WorkQueue, deployment: Deployment, state: DeploymentState): readonly ReplicaSet[] {
  const { context } = queue
  const { store } = context
  const { namespace, uid } = deployment.metadata
  const matches = compileSelector(deployment.spec.selector)
  const claimed: ReplicaSet[] = []
  const own = store.controlledBy<ReplicaSet>(uid, Kind.ReplicaSet)
  const orphans = [...state.orphans.keys()].map((key) => store.get<ReplicaSet>(Kind.ReplicaSet, key)).filter((set) => set !== undefined)
  for (const set of [...own, ...orphans.filter((set) => set.metadata.namespace === namespace)]) {
    const mine = claim(context, deployment, matches, set)
    if (mine !== undefined) claimed.push(mine)
  }
  return claimed
}

/** Pausing and resuming restart the deadline, but do not hide that it was missed (sync.go checkPausedConditions). */
function checkPaused(rollout: Rollout): void {
  const { deployment, now } = rollout
  const isPaused = deployment.spec.paused === true
  const current = conditionOf(deployment.status.conditions, 'Progressing')
  if (!hasProgressDeadline(deployment) || current?.reason === 'ProgressDeadlineExceeded' || (current?.reason === 'DeploymentPaused') === isPaused) return
  const condition = isPaused
    ? progressing('Unknown', 'DeploymentPaused', 'Deployment is paused', now)
    : progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed', now)
  writeStatus(rollout, { ...deployment.status, conditions: withCondition(deployment.status.conditions ?? [], condition) })
}

function writeCounts(rollout: Rollout): undefined {
  writeStatus(rollout, calculateStatus(rollout.deployment, allSets(rollout), rollout.newSet, rollout.now))
  return undefined
}

/** Writes the status of the rollout; when there is nothing new, comes back for the deadline (progress.go requeueStuckDeployment). */
function finish(queue: WorkQueue, key: string, rollout: Rollout): void {
  const { deployment, newSet, now } = rollout
  const status = rolloutStatus(deployment, allSets(rollout), newSet, now, wallMs(rollout))
  if (writeStatus(rollout, status)) return
  const current = conditionOf(deployment.status.conditions, 'Progressing')
  if (current === undefined || !hasProgressDeadline(deployment)) return
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return
  const deadlineMs = deadlineOf(deployment, current)
  if (deadlineMs === undefined) return
  const leftMs = deadlineMs - wallMs(rollout)
  requeueAfter(queue, key, leftMs < 1000 ? Math.max(1, leftMs + 1) : leftMs + 1000)
}

