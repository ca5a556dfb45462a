/** Expressions as functions over a frame of variables, with a running account of what they cost. */
import type { CallNode, MacroNode, Node } from './ast.js'
import type { Checked } from './checker.js'
import { isEqual } from './equality.js'
import { isOfType, type CelFunction } from './functions.js'
import { qualifiedName } from './parser.js'
import { sortByKeys } from './library/lists.js'
import { fault, isFault, keyText, list, mapValue, optional, typeName, type CelValue, type ListValue, type MapValue } from './values.js'

/** Variables by position, and the cost so far. */
export interface Frame {
  readonly vars: CelValue[]
  cost: number
  readonly limit: number
}
export type Program = (frame: Frame) => CelValue

/** Thrown through everything when the limit is reached; nothing may absorb it. */
export class CostExceeded extends Error {}

function charge(frame: Frame, cost: number): void {
  frame.cost += cost
  if (frame.cost > frame.limit) throw new CostExceeded()
}

interface Scope {
  readonly checked: Checked
  /** Names by their position in the frame. */
  readonly names: readonly string[]
}

export function compileNode(node: Node, checked: Checked, names: readonly string[]): Program {
  return compile(node, { checked, names })
}

function compile(node: Node, scope: Scope): Program {
  switch (node.op) {
    case 'literal': return () => node.value
    case 'ident': return compileIdent(node.name, scope)
    case 'select': return compileSelect(node, scope)
    case 'call': return compileCall(node, scope)
    case 'list': return compileList(node, scope)
    case 'map': return compileMap(node, scope)
    case 'struct': return compileStruct(node, scope)
    case 'macro': return compileMacro(node, scope)
  }
}

const typeNamesOf: Readonly<Record<string, string>> = { null_type: 'null_type', dyn: 'dyn' }

function compileIdent(name: string, { names }: Scope): Program {
  const at = names.lastIndexOf(name)
  if (at < 0) return () => ({ kind: 'type', name: typeNamesOf[name] ?? name })
  return (frame) => {
    charge(frame, 1)
    return frame.vars[at] as CelValue
  }
}

function compileSelect(node: Node & { readonly op: 'select' }, scope: Scope): Program {
  const whole = qualifiedName(node)
  if (whole !== undefined && scope.names.includes(whole)) return compileIdent(whole, scope)
  const operand = compile(node.operand, scope)
  const key = `s${node.field}`
  const read = (value: CelValue): CelValue | undefined => (typeof value === 'object' && value !== null && value.kind === 'map' ? value.entries.get(key)?.[1] : undefined)
  return (frame) => {
    const value = operand(frame)
    if (isFault(value)) return value
    if (!node.isTest) charge(frame, 1)
    const isWrapped = typeof value === 'object' && value !== null && value.kind === 'optional'
    const inner = isWrapped ? value.value : value
    const field = inner === undefined ? undefined : read(inner)
    if (node.isTest) return field !== undefined
    const isMap = typeof inner === 'object' && inner !== null && inner.kind === 'map'
    if ((isWrapped || node.isOptional) && (inner === undefined || isMap)) return optional(field)
    if (field !== undefined) return field
    return isMap || isWrapped ? fault(`no such key: ${node.field}`) : fault('no such overload')
  }
}

/** `a || b`: one true is enough, whatever the other does; `a && b` likewise with false. */
function compileLogic(args: readonly Program[], decisive: boolean): Program {
  const [left, right] = args as readonly [Program, Program]
  return (frame) => {
    const a = left(frame)
    if (a === decisive) return decisive
    const b = right(frame)
    if (b === decisive) return decisive
    if (typeof a === 'boolean' && typeof b === 'boolean') return !decisive
    return isFault(a) ? a : isFault(b) ? b : fault('no such overload')
  }
}

function compileConditional(args: readonly Program[]): Program {
  const [condition, then, otherwise] = args as readonly [Program, Program, Program]
  return (frame) => {
    const value = condition(frame)
    if (value === true) return then(frame)
    if (value === false) return otherwise(frame)
    return isFault(value) ? value : fault('no such overload')
  }
}

function sizeOf(value: CelValue): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  return value.kind === 'list' ? value.items.length : value.kind === 'map' ? value.entries.size : 1
}

