import { write } from '../os/io.js'
import type { Call } from './program.js'

/** Arguments split into options and operands, as getopt_long does: options may stand behind operands. */
export interface Options {
  /** By letter or long name; those without an argument are ''. */
  readonly given: ReadonlyMap<string, string>
  readonly operands: readonly string[]
  /** The first option that is not known. */
  readonly unknown: string | undefined
}

/** `letters` as in getopts (`n:` takes an argument); `long` maps long names to letters (with `=` when they take one). */
export function optionsOf(args: readonly string[], letters: string, long: Readonly<Record<string, string>> = {}, stopsAtOperand: boolean = false): Options {
  const given = new Map<string, string>()
  const operands: string[] = []
  let unknown: string | undefined
  for (let at = 0; at < args.length; at++) {
    const text = args[at]!
    if (text === '--') {
      operands.push(...args.slice(at + 1))
      break
    }
    if (text.startsWith('--') && text.length > 2) {
      const [name = '', value] = splitLong(text.slice(2))
      const letter = long[name] ?? long[`${name}=`]
      if (letter === undefined) unknown ??= text
      else given.set(letter, value ?? (long[name] === undefined ? args[++at] ?? '' : ''))
    } else if (text.startsWith('-') && text.length > 1) {
      for (let index = 1; index < text.length; index++) {
        const letter = text[index]!
        const place = letters.indexOf(letter)
        if (place < 0 || letter === ':') {
          unknown ??= letter
          continue
        }
        if (letters[place + 1] !== ':') {
          given.set(letter, '')
          continue
        }
        given.set(letter, index + 1 < text.length ? text.slice(index + 1) : args[++at] ?? '')
        break
      }
    } else {
      if (stopsAtOperand) {
        operands.push(...args.slice(at))
        break
      }
      operands.push(text)
    }
  }
  return { given, operands, unknown }
}

const splitLong = (text: string): readonly [string, string | undefined] => {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

export const isBusybox = ({ turn }: Call): boolean => turn.machine.spec.flavour === 'busybox'

export const out = ({ turn, task }: Call, text: string): void => void write(turn, task, 1, text)

/** Writes an error behind the program's own name and gives the status 1. */
export function fail({ turn, task, argv }: Call, words: string, status: number = 1): number {
  write(turn, task, 2, `${nameOf(argv)}: ${words}\n`)
  return status
}

export const nameOf = ([name = '']: readonly string[]): string => name.slice(name.lastIndexOf('/') + 1)

export function refuseOption(call: Call, option: string, status: number = 1): number {
  const isLong = option.startsWith('--')
  fail(call, isBusybox(call) ? `unrecognized option${isLong ? ` '${option}'` : `: ${option}`}` : isLong ? `unrecognized option '${option}'` : `invalid option -- '${option}'`)
  if (!isBusybox(call)) out({ ...call, task: { ...call.task, fds: new Map([[1, call.task.fds.get(2) ?? { kind: 'null' }]]) } }, `Try '${nameOf(call.argv)} --help' for more information.\n`)
  return status
}
