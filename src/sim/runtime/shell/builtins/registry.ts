import { write } from '../../os/io.js'
import { complain } from '../messages.js'
import type { Builtin, BuiltinCall } from './builtin.js'
import { flowBuiltins } from './flow.js'
import { jobBuiltins } from './jobs.js'
import { outputBuiltins, pathOf } from './output.js'
import { variableBuiltins } from './variables.js'

/** XCU 2.14: assignments in front of them last, an error in them ends the shell. */
export const specialBuiltins: ReadonlySet<string> = new Set([':', '.', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'unset'])

const keywords = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac', 'in', '{', '}', '!'])

const type: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  const isShort = shell.dialect === 'bash' && argv[1] === '-t'
  let status = 0
  for (const name of argv.slice(isShort ? 2 : 1)) {
    const words = isShort ? kindOf(call, name) : describe(call, name)
    status = words === undefined ? (shell.dialect === 'bash' ? 1 : 127) : status
    if (words !== undefined) write(turn, task, 1, `${words}\n`)
    else if (isShort) continue
    else if (shell.dialect === 'bash') complain(turn, task, shell, `${name}: not found`, 'type')
    else write(turn, task, 1, `${name}: not found\n`)
  }
  return status
}

/** bash's `type -t`. */
function kindOf(call: BuiltinCall, name: string): string | undefined {
  if (keywords.has(name)) return 'keyword'
  if (call.shell.functions.has(name)) return 'function'
  if (Object.hasOwn(builtins, name)) return 'builtin'
  return pathOf(call, name) === undefined ? undefined : 'file'
}

function describe(call: BuiltinCall, name: string): string | undefined {
  const { shell } = call
  if (keywords.has(name)) return `${name} is a shell keyword`
  if (shell.functions.has(name)) return `${name} is a ${shell.dialect === 'dash' ? 'shell ' : ''}function`
  if (Object.hasOwn(builtins, name)) return `${name} is a ${specialBuiltins.has(name) && shell.dialect !== 'bash' ? 'special ' : ''}shell builtin`
  const path = pathOf(call, name)
  return path === undefined ? undefined : `${name} is ${path}`
}

/** `command -v name`; `command name …` itself is begun by the step of simple commands. */
export function lookUp(call: BuiltinCall): number {
  const [, flag, ...names] = call.argv
  let status = 0
  for (const name of names) {
    const isOwn = keywords.has(name) || call.shell.functions.has(name) || Object.hasOwn(builtins, name)
    const found = flag === '-V' ? describe(call, name) : isOwn ? name : pathOf(call, name)
    if (found !== undefined) write(call.turn, call.task, 1, `${found}\n`)
    else status = call.shell.dialect === 'bash' ? 1 : 127
  }
  return status
}

export const builtins: Readonly<Record<string, Builtin>> = { ...flowBuiltins, ...variableBuiltins, ...jobBuiltins, ...outputBuiltins, type }
