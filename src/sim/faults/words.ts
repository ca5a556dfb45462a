import type { Json, JsonObject } from '../api/types.js'
import { problem, wanted, type Wanted } from './define.js'

const patterns = new Map<string, RegExp>()

const isExpression = (text: string): boolean => text.length > 2 && text.startsWith('/') && text.endsWith('/')

/** Whether a text may mean several names. */
export const isPattern = (text: string): boolean => /[*?]/.test(text) || isExpression(text)

/** `web-*`, `worker-?`: the whole name must match; `/^web-/`: a part of it. An expression that is none matches nothing. */
export function matchesName(text: string, name: string): boolean {
  if (!isPattern(text)) return text === name
  let pattern = patterns.get(text)
  if (pattern === undefined) patterns.set(text, (pattern = compilePattern(text)))
  return pattern.test(name)
}

function compilePattern(text: string): RegExp {
  if (!isExpression(text)) return new RegExp(`^${text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`)
  try {
    return new RegExp(text.slice(1, -1))
  } catch {
    return /(?!)/
  }
}

export const isFields = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text with the signs of a selector; no object's name has them. */
export const isSelectorText = (text: string): boolean => !isExpression(text) && /[=!(),\s]/.test(text)

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
