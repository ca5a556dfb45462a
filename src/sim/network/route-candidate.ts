import type { RouteBackend } from '../questions.js'

/** A rule that fits a request. */
export interface Candidate {
  readonly by: { readonly kind: 'ingress' | 'httproute'; readonly name: string; readonly namespace: string }
  /** Higher wins, number by number. */
  readonly rank: readonly number[]
  /** When its object was made: of equal rules the oldest wins, then the first by name. */
  readonly age: string
  readonly backends: readonly RouteBackend[]
  readonly isRedirect: boolean
  readonly broken?: string
}
