import { absolute, normal } from '../../files/mounted.js'
import { isAssumed } from '../../os/assumed.js'
import { findExecutable } from '../../os/executable.js'
import { errnoText, find, nodeOf } from '../../os/files.js'
import { write } from '../../os/io.js'
import type { Turn } from '../../os/state.js'
import { echoText } from '../../programs/echo.js'
import { fileFacts } from '../../programs/file-facts.js'
import { killProcesses } from '../../programs/kill.js'
import { formatText } from '../../programs/printf-format.js'
import { formatDate } from '../../programs/sleep-time.js'
import { holds } from '../../programs/test-expression.js'
import { isSet } from '../condition.js'
import { complain } from '../messages.js'
import { backslashed } from '../trace.js'
import { assign, parameter } from '../variables.js'
import type { Builtin, BuiltinCall } from './builtin.js'
import { shopt } from './declare.js'
import { assignTo, computing } from './references.js'

const echo: Builtin = ({ turn, task, shell, argv }) => {
  write(turn, task, 1, echoText(argv.slice(1), shell.dialect))
  return 0
}

const printf: Builtin = ({ turn, task, shell, argv }) => {
  const isAssigning = shell.dialect === 'bash' && argv[1] === '-v'
  const args = isAssigning ? argv.slice(3) : argv[1] === '--' ? argv.slice(2) : argv.slice(1)
  if (args.length === 0) {
    complain(turn, task, shell, shell.dialect === 'dash' ? 'usage: printf format [arg ...]' : 'usage: printf FORMAT [ARG]...', shell.dialect === 'dash' ? 'printf' : undefined)
    return 2
  }
  const { text, faults } = formatText(args[0]!, args.slice(1), shell.dialect === 'bash' ? { quote: backslashed, date: (format, seconds) => dateText(turn, format, seconds) } : {})
  if (isAssigning) {
    const fault = assignTo(turn, task, shell, argv[2] ?? '', text)
    if (fault !== undefined) complain(turn, task, shell, fault, 'printf')
    if (fault !== undefined) return fault.endsWith('identifier') ? 2 : 1
  }
  for (const fault of faults) {
    if (shell.dialect === 'ash') write(turn, task, 2, `sh: invalid number '${fault}'\n`)
    else complain(turn, task, shell, shell.dialect === 'dash' ? `${fault}: expected numeric value` : `${fault}: invalid number`, 'printf')
  }
  if (!isAssigning) write(turn, task, 1, text)
  return faults.length > 0 ? 1 : 0
}

/** bash's `printf '%(format)T'`: of now without an argument, or for -1. */
function dateText(turn: Turn, format: string, seconds: string | undefined): string {
  const isNow = seconds === undefined || seconds === '' || seconds.startsWith('-')
  if (isNow) turn.touched.clock = true
  return formatDate(isNow ? turn.epochMs + turn.now : Number(seconds) * 1000, format)
}

const test: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  const [name = ''] = argv
  const closing = name === '[' ? ']' : name === '[[' ? ']]' : undefined
  if (closing !== undefined && argv.at(-1) !== closing) return testFault(call, shell.dialect === 'bash' ? "missing `]'" : `missing ${closing}`)
  // `-v` is about variables, of which the expressions of others know nothing.
  const args = closing === undefined ? argv.slice(1) : argv.slice(1, -1)
  if (shell.dialect === 'bash' && args.length === 2 && args[0] === '-v') {
    const made = computing(turn, task, shell, (scope) => isSet(args[1]!, scope))
    return 'value' in made && made.value ? 0 : 1
  }
  const result = holds(args, fileFacts(turn, task), shell.dialect)
  return typeof result === 'string' ? testFault(call, result) : result ? 0 : 1
}

function testFault({ turn, task, shell, argv: [name] }: BuiltinCall, words: string): number {
  if (shell.dialect === 'ash') write(turn, task, 2, `sh: ${words}\n`)
  else complain(turn, task, shell, words, name)
  return 2
}

const pwd: Builtin = ({ turn, task }) => {
  write(turn, task, 1, `${task.cwd}\n`)
  return 0
}

