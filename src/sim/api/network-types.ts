import type { IntOrString, KubeObject, LabelSelector } from './types.js'

/** networking.k8s.io/v1 NetworkPolicy, after defaulting. */
export interface NetworkPolicy extends KubeObject {
  readonly spec?: {
    readonly podSelector?: LabelSelector
    readonly policyTypes?: readonly string[]
    readonly ingress?: readonly { readonly from?: readonly NetworkPolicyPeer[]; readonly ports?: readonly NetworkPolicyPort[] }[]
    readonly egress?: readonly { readonly to?: readonly NetworkPolicyPeer[]; readonly ports?: readonly NetworkPolicyPort[] }[]
  }
}
export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector
  readonly namespaceSelector?: LabelSelector
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
}
export interface NetworkPolicyPort { readonly protocol?: string; readonly port?: IntOrString; readonly endPort?: number }

/** networking.k8s.io/v1 Ingress. */
export interface Ingress extends KubeObject {
  readonly spec?: {
    readonly ingressClassName?: string
    readonly defaultBackend?: IngressBackend
    readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths: readonly IngressPath[] } }[]
  }
}
export interface IngressPath { readonly path?: string; readonly pathType?: string; readonly backend: IngressBackend }
export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } }
  readonly resource?: { readonly kind: string; readonly name: string }
}

interface ParentReference { readonly group?: string; readonly kind?: string; readonly namespace?: string; readonly name: string; readonly sectionName?: string; readonly port?: number }

/** gateway.networking.k8s.io/v1 HTTPRoute and what it refers to; custom kinds to a cluster. */
export interface HttpRoute extends KubeObject {
  readonly spec?: { readonly parentRefs?: readonly ParentReference[]; readonly hostnames?: readonly string[]; readonly rules?: readonly HttpRouteRule[] }
}
export interface HttpRouteRule {
  readonly matches?: readonly HttpRouteMatch[]
  readonly filters?: readonly { readonly type: string }[]
  readonly backendRefs?: readonly HttpBackendRef[]
}
export interface HttpBackendRef { readonly group?: string; readonly kind?: string; readonly name: string; readonly namespace?: string; readonly port?: number; readonly weight?: number }
interface NamedMatch { readonly type?: string; readonly name: string; readonly value: string }
export interface HttpRouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string }
  readonly method?: string
  readonly headers?: readonly NamedMatch[]
  readonly queryParams?: readonly NamedMatch[]
}
export interface Gateway extends KubeObject {
  readonly spec?: {
    readonly listeners?: readonly {
      readonly name: string
      readonly hostname?: string
      readonly port?: number
      readonly allowedRoutes?: { readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector } }
    }[]
  }
}
export interface ReferenceGrant extends KubeObject {
  readonly spec?: {
    readonly from?: readonly { readonly group?: string; readonly kind: string; readonly namespace: string }[]
    readonly to?: readonly { readonly group?: string; readonly kind: string; readonly name?: string }[]
  }
}
