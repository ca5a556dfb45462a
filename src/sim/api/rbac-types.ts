import type { KubeObject, LabelSelector } from './types.js'

/** rbac.authorization.k8s.io/v1. */
export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}
export interface RbacRole extends KubeObject {
  readonly rules?: readonly PolicyRule[] | null
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] }
}
export interface RbacSubject { readonly kind: string; readonly name: string; readonly namespace?: string }
export interface RbacBinding extends KubeObject {
  readonly subjects?: readonly RbacSubject[]
  readonly roleRef: { readonly kind: string; readonly name: string }
}
