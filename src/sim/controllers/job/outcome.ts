import type { Pod } from '../../api/types.js'
import { virtualTime } from '../../clock.js'
import { conditionOf } from '../../api/conditions.js'
import { failJobMessage } from './failure-policy.js'
import { totalOf } from './intervals.js'
import type { Look } from './look.js'
import { matchSuccessPolicy } from './success-policy.js'
import { isSuspended } from './traits.js'

/** How a Job ends. It says so in two steps: at once, and when all its pods are gone and counted. */
export interface End {
  readonly isSuccess: boolean
  readonly reason: string
  readonly message: string
  /** Whether the status does not have the first condition yet. */
  readonly isNew: boolean
}

const failure = (reason: string, message: string): End => ({ isSuccess: false, reason, message, isNew: true })
const success = (reason: string, message: string): End => ({ isSuccess: true, reason, message, isNew: true })

export const allCompletions: End = success('CompletionsReached', 'Reached expected number of succeeded pods')

/** Why the Job ends before its completions are reached, the first of all reasons (syncJob, 1.36). */
export function endOf(look: Look): End | undefined {
  return knownEnd(look) ?? policyEnd(look) ?? limitEnd(look) ?? failedIndexesEnd(look) ?? successPolicyEnd(look)
}

function knownEnd({ job: { status } }: Look): End | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget']) {
    const known = conditionOf(status.conditions, type)
    if (known?.status === 'True') return { isSuccess: type === 'SuccessCriteriaMet', reason: known.reason ?? '', message: known.message ?? '', isNew: false }
  }
  return undefined
}

function policyEnd({ job, pods }: Look): End | undefined {
  const message = failJobMessage(job, pods)
  return message === undefined ? undefined : failure('PodFailurePolicy', message)
}

function limitEnd(look: Look): End | undefined {
  const limit = look.job.spec.backoffLimit ?? 6
  if (look.failed > limit || hasTooManyRestarts(look, limit)) return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  const leftMs = deadlineIn(look)
  return leftMs !== undefined && leftMs <= 0 ? failure('DeadlineExceeded', 'Job was active longer than specified deadline') : undefined
}

/** Milliseconds until activeDeadlineSeconds are over; undefined without a deadline, or while the Job is not started. */
export function deadlineIn({ job, clock, now }: Look): number | undefined {
  const { spec: { activeDeadlineSeconds }, status: { startTime } } = job
  if (activeDeadlineSeconds === undefined || startTime === undefined || isSuspended(job)) return undefined
  return virtualTime(clock, startTime) + activeDeadlineSeconds * 1000 - now
}

/** pastBackoffLimitOnFailure: with restartPolicy OnFailure, restarts of containers are what is limited. */
function hasTooManyRestarts({ job, pods }: Look, limit: number): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false
  const restarts = pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending').reduce((sum, pod) => sum + restartsOf(pod), 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

const restartsOf = ({ status: { initContainerStatuses = [], containerStatuses = [] } }: Pod): number =>
  [...initContainerStatuses, ...containerStatuses].reduce((sum, { restartCount }) => sum + restartCount, 0)

function failedIndexesEnd({ job: { spec }, indexes }: Look): End | undefined {
  if (indexes?.failed === undefined) return undefined
  const failed = totalOf(indexes.failed)
  if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes) {
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes')
  }
  return failed > 0 && failed + totalOf(indexes.succeeded) >= (spec.completions ?? 0) ? failure('FailedIndexes', 'Job has failed indexes') : undefined
}

function successPolicyEnd({ job, indexes }: Look): End | undefined {
  const message = indexes === undefined ? undefined : matchSuccessPolicy(job, indexes.succeeded)
  return message === undefined ? undefined : success('SuccessPolicy', message)
}
