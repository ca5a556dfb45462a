import type { Millis, Pod } from './api/types.js'

/** Where a request comes from. */
export type Origin =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'node'; readonly name: string }
  /** Some pod of a namespace, without labels. */
  | { readonly kind: 'anyone'; readonly namespace: string }
  /** An ingress controller, which every network policy is taken to let in. */
  | { readonly kind: 'controller' }
  /** A client beyond the cluster's network, who comes by a node port or a load balancer. */
  | { readonly kind: 'outside' }

/** May somebody open a connection to a Service, now? */
export interface ReachQuestion {
  readonly from: Origin
  readonly namespace: string
  readonly service: string
  /** Port of the Service by number or name; absent: its only port. */
  readonly port?: number | string
  readonly protocol?: string
  /** `name`: the client looks the Service's name up first, as clients do; `address`: it knows the address. */
  readonly via?: 'name' | 'address'
}

/** What became of a connection to one endpoint. */
export interface Attempt {
  /** `pod/web-0`, or an address that is no pod's. */
  readonly endpoint: string
  readonly outcome: 'connected' | 'refused' | 'timeout'
  /** Why, with the policy that allows or blocks named. */
  readonly why: string
}

export interface ReachAnswer {
  /** `some`: it depends on the endpoint that the proxy draws. */
  readonly outcome: 'all' | 'some' | 'none'
  /** One clause that says it all: `2 of 3 endpoints answer; pod/web-2: blocked by networkpolicy/deny (ingress)`. */
  readonly why: string
  readonly attempts: readonly Attempt[]
}

/** What a name means to somebody. */
export interface NameQuestion {
  readonly from: Origin
  readonly name: string
}

export interface NameAnswer {
  readonly outcome: 'found' | 'unknown' | 'failed'
  /** The whole name that was found. */
  readonly fqdn?: string
  readonly addresses: readonly string[]
  /** `service/web`, `pod/db-0` (in other namespaces `other:pod/db-0`): what stands behind it. */
  readonly targets: readonly string[]
  readonly why: string
}

/** Where an HTTP request that comes in through Ingresses or HTTPRoutes goes. */
export interface RouteQuestion {
  readonly host: string
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface RouteBackend {
  readonly namespace: string
  readonly service: string
  readonly port: number | string | undefined
  /** Share of the requests, in percent. */
  readonly percent: number
}

export interface RouteAnswer {
  readonly outcome: 'routed' | 'redirected' | 'unmatched' | 'broken'
  /** `ingress/web`, `httproute/shop`: whose rule it is. */
  readonly by: string | undefined
  readonly backends: readonly RouteBackend[]
  readonly why: string
}

/** What can be asked of the network of a cluster. */
export interface NetworkQuestions<C> {
  readonly reach: (cluster: C, question: ReachQuestion) => ReachAnswer
  readonly resolveName: (cluster: C, question: NameQuestion) => NameAnswer
  readonly route: (cluster: C, question: RouteQuestion) => RouteAnswer
  /** The network as the containers of a pod see it. */
  readonly client: (cluster: C, pod: Pod) => NetworkClient
}

/** A request that reaches a container. */
export interface HttpQuestion {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** The address that the name came to. */
  readonly address: string
  readonly port: number
  /** The Host header, without the port. */
  readonly host: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
export interface HttpReply { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** What a name comes to. `afterMs` is how long the answer takes; a resolver that nobody answers takes its time-out. */
export type ResolveAnswer =
  | { readonly kind: 'addresses'; readonly name: string; readonly addresses: readonly string[]; readonly afterMs: Millis }
  | { readonly kind: 'unknown' | 'unavailable' | 'timeout'; readonly afterMs: Millis }

/** What a connection to an address and port comes to. */
export interface ConnectAnswer { readonly kind: 'open' | 'refused' | 'timeout' | 'unreachable'; readonly afterMs: Millis }

export type HttpAnswer =
  | (HttpReply & { readonly kind: 'answer'; readonly afterMs: Millis })
  | { readonly kind: 'refused' | 'timeout' | 'unreachable' | 'reset'; readonly afterMs: Millis }

/** The network as the programs of one pod see it: a table of pure functions. `revision` grows whenever any answer may have changed. */
export interface NetworkClient {
  readonly revision: number
  readonly resolve: (name: string) => ResolveAnswer
  readonly connect: (address: string, port: number, protocol: 'tcp' | 'udp') => ConnectAnswer
  readonly http: (request: HttpQuestion) => HttpAnswer
}