function compileCall(node: CallNode, scope: Scope): Program {
  const resolved = scope.checked.calls.get(node)
  const operands = (node.target && !resolved?.isNamespaced ? [node.target, ...node.args] : node.args).map((arg) => compile(arg, scope))
  if (node.name === '_||_' || node.name === '_&&_') return compileLogic(operands, node.name === '_||_')
  if (node.name === '_?_:_') return compileConditional(operands)
  const overloads = resolved?.overloads ?? []
  return (frame) => {
    const args: CelValue[] = []
    for (const operand of operands) {
      const value = operand(frame)
      if (isFault(value)) return value
      args.push(value)
    }
    return dispatch(frame, overloads, args)
  }
}

function dispatch(frame: Frame, overloads: readonly CelFunction[], args: readonly CelValue[]): CelValue {
  for (const overload of overloads) {
    if (!overload.params.every((type, at) => isOfType(args[at] as CelValue, type))) continue
    let cost = 1
    if (overload.isWalk) for (const arg of args) cost += Math.floor(sizeOf(arg) / 10)
    charge(frame, cost)
    return overload.run(...(args as never[]))
  }
  return fault('no such overload')
}

const absent = Symbol('absent')

/** An item marked by `?` is left out where it has no value. */
function optionalItem(value: CelValue): CelValue | typeof absent {
  if (typeof value !== 'object' || value === null || value.kind !== 'optional') return value
  return value.value === undefined ? absent : value.value
}

function compileList(node: Node & { readonly op: 'list' }, scope: Scope): Program {
  const programs = node.items.map((item) => compile(item, scope))
  return (frame) => {
    charge(frame, 10)
    const items: CelValue[] = []
    for (const [position, program] of programs.entries()) {
      const value = program(frame)
      if (isFault(value)) return value
      const item = node.optionals.has(position) ? optionalItem(value) : value
      if (item !== absent) items.push(item)
    }
    return list(items)
  }
}

function compileMap(node: Node & { readonly op: 'map' }, scope: Scope): Program {
  const entries = node.entries.map(({ key, value, isOptional }) => ({ key: compile(key, scope), value: compile(value, scope), isOptional }))
  return (frame) => {
    charge(frame, 30)
    const made = new Map<string, readonly [CelValue, CelValue]>()
    for (const entry of entries) {
      const key = entry.key(frame)
      const value = entry.value(frame)
      if (isFault(key)) return key
      if (isFault(value)) return value
      const item = entry.isOptional ? optionalItem(value) : value
      if (item === absent) continue
      const at = keyText(key)
      if (at === undefined) return fault(`unsupported key type: ${typeName(key)}`)
      if (made.has(at)) return fault(`Failed with repeated key: ${String(key)}`)
      made.set(at, [key, item])
    }
    return { kind: 'map', entries: made }
  }
}

function compileStruct(node: Node & { readonly op: 'struct' }, scope: Scope): Program {
  const fields = node.fields.map(({ name, value, isOptional }) => ({ name, value: compile(value, scope), isOptional }))
  return (frame) => {
    charge(frame, 40)
    const pairs: [CelValue, CelValue][] = []
    for (const field of fields) {
      const value = field.value(frame)
      if (isFault(value)) return value
      const item = field.isOptional ? optionalItem(value) : value
      if (item !== absent) pairs.push([field.name, item])
    }
    return mapValue(pairs, node.name)
  }
}

function compileMacro(node: MacroNode, scope: Scope): Program {
  const range = compile(node.range, scope)
  const inner: Scope = { ...scope, names: [...scope.names, ...node.vars] }
  const parts = node.parts.map((part) => compile(part, inner))
  const run = node.macro === 'optMap' || node.macro === 'optFlatMap' ? optionalMacro(node, parts, scope.names.length) : loops[node.macro](parts, scope.names.length, node.vars.length === 2)
  return (frame) => {
    const value = range(frame)
    return isFault(value) ? value : run(frame, value)
  }
}

type Run = (frame: Frame, range: CelValue) => CelValue

function optionalMacro(node: MacroNode, [part]: readonly Program[], base: number): Run {
  return (frame, range) => {
    if (typeof range !== 'object' || range === null || range.kind !== 'optional') return fault('no such overload')
    if (range.value === undefined) return range
    frame.vars[base] = range.value
    const result = (part as Program)(frame)
    return isFault(result) || node.macro === 'optFlatMap' ? result : optional(result)
  }
}

