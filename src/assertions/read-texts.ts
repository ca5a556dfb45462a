import type { Json } from '../sim/api/types.js'
import { readText, type TextMatcher } from './matchers.js'
import { take, type Reading } from './reading.js'

/** One text, glob or regular expression, or a list of them; what cannot be read is complained of and left out. */
export const readTexts = (raw: Json, reading: Reading): readonly TextMatcher[] =>
  (Array.isArray(raw) ? (raw as readonly Json[]) : [raw]).map((one) => take(reading, one, readText)).filter((matcher): matcher is TextMatcher => matcher !== undefined)
