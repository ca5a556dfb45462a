import type { ApiError } from '../../api/errors.js'
import { recordEvent } from '../../apiserver/events.js'
import { component, podName } from './names.js'
import type { Sync } from './sync.js'

/** What became of a pod, or of the claim of a pod (stateful_pod_control.go recordPodEvent, recordClaimEvent, 1.36). */
export function sayPod({ context, set }: Sync, verb: 'Create' | 'Update' | 'Delete', ordinal: number, error?: ApiError): void {
  const outcome = error === undefined ? 'successful' : `failed error: ${error.message}`
  const message = `${verb} Pod ${podName(set, ordinal)} in StatefulSet ${set.metadata.name} ${outcome}`
  recordEvent(context, { regarding: set, ...severity(error), reason: reason(verb, error), message, component })
}

export function sayClaim({ context, set }: Sync, ordinal: number, claim: string, error?: ApiError): void {
  const pod = podName(set, ordinal)
  const message = error === undefined
    ? `Create Claim ${claim} Pod ${pod} in StatefulSet ${set.metadata.name} success`
    : `Create Claim ${claim} for Pod ${pod} in StatefulSet ${set.metadata.name} failed error: ${error.message}`
  recordEvent(context, { regarding: set, ...severity(error), reason: reason('Create', error), message, component })
}

const severity = (error: ApiError | undefined): { readonly type: 'Normal' | 'Warning' } => ({ type: error === undefined ? 'Normal' : 'Warning' })
const reason = (verb: string, error: ApiError | undefined): string => `${error === undefined ? 'Successful' : 'Failed'}${verb}`

/** Several errors as one (util/errors.NewAggregate): equal texts once, in brackets when there are more. */
export function joinErrors(errors: readonly ApiError[]): ApiError {
  const texts = [...new Set(errors.map(({ message }) => message))]
  return { ...errors[0]!, message: texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]` }
}
