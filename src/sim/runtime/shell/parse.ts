import type { List } from './ast.js'
import { parseBody, parseItems } from './grammar.js'
import { readerOf, ShellSyntaxError, type Dialect, type Reader, type SyntaxFault } from './reader.js'
import { flushHereDocuments, peek, take, unexpected } from './tokens.js'

/** One complete command of a script, and where the next begins; `list` undefined: the script is at its end. */
export type Parsed =
  | { readonly ok: true; readonly list: List | undefined; readonly at: number; readonly line: number }
  | { readonly ok: false; readonly fault: SyntaxFault }

/**
 * Parses the next complete command (up to its newline), as a shell that reads its script line by line does: what stands before a syntax error is run.
 * Never throws.
 */
export function parseNext(text: string, dialect: Dialect, at: number, line: number): Parsed {
  const reader = readerOf(text, dialect, at, line)
  try {
    return completeCommand(reader)
  } catch (error) {
    if (error instanceof ShellSyntaxError) return { ok: false, fault: error.fault }
    if (error instanceof RangeError) return { ok: false, fault: { line, message: 'Word too deeply nested' } }
    throw error
  }
}

function completeCommand(reader: Reader): Parsed {
  while (peek(reader, parseBody).kind === 'newline') take(reader, parseBody)
  if (peek(reader, parseBody).kind === 'end') return { ok: true, list: undefined, at: reader.at, line: reader.line }
  const items = parseItems(reader, true)
  const after = peek(reader, parseBody)
  if (after.kind !== 'newline' && after.kind !== 'end') unexpected(after)
  take(reader, parseBody)
  flushHereDocuments(reader, parseBody)
  return { ok: true, list: { kind: 'list', items }, at: reader.at, line: reader.line }
}