const cd: Builtin = ({ turn, task, shell, argv }) => {
  const [target] = argv.slice(1).filter((text) => !/^-[LP]+$/.test(text) && text !== '--')
  const previous = parameter(turn, task, shell, 'OLDPWD')
  const path = target === '-' ? previous ?? task.cwd : target ?? parameter(turn, task, shell, 'HOME') ?? task.cwd
  if (path === '') return 0
  const found = find(turn, task, path)
  const isThere = found.ok && found.place.node !== undefined
  const isDirectory = isThere ? found.place.node.kind === 'directory' : isAssumed(turn, task, path)
  if (!isDirectory) {
    const reason = found.ok ? errnoText[found.place.node === undefined ? 'ENOENT' : 'ENOTDIR'] : errnoText[found.errno]
    complain(turn, task, shell, shell.dialect === 'dash' ? `can't cd to ${path}` : shell.dialect === 'ash' ? `can't cd to ${path}: ${reason}` : `${path}: ${reason}`, 'cd')
    return shell.dialect === 'bash' ? 1 : 2
  }
  assign(shell, 'OLDPWD', task.cwd)
  task.cwd = normal(absolute(task.cwd, path))
  assign(shell, 'PWD', task.cwd)
  if (target === '-') write(turn, task, 1, `${task.cwd}\n`)
  return 0
}

const umask: Builtin = ({ turn, task, argv }) => {
  if (argv.length === 1) write(turn, task, 1, '0022\n')
  return 0
}

const ulimit: Builtin = ({ turn, task, argv }) => {
  if (argv.length <= 2) write(turn, task, 1, argv[1] === '-n' ? '1048576\n' : 'unlimited\n')
  return 0
}

const kill: Builtin = ({ turn, task, shell, argv }) => {
  const { fault, listing } = killProcesses(turn, task, argv.slice(1), (text) => (text.startsWith('%') ? shell.jobs[Number(text.slice(1)) - 1] ?? shell.jobs.at(-1) : undefined))
  if (listing !== undefined) write(turn, task, 1, listing)
  if (fault === undefined) return 0
  if (shell.dialect === 'ash') write(turn, task, 2, fault.pid === undefined ? `sh: ${fault.words}\n` : `sh: can't kill pid ${fault.pid}: ${fault.words}\n`)
  else if (shell.dialect === 'bash' && fault.pid !== undefined) complain(turn, task, shell, `(${fault.pid}) - ${fault.words}`, 'kill')
  else complain(turn, task, shell, fault.words, 'kill')
  if (shell.dialect === 'dash' && fault.pid !== undefined) write(turn, task, 2, '\n')
  return 1
}

const jobs: Builtin = ({ turn, task, shell }) => {
  for (const [index, pid] of shell.jobs.entries()) write(turn, task, 1, `[${index + 1}] ${index === shell.jobs.length - 1 ? '+' : '-'} Running                    ${turn.machine.tasks.get(pid)?.argv.join(' ') ?? ''}\n`)
  return 0
}

const times: Builtin = ({ turn, task }) => {
  write(turn, task, 1, '0m0.000000s 0m0.000000s\n0m0.000000s 0m0.000000s\n')
  return 0
}

/** Where an executable lies; undefined: nowhere. */
export function pathOf({ turn, task, shell }: Pick<BuiltinCall, 'turn' | 'task' | 'shell'>, name: string): string | undefined {
  const path = parameter(turn, task, shell, 'PATH')
  if (findExecutable(turn, task, name, path).kind === 'fault') return undefined
  if (name.includes('/')) return name
  const directory = (path ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':').find((candidate) => nodeOf(turn, task, `${candidate}/${name}`) !== undefined)
  return directory === undefined ? undefined : `${directory}/${name}`
}

export const outputBuiltins: Readonly<Record<string, Builtin>> = {
  true: () => 0, false: () => 1, echo, printf, test, '[': test, '[[': test, pwd, cd, chdir: cd, umask, ulimit, kill, jobs, times,
  hash: () => 0, alias: () => 0, unalias: () => 0, shopt, bg: () => 0, fg: () => 0, history: () => 0, enable: () => 0,
}