/** What a loop goes over: for lists index and item, for maps key and value. */
function rounds(range: CelValue): readonly (readonly [CelValue, CelValue])[] | undefined {
  if (typeof range !== 'object' || range === null) return undefined
  if (range.kind === 'list') return range.items.map((item, at) => [BigInt(at), item])
  return range.kind === 'map' ? [...range.entries.values()] : undefined
}

/** Calls `visit` each round with the variables set; what it returns ends the loop. */
function loop(frame: Frame, range: CelValue, base: number, isPair: boolean, visit: (first: CelValue, second: CelValue) => CelValue | undefined): CelValue | undefined {
  const all = rounds(range)
  if (!all) return fault('no such overload')
  const isMap = (range as ListValue | MapValue).kind === 'map'
  for (const [key, item] of all) {
    charge(frame, 1)
    const first = isPair || isMap ? key : item
    frame.vars[base] = first
    if (isPair) frame.vars[base + 1] = item
    const end = visit(first, item)
    if (end !== undefined) return end
  }
  return undefined
}

type Loop = (parts: readonly Program[], base: number, isPair: boolean) => Run

/** Errors of some items count only where no other item decides. */
function quantifier(decisive: boolean): Loop {
  return ([condition], base, isPair) => (frame, range) => {
    let error: CelValue | undefined
    const end = loop(frame, range, base, isPair, () => {
      const value = (condition as Program)(frame)
      if (value === decisive) return decisive
      if (typeof value !== 'boolean') error ??= isFault(value) ? value : fault('no such overload')
      return undefined
    })
    return end ?? error ?? !decisive
  }
}

const existsOne: Loop = ([condition], base, isPair) => (frame, range) => {
  let count = 0
  const end = loop(frame, range, base, isPair, () => {
    const value = (condition as Program)(frame)
    if (value === true) count += 1
    return typeof value === 'boolean' ? undefined : isFault(value) ? value : fault('no such overload')
  })
  return end ?? count === 1
}

/** Loops that collect what `take` makes of the items which pass the condition, if there is one. */
function collect(finish: (items: readonly (readonly [CelValue, CelValue])[]) => CelValue): Loop {
  return (parts, base, isPair) => (frame, range) => {
    const [condition, result] = parts.length > 1 ? [parts[0], parts[1] as Program] : [undefined, parts[0] as Program]
    const taken: (readonly [CelValue, CelValue])[] = []
    const end = loop(frame, range, base, isPair, (first) => {
      const passes = condition?.(frame) ?? true
      if (typeof passes !== 'boolean') return isFault(passes) ? passes : fault('no such overload')
      if (!passes) return undefined
      const value = result(frame)
      if (isFault(value)) return value
      taken.push([first, value])
      return undefined
    })
    return end ?? finish(taken)
  }
}

const filter: Loop = ([condition], base, isPair) => (frame, range) => {
  const kept: CelValue[] = []
  const end = loop(frame, range, base, isPair, (first) => {
    const passes = (condition as Program)(frame)
    if (passes === true) kept.push(first)
    return typeof passes === 'boolean' ? undefined : isFault(passes) ? passes : fault('no such overload')
  })
  return end ?? list(kept)
}

function mergeEntries(maps: readonly CelValue[]): CelValue {
  const made = new Map<string, readonly [CelValue, CelValue]>()
  for (const map of maps) {
    for (const [at, pair] of (map as MapValue).entries) {
      const known = made.get(at)
      if (known && !isEqual(known[1], pair[1])) return fault(`insert failed: key ${String(pair[0])} already exists`)
      made.set(at, pair)
    }
  }
  return { kind: 'map', entries: made }
}

const loops: Readonly<Record<Exclude<MacroNode['macro'], 'optMap' | 'optFlatMap'>, Loop>> = {
  all: quantifier(false),
  exists: quantifier(true),
  exists_one: existsOne,
  filter,
  map: collect((taken) => list(taken.map(([, value]) => value))),
  transformList: collect((taken) => list(taken.map(([, value]) => value))),
  transformMap: collect((taken) => mapValue(taken)),
  transformMapEntry: collect((taken) => mergeEntries(taken.map(([, value]) => value))),
  sortBy: (parts, base, isPair) => {
    const keys = collect((taken) => list(taken.map(([, value]) => value)))(parts, base, isPair)
    return (frame, range) => {
      const sorted = keys(frame, range)
      return isFault(sorted) ? sorted : sortByKeys((range as ListValue).items, (sorted as ListValue).items)
    }
  },
}
