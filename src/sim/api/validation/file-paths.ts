import { invalid } from './field-error.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'

/** Paths of files inside volumes: core `validatePathNoBacksteps` and its kin, 1.36. */

export function withoutBacksteps(path: FieldPath, value: string, errors: Errors): void {
  if (value.includes('..') && value.split('/').includes('..')) errors.push(invalid(path, value, "must not contain '..'"))
}

export function descendingPath(path: FieldPath, value: string, errors: Errors): void {
  if (value.startsWith('/')) errors.push(invalid(path, value, 'must be a relative path'))
  withoutBacksteps(path, value, errors)
}

/** Descending, and not one of the names that the kubelet's atomic writer uses. */
export function unreservedPath(path: FieldPath, value: string, errors: Errors): void {
  descendingPath(path, value, errors)
  if (value.startsWith('..') && !value.startsWith('../')) errors.push(invalid(path, value, "must not start with '..'"))
}
