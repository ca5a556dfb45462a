import type { Json, JsonObject } from '../api/types.js'
import { problem, wanted, type Wanted } from './define.js'

const patterns = new Map<string, RegExp>()

/** `web-*`, `worker-?`: the whole name must match. */
export function matchesName(glob: string, name: string): boolean {
  if (!glob.includes('*') && !glob.includes('?')) return glob === name
  let pattern = patterns.get(glob)
  if (pattern === undefined) {
    const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')
    patterns.set(glob, (pattern = new RegExp(`^${source}$`)))
  }
  return pattern.test(name)
}

export const isFields = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text with the signs of a selector; no object's name has them. */
export const isSelectorText = (text: string): boolean => /[=!(),\s]/.test(text)

/** An object with these keys only. */
export function fieldsOf(fault: string, params: Json, keys: readonly string[]): Wanted<JsonObject> {
  if (!isFields(params)) return problem(`\`${fault}\` takes ${listed(keys)}, got ${JSON.stringify(params)}`)
  const unknown = Object.keys(params).find((key) => !keys.includes(key))
  return unknown === undefined ? wanted(params) : problem(`\`${fault}\` knows no \`${unknown}\`; it takes ${listed(keys)}`)
}

/** The text under a key, if there is one; another type is a problem. */
export function textOf(fault: string, fields: JsonObject, key: string): Wanted<string | undefined> {
  const value = fields[key]
  return value === undefined || typeof value === 'string' ? wanted(value) : problem(`\`${key}\` of \`${fault}\` must be a text, got ${JSON.stringify(value)}`)
}

export const listed = (words: readonly string[], most = 10): string => {
  const shown = words.slice(0, most).map((word) => `\`${word}\``).join(', ')
  return words.length > most ? `${shown} and ${words.length - most} more` : shown
}
