import type { ArithmeticFor, Case, CommandNode, CompoundList, For, Function as FunctionNode, If, Pipeline as PipelineNode, PipelinePrefix, Redirection, Statement } from 'unbash'
import { bareText, type CaseCommand, type Command, type CountCommand, type ForCommand, type FunctionDefinition, type IfCommand, type List, type ListItem } from '../ast.js'
import { isName } from '../variables.js'
import { testOf } from './conditions.js'
import { redirectsOf } from './redirections.js'
import { simpleCommandOf } from './simple-command.js'
import { lineAt, Refusal, type Source } from './source.js'
import { refuseToken, tokenAt, tokenForWord } from './tokens.js'
import { bareWord, documentOf, wordOf } from './words.js'

/** Commands as unbash parsed them, in our tree; what the dialect does not have is refused. */
export const statementsOf = (source: Source, statements: readonly Statement[]): readonly ListItem[] =>
  statements.map(({ command, background }) => ({ command: commandOf(source, command, []), isBackground: background === true }))

const listOf = (source: Source, { commands }: CompoundList): List => ({ kind: 'list', items: statementsOf(source, commands) })

function commandOf(source: Source, node: Statement['command'] | CommandNode, around: readonly Redirection[]): Command {
  switch (node.type) {
    case 'Command': return simpleCommandOf(source, node)
    case 'Redirected': return commandOf(source, node.command, node.redirects)
    case 'AndOr': {
      const [first, ...rest] = node.commands
      return { kind: 'andor', first: commandOf(source, first!, []), rest: rest.map((each, index) => ({ operator: node.operators[index]!, command: commandOf(source, each, []) })) }
    }
    case 'Pipeline': return pipelineOf(source, node)
    case 'Function': return functionOf(source, node)
    case 'For': return forOf(source, node, around)
    case 'Case': return caseOf(source, node, around)
    case 'If': return ifOf(source, node, around)
    case 'While': return { kind: 'loop', isUntil: node.kind === 'until', condition: listOf(source, node.clause), body: listOf(source, node.body), redirects: redirectsOf(source, around) }
    case 'BraceGroup': case 'Subshell': return { kind: node.type === 'Subshell' ? 'subshell' : 'group', body: listOf(source, node.body), redirects: redirectsOf(source, around) }
    case 'TestCommand': return { kind: 'condition', test: testOf(source, node.expression), redirects: redirectsOf(source, around), line: lineAt(source, node.pos) }
    case 'ArithmeticCommand': {
      const line = lineAt(source, node.pos)
      return { kind: 'compute', word: documentOf(source, source.text.slice(node.pos + 2, node.end - 2), line), redirects: redirectsOf(source, around), line }
    }
    case 'ArithmeticFor': return countOf(source, node, around)
    // Both are hidden from unbash: see editFor.
    case 'Coproc': case 'Select': throw refuseToken(source, tokenAt(source, node.pos))
  }
}

function pipelineOf(source: Source, node: PipelineNode): Command {
  const bangs = node.prefixes.filter(({ type }) => type === 'Negation')
  if (bangs.length > 1 && source.dialect !== 'bash') throw refuseToken(source, tokenAt(source, bangs[1]!.pos))
  const commands = node.commands.map((each, index) => {
    const command = commandOf(source, each, [])
    if (node.operators[index] !== '|&') return command
    if (source.dialect !== 'bash') throw refuseToken(source, tokenAt(source, source.text.indexOf('|&', each.end) + 1))
    return withErrors(command)
  })
  if (commands.length === 0) {
    if (source.dialect !== 'bash') throw refuseToken(source, tokenAt(source, node.end))
    commands.push({ kind: 'simple', assignments: [], words: [], redirects: [], line: lineAt(source, node.pos) })
  }
  // Others than bash do not know of `time`, see editFor.
  const time = node.prefixes.find(({ type }) => type === 'Time')
  if (commands.length === 1 && bangs.length === 0 && time === undefined) return commands[0]!
  return { kind: 'pipeline', commands, isNegated: bangs.length % 2 === 1, ...(time === undefined ? {} : { timing: isPosix(time) ? 'posix' : 'long' }) }
}

const isPosix = (prefix: PipelinePrefix): boolean => prefix.type === 'Time' && prefix.posix !== undefined

/** What stands before `|&`. */
const withErrors = (command: Command): Command => ({ kind: 'group', body: { kind: 'list', items: [{ command, isBackground: false }] }, redirects: [{ fd: 2, operator: '>&', word: bareWord('1') }] })

