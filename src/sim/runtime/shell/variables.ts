import { variableLimit } from '../os/limits.js'
import type { Task, Turn } from '../os/state.js'
import type { Shell, Variable } from './state.js'

/** The value of a parameter: positional, special or a variable; undefined: not set. */
export function parameter(turn: Turn, task: Task, shell: Shell, name: string): string | undefined {
  const own = shell.variables.get(name)
  if (own !== undefined) return own.value
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1]
  switch (name) {
    case '?': return String(shell.status)
    case '#': return String(shell.positional.length)
    case '$': return String(shell.shellPid)
    case '!': return shell.lastBackground === undefined ? undefined : String(shell.lastBackground)
    case '-': return [...shell.options].filter((option) => option.length === 1).join('')
    case '@': case '*': return shell.positional.length === 0 ? undefined : shell.positional.join(' ')
    case 'PPID': return String(task.ppid)
    case 'LINENO': return String(shell.line)
    default: return shell.dialect === 'dash' ? undefined : dynamic(turn, shell, name)
  }
}

function dynamic(turn: Turn, { dialect }: Shell, name: string): string | undefined {
  if (name === 'RANDOM') return String(randomBelow(turn, 32_768))
  if (dialect !== 'bash') return undefined
  const { machine } = turn
  switch (name) {
    case 'SECONDS':
      turn.touched.clock = true
      return String(Math.floor((turn.now - (machine.tasks.get(1)?.startedAt ?? 0)) / 1000))
    case 'HOSTNAME': return machine.spec.hostname
    case 'UID': case 'EUID': return String(machine.spec.user?.uid ?? 0)
    case 'BASH_VERSION': return '5.2.15(1)-release'
    case 'BASH': return '/bin/bash'
    default: return undefined
  }
}

/** The next of the container's own random numbers (xorshift32): the seed decides them. */
export function randomBelow(turn: Turn, bound: number): number {
  let word = turn.machine.randomWord || 0x9e3779b9
  word ^= word << 13
  word ^= word >>> 17
  word ^= word << 5
  turn.machine.randomWord = word >>> 0
  turn.touched.random = true
  return (word >>> 0) % bound
}

/** False: the variable is read only. */
export function assign(shell: Shell, name: string, value: string, isExported: boolean = false): boolean {
  const before = shell.variables.get(name)
  if (before?.isReadonly === true) return false
  shell.variables.set(name, { value: value.length > variableLimit ? value.slice(0, variableLimit) : value, isExported: isExported || before?.isExported === true || shell.options.has('a'), isReadonly: false })
  return true
}

export function restoreVariables(shell: Shell, saved: ReadonlyMap<string, Variable | undefined>): void {
  for (const [name, variable] of saved) {
    if (variable === undefined) shell.variables.delete(name)
    else shell.variables.set(name, variable)
  }
}

/** What children inherit. */
export function environmentOf(shell: Shell): Map<string, string> {
  const environment = new Map<string, string>()
  for (const [name, { value, isExported }] of shell.variables) if (isExported && value !== undefined) environment.set(name, value)
  return environment
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/
export const isName = (text: string): boolean => namePattern.test(text)
