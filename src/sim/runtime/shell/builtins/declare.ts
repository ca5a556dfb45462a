import { write } from '../../os/io.js'
import { asArray, emptyArray, textOf, withElement, type Value } from '../array.js'
import { complain } from '../messages.js'
import type { FrameOf, Variable } from '../state.js'
import { keyToSet, shapedText } from '../subscripts.js'
import { escaped } from '../trace.js'
import { assign, isName, referredName } from '../variables.js'
import type { Builtin, BuiltinCall } from './builtin.js'
import { computing } from './references.js'

/** `+x` takes a mark away. */
interface Flags {
  readonly on: ReadonlySet<string>
  readonly off: ReadonlySet<string>
}

const undeclared: Variable = { value: undefined, isExported: false, isReadonly: false }
const assignment = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+?)=([\s\S]*))?$/

/** bash's declare, typeset, local, export and readonly. */
export const declareInBash: Builtin = (call) => {
  const { turn, task, shell, argv } = call
  const { flags, names } = flagsOf(argv)
  if (flags.on.has('F')) for (const name of names) if (shell.functions.has(name)) write(turn, task, 1, `${name}\n`)
  if (flags.on.has('f') || flags.on.has('F')) return names.every((name) => shell.functions.has(name)) ? 0 : 1
  if (flags.on.has('p') && argv[0] !== 'export' && argv[0] !== 'readonly' && names.length > 0) return show(call, names)
  const caller = shell.frames.findLast(({ kind }) => kind === 'call')
  if (argv[0] === 'local' && caller === undefined) {
    complain(turn, task, shell, 'can only be used in a function', 'local')
    return 1
  }
  if (names.length === 0) return list(call, flags)
  const isLocal = argv[0] !== 'export' && argv[0] !== 'readonly' && !flags.on.has('g')
  let status = 0
  for (const text of names) {
    const fault = declareOne(call, text, flags, isLocal && caller?.kind === 'call' ? caller : undefined)
    if (fault === undefined) continue
    complain(turn, task, shell, fault, fault.endsWith('readonly variable') ? undefined : argv[0])
    status = 1
  }
  return status
}

function flagsOf(argv: readonly string[]): { readonly flags: Flags; readonly names: readonly string[] } {
  const on = new Set<string>()
  const off = new Set<string>()
  let at = 1
  for (; at < argv.length && /^[-+]./.test(argv[at]!) && argv[at] !== '--'; at++) for (const letter of argv[at]!.slice(1)) (argv[at]!.startsWith('-') ? on : off).add(letter)
  if (argv[0] === 'export' && !on.has('n')) on.add('x')
  else if (argv[0] === 'export') off.add('x')
  if (argv[0] === 'readonly') on.add('r')
  return { flags: { on, off }, names: argv.slice(argv[at] === '--' ? at + 1 : at) }
}

function declareOne(call: BuiltinCall, text: string, flags: Flags, caller: FrameOf<'call'> | undefined): string | undefined {
  const { shell, argv } = call
  const { on } = flags
  const [, name, index, plus, given] = assignment.exec(text) ?? []
  if (name === undefined) return `\`${text}': not a valid identifier`
  if (caller !== undefined && !caller.locals.has(name)) {
    if (shell.variables.get(name)?.isReadonly === true) return `${name}: readonly variable`
    caller.locals = new Map(caller.locals).set(name, shell.variables.get(name))
    shell.variables.set(name, { ...undeclared, isExported: argv[0] !== 'local' ? false : shell.variables.get(name)?.isExported === true })
  }
  if (on.has('n')) {
    shell.variables.set(name, { ...undeclared, value: given ?? shell.variables.get(name)?.value, isReference: true })
    return given === name ? `${name}: nameref variable self references not allowed` : undefined
  }
  return declareValue(call, [name, index, plus, given], flags)
}

type Declaration = readonly [name: string, index: string | undefined, plus: string | undefined, given: string | undefined]

function declareValue({ turn, task, shell, arrays }: BuiltinCall, [asked, index, plus, given]: Declaration, { on, off }: Flags): string | undefined {
  const name = referredName(shell, asked)
  const whole = arrays?.get(asked)
  const before = shell.variables.get(name) ?? undeclared
  if (before.isReadonly && (given !== undefined || whole !== undefined || off.has('r'))) return `${name}: readonly variable`
  const shape = shapeFrom(on, off, before.shape)
  const { shape: _, ...plain } = before
  const array = on.has('A') ? before.array ?? emptyArray(true) : on.has('a') ? before.array ?? asArray(before.value) : before.array
  shell.variables.set(name, { ...plain, ...(shape === undefined ? {} : { shape }), ...(array === undefined ? {} : { array }) })
  const made = computing(turn, task, shell, (scope): Value | undefined => {
    if (whole !== undefined || given === undefined) return whole
    const value = scope.value(name)
    if (index === undefined) return shapedText(name, given, plus === '+' ? textOf(value) ?? '' : '', scope)
    const key = keyToSet(name, index, scope)
    return withElement(asArray(value), key, shapedText(name, given, plus === '+' ? asArray(value).elements.get(key) ?? '' : '', scope))
  })
  if ('fault' in made) return made.fault
  if (made.value !== undefined) assign(shell, name, made.value)
  const after = shell.variables.get(name)!
  shell.variables.set(name, { ...after, isExported: off.has('x') ? false : on.has('x') || after.isExported, isReadonly: on.has('r') || after.isReadonly })
  return undefined
}

