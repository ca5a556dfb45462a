import type { FieldError } from '../errors.js'
import { checkDnsLabel, checkDnsSubdomain, checkPercent, checkPortName, checkPortNumber, checkQualifiedName } from '../names.js'
import type { NameCheck } from '../names.js'
import { compareQuantities } from '../quantity.js'
import type { IntOrString } from '../types.js'
import { isEqual } from './equal.js'
import { invalid, notSupported, required } from './field-error.js'
import type { FieldPath } from './path.js'

/** Checks of single values, shared by all kinds: Kubernetes 1.36 `pkg/apis/core/validation`, apimachinery `pkg/api/validation`. */

/** Where a check puts what it finds, in the server's order. */
export type Errors = FieldError[]

export function reportEach(path: FieldPath, value: unknown, messages: readonly string[], errors: Errors): void {
  for (const message of messages) errors.push(invalid(path, value, message))
}

export const checkName = (path: FieldPath, value: string, check: NameCheck, errors: Errors): void => reportEach(path, value, check(value), errors)
export const dnsLabel = (path: FieldPath, value: string, errors: Errors): void => reportEach(path, value, checkDnsLabel(value), errors)
export const dnsSubdomain = (path: FieldPath, value: string, errors: Errors): void => reportEach(path, value, checkDnsSubdomain(value), errors)
export const qualifiedName = (path: FieldPath, value: string, errors: Errors): void => reportEach(path, value, checkQualifiedName(value), errors)

/** Absent reads as 0, which is fine. */
export function nonNegative(path: FieldPath, value: unknown, errors: Errors): void {
  if (typeof value === 'number' && value < 0) errors.push(invalid(path, value, 'must be greater than or equal to 0'))
}

export function positive(path: FieldPath, value: number, errors: Errors): void {
  if (value <= 0) errors.push(invalid(path, value, 'must be greater than zero'))
}

export function nonNegativeQuantity(path: FieldPath, value: string, errors: Errors): void {
  if (value.startsWith('-') && compareQuantities(value, '0') < 0) errors.push(invalid(path, value, 'must be greater than or equal to 0'))
}

export const portNumber = (path: FieldPath, value: number, errors: Errors): void => reportEach(path, value, checkPortNumber(value), errors)

/** Absent is the number 0. */
export function portNumberOrName(path: FieldPath, value: unknown, errors: Errors): void {
  if (typeof value === 'string') reportEach(path, value, checkPortName(value), errors)
  else portNumber(path, typeof value === 'number' ? value : 0, errors)
}

export function oneOf(path: FieldPath, value: string, supported: readonly string[], errors: Errors): void {
  if (!supported.includes(value)) errors.push(notSupported(path, value, supported))
}

/** An enumeration where the empty text has an error of its own. */
export function requiredOneOf(path: FieldPath, value: string, supported: readonly string[], errors: Errors): void {
  if (value === '') errors.push(required(path))
  else oneOf(path, value, supported, errors)
}

/** `printed`: the value in the order of the server's struct. */
export function immutable(path: FieldPath, value: unknown, old: unknown, errors: Errors, printed: unknown = value): void {
  if (!isEqual(value, old)) errors.push(invalid(path, printed, 'field is immutable'))
}

export function intOrPercent(path: FieldPath, value: IntOrString, errors: Errors): void {
  if (typeof value === 'string') reportEach(path, value, checkPercent(value), errors)
  else nonNegative(path, value, errors)
}

const percentText = /^\d+%$/

export function atMostHundredPercent(path: FieldPath, value: IntOrString, errors: Errors): void {
  if (typeof value === 'string' && percentText.test(value) && Number(value.slice(0, -1)) > 100)
    errors.push(invalid(path, value, 'must not be greater than 100%'))
}

/** The number or the percentage alike, 0 for other texts: what "is it zero" is asked of. */
export function intOrPercentMagnitude(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return 0
  const digits = percentText.test(value) ? value.slice(0, -1) : value
  return /^\d+$/.test(digits) ? Number(digits) : 0
}
