import { fail, forbidden, notFound, type ApiError, type Result } from '../api/errors.js'
import { compileSelector } from '../api/labels.js'
import type { Condition, ObjectKey, Pod, PodDisruptionBudget } from '../api/types.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { nameOfKey } from '../store/keys.js'
import { deleteObject, type DeleteOptions } from './delete.js'
import { isPodReady, setPodCondition } from './pod-condition.js'
import { updateStatus } from './update.js'

/** More granted evictions than this that no deletion confirmed yet: no more are granted. */
const maxDisruptedPods = 2000
const refusal = "Cannot evict pod as it would violate the pod's disruption budget."

export interface EvictionRefusal extends ApiError {
  /** The text of details.causes, reason DisruptionBudget. */
  readonly budgetCause?: string
}

/**
 * The `eviction` subresource of a pod (registry/core/pod/storage EvictionREST.Create, 1.36): deletes the pod gracefully unless its
 * disruption budget forbids it now. Refusals: 404 no such pod; 429 the budget allows none (kubectl tries again after 5 s); 500 several
 * budgets select the pod; 403 the budget cannot count. The value is the pod as it was left.
 */
export function evictPod(context: ActorContext, key: ObjectKey, options: DeleteOptions = {}): Result<Pod> {
  const pod = context.store.get<Pod>('Pod', key)
  if (pod === undefined) return fail(notFound('pods', nameOfKey(key)))
  const error = isUnguarded(pod) ? undefined : askBudget(context, pod)
  if (error !== undefined) return fail(error)
  setPodCondition(context, pod, { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' })
  return deleteObject(context, 'Pod', key, options) as Result<Pod>
}

/** Pods that serve nobody now are not guarded. */
const isUnguarded = ({ status, metadata }: Pod): boolean =>
  status.phase === 'Succeeded' || status.phase === 'Failed' || status.phase === 'Pending' || metadata.deletionTimestamp !== undefined

function askBudget(context: ActorContext, pod: Pod): EvictionRefusal | undefined {
  const [budget, second] = budgetsOf(context, pod)
  if (budget === undefined) return undefined
  if (second !== undefined) return { code: 500, reason: 'InternalError', message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.' }
  const { currentHealthy, desiredHealthy } = budget.status
  const isSpareAnyway = budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0)
  if (!isPodReady(pod) && isSpareAnyway) return undefined
  return refusalOf(budget) ?? spend(context, budget, pod)
}

function budgetsOf(context: ActorContext, pod: Pod): readonly PodDisruptionBudget[] {
  if (context.store.count('PodDisruptionBudget.policy') === 0) return []
  return context.store.inNamespace<PodDisruptionBudget>('PodDisruptionBudget.policy', pod.metadata.namespace ?? '')
    .filter((budget) => compileSelector(budget.spec.selector)(pod.metadata.labels))
}

const tooManyRequests = (budgetCause: string, retryAfterSeconds: number): EvictionRefusal => ({ code: 429, reason: 'TooManyRequests', message: refusal, retryAfterSeconds, budgetCause })

/** checkAndDecrement, 1.36: why the budget gives nothing now. */
function refusalOf(budget: PodDisruptionBudget): EvictionRefusal | undefined {
  const { status, metadata: { name, generation } } = budget
  if ((status.observedGeneration ?? 0) < (generation ?? 0)) return tooManyRequests(`The disruption budget ${name} is still being processed by the server.`, 10)
  if (status.disruptionsAllowed < 0) return forbidden('poddisruptionbudget.policy', name, 'pdb disruptions allowed is negative')
  if (Object.keys(status.disruptedPods ?? {}).length > maxDisruptedPods) {
    return forbidden('poddisruptionbudget.policy', name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  }
  return status.disruptionsAllowed === 0 ? tooManyRequests(exhaustedCause(budget), 0) : undefined
}

function exhaustedCause({ metadata: { name }, status }: PodDisruptionBudget): string {
  const condition = status.conditions?.find(({ type }) => type === 'DisruptionAllowed')
  const text = condition?.status === 'False' && condition.message !== undefined && condition.message !== '' ? condition.message : undefined
  if (text !== undefined && condition?.reason === 'SyncFailed') return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${text}`
  if (status.currentHealthy <= status.desiredHealthy) return `The disruption budget ${name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`
  return `The disruption budget ${name} does not allow evicting pods currently${text === undefined ? '' : ` (${condition?.reason}): ${text}`}`
}

/** Takes one disruption off the budget, until its controller has seen the deletion. */
function spend(context: ActorContext, budget: PodDisruptionBudget, pod: Pod): undefined {
  const { status } = budget
  const now = timestamp(context.cluster.clock, context.now)
  const disruptionsAllowed = status.disruptionsAllowed - 1
  const conditions = disruptionsAllowed > 0 ? status.conditions : status.conditions?.map((condition) => (condition.type === 'DisruptionAllowed' ? exhausted(condition, now) : condition))
  updateStatus(context, budget, {
    ...status, disruptionsAllowed, disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: now }, ...(conditions === undefined ? {} : { conditions }),
  })
  return undefined
}

const exhausted = (condition: Condition, now: string): Condition =>
  ({ ...condition, status: 'False', reason: 'InsufficientPods', message: '', ...(condition.status === 'False' ? {} : { lastTransitionTime: now }) })
