import { errnoText, type Errno } from '../os/files.js'
import { newPipe, openPath, type OpenMode } from '../os/io.js'
import type { Descriptor, Task, Turn } from '../os/state.js'
import type { Redirect } from './ast.js'
import { expandText } from './expand.js'
import { ExpansionFault, type ExpansionScope } from './expansion-scope.js'
import type { Dialect } from './dialect.js'

/** A redirection whose word is expanded. */
export interface Target {
  readonly redirect: Redirect
  readonly text: string
}

export const targetsOf = (redirects: readonly Redirect[], scope: ExpansionScope): readonly Target[] =>
  redirects.map((redirect) => ({ redirect, text: targetText(redirect, scope) }))

function targetText({ word, operator }: Redirect, scope: ExpansionScope): string {
  if (operator !== '<<') return expandText(word, scope) + (operator === '<<<' ? '\n' : '')
  try {
    return expandText(word, scope)
  } catch (error) {
    throw error instanceof ExpansionFault ? new ExpansionFault(error.message, error.isOfUnset, true) : error
  }
}

/** Changes descriptors in order; the value is what went wrong, in the shell's words. */
export function redirect(turn: Turn, task: Task, fds: Map<number, Descriptor>, targets: readonly Target[], dialect: Dialect): string | undefined {
  for (const target of targets) {
    const fault = one(turn, { ...task, fds }, fds, target, dialect)
    if (fault !== undefined) return fault
  }
  return undefined
}

const modes: Readonly<Record<string, OpenMode>> = { '<': 'read', '>': 'write', '>|': 'write', '>>': 'append', '<>': 'both', '&>': 'write', '&>>': 'append' }

function one(turn: Turn, task: Task, fds: Map<number, Descriptor>, { redirect: { fd, operator }, text }: Target, dialect: Dialect): string | undefined {
  const number = fd ?? (operator.startsWith('<') ? 0 : 1)
  if (operator === '<<' || operator === '<<<') {
    fds.set(number, newPipe(turn, text).read)
    return undefined
  }
  if (operator === '<&' || operator === '>&') return duplicate(turn, task, fds, number, operator, text, fd, dialect)
  const opened = openPath(turn, task, text, modes[operator]!)
  if (!opened.ok) return openWords(text, operator, opened.errno, dialect)
  fds.set(number, opened.descriptor)
  if (operator.startsWith('&')) fds.set(2, opened.descriptor)
  return undefined
}

function duplicate(turn: Turn, task: Task, fds: Map<number, Descriptor>, number: number, operator: string, text: string, fd: number | undefined, dialect: Dialect): string | undefined {
  if (text === '-') {
    fds.delete(number)
    return undefined
  }
  if (!/^\d+$/.test(text)) {
    if (dialect === 'dash' || operator === '<&' || fd !== undefined) return dialect === 'dash' ? 'Syntax error: Bad fd number' : `${text}: ambiguous redirect`
    const opened = openPath(turn, task, text, 'write')
    if (!opened.ok) return openWords(text, '>', opened.errno, dialect)
    fds.set(1, opened.descriptor)
    fds.set(2, opened.descriptor)
    return undefined
  }
  const source = fds.get(Number(text))
  if (source === undefined) return dialect === 'ash' ? `dup2(${text},${number}): Bad file descriptor` : `${text}: Bad file descriptor`
  fds.set(number, source)
  return undefined
}

function openWords(path: string, operator: string, errno: Errno, dialect: Dialect): string {
  if (dialect === 'bash') return `${path}: ${errnoText[errno]}`
  const isReading = operator === '<'
  const what = dialect === 'dash' ? (isReading ? `cannot open ${path}` : `cannot create ${path}`) : isReading ? `can't open ${path}` : `can't create ${path}`
  if (errno === 'ENOENT') return `${what}: ${dialect === 'dash' ? (isReading ? 'No such file' : 'Directory nonexistent') : isReading ? 'no such file' : 'nonexistent directory'}`
  return `${what}: ${errnoText[errno]}`
}
