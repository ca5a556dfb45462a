import type { KubeObject } from '../api/types.js'
import type { RequestOptions } from './request.js'

/** The flags of `kubectl apply`. */
export interface ApplyFlags extends RequestOptions {
  readonly isServerSide?: boolean
  /** With server-side: fields are taken from whoever owns them. */
  readonly forcesConflicts?: boolean
  /** Client side: what cannot be patched is deleted and made anew. */
  readonly isForced?: boolean
}

/** kubectl pkg/cmd/apply, 1.36. */
export const deletingText = ({ metadata }: KubeObject): string => `Detected changes to resource ${metadata.name} which is currently being deleted.`
