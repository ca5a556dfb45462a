/** Expressions as functions over a frame of variables, with a running account of what they cost: cel-go 0.26 `interpreter/planner.go`. */
import type { CallNode, MacroNode, Node } from './ast.js'
import type { Checked } from './checker.js'
import { charge, type Frame, type Program } from './frame.js'
import { isOfType, type CelFunction } from './functions.js'
import { compileLoop, type LoopParts } from './loops.js'
import { memberOf } from './members.js'
import { regexOf } from './library/texts.js'
import { qualifiedName } from './parser.js'
import { callCost, nodeCosts } from './runtime-cost.js'
import { fault, isFault, keyText, list, mapValue, optional, typeName, type CelValue } from './values.js'

interface Scope {
  readonly checked: Checked
  /** Names by their position in the frame. */
  readonly names: readonly string[]
}

/** A compiled part. `constant` is its value where nothing can change it: constants are computed once, and cost nothing. */
interface Step {
  readonly run: Program
  readonly constant?: CelValue
  /** Names, and what is read of values: without the cost of reading the whole, as branches of `?:` and keys in brackets are. */
  readonly bare?: Program
  /** A condition costs nothing itself. */
  readonly isBranching?: boolean
}

/** A conversion of a constant that fails: the expression is refused before it runs. */
export class ConstantFault extends Error {
  readonly fault: string
  constructor(text: string) {
    super(text)
    this.fault = text
  }
}

const constant = (value: CelValue): Step => ({ run: () => value, constant: value })
/** Reading costs 1, whatever comes of it. */
const reading = (bare: Program): Step => ({
  bare,
  run: (frame) => {
    const value = bare(frame)
    charge(frame, nodeCosts.access)
    return value
  },
})

export function compileNode(node: Node, checked: Checked, names: readonly string[]): Program {
  return compile(node, { checked, names }).run
}

function compile(node: Node, scope: Scope): Step {
  switch (node.op) {
    case 'literal': return constant(node.value)
    case 'ident': return compileIdent(node.name, scope)
    case 'select': return compileSelect(node, scope)
    case 'call': return compileCall(node, scope)
    case 'list': return compileList(node, scope)
    case 'map': return compileMap(node, scope)
    case 'struct': return compileStruct(node, scope)
    case 'macro': return compileMacro(node, scope)
  }
}

function compileIdent(name: string, { names }: Scope): Step {
  const plain = name.replace(/^\./, '')
  const at = names.lastIndexOf(plain)
  if (at < 0) return constant({ kind: 'type', name: plain })
  return reading((frame) => frame.vars[at] as CelValue)
}

/** What `member` makes of a value, on top of what the value itself costs. */
function readMember(of: Step, member: (frame: Frame, value: CelValue) => CelValue): Step {
  const operand = of.bare ?? of.run
  const bare: Program = (frame) => {
    const value = operand(frame)
    return isFault(value) ? value : member(frame, value)
  }
  // a condition is no value of its own: `(a ? b : c).d` reads d of the branch
  return of.isBranching === true ? { bare, run: bare, isBranching: true } : reading(bare)
}

function compileSelect(node: Node & { readonly op: 'select' }, scope: Scope): Step {
  const whole = qualifiedName(node)
  if (whole !== undefined && scope.names.includes(whole)) return compileIdent(whole, scope)
  if (whole !== undefined && scope.checked.types.get(node)?.form === 'type' && !scope.checked.types.has(node.operand)) return constant({ kind: 'type', name: whole })
  const operand = compile(node.operand, scope)
  const step = readMember(operand, (frame, value) => memberOf(frame, value, node.field, node))
  return node.isTest && step.bare ? { run: step.bare } : step
}

/** `a || b`: one true is enough, whatever the other does; `a && b` likewise with false. */
function compileLogic([left, right]: readonly Step[], decisive: boolean): Step {
  const [first, second] = [(left as Step).run, (right as Step).run]
  return {
    run: (frame) => {
      const a = first(frame)
      if (a === decisive) return decisive
      const b = second(frame)
      if (b === decisive) return decisive
      if (typeof a === 'boolean' && typeof b === 'boolean') return !decisive
      return isFault(a) ? a : typeof a !== 'boolean' ? fault('no such overload') : isFault(b) ? b : fault('no such overload')
    },
  }
}

function compileConditional([condition, yes, no]: readonly Step[]): Step {
  const [test, then, otherwise] = [(condition as Step).run, (yes as Step).bare ?? (yes as Step).run, (no as Step).bare ?? (no as Step).run]
  const run: Program = (frame) => {
    const value = test(frame)
    if (value === true) return then(frame)
    if (value === false) return otherwise(frame)
    return isFault(value) ? value : fault('no such overload')
  }
  return { run, bare: run, isBranching: true }
}

const conversions = new Set(['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'])

