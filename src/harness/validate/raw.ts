/** Reading of values that may still have any shape. */

import type { Json, JsonObject } from '../../sim/api/types.js'

export const isMapping = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
export const mappingOf = (value: Json | undefined): JsonObject => (isMapping(value) ? value : {})
export const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
/** One entry or a list of them. */
export const oneOrMore = (value: Json | undefined): readonly Json[] => (
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value]
)
export const textIn = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
export const numberIn = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined)
