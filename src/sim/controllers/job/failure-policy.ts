import type { Condition, ContainerStatus, Job, Pod, PodFailurePolicyRule } from '../../api/types.js'
import { isFailed } from './pods.js'

/** What becomes of a failed pod by the Job's rules. */
export interface PolicyMatch {
  readonly action: string
  /** Why the Job fails, for FailJob. */
  readonly message?: string
}

/** The first rule that a failed pod matches; undefined when there is none: the failure counts (pod_failure_policy.go matchPodFailurePolicy, 1.36). */
export function matchFailurePolicy(job: Job, pod: Pod): PolicyMatch | undefined {
  for (const [place, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const found = rule.onExitCodes !== undefined ? matchExitCodes(pod, rule.onExitCodes) : matchConditions(pod, rule.onPodConditions ?? [])
    if (found === undefined) continue
    const { action } = rule
    if (action !== 'FailJob') return { action }
    return { action, message: `${describe(pod, found)} matching FailJob rule at index ${place}` }
  }
  return undefined
}

export const countsFailure = (job: Job, pod: Pod): boolean => job.spec.podFailurePolicy === undefined || matchFailurePolicy(job, pod)?.action !== 'Ignore'

/** Why the Job fails by its policy, if it does. */
export function failJobMessage(job: Job, pods: readonly Pod[]): string | undefined {
  if (job.spec.podFailurePolicy === undefined) return undefined
  for (const pod of pods) {
    const message = isFailed(pod, job) ? matchFailurePolicy(job, pod)?.message : undefined
    if (message !== undefined) return message
  }
  return undefined
}

type Found = { readonly container: ContainerStatus } | { readonly condition: Condition }

function describe({ metadata: { namespace, name } }: Pod, found: Found): string {
  if ('condition' in found) return `Pod ${namespace}/${name} has condition ${found.condition.type}`
  return `Container ${found.container.name} for pod ${namespace}/${name} failed with exit code ${found.container.state?.terminated?.exitCode}`
}

type ExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>

function matchExitCodes({ status }: Pod, wanted: ExitCodes): Found | undefined {
  const container = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find((own) => isExitMatching(own, wanted))
  return container === undefined ? undefined : { container }
}

function isExitMatching({ name, state }: ContainerStatus, { containerName, operator, values = [] }: ExitCodes): boolean {
  const code = state?.terminated?.exitCode
  if (code === undefined || code === 0 || (containerName !== undefined && containerName !== name)) return false
  return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code)
}

function matchConditions({ status }: Pod, patterns: NonNullable<PodFailurePolicyRule['onPodConditions']>): Found | undefined {
  const condition = (status.conditions ?? []).find((own) => patterns.some((pattern) => pattern.type === own.type && (pattern.status ?? 'True') === own.status))
  return condition === undefined ? undefined : { condition }
}
