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
    case 'Time': case 'Coproc': case 'Select': return hideAt(node.pos)
    case 'CommandExpansion': return text[node.pos + 1] === '{' ? hideAt(node.pos + 2) : undefined
    case 'TestCommand': case 'AnsiCQuoted': return dialect === 'dash' ? hideAt(node.pos) : undefined
    case 'Function': return dialect === 'dash' && /^function[ \t]/.test(text.slice(node.pos, node.pos + 9)) ? hideAt(node.pos) : undefined
    case 'ArithmeticCommand': return dialect === 'dash' ? { at: node.pos + 1 } : undefined
    case 'Redirect': return dialect === 'dash' && node.operator.startsWith('&') ? { at: text.indexOf('&>', node.pos) + 1 } : undefined
    default: return undefined
  }
}

function firstEdit(node: SyntaxNode, dialect: Dialect, text: string): Edit | undefined {
  let first = editFor(node, dialect, text)
  // A script in backquotes has a text of its own, which is read when its substitution is.
  if (node.type === 'Script' && node.source !== undefined) return first
  forEachChild(node, (child) => {
    const edit = firstEdit(child, dialect, text)
    if (edit !== undefined && (first === undefined || edit.at < first.at)) first = edit
  })
  return first
}

/** Without any of these no edit can be wanted. */
const suspects: Readonly<Record<Dialect, RegExp>> = {
  dash: /\[\[|\(\(|\$'|&>|\bfunction\b|\btime\b|\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
  ash: /\btime\b|\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
  bash: /\btime\b|\bcoproc\b|\bselect\b|\$\{[ \t\n|]/,
}

/** Each edit may change what comes behind it, so the text is read again after each; a script has few that need any. */
const editLimit = 50

export function readAs(original: string, dialect: Dialect): Reading {
  let text = original
  let script = parse(text)
  if (!suspects[dialect].test(text)) return { text, script }
  for (let edits = 0; edits < editLimit; edits++) {
    const edit = firstEdit(script, dialect, text)
    if (edit === undefined) break
    const { at, hides } = edit
    text = text.slice(0, at) + (hides === undefined ? ' ' : hide(hides)) + text.slice(hides === undefined ? at : at + 1)
    script = parse(text)
  }
  return { text, script }
}
