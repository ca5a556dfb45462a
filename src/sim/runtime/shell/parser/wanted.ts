import { forEachChild, parse, type CaseItem, type ParsedScript, type SyntaxNode } from 'unbash'
import type { Source } from './source.js'

/** What follows the commands behind a keyword. */
export const afterKeyword: ReadonlyMap<string, string> = new Map([['if', 'then'], ['elif', 'then'], ['then', 'fi'], ['else', 'fi'], ['while', 'do'], ['until', 'do'], ['do', 'done']])

/**
 * The one token that the grammar wants at an offset: what unbash finds missing when the text ends there. `anything`: one of several will do.
 * undefined: nothing is open. `isEnd`: the text does end there.
 */
export function wantedAt(source: Source, script: ParsedScript, at: number, isEnd: boolean): string | undefined {
  const prefix = source.text.slice(script.pos, at)
  const tree = parse(prefix)
  const message = tree.errors?.[0]?.message
  const beginsList = /(?:^|[\s;&|(])(?:if|elif|while|until|then|else|do|\{)\s*$|\(\s*$/.test(prefix)
  if (beginsList && !isEnd && !endsWord(tree, prefix.trimEnd().length)) return 'anything'
  if (message === undefined) return undefined
  const keyword = /^expected command after '(\w+)'/.exec(message)?.[1]
  if (keyword !== undefined) return (isEnd ? afterKeyword.get(keyword) : undefined) ?? 'anything'
  if (message.startsWith('expected command after')) return 'anything'
  if (message.startsWith('expected command in')) return isEnd ? (message.includes('brace') ? '}' : ')') : 'anything'
  if (message === "expected 'esac' to close 'case'") return wantedInCase(tree, prefix, isEnd)
  if (message.startsWith("expected 'in'") && /\bcase\s*$/.test(prefix)) return 'word'
  if (message === "expected 'do'" && /\bfor\s+\w+\s+in\b[^;\n]*$/.test(prefix)) return 'anything'
  return /^expected '(.+?)'/.exec(message)?.[1]
}

/** Between patterns a bar or the parenthesis, behind commands the end of the item. */
function wantedInCase(tree: SyntaxNode, prefix: string, isEnd: boolean): string {
  const item = lastItem(tree)
  const pattern = item?.pattern.at(-1)
  if (item === undefined || pattern === undefined || item.terminator !== undefined) return isEnd ? ')' : 'anything'
  const between = prefix.slice(pattern.end).trim()
  if (between.startsWith(')') || item.body.commands.length > 0) return ';;'
  return between === '|' && !isEnd ? 'anything' : ')'
}

function lastItem(node: SyntaxNode): CaseItem | undefined {
  let last = node.type === 'Case' ? node.items.at(-1) : undefined
  forEachChild(node, (child) => { last = lastItem(child) ?? last })
  return last
}

function endsWord(node: SyntaxNode, end: number): boolean {
  let ends = node.type === 'Word' && node.end === end
  forEachChild(node, (child) => { ends ||= endsWord(child, end) })
  return ends
}
