import type { Millis } from '../api/types.js'

/** What a name comes to. `afterMs` is how long the answer takes; a resolver that nobody answers takes its time-out. */
export type ResolveAnswer =
  | { readonly kind: 'addresses'; readonly name: string; readonly addresses: readonly string[]; readonly afterMs: Millis }
  | { readonly kind: 'unknown' | 'unavailable' | 'timeout'; readonly afterMs: Millis }

/** What a connection to an address and port comes to. */
export interface ConnectAnswer {
  readonly kind: 'open' | 'refused' | 'timeout' | 'unreachable'
  readonly afterMs: Millis
}

export interface HttpRequest {
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

export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly afterMs: Millis }
  | { readonly kind: 'refused' | 'timeout' | 'unreachable' | 'reset'; readonly afterMs: Millis }

/** The network as one container sees it: a table of pure functions. `revision` grows whenever any answer may have changed. */
export interface Network {
  readonly revision: number
  readonly resolve: (name: string) => ResolveAnswer
  readonly connect: (address: string, port: number, protocol: 'tcp' | 'udp') => ConnectAnswer
  readonly http: (request: HttpRequest) => HttpAnswer
}

/** No network: no name resolves, no address answers. */
export const noNetwork: Network = {
  revision: 0,
  resolve: () => ({ kind: 'unknown', afterMs: 0 }),
  connect: () => ({ kind: 'refused', afterMs: 0 }),
  http: () => ({ kind: 'refused', afterMs: 0 }),
}
