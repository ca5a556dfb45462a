/** The parser's reasons in the words of somebody who edits the file. */

import { nestingMax } from './limits.js'

export interface Explanation {
  readonly message: string
  readonly fix?: string
}

export const tabMessage: Explanation = { message: 'a TAB is used for indentation; YAML allows only spaces there', fix: 'replace the TAB by spaces' }

const templateFix = 'this looks like a template: render it first, for instance with `helm template`'

const lineAround = (text: string, offset: number): string => {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end === -1 ? undefined : end)
}

function explainMappingEntry(text: string, offset: number): Explanation {
  const at = text[offset] ?? ''
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  if (/[@`%]/.test(at)) return { message: `an unquoted value cannot start with \`${at}\``, fix: 'put the value in quotes' }
  if (/["']\s*$/.test(before)) return {
    message: 'there is more text after the closing quote of a value',
    fix: 'double the quotes inside the value, or use the other kind of quotes outside',
  }
  if (/^\s+[^:]*[^:\s][^:]*$/.test(before) && at === ':') return {
    message: 'this line reads on from the value above, but holds a `:`',
    fix: 'indent it like the key it belongs beside, or put the value above in quotes',
  }
  if (/\S/.test(before)) return { message: 'a second `: ` on this line: an unquoted value cannot contain it', fix: 'put the value in quotes' }
  return { message: 'the indentation of this line fits no block above it', fix: 'indent it like the lines it belongs to' }
}

/** `:` stands on the same line after the text in which the parser gave up. */
function explainEnd(text: string, offset: number): Explanation {
  if (text.slice(0, offset).trim().startsWith('{') || text.slice(0, offset).trim().startsWith('[')) {
    return { message: 'there is more text after the end of the document', fix: 'start another document with a line `---`' }
  }
  return {
    message: 'this line does not continue what stands above it',
    fix: 'check its indentation, and that the line above ends with `:` where a mapping was meant',
  }
}

function explainOpenText(text: string, offset: number): Explanation {
  const isAtEnd = text.slice(offset).trim() === ''
  if (isAtEnd) return { message: 'a `[`, a `{` or a quoted text above is never closed' }
  return {
    message: 'a `[`, a `{` or a quoted text above is not closed',
    fix: 'close it; or, if it goes on here, indent this line more than the key it belongs to',
  }
}

const table: readonly (readonly [RegExp, Explanation | ((text: string, offset: number) => Explanation)])[] = [
  [/^tab characters/, tabMessage],
  [/^nesting exceeded maxDepth \(\d+\)/, { message: `nested deeper than ${nestingMax} levels` }],
  [/^bad indentation of a mapping entry/, explainMappingEntry],
  [
    /^bad indentation of a sequence entry/,
    { message: 'the indentation of this line does not fit the list above it', fix: 'put the `-` of all items of a list in the same column' },
  ],
  [/^unexpected end of the (stream|document) within a flow collection/, { message: 'a `[` or `{` is never closed' }],
  [/^unexpected end of the (stream|document) within a (single|double) quoted scalar/, { message: 'a quoted text is never closed' }],
  [/^missed comma/, { message: 'a comma is missing between the entries of a `[…]` or `{…}`' }],
  [/^expected the node content, but found ','/, { message: 'there is nothing between two commas of a `[…]` or `{…}`' }],
  [/^deficient indentation/, explainOpenText],
  [
    /^(expected ':' after a mapping key|can not read a block mapping entry)/,
    { message: 'a `:` is missing after the key on this line', fix: 'write `key: value`' },
  ],
  [/^end of the stream or a document separator/, explainEnd],
  [/^a whitespace character is expected after the key-value separator/, { message: 'a space is missing after `:`' }],
  [/^unknown escape sequence/, { message: 'unknown escape in a text in double quotes', fix: 'use single quotes, or double the backslash' }],
  [/non-printable characters/, { message: 'a character that cannot be printed stands here; this is not a YAML text' }],
  [/^expected valid JSON character/, { message: 'a control character stands inside a quoted text', fix: 'write it as an escape such as \\u0007' }],
]

export function explainSyntax(text: string, offset: number, reason: string): Explanation {
  const entry = table.find(([pattern]) => pattern.test(reason))
  const found = entry?.[1] ?? { message: `not valid YAML: ${reason}` }
  const explanation = typeof found === 'function' ? found(text, offset) : found
  return lineAround(text, offset).includes('{{') ? { ...explanation, fix: templateFix } : explanation
}

export { templateFix }