function compileCall(node: CallNode, scope: Scope): Step {
  const resolved = scope.checked.calls.get(node)
  const isNamespaced = resolved?.isNamespaced === true
  const operands = (node.target && !isNamespaced ? [node.target, ...node.args] : node.args).map((arg) => compile(arg, scope))
  if (node.name === '_||_' || node.name === '_&&_') return compileLogic(operands, node.name === '_||_')
  if (node.name === '_?_:_') return compileConditional(operands)
  const overloads = resolved?.overloads ?? []
  if (node.name === '_[_]' || node.name === '_[?_]') return compileIndex(operands, node.name === '_[?_]')
  const name = isNamespaced && node.target ? `${qualifiedName(node.target)}.${node.name}` : node.name
  const [only] = operands
  if (conversions.has(name) && operands.length === 1 && only?.constant !== undefined) return converted(name, overloads, only.constant)
  if (name === 'find' || name === 'findAll' || name === 'matches') refuseBadPattern(operands[1])
  if ((name === 'or' || name === 'orValue') && overloads.length === 1) return compileOr(operands, name === 'or')
  if (name === '@in' && overloads.length === 1) return compileIn(overloads[0] as CelFunction, operands)
  return { run: (frame) => called(frame, { name, overloads, operands }) }
}

function refuseBadPattern(pattern: Step | undefined): void {
  const known = pattern?.constant
  const regex = typeof known === 'string' ? regexOf(known) : undefined
  if (typeof regex === 'string') throw new ConstantFault(`error parsing regexp: ${regex}`)
}

/** The second is looked at only where the first has no value; choosing costs nothing. */
function compileOr([first, second]: readonly Step[], isWhole: boolean): Step {
  return {
    run: (frame) => {
      const value = (first as Step).run(frame)
      if (isFault(value)) return value
      if (typeof value !== 'object' || value === null || value.kind !== 'optional') return fault('no such overload')
      if (value.value === undefined) return (second as Step).run(frame)
      return isWhole ? value : value.value
    },
  }
}

function converted(name: string, overloads: readonly CelFunction[], value: CelValue): Step {
  const result = dispatch(name, overloads, [value])
  if (isFault(result)) throw new ConstantFault(result.message)
  return constant(result)
}

function compileIndex([of, key]: readonly Step[], isOptional: boolean): Step {
  const { bare, run, constant: known } = key as Step
  if (known === null || (typeof known === 'object' && known.kind !== 'uint')) throw new ConstantFault(`invalid qualifier type: ${known === null ? 'types.Null' : known.kind === 'list' ? '*types.baseList' : typeName(known)}`)
  const keyOf = bare ?? run
  return readMember(of as Step, (frame, value) => {
    const at = known === undefined ? keyOf(frame) : known
    return isFault(at) ? at : memberOf(frame, value, at, { isOptional, isTest: false })
  })
}

const isPlain = (value: CelValue): boolean => value === null || typeof value !== 'object' || value.kind === 'uint'

/** A constant list of plain values is looked up at no cost; nothing is in an empty one. */
function compileIn(overload: CelFunction, operands: readonly Step[]): Step {
  const [item, where] = operands as readonly [Step, Step]
  const known = where.constant
  const items = typeof known === 'object' && known !== null && known.kind === 'list' ? known.items : undefined
  if (items?.length === 0) return constant(false)
  if (!items?.every((one) => one !== null && isPlain(one))) return { run: (frame) => called(frame, { name: '@in', overloads: [overload], operands }) }
  return {
    run: (frame) => {
      const value = item.run(frame)
      return isFault(value) ? value : overload.run(...([value, known] as never[]))
    },
  }
}

interface Call {
  readonly name: string
  readonly overloads: readonly CelFunction[]
  readonly operands: readonly Step[]
}

/** All arguments are looked at, and paid for, even where one of them is an error. */
function called(frame: Frame, { name, overloads, operands }: Call): CelValue {
  const args: CelValue[] = []
  let wrong: CelValue | undefined
  for (const { run } of operands) {
    const value = run(frame)
    if (wrong === undefined && isFault(value)) wrong = value
    args.push(value)
  }
  const result = wrong ?? dispatch(name, overloads, args)
  charge(frame, callCost(name, overloads.length === 1 ? overloads[0] : undefined, args, result))
  return result
}

function dispatch(name: string, overloads: readonly CelFunction[], args: readonly CelValue[]): CelValue {
  for (const overload of overloads) {
    if (overload.params.every((type, at) => isOfType(args[at] as CelValue, type))) return overload.run(...(args as never[]))
  }
  return fault(noOverload(name, args))
}

const ofReceivers = /^(_.*_|@in|startsWith|endsWith|contains|matches|get[A-Z].*)$/

/** Values refuse what they cannot do; functions name themselves. */
function noOverload(name: string, args: readonly CelValue[]): string {
  if (name === 'size' || (args[0] === null && name.startsWith('_'))) return `no such overload: ${name}`
  return ofReceivers.test(name) ? 'no such overload' : `no such overload: ${name}(${args.map(typeName).join(', ')})`
}

