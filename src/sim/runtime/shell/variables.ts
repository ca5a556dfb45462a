import { arrayLimit, elementLimit, variableLimit } from '../os/limits.js'
import type { Task, Turn } from '../os/state.js'
import { arrayOf, textOf, withElement, type ArrayValue, type Value } from './array.js'
import type { Shell, Variable } from './state.js'

/** The value of a parameter: positional, special or a variable; undefined: not set. */
export function parameter(turn: Turn, task: Task, shell: Shell, name: string): string | undefined {
  const own = shell.variables.get(name)
  if (own !== undefined) return own.isReference === true ? referredValue(turn, task, shell, name, own) : own.value
  if (shell.dialect === 'bash') {
    const array = dynamicArray(shell, name)
    if (array !== undefined) return textOf(array)
  }
  if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1]
  switch (name) {
    case '?': return String(shell.status)
    case '#': return String(shell.positional.length)
    case '$': return String(shell.shellPid)
    case '!': return shell.lastBackground === undefined ? undefined : String(shell.lastBackground)
    case '-': return shell.dialect === 'bash' ? flagsOf(shell) : [...shell.options].filter((option) => option.length === 1).join('')
    case '@': case '*': return shell.positional.length === 0 && shell.dialect === 'bash' ? undefined : shell.positional.join(' ')
    case 'PPID': return String(task.ppid)
    case 'LINENO': return String(shell.line)
    default: return shell.dialect === 'dash' ? undefined : dynamic(turn, task, shell, name)
  }
}

function referredValue(turn: Turn, task: Task, shell: Shell, name: string, { value }: Variable): string | undefined {
  const target = referredName(shell, name)
  return target === name ? value : parameter(turn, task, shell, target)
}

/** The name behind references to names; where they go round, the name itself. */
export function referredName({ variables }: Shell, name: string): string {
  let target = name
  for (let step = 0; step < 8; step++) {
    const variable = variables.get(target)
    if (variable?.isReference !== true || variable.value === undefined || !isName(variable.value)) return target
    target = variable.value
  }
  return name
}

/** The same, arrays as a whole. */
export function valueOf(turn: Turn, task: Task, shell: Shell, asked: string): Value | undefined {
  const name = shell.dialect === 'bash' ? referredName(shell, asked) : asked
  const array = shell.dialect === 'bash' ? shell.variables.get(name)?.array ?? (shell.variables.has(name) ? undefined : dynamicArray(shell, name)) : undefined
  return array ?? parameter(turn, task, shell, name)
}

const version = arrayOf(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu'])

/** bash's own arrays. */
function dynamicArray({ pipeStatuses, frames, name, isFile }: Shell, asked: string): ArrayValue | undefined {
  switch (asked) {
    case 'PIPESTATUS': return arrayOf((typeof pipeStatuses === 'number' ? [pipeStatuses] : pipeStatuses).map(String))
    case 'BASH_VERSINFO': return version
    case 'FUNCNAME': {
      const names = frames.flatMap((frame) => (frame.kind === 'call' ? [frame.name] : [])).reverse()
      return names.length === 0 ? undefined : arrayOf(isFile ? [...names, 'main'] : names)
    }
    case 'BASH_SOURCE': return isFile ? arrayOf([name]) : undefined
    default: return undefined
  }
}

/** In the order of bash (get_shell_options); it hashes commands and expands braces from the beginning. */
const flagsOf = ({ options, isFile }: Shell): string => `${[...'abefhkmnptuvxBCEHPT'].filter((flag) => options.has(flag) || 'hB'.includes(flag)).join('')}${isFile ? '' : 'c'}`

function dynamic(turn: Turn, task: Task, { dialect }: Shell, name: string): string | undefined {
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
    case 'BASHPID': return String(task.pid)
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

function isTooLarge({ elements }: ArrayValue): boolean {
  let size = 0
  for (const text of elements.values()) size += text.length
  return elements.size > elementLimit || size > arrayLimit
}

/** False: the variable is read only. A text that is given to an array becomes its element 0. */
export function assign(shell: Shell, asked: string, value: Value, isExported: boolean = false): boolean {
  const name = shell.variables.get(asked)?.isReference === true ? referredName(shell, asked) : asked
  const before = shell.variables.get(name)
  if (before?.isReadonly === true) return false
  const marks = { isExported: isExported || before?.isExported === true || shell.options.has('a'), isReadonly: false, ...(before?.shape === undefined ? {} : { shape: before.shape }) }
  const array = typeof value === 'object' ? value : before?.array === undefined ? undefined : withElement(before.array, '0', value)
  if (array !== undefined && isTooLarge(array)) return true
  if (array !== undefined) shell.variables.set(name, { value: textOf(array), array, ...marks })
  else if (typeof value === 'string') shell.variables.set(name, { value: value.length > variableLimit ? value.slice(0, variableLimit) : value, ...marks })
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
  for (const [name, { value, array, isExported, isReference }] of shell.variables) if (isExported && value !== undefined && array === undefined && isReference === undefined) environment.set(name, value)
  return environment
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/
export const isName = (text: string): boolean => namePattern.test(text)
