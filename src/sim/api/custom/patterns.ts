import { regexOf } from '../cel/library/texts.js'

/** Patterns of schemas: RE2, as in Go. */

/** Why a pattern is none, in Go's words. */
export function regexError(pattern: string): string | undefined {
  const regex = regexOf(pattern)
  return typeof regex === 'string' ? `error parsing regexp: ${regex}` : undefined
}

export function matchesPattern(pattern: string, text: string): boolean {
  const regex = regexOf(pattern)
  return typeof regex === 'string' || regex.matcher(text).find()
}
