/** Admission policies and their bindings as they are written (admissionregistration.k8s.io/v1). */
import type { KubeObject, LabelSelector } from '../../types.js'

export interface ResourceRule {
  readonly apiGroups?: readonly string[]
  readonly apiVersions?: readonly string[]
  readonly operations?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly scope?: string
}
export interface MatchResources {
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
  readonly resourceRules?: readonly ResourceRule[]
  readonly excludeResourceRules?: readonly ResourceRule[]
  readonly matchPolicy?: string
}
export interface NamedExpression { readonly name: string; readonly expression: string }
export interface Validation { readonly expression: string; readonly message?: string; readonly reason?: string; readonly messageExpression?: string }
export interface Mutation {
  readonly patchType?: string
  readonly applyConfiguration?: { readonly expression: string }
  readonly jsonPatch?: { readonly expression: string }
}
export interface Policy extends KubeObject {
  readonly spec?: {
    readonly paramKind?: { readonly apiVersion: string; readonly kind: string }
    readonly matchConstraints?: MatchResources
    readonly failurePolicy?: string
    readonly matchConditions?: readonly NamedExpression[]
    readonly variables?: readonly NamedExpression[]
    readonly validations?: readonly Validation[]
    readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[]
    readonly mutations?: readonly Mutation[]
    readonly reinvocationPolicy?: string
  }
}
export interface ParamRef { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector; readonly parameterNotFoundAction?: string }
export interface Binding extends KubeObject {
  readonly spec?: { readonly policyName?: string; readonly paramRef?: ParamRef; readonly matchResources?: MatchResources; readonly validationActions?: readonly string[] }
}

export const policyKinds = {
  validating: 'ValidatingAdmissionPolicy.admissionregistration.k8s.io', validatingBinding: 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  mutating: 'MutatingAdmissionPolicy.admissionregistration.k8s.io', mutatingBinding: 'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
} as const
