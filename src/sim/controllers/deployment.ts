import { compileSelector } from '../api/labels.js'
import { ok, type Result } from '../api/errors.js'
import { Kind } from '../api/kinds/ids.js'
import type { Deployment, Millis, ObjectKey, Pod, ReplicaSet } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { CowMap } from '../cow-map.js'
import { defineController, enqueue, forget, requeueAfter, requeueRateLimited, resumeAfter, type Controller, type WorkQueue } from './define.js'
import { deliverPodDeletion, deliverReplicaSet } from './deployment/deliver.js'
import { cleanUpHistory } from './deployment/history.js'
import { sortReplicaSets, syncNewReplicaSet } from './deployment/new-replica-set.js'
import { recreate } from './deployment/recreate.js'
import { rollOut } from './deployment/rolling.js'
import { allSets, beginRollout, component, wallMs, writeStatus, type Rollout } from './deployment/rollout.js'
import { isScalingEvent, scale } from './deployment/scale.js'
import { calculateStatus, deadlineOf, hasProgressDeadline, isComplete, progressing, rolloutStatus } from './deployment/status.js'
import { conditionOf } from '../api/conditions.js'
import { withCondition } from './conditions.js'
import { isNamespaceTerminating } from './namespace-terminating.js'
import { claim } from './owners.js'

export interface DeploymentState {
  /** Keys of ReplicaSets that nobody controls: the only ones that can be adopted. */
  readonly orphans: CowMap<ObjectKey, true>
  /** What the writes of the last sync of a Deployment still take. */
  readonly work: CowMap<ObjectKey, Work>
}

interface Work {
  readonly until: Millis
  /** Whether that sync goes on then, instead of a new one. */
  readonly isContinued: boolean
}

/** Rolls out templates through ReplicaSets: kube-controller-manager's deployment controller, 1.36. */
export const deploymentController: Controller<DeploymentState> = defineController<DeploymentState>({
  name: component,
  watches: [Kind.Deployment, Kind.ReplicaSet, Kind.Pod],
  concerns: ({ kind, type }) => kind !== 'Pod' || type === 'DELETED',
  create: () => ({ orphans: new CowMap(), work: new CowMap() }),
  fork: (state) => ({ orphans: state.orphans.fork(), work: state.work.fork() }),
  start: (queue) => {
    for (const deployment of queue.context.store.list(Kind.Deployment)) enqueue(queue, `${deployment.metadata.namespace}/${deployment.metadata.name}`)
  },
  deliver: (queue, entry, state) => {
    if (entry.kind === Kind.Deployment) enqueue(queue, entry.key)
    else if (entry.kind === Kind.ReplicaSet) deliverReplicaSet(queue, entry, state.orphans)
    else if (entry.type === 'DELETED') deliverPodDeletion(queue, entry.object as Pod)
  },
  reconcile: (queue, key, state) => {
    const { context } = queue
    const work = state.work.get(key)
    if (work !== undefined && context.now < work.until) return resumeAfter(queue, key, work.until - context.now)
    if (work !== undefined) state.work.delete(key)
    const deployment = context.store.get<Deployment>(Kind.Deployment, key)
    if (deployment === undefined) return forget(queue, key)
    const rollout = beginRollout(context, deployment, work?.isContinued === true)
    const outcome = sync(queue, key, rollout, state)
    const busyMs = rollout.writes * context.options.latency.writeMs
    const isContinued = outcome.ok && outcome.value
    if (busyMs > 0) state.work.set(key, { until: context.now + busyMs, isContinued })
    if (isContinued) resumeAfter(queue, key, busyMs)
    else if (outcome.ok || isNamespaceTerminating(outcome.error)) forget(queue, key)
    else retry(queue, key, busyMs)
  },
})

/** After so many errors in a row the key waits for the next change. */
const maxRetries = 15

function retry(queue: WorkQueue, key: string, busyMs: Millis): void {
  if ((queue.failures.get(key) ?? 0) < maxRetries) requeueRateLimited(queue, key, busyMs)
  else forget(queue, key)
}

