/** API outcomes are values: what the API server answers instead of an object. Texts follow apimachinery `pkg/api/errors` 1.36. */

export type ApiErrorReason =
  | 'BadRequest' | 'Forbidden' | 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Invalid' | 'Expired' | 'MethodNotAllowed' | 'TooManyRequests'
  | 'ServiceUnavailable' | 'Timeout' | 'Unknown' | 'InternalError' | 'UnsupportedMediaType' | 'Unauthorized' | 'RequestEntityTooLarge'

/** One violation found by validation; `field` is the API's field path, `pointer` the JSON pointer of the same place. */
export interface FieldError {
  readonly type: 'Required' | 'Invalid' | 'Duplicate' | 'NotSupported' | 'Forbidden' | 'TooLong' | 'TooMany' | 'NotFound' | 'TypeInvalid' | 'InternalError'
  readonly field: string
  readonly pointer: string
  /** The text after `field: `, e.g. `Invalid value: "x": must be …`. */
  readonly message: string
}

export interface ApiError {
  readonly code: number
  readonly reason: ApiErrorReason
  /** As in the Status object; kubectl prints `Error from server (Reason): ` before it. */
  readonly message: string
  readonly causes?: readonly FieldError[]
  /** Of `Invalid`: the object as kubectl names it, `Deployment "web"`. */
  readonly subject?: string
  readonly retryAfterSeconds?: number
  /** Warnings that the answer carries beside the refusal. */
  readonly warnings?: readonly string[]
}

export type Result<T> = { readonly ok: true; readonly value: T; readonly warnings?: readonly string[] } | { readonly ok: false; readonly error: ApiError }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const fail = (error: ApiError): { readonly ok: false; readonly error: ApiError } => ({ ok: false, error })

/** The same answer with warnings before its own. */
export function withWarnings<T>(result: Result<T>, warnings: readonly string[]): Result<T> {
  if (warnings.length === 0) return result
  if (result.ok) return { ok: true, value: result.value, warnings: result.warnings === undefined ? warnings : [...warnings, ...result.warnings] }
  return { ok: false, error: { ...result.error, warnings: [...warnings, ...(result.error.warnings ?? [])] } }
}

/** `resource` is `pods` or `deployments.apps`. */
export const notFound = (resource: string, name: string): ApiError => ({ code: 404, reason: 'NotFound', message: `${resource} "${name}" not found` })
export const alreadyExists = (resource: string, name: string): ApiError => ({ code: 409, reason: 'AlreadyExists', message: `${resource} "${name}" already exists` })
export const forbidden = (resource: string, name: string, why: string): ApiError => ({ code: 403, reason: 'Forbidden', message: `${resource} "${name}" is forbidden: ${why}` })
export const badRequest = (message: string): ApiError => ({ code: 400, reason: 'BadRequest', message })
export const conflict = (resource: string, name: string, why: string): ApiError =>
  ({ code: 409, reason: 'Conflict', message: `Operation cannot be fulfilled on ${resource} "${name}": ${why}` })

/** `kind` is `Pod` or `Deployment.apps`; several causes are joined as the API joins them: `[a, b]`. */
export function invalid(kind: string, name: string, causes: readonly FieldError[]): ApiError {
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))]
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return { code: 422, reason: 'Invalid', message: `${kind} "${name}" is invalid: ${list}`, subject: `${kind.split('.')[0]!} "${name}"`, causes }
}