function shapeFrom(on: ReadonlySet<string>, off: ReadonlySet<string>, before: Variable['shape']): Variable['shape'] {
  if (on.has('i')) return 'integer'
  if (on.has('l')) return 'lower'
  if (on.has('u')) return 'upper'
  return off.has('i') || off.has('l') || off.has('u') ? undefined : before
}

function show({ turn, task, shell, argv }: BuiltinCall, names: readonly string[]): number {
  let status = 0
  for (const name of names) {
    const variable = shell.variables.get(name)
    if (variable !== undefined) write(turn, task, 1, `${declarationOf(name, variable)}\n`)
    else {
      complain(turn, task, shell, `${name}: not found`, argv[0])
      status = 1
    }
  }
  return status
}

/** Without names: the variables that have what is asked for; all of them as `set` lists them where nothing is. */
function list({ turn, task, shell }: BuiltinCall, { on }: Flags): number {
  const isPlain = [...on].every((letter) => letter === 'g')
  for (const name of [...shell.variables.keys()].sort()) {
    const variable = shell.variables.get(name)!
    const letters = lettersOf(variable)
    if (!isName(name) || ![...on].every((letter) => letter === 'p' || letter === 'g' || letters.includes(letter))) continue
    if (!isPlain) write(turn, task, 1, `${declarationOf(name, variable)}\n`)
    else if (variable.value !== undefined || variable.array !== undefined) write(turn, task, 1, `${name}=${plainText(variable)}\n`)
  }
  return 0
}

const plainText = ({ value, array }: Variable): string => (array !== undefined ? elementsText({ array }) : /^[\w@%+=:,./-]*$/.test(value ?? '') ? value ?? '' : escaped(value ?? ''))

const shapes: Readonly<Record<NonNullable<Variable['shape']>, string>> = { integer: 'i', lower: 'l', upper: 'u' }

/** In the order of bash (var_attribute_string). */
function lettersOf({ array, shape, isReference, isReadonly, isExported }: Variable): string {
  const letters = `${array === undefined ? '' : array.isKeyed ? 'A' : 'a'}${shape === 'integer' ? 'i' : ''}${isReference === true ? 'n' : ''}${isReadonly ? 'r' : ''}${isExported ? 'x' : ''}`
  return shape === undefined || shape === 'integer' ? letters : letters + shapes[shape]
}

/** A variable as `declare -p` writes it. */
function declarationOf(name: string, variable: Variable): string {
  const { value, array } = variable
  const head = `declare -${lettersOf(variable) || '-'} ${name}`
  if (array !== undefined) return array.elements.size === 0 && value === undefined && array.isKeyed ? `${head}=()` : `${head}=${elementsText({ array })}`
  return value === undefined ? head : `${head}=${inQuotes(value)}`
}

function elementsText({ array }: Required<Pick<Variable, 'array'>>): string {
  const texts = [...array.elements].map(([key, text]) => `[${array.isKeyed && !/^[\w%+,./:=@-]+$/.test(key) ? inQuotes(key) : key}]=${inQuotes(text)}`)
  return `(${texts.join(' ')}${array.isKeyed && texts.length > 0 ? ' ' : ''})`
}

const inQuotes = (text: string): string => (/[\x00-\x1f\x7f]/.test(text) ? escaped(text) : `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`)

/** Takes away `name[index]`, or all elements; the value is what is wrong. */
export function unsetElement({ turn, task, shell }: BuiltinCall, asked: string, index: string): string | undefined {
  const name = referredName(shell, asked)
  const variable = shell.variables.get(name)
  if (variable === undefined) return undefined
  const array = asArray(variable.array ?? variable.value)
  const made = computing(turn, task, shell, (scope) => (index === '@' || index === '*' ? undefined : keyToSet(name, index, scope)))
  if ('fault' in made) return made.fault
  const elements = new Map(array.elements)
  if (made.value === undefined) elements.clear()
  else elements.delete(made.value)
  shell.variables.set(name, { ...variable, value: elements.get('0'), array: { isKeyed: array.isKeyed, elements } })
  return undefined
}

/** bash's `shopt`: what can be turned on is kept by name; only some of it changes anything. */
export function shopt({ turn, task, shell, argv }: BuiltinCall): number {
  const args = argv.slice(1)
  const isOn = args.includes('-s')
  const names = args.filter((text) => !text.startsWith('-'))
  if (isOn || args.includes('-u')) {
    shell.options = new Set(isOn ? [...shell.options, ...names] : [...shell.options].filter((name) => !names.includes(name)))
    return 0
  }
  if (!args.includes('-q')) for (const name of names) write(turn, task, 1, `${name.padEnd(15)}\t${shell.options.has(name) ? 'on' : 'off'}\n`)
  return names.every((name) => shell.options.has(name)) ? 0 : 1
}