/** deployment_controller.go syncDeployment. True when the sync has to wait for what it wrote before it goes on. */
function sync(queue: WorkQueue, key: string, rollout: Rollout, state: DeploymentState): Result<boolean> {
  const { deployment } = rollout
  if (isEmpty(deployment.spec.selector)) return refuse(rollout)
  sortReplicaSets(rollout, claimReplicaSets(queue, deployment, state))
  const isGoing = deployment.metadata.deletionTimestamp !== undefined
  const checked = isGoing ? ok(false) : checkPaused(rollout)
  if (!checked.ok) return checked
  const found = syncNewReplicaSet(rollout, false)
  if (!found.ok) return found
  if (isGoing) return writeCounts(rollout)
  if (deployment.spec.paused === true || isScalingEvent(rollout)) {
    scale(rollout)
    if (deployment.spec.paused === true) cleanUpHistory(rollout)
    return writeCounts(rollout)
  }
  const step = deployment.spec.strategy.type === 'Recreate' ? recreate(rollout) : rollOut(rollout)
  return !step.ok || step.value ? step : finish(queue, key, rollout)
}

const isEmpty = (selector: Deployment['spec']['selector']): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0

function refuse(rollout: Rollout): Result<boolean> {
  const { context, deployment } = rollout
  const message = 'This deployment is selecting all pods. A non-empty selector is required.'
  recordEvent(context, { regarding: deployment, type: 'Warning', reason: 'SelectingAll', message, component })
  const { generation } = deployment.metadata
  if (generation === undefined || (deployment.status.observedGeneration ?? 0) >= generation) return ok(false)
  return done(writeStatus(rollout, { ...deployment.status, observedGeneration: generation }))
}

/** The sync ends here, whether it wrote something or not. */
const done = (written: Result<boolean>): Result<boolean> => (written.ok ? ok(false) : written)

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
function checkPaused(rollout: Rollout): Result<boolean> {
  const { deployment, now } = rollout
  const isPaused = deployment.spec.paused === true
  const current = conditionOf(deployment.status.conditions, 'Progressing')
  if (!hasProgressDeadline(deployment) || current?.reason === 'ProgressDeadlineExceeded' || (current?.reason === 'DeploymentPaused') === isPaused) return ok(false)
  const condition = isPaused
    ? progressing('Unknown', 'DeploymentPaused', 'Deployment is paused', now)
    : progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed', now)
  return writeStatus(rollout, { ...deployment.status, conditions: withCondition(deployment.status.conditions ?? [], condition) })
}

const writeCounts = (rollout: Rollout): Result<boolean> =>
  done(writeStatus(rollout, calculateStatus(rollout.deployment, allSets(rollout), rollout.newSet, rollout.now)))

/** A rollout that was missed or has succeeded is not timed any more, whatever becomes of its pods. */
const isSettled = (reason: string | undefined): boolean => reason === 'ProgressDeadlineExceeded' || reason === 'NewReplicaSetAvailable'

/** Writes the status of the rollout; when there is nothing new, comes back for the deadline (progress.go requeueStuckDeployment). */
function finish(queue: WorkQueue, key: string, rollout: Rollout): Result<boolean> {
  const { deployment, newSet, now } = rollout
  const status = rolloutStatus(deployment, allSets(rollout), newSet, now, wallMs(rollout))
  const written = writeStatus(rollout, status)
  if (!written.ok || written.value) return done(written)
  const current = conditionOf(deployment.status.conditions, 'Progressing')
  const deadlineMs = current === undefined || !hasProgressDeadline(deployment) ? undefined : deadlineOf(deployment, current)
  if (deadlineMs === undefined || isComplete(deployment, status) || isSettled(current?.reason)) return ok(false)
  const leftMs = deadlineMs - wallMs(rollout)
  requeueAfter(queue, key, leftMs < 1000 ? Math.max(1, leftMs + 1) : leftMs + 1000)
  return ok(false)
}

