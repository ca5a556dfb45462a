import { write } from '../../os/io.js'
import { complete, exitShell } from '../control.js'
import { complain } from '../messages.js'
import { optionNames, setOptions } from '../options.js'
import type { Shell } from '../state.js'
import { quoted } from '../trace.js'
import { computed, referenceOf } from '../subscripts.js'
import { assign, isName, referredName } from '../variables.js'
import type { Builtin, BuiltinCall } from './builtin.js'
import { declareInBash, unsetElement } from './declare.js'
import { computing } from './references.js'

const badNameWords = ({ dialect }: Shell, name: string): string => (dialect === 'bash' ? `\`${name}': not a valid identifier` : `${name}: bad variable name`)

const badName = ({ turn, task, shell, argv }: BuiltinCall, name: string): undefined => {
  complain(turn, task, shell, badNameWords(shell, name), argv[0])
  if (shell.dialect !== 'bash') exitShell(turn, task, shell, 2)
  else complete(turn, task, shell, 1, true)
  return undefined
}

const readOnly = ({ turn, task, shell, argv }: BuiltinCall, name: string): undefined => {
  complain(turn, task, shell, shell.dialect === 'bash' ? `${name}: readonly variable` : `${name}: is read only`, shell.dialect === 'bash' ? undefined : argv[0])
  if (shell.dialect === 'bash') complete(turn, task, shell, 1, true)
  else exitShell(turn, task, shell, 2)
  return undefined
}

const declare = (mark: 'isExported' | 'isReadonly'): Builtin => (call) => {
  const { shell, argv } = call
  const args = argv.slice(1).filter((text) => text !== '-p' && text !== '--')
  const isRemoval = args[0] === '-n'
  if (args.length === 0) return listVariables(call, mark)
  for (const text of isRemoval ? args.slice(1) : args) {
    const [name, value] = split(text)
    if (!isName(name)) return badName(call, name)
    if (value !== undefined && !assign(shell, name, value)) return readOnly(call, name)
    const before = shell.variables.get(name) ?? { value: undefined, isExported: false, isReadonly: false }
    shell.variables.set(name, { ...before, [mark]: !isRemoval })
  }
  return 0
}

const split = (text: string): readonly [string, string | undefined] => {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function listVariables({ turn, task, shell, argv }: BuiltinCall, mark: 'isExported' | 'isReadonly' | undefined): number {
  const names = [...shell.variables.keys()].sort()
  for (const name of names) {
    const variable = shell.variables.get(name)!
    if (mark !== undefined && !variable[mark]) continue
    const value = variable.value === undefined ? '' : `=${mark === undefined && shell.dialect !== 'dash' ? quoted(variable.value) : quotedAlways(variable.value)}`
    write(turn, task, 1, mark === undefined ? `${name}${value}\n` : `${argv[0]} ${name}${value}\n`)
  }
  return 0
}

const quotedAlways = (text: string): string => `'${text.replaceAll("'", "'\"'\"'")}'`

const unset: Builtin = (call) => {
  const { shell, argv } = call
  const isFunction = argv[1] === '-f'
  const isPlain = argv[1] === '-n'
  for (const asked of argv.slice(/^-[fnv]$/.test(argv[1] ?? '') ? 2 : 1)) {
    const name = isPlain ? asked : referredName(shell, asked)
    const reference = shell.dialect === 'bash' && !isFunction ? referenceOf(name) : undefined
    if (isFunction) shell.functions.delete(name)
    else if (reference?.index !== undefined) {
      const fault = unsetElement(call, reference.name, reference.index)
      if (fault === undefined) continue
      complain(call.turn, call.task, shell, fault, 'unset')
      return 1
    } else if (!isName(name)) return badName(call, name)
    else if (shell.variables.get(name)?.isReadonly === true) return readOnly(call, name)
    else if (!shell.variables.delete(name)) shell.functions.delete(name)
  }
  return 0
}

const local: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  const frame = shell.frames.findLast(({ kind }) => kind === 'call')
  if (frame?.kind !== 'call') {
    complain(turn, task, shell, 'not in a function', argv[0])
    exitShell(turn, task, shell, 2)
    return undefined
  }
  const locals = new Map(frame.locals)
  for (const text of argv.slice(1)) {
    if (text.startsWith('-')) continue
    const [name, value] = split(text)
    if (!isName(name)) return badName(call, name)
    const before = shell.variables.get(name)
    if (!locals.has(name)) locals.set(name, before)
    if (value !== undefined) {
      if (!assign(shell, name, value)) return readOnly(call, name)
    } else if (shell.dialect !== 'dash') shell.variables.set(name, { value: undefined, isExported: before?.isExported === true, isReadonly: false })
  }
  frame.locals = locals
  return 0
}

const inBash = (other: Builtin): Builtin => (call) => (call.shell.dialect === 'bash' ? declareInBash(call) : other(call))

