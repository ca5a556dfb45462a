import type { ApiError } from '../api/errors.js'

/** Whether a create failed because its namespace is going: no controller minds that (cause NamespaceTerminating). */
export const isNamespaceTerminating = (error: ApiError): boolean =>
  error.reason === 'Forbidden' && error.message.endsWith('because it is being terminated')