const absent = Symbol('absent')

/** An item marked by `?` is left out where it has no value. */
function optionalItem(value: CelValue): CelValue | typeof absent {
  if (typeof value !== 'object' || value === null || value.kind !== 'optional') return value
  return value.value === undefined ? absent : value.value
}

function compileList(node: Node & { readonly op: 'list' }, scope: Scope): Step {
  const steps = node.items.map((item) => compile(item, scope))
  if (steps.every((step) => step.constant !== undefined)) return constant(list(steps.map((step) => step.constant as CelValue)))
  const make: Program = (frame) => {
    const items: CelValue[] = []
    for (const [position, { run }] of steps.entries()) {
      const value = run(frame)
      if (isFault(value)) return value
      const item = node.optionals.has(position) ? optionalItem(value) : value
      if (item !== absent) items.push(item)
    }
    return list(items)
  }
  return { run: made(make, nodeCosts.list) }
}

const made = (make: Program, cost: number): Program => (frame) => {
  const value = make(frame)
  charge(frame, cost)
  return value
}

function compileMap(node: Node & { readonly op: 'map' }, scope: Scope): Step {
  const entries = node.entries.map(({ key, value, isOptional }) => ({ key: compile(key, scope), value: compile(value, scope), isOptional }))
  const make: Program = (frame) => {
    const pairs = new Map<string, readonly [CelValue, CelValue]>()
    for (const entry of entries) {
      const key = entry.key.run(frame)
      if (isFault(key)) return key
      const value = entry.value.run(frame)
      if (isFault(value)) return value
      const item = entry.isOptional ? optionalItem(value) : value
      if (item === absent) continue
      const at = keyText(key)
      pairs.set(at ?? `x${pairs.size}`, [key, item])
    }
    return { kind: 'map', entries: pairs }
  }
  const isConstant = entries.every(({ key, value }) => key.constant !== undefined && value.constant !== undefined)
  return isConstant ? constant(make({ vars: [], cost: 0, limit: Infinity })) : { run: made(make, nodeCosts.map) }
}

function compileStruct(node: Node & { readonly op: 'struct' }, scope: Scope): Step {
  const fields = node.fields.map(({ name, value, isOptional }) => ({ name, value: compile(value, scope), isOptional }))
  const make: Program = (frame) => {
    const pairs: [CelValue, CelValue][] = []
    for (const field of fields) {
      const value = field.value.run(frame)
      if (isFault(value)) return value
      const item = field.isOptional ? optionalItem(value) : value
      if (item !== absent) pairs.push([field.name, item])
    }
    return mapValue(pairs, node.name)
  }
  return { run: made(make, nodeCosts.struct) }
}

function compileMacro(node: MacroNode, scope: Scope): Step {
  const range = compile(node.range, scope)
  const inner: Scope = { ...scope, names: [...scope.names, ...node.vars] }
  const parts = node.parts.map((part) => compile(part, inner))
  const base = scope.names.length
  if (node.macro === 'optMap' || node.macro === 'optFlatMap') return { run: optionalMacro(node, range.run, parts, base) }
  const loop: LoopParts = { parts: parts.map(({ run }) => run), base, isPair: node.vars.length === 2, range: range.run, isKnown: scope.checked.types.get(node.parts.at(-1) as Node)?.form !== 'dyn' }
  return { run: compileLoop(node.macro, loop) }
}

/** `a.optMap(x, f)` is `a.hasValue() ? optional.of(f of a.value()) : optional.none()`; the value is read when `x` is first named. */
function optionalMacro(node: MacroNode, range: Program, [part]: readonly Step[], base: number): Program {
  const isNamed = names(node.parts[0] as Node, node.vars[0] as string)
  return (frame) => {
    const value = range(frame)
    charge(frame, 1)
    if (isFault(value)) return value
    if (typeof value !== 'object' || value === null || value.kind !== 'optional') return fault('no such overload')
    if (value.value === undefined) {
      charge(frame, 1)
      return value
    }
    if (isNamed) {
      range(frame)
      charge(frame, 1)
    }
    frame.vars[base] = value.value
    const result = (part as Step).run(frame)
    if (node.macro === 'optMap') charge(frame, 1)
    return isFault(result) || node.macro === 'optFlatMap' ? result : optional(result)
  }
}

/** Whether an expression reads a variable. */
function names(node: Node, name: string): boolean {
  switch (node.op) {
    case 'ident': return node.name === name
    case 'select': return names(node.operand, name)
    case 'call': return (node.target !== undefined && names(node.target, name)) || node.args.some((arg) => names(arg, name))
    case 'list': return node.items.some((item) => names(item, name))
    case 'map': return node.entries.some(({ key, value }) => names(key, name) || names(value, name))
    case 'struct': return node.fields.some(({ value }) => names(value, name))
    case 'macro': return names(node.range, name) || (!node.vars.includes(name) && node.parts.some((part) => names(part, name)))
    default: return false
  }
}