const ifOf = (source: Source, node: If, around: readonly Redirection[]): IfCommand => ({
  kind: 'if',
  clauses: [node, ...node.elif].map(({ clause, then }) => ({ condition: listOf(source, clause), body: listOf(source, then) })),
  otherwise: node.else === undefined ? undefined : listOf(source, node.else),
  redirects: redirectsOf(source, around),
})

function forOf(source: Source, node: For, around: readonly Redirection[]): ForCommand {
  const name = bareText(wordOf(source, node.name))
  if (name === undefined || !isName(name)) throw refuseVariable(source, node.name)
  const words = node.wordlist?.map((word) => wordOf(source, word))
  if (source.dialect !== 'bash') refuseBraces(source, node)
  return { kind: 'for', name, words, body: listOf(source, node.body), redirects: redirectsOf(source, around), line: lineAt(source, node.pos) }
}

function refuseVariable(source: Source, { pos, end }: For['name']): Refusal {
  if (source.dialect !== 'bash') return new Refusal(source, pos, { message: 'Bad for loop variable' })
  return pos === end ? refuseToken(source, tokenForWord(source, pos)) : new Refusal(source, pos, { message: `\`${source.text.slice(pos, end)}': not a valid identifier` })
}

/** bash takes `{ … }` for the body of a loop too. */
function refuseBraces(source: Source, node: For): void {
  const header = node.wordlist?.at(-1)?.end ?? node.name.end
  const brace = /[;\n]\s*(?=\{)/.exec(source.text.slice(header, node.body.pos))
  if (brace !== null) throw refuseToken(source, tokenAt(source, header + brace.index + brace[0].length), 'do')
}

function countOf(source: Source, node: ArithmeticFor, around: readonly Redirection[]): CountCommand {
  if (source.dialect !== 'bash') throw new Refusal(source, node.pos, { message: 'Bad for loop variable' })
  const open = source.text.indexOf('((', node.pos)
  const line = lineAt(source, node.pos)
  const [begin, test, next] = expressionsIn(source.text, open + 2, node.body.pos).map((text) => (text.trim() === '' ? undefined : documentOf(source, text, line)))
  return { kind: 'count', begin, test, next, body: listOf(source, node.body), redirects: redirectsOf(source, around), line }
}

/** The texts between the semicolons of `((a; b; c))`. */
function expressionsIn(text: string, from: number, to: number): readonly string[] {
  const parts: string[] = ['']
  for (let at = from, depth = 0; at < to; at++) {
    const character = text[at]!
    if (character === ')' && depth === 0) break
    if (character === '(') depth++
    if (character === ')') depth--
    if (character === ';' && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

const caseOf = (source: Source, node: Case, around: readonly Redirection[]): CaseCommand => ({
  kind: 'case',
  word: wordOf(source, node.word),
  items: node.items.map((item) => {
    const patterns = item.pattern.map((pattern) => wordOf(source, pattern))
    const body = listOf(source, item.body)
    const { terminator } = item
    if (source.dialect !== 'bash' && (terminator === ';&' || terminator === ';;&')) {
      throw refuseToken(source, tokenAt(source, source.text.lastIndexOf('&', item.end)), terminator === ';&' ? ';;' : undefined)
    }
    return { patterns, body, goesOn: terminator === ';&' ? 'next' : terminator === ';;&' ? 'match' : 'end' }
  }),
  redirects: redirectsOf(source, around),
  line: lineAt(source, node.pos),
})

function functionOf(source: Source, node: FunctionNode): FunctionDefinition {
  const name = bareText(wordOf(source, node.name))
  const open = /^[ \t]*\(?/.exec(source.text.slice(node.name.end, node.name.end + 100))![0]
  if (open.endsWith('(')) {
    const met = tokenAt(source, node.name.end + open.length)
    if (met.token !== '")"') throw refuseToken(source, met, ')')
  }
  if (name === undefined || (!isName(name) && source.dialect === 'dash')) throw new Refusal(source, node.name.end, { message: 'Bad function name' })
  const { body } = node
  if (body.type !== 'CompoundList') return { kind: 'function', name, body: commandOf(source, body, []) }
  // POSIX and bash ask for a compound command; dash and ash take a simple one too, which unbash reads and calls an error.
  const [only] = body.commands
  if (only === undefined || source.dialect === 'bash') throw refuseToken(source, tokenAt(source, body.pos))
  return { kind: 'function', name, body: commandOf(source, only.command, []) }
}
