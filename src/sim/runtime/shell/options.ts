import type { Dialect } from './dialect.js'
import type { Shell } from './state.js'

const letters: Readonly<Record<string, string>> = { errexit: 'e', nounset: 'u', xtrace: 'x', noglob: 'f', allexport: 'a', noclobber: 'C', noexec: 'n', verbose: 'v', monitor: 'm',
  notify: 'b', interactive: 'i', stdin: 's', ignoreeof: 'I', hashall: 'h', posix: 'posix' }
const known = 'aefhilmnsuvxbCIEV'

export interface ParsedOptions {
  readonly operands: readonly string[]
  readonly hasCommand: boolean
  /** The operands stand behind `--`, or there are any: `set` replaces the positional parameters. */
  readonly hasOperands: boolean
  readonly fault: string | undefined
}

/** Reads options in front of operands, as both `sh` and `set` take them, and changes the shell's by them. */
export function setOptions(shell: Shell, args: readonly string[]): ParsedOptions {
  let options: ReadonlySet<string> = shell.options
  let hasCommand = false
  let at = 0
  let hasOperands = false
  const give = (fault?: string): ParsedOptions => {
    shell.options = options
    return { operands: args.slice(at), hasCommand, hasOperands: hasOperands || at < args.length, fault }
  }
  for (; at < args.length; at++) {
    const text = args[at]!
    if (text === '--' || text === '-') {
      at++
      hasOperands = text === '--'
      break
    }
    if (!/^[-+]./.test(text)) break
    if (text.startsWith('--')) {
      if (shell.dialect === 'bash' && /^--(?:login|norc|noprofile|posix)$/.test(text)) continue
      return give('--')
    }
    for (const letter of text.slice(1)) {
      if (letter === 'c') hasCommand = true
      else if (letter === 'o') {
        const name = args[++at]
        if (name === undefined) return give()
        const option = optionOf(name, shell.dialect)
        if (option === undefined) return give(`-o ${name}`)
        options = changed(options, option, text[0] === '-')
      } else if (!known.includes(letter)) return give(`-${letter}`)
      else options = changed(options, letter, text[0] === '-')
    }
  }
  return give()
}

function optionOf(name: string, dialect: Dialect): string | undefined {
  if (name === 'pipefail') return dialect === 'dash' ? undefined : name
  return letters[name]
}

function changed(options: ReadonlySet<string>, option: string, isOn: boolean): Set<string> {
  const next = new Set(options)
  if (isOn) next.add(option)
  else next.delete(option)
  return next
}

export const optionNames: readonly (readonly [string, string])[] = Object.entries(letters)
