import type { ApiError, FieldError } from '../api/errors.js'
import type { Claim } from '../api/managed-fields/after-update.js'
import { pathsOf } from '../api/managed-fields/field-set.js'
import { ownerId, ownerText } from '../api/managed-fields/owners.js'
import { elementText } from '../api/managed-fields/path-element.js'

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** managedfields/internal NewConflictError, 1.36. */
export function applyConflict(claims: readonly Claim[]): ApiError {
  const found = claims.toSorted((a, b) => order(ownerId(a.owner), ownerId(b.owner)))
    .map(({ owner, fields }) => ({ who: ownerText(owner), paths: pathsOf(fields).map((path) => path.map(elementText).join('')) }))
  const causes: readonly FieldError[] = found.flatMap(({ who, paths }) => paths.map((field) => ({ type: 'Invalid' as const, field, pointer: '', message: `conflict with ${who}` })))
  const [only] = found
  const count = causes.length
  const message = count === 1 ? `Apply failed with 1 conflict: conflict with ${only!.who}: ${only!.paths[0]!}`
    : `Apply failed with ${count} conflicts: ${found.flatMap(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`)]).join('\n')}`
  return { code: 409, reason: 'Conflict', message, causes }
}
