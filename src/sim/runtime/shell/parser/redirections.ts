import type { Redirection } from 'unbash'
import { bareText, type Redirect } from '../ast.js'
import { Refusal, type Source } from './source.js'
import { refuseToken, tokenForWord } from './tokens.js'
import { hereDocument, wordOf } from './words.js'

export const redirectsOf = (source: Source, nodes: readonly Redirection[]): readonly Redirect[] => nodes.map((node) => redirectOf(source, node))

export function redirectOf(source: Source, node: Redirection): Redirect {
  const { text, dialect } = source
  const fd = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined
  if (node.type === 'HereDoc') return { fd, operator: '<<', word: hereDocument(source, node) }
  // What is behind `<<` is a redirection of its own where there is no `<<<`.
  if (node.type === 'HereString' && dialect !== 'bash') throw new Refusal(source, node.pos + 2, { token: 'redirection' })
  if (node.target === undefined) throw refuseToken(source, tokenForWord(source, node.end))
  // A redirection of its own where there are no substitutions of processes.
  if (dialect === 'dash' && node.target.parts?.[0]?.type === 'ProcessSubstitution') throw new Refusal(source, node.target.pos, { token: 'redirection' })
  const word = wordOf(source, node.target)
  // Digits right in front of a redirection belong to it, but for bash behind `>&`.
  if (dialect !== 'bash' && /[<>]/.test(text[node.target.end] ?? '') && /^\d+$/.test(bareText(word) ?? '')) throw new Refusal(source, node.target.pos, { token: 'redirection' })
  return { fd, operator: node.operator, word }
}
