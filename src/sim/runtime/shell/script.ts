import type { Dialect } from './dialect.js'
import { parseScript, type Script } from './parser/complete-commands.js'

const parsed = new Map<string, Map<string, Script>>()
const memoLimit = 1024

/** A script whose first line has this number. `isExtended`: bash's `shopt -s extglob`. Scripts are parsed once, however many containers run them. */
export function scriptOf(text: string, dialect: Dialect, line: number, isExtended: boolean): Script {
  let known = parsed.get(text)
  if (known === undefined) {
    if (parsed.size >= memoLimit) parsed.clear()
    parsed.set(text, (known = new Map()))
  }
  const key = `${dialect} ${line}${isExtended ? ' extglob' : ''}`
  let script = known.get(key)
  if (script === undefined) known.set(key, (script = parseScript(text, dialect, line, isExtended)))
  return script
}
