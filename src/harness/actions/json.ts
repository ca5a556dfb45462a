import type { Json, JsonObject } from '../../sim/api/types.js'

export const isFields = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
/** The entries of a mapping; none for anything else (the schema has refused it before). */
export const fieldsOf = (value: Json | undefined): readonly (readonly [string, Json])[] => (isFields(value) ? Object.entries(value) : [])
export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : value === undefined || value === null ? [] : [value])
/** `dryRun: server`, or true: asked, but not kept. */
export const isDryRun = (flags: JsonObject): boolean => flags['dryRun'] === true || flags['dryRun'] === 'server'
