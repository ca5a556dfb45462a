/** Makes admission policies take part: without it they are stored and not asked. */
import { extend } from '../../extensions.js'
import { check } from './check.js'
import { mutate } from './mutating.js'
import { validate } from './validating.js'

export function registerPolicies(): void {
  extend({ policies: { mutate, validate, check } })
}
