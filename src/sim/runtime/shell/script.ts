import { parseNext, type Parsed } from './parse.js'
import type { Dialect } from './reader.js'

const parsed = new Map<string, Map<string, Parsed>>()
const memoLimit = 1024

/** The next complete command of a script. Scripts are parsed once, however many containers run them. */
export function parseScript(text: string, dialect: Dialect, at: number, line: number): Parsed {
  let known = parsed.get(text)
  if (known === undefined) {
    if (parsed.size >= memoLimit) parsed.clear()
    parsed.set(text, (known = new Map()))
  }
  const key = `${dialect} ${at} ${line}`
  let next = known.get(key)
  if (next === undefined) known.set(key, (next = parseNext(text, dialect, at, line)))
  return next
}