const set: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  if (argv.length === 1) return listVariables(call, undefined)
  if (argv.length === 2 && (argv[1] === '-o' || argv[1] === '+o')) {
    write(turn, task, 1, `Current option settings\n${optionNames.map(([name, letter]) => `${name.padEnd(16)}${shell.options.has(letter) ? 'on' : 'off'}\n`).join('')}`)
    return 0
  }
  const { operands, hasOperands, fault } = setOptions(shell, argv.slice(1))
  if (fault !== undefined) {
    complain(turn, task, shell, shell.dialect === 'bash' ? `${fault.replace('-o ', '')}: invalid option name` : `${shell.dialect === 'dash' ? 'Illegal' : 'illegal'} option ${fault}`, 'set')
    if (shell.dialect !== 'bash') exitShell(turn, task, shell, 2)
    return shell.dialect === 'bash' ? 2 : undefined
  }
  if (hasOperands) shell.positional = operands
  return 0
}

const shift: Builtin = ({ turn, task, shell, argv: [, text] }) => {
  const count = text === undefined ? 1 : Number(text)
  if (!(count > shell.positional.length)) {
    shell.positional = shell.positional.slice(count)
    return 0
  }
  if (shell.dialect !== 'dash') return 1
  complain(turn, task, shell, "can't shift that many", 'shift')
  exitShell(turn, task, shell, 2)
  return undefined
}

const letBuiltin: Builtin = ({ turn, task, shell, argv }) => {
  const made = computing(turn, task, shell, (scope) => argv.slice(1).map((text) => computed(text, scope)).at(-1) ?? '0')
  if (!('fault' in made)) return made.value === '0' ? 1 : 0
  complain(turn, task, shell, made.fault, 'let')
  return 1
}

/** getopts (XCU): OPTIND counts words, the place inside a word of several letters is the shell's own. */
const getopts: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  const [, specification, name, ...given] = argv
  if (specification === undefined || name === undefined) {
    complain(turn, task, shell, `${shell.dialect === 'dash' ? 'Usage' : 'usage'}: getopts optstring var [arg${shell.dialect === 'dash' ? '...' : ''}]`, 'getopts')
    if (shell.dialect === 'bash') return 2
    exitShell(turn, task, shell, 2)
    return undefined
  }
  if (!isName(name)) {
    complain(turn, task, shell, badNameWords(shell, name), 'getopts')
    return shell.dialect === 'bash' ? 1 : 2
  }
  const args = given.length > 0 ? given : shell.positional
  let index = Number(shell.variables.get('OPTIND')?.value ?? 1) || 1
  if (index === 1 && shell.optionAt === 0) shell.variables.delete('OPTARG')
  const word = args[index - 1]
  if (shell.optionAt === 0 && (word === undefined || !/^-./.test(word) || word === '--')) {
    if (word === '--') assign(shell, 'OPTIND', String(index + 1))
    assign(shell, name, '?')
    return 1
  }
  const at = shell.optionAt === 0 ? 1 : shell.optionAt
  const letter = word?.[at] ?? '?'
  const place = letter === ':' ? -1 : specification.indexOf(letter)
  const takesArgument = place >= 0 && specification[place + 1] === ':'
  const isEnd = word === undefined || at + 1 >= word.length
  const isSilent = specification.startsWith(':')
  let found = letter
  shell.variables.delete('OPTARG')
  if (shell.dialect !== 'bash') assign(shell, 'OPTARG', '')
  if (takesArgument) {
    const argument = isEnd ? args[index] : word.slice(at + 1)
    index += isEnd ? 2 : 1
    shell.optionAt = 0
    if (argument === undefined) {
      found = isSilent ? ':' : '?'
      if (isSilent) assign(shell, 'OPTARG', letter)
      else write(turn, task, 2, missingArgument(shell, letter))
    } else assign(shell, 'OPTARG', argument)
  } else {
    if (isEnd) index++
    shell.optionAt = isEnd ? 0 : at + 1
    if (place < 0) {
      found = '?'
      if (isSilent) assign(shell, 'OPTARG', letter)
      else write(turn, task, 2, illegalOption(shell, letter))
    }
  }
  assign(shell, 'OPTIND', String(index))
  assign(shell, name, found)
  return 0
}

const illegalOption = ({ dialect, name }: Shell, letter: string): string => (dialect === 'bash' ? `${name}: illegal option -- ${letter}\n` : dialect === 'dash' ? `Illegal option -${letter}\n` : `Illegal option -${letter}\n`)
const missingArgument = ({ dialect, name }: Shell, letter: string): string => (dialect === 'bash' ? `${name}: option requires an argument -- ${letter}\n` : `No arg for -${letter} option\n`)

export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  export: inBash(declare('isExported')), readonly: inBash(declare('isReadonly')), unset, local: inBash(local), declare: declareInBash, typeset: declareInBash, set, shift, let: letBuiltin, getopts,
}
