import type { ApiError, FieldError, Result } from '../errors.js'
import type { KindId, KubeObject } from '../types.js'
import type { AdmissionLookup } from './define.js'

/** Who asks. */
export interface UserIdentity {
  readonly user: string
  readonly groups: readonly string[]
}

/** One request on its way through admission. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  /** `deployments`, and `scale` or `status` where a part of the object is meant. */
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  /** undefined on DELETE. */
  readonly object: KubeObject | undefined
  /** undefined on CREATE. */
  readonly oldObject: KubeObject | undefined
  readonly isDryRun: boolean
  readonly user: UserIdentity
}

export interface PolicyVerdict {
  readonly error?: ApiError
  readonly warnings: readonly string[]
}

/** ValidatingAdmissionPolicy and MutatingAdmissionPolicy, where they are registered. */
export interface PolicyPlugin {
  readonly mutate: (request: AdmissionRequest, lookup: AdmissionLookup) => Result<KubeObject>
  readonly validate: (request: AdmissionRequest, lookup: AdmissionLookup) => PolicyVerdict
  /** What the expressions of a policy or binding are refused for. */
  readonly check: (kind: KindId, object: KubeObject) => readonly FieldError[]
}
