import { forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash'
import type { Dialect } from '../dialect.js'

/** A text as unbash read it, with what makes it read the text as a shell does that is not bash. */
export interface Reading {
  readonly text: string
  readonly script: ParsedScript
}

// What a dialect takes for plain text stands behind these noncharacters, which no text has, until words are built.
const hideable = '[tcsf \t\n|$'
const firstHidden = 0xfdd0
const hidden = /[\uFDD0-\uFDDA]/g

const hide = (character: string): string => String.fromCharCode(firstHidden + hideable.indexOf(character))

/** A stretch of what unbash read as it stands in the script. */
export const unhide = (text: string): string => (text.search(hidden) < 0 ? text : text.replace(hidden, (character) => hideable[character.charCodeAt(0) - firstHidden]!))

interface Edit {
  readonly at: number
  /** Takes the place of the character; without: a blank goes in before it. */
  readonly hides?: string
}

/** What is to be changed for the dialect to read a node as unbash will. */
function editFor(node: SyntaxNode, dialect: Dialect, text: string): Edit | undefined {
  const hideAt = (at: number): Edit => ({ at, hides: text[at]! })
  switch (node.type) {
    case 'Time': return dialect === 'bash' ? undefined : hideAt(node.pos)
    case 'Coproc': case 'Select': return hideAt(node.pos)
    case 'CommandExpansion': return text[node.pos + 1] === '{' ? hideAt(node.pos + 2) : undefined
    case 'TestCommand': case 'AnsiCQuoted': return dialect === 'dash' ? hideAt(node.pos) : undefined
    case 'Function': return dialect === 'dash' && /^function[ \t]/.test(text.slice(node.pos, node.pos + 9)) ? hideAt(node.pos) : undefined
    case 'ArithmeticCommand': return dialect === 'dash' ? { at: node.pos + 1 } : undefined
    case 'Redirect': return dialect === 'dash' && node.operator.startsWith('&') ? { at: text.indexOf('&>', node.pos) + 1 } : undefined
    default: return undefined
  }
}

/** Edits in the order of the text. What stands inside of an edited node is read anew before it is asked. */
function collectEdits(node: SyntaxNode, dialect: Dialect, text: string, edits: Edit[]): void {
  const edit = editFor(node, dialect, text)
  if (edit !== undefined) return void edits.push(edit)
  // A script in backquotes has a text of its own, which is read when its substitution is.
  if (node.type === 'Script' && node.source !== undefined) return
  forEachChild(node, (child) => collectEdits(child, dialect, text, edits))
}

/** Without any of these no edit can be wanted. */
const suspects: Readonly<Record<Dialect, RegExp>> = {
  dash: /\[\[|\(\(|\$'|&>|\bfunction\b|\btime\b|\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
  ash: /\btime\b|\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
  bash: /\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
}

/** Edits change how what is inside of them, or behind them, is read: the text is read again until none is wanted. */
const readingsMax = 50

export function readAs(original: string, dialect: Dialect): Reading {
  let text = original
  let script = parse(text)
  if (!suspects[dialect].test(text)) return { text, script }
  for (let readings = 1; readings < readingsMax; readings++) {
    const edits: Edit[] = []
    collectEdits(script, dialect, text, edits)
    if (edits.length === 0) break
    text = edited(text, edits)
    script = parse(text)
  }
  return { text, script }
}

function edited(text: string, edits: readonly Edit[]): string {
  let result = ''
  let from = 0
  for (const { at, hides } of edits.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, at) + (hides === undefined ? ' ' : hide(hides))
    from = hides === undefined ? at : at + 1
  }
  return result + text.slice(from)
}
