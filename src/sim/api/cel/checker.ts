/** Types of an expression before it runs: cel-go 0.26 `checker`, with its error texts. */
import type { CallNode, Issue, MacroNode, Node } from './ast.js'
import type { CelFunction, FunctionTable } from './functions.js'
import { candidates } from './functions.js'
import { qualifiedName } from './parser.js'
import { areAssignable, isAssignable, printedType, substitute, type Bindings } from './unify.js'
import { bool, dyn, int, isSameType, listOf, mapOf, optionalOf, typeOf, type CelType, type ObjectType } from './types.js'

export interface CheckScope {
  readonly variables: Readonly<Record<string, CelType>>
  readonly functions: FunctionTable
  /** Types that expressions may make with `Name{…}`; undefined for names that are none. */
  readonly structs?: (name: string) => ObjectType | undefined
}

export interface Checked {
  readonly type: CelType
  readonly issues: readonly Issue[]
  /** Variables that the expression names. */
  readonly names: ReadonlySet<string>
  /** The functions that each call may come to, where their number is settled. */
  readonly calls: ReadonlyMap<CallNode, ResolvedCall>
  readonly types: ReadonlyMap<Node, CelType>
}
export interface ResolvedCall {
  readonly overloads: readonly CelFunction[]
  /** The receiver is a namespace, as in `sets.contains()`. */
  readonly isNamespaced: boolean
}

interface State {
  readonly scope: CheckScope
  readonly issues: Issue[]
  readonly names: Set<string>
  readonly calls: Map<CallNode, ResolvedCall>
  readonly types: Map<Node, CelType>
  readonly bindings: Bindings
  locals: readonly (readonly [string, CelType])[]
  fresh: number
}

export function check(node: Node, scope: CheckScope): Checked {
  const state: State = { scope, issues: [], names: new Set(), calls: new Map(), types: new Map(), bindings: new Map(), locals: [], fresh: 0 }
  const type = substitute(state.bindings, typeOfNode(state, node), true)
  const types = new Map([...state.types].map(([one, its]) => [one, substitute(state.bindings, its, true)]))
  return { type, issues: state.issues, names: state.names, calls: state.calls, types }
}

/** Errors do not spread: what has one is of any type. */
function problem(state: State, at: number, message: string): CelType {
  state.issues.push({ at, message })
  return dyn
}

const text = (state: State, type: CelType): string => printedType(state.bindings, type)

function typeOfNode(state: State, node: Node): CelType {
  const type = inferType(state, node)
  state.types.set(node, type)
  return type
}

function inferType(state: State, node: Node): CelType {
  switch (node.op) {
    case 'literal': return node.type
    case 'ident': return identType(state, node)
    case 'select': return selectType(state, node)
    case 'call': return callType(state, node)
    case 'list': return listType(state, node)
    case 'map': return mapType(state, node)
    case 'struct': return structType(state, node)
    case 'macro': return macroType(state, node)
  }
}

const typeNames: Readonly<Record<string, CelType>> = Object.fromEntries(
  (['bool', 'int', 'uint', 'double', 'string', 'bytes'] as const).map((form) => [form, typeOf({ form })]),
)
const otherTypeNames: Readonly<Record<string, CelType>> = {
  list: typeOf(listOf(dyn)), map: typeOf(mapOf(dyn, dyn)), null_type: typeOf({ form: 'null' }), type: typeOf({ form: 'opaque', name: 'type' }),
  'google.protobuf.Timestamp': typeOf({ form: 'timestamp' }), 'google.protobuf.Duration': typeOf({ form: 'duration' }), optional_type: typeOf({ form: 'opaque', name: 'optional_type' }),
}

function findName(state: State, name: string): CelType | undefined {
  const local = state.locals.findLast(([known]) => known === name)
  if (local) return local[1]
  const variable = state.scope.variables[name]
  if (variable) state.names.add(name)
  return variable ?? (Object.hasOwn(typeNames, name) ? typeNames[name] : Object.hasOwn(otherTypeNames, name) ? otherTypeNames[name] : undefined)
}

function identType(state: State, node: Node & { readonly op: 'ident' }): CelType {
  return findName(state, node.name.replace(/^\./, '')) ?? problem(state, node.at, `undeclared reference to '${node.name}' (in container '')`)
}

/** A dotted name may be one name, such as that of a type. */
function dottedType(state: State, node: Node): CelType | undefined {
  const name = node.op === 'select' ? qualifiedName(node) : undefined
  const root = name?.split('.')[0]
  return name === undefined || state.locals.some(([known]) => known === root) ? undefined : findName(state, name)
}

function selectType(state: State, node: Node & { readonly op: 'select' }): CelType {
  const whole = dottedType(state, node)
  if (whole) return whole
  const operand = substitute(state.bindings, typeOfNode(state, node.operand))
  const [inner, isOptional] = operand.form === 'optional' ? [substitute(state.bindings, operand.item), true] : [operand, node.isOptional]
  const field = fieldType(state, node, inner)
  if (node.isTest) return bool
  return isOptional ? optionalOf(field) : field
}

function fieldType(state: State, node: Node & { readonly op: 'select' }, type: CelType): CelType {
  if (type.form === 'map') return type.value
  if (type.form === 'object') return type.fields.get(node.field) ?? problem(state, node.at, `undefined field '${node.field}'`)
  if (type.form === 'dyn' || type.form === 'param') return dyn
  return problem(state, node.isTest ? node.at : node.at, `type '${text(state, type)}' does not support field selection`)
}

/** `sets.contains(…)`: the receiver is no value. */
function namespacedName(state: State, node: CallNode): string | undefined {
  const receiver = node.target ? qualifiedName(node.target) : undefined
  if (receiver === undefined) return undefined
  const name = `${receiver}.${node.name}`
  return state.scope.functions.has(name) ? name : undefined
}

function callType(state: State, node: CallNode): CelType {
  const namespaced = namespacedName(state, node)
  const name = namespaced ?? node.name
  const isMember = node.target !== undefined && namespaced === undefined
  const operands = isMember ? [node.target as Node, ...node.args] : node.args
  const overloads = candidates(state.scope.functions, name, isMember, operands.length)
  if (!state.scope.functions.has(name)) {
    // cel-go looks at the arguments of what it knows only
    if (isMember) typeOfNode(state, node.target as Node)
    for (const arg of node.args) typeOfNode(state, arg)
    return problem(state, node.at, `undeclared reference to '${name}' (in container '')`)
  }
  const types = operands.map((operand) => typeOfNode(state, operand))
  if (name === '_||_' || name === '_&&_') return logicType(state, node, types)
  const resolved = resolveOverload(state, overloads, types)
  if (!resolved) return problem(state, node.at, `found no matching overload for '${name}' applied to '${appliedTo(state, types, isMember)}'`)
  state.calls.set(node, { overloads: resolved.overloads, isNamespaced: namespaced !== undefined })
  return resolved.type
}

/** Each side is to be a bool, whatever the other is. */
function logicType(state: State, node: CallNode, types: readonly CelType[]): CelType {
  for (const [at, arg] of node.args.entries()) wantBool(state, arg, types[at] as CelType)
  return bool
}

function appliedTo(state: State, types: readonly CelType[], isMember: boolean): string {
  const words = types.map((type) => text(state, type))
  return isMember ? `${words[0]}.(${words.slice(1).join(', ')})` : `(${words.join(', ')})`
}

function freshened(state: State, type: CelType, suffix: string): CelType {
  switch (type.form) {
    case 'param': return { form: 'param', name: `${type.name}${suffix}` }
    case 'list': case 'optional': return { ...type, item: freshened(state, type.item, suffix) } as CelType
    case 'map': return { form: 'map', key: freshened(state, type.key, suffix), value: freshened(state, type.value, suffix) }
    case 'type': return { form: 'type', of: freshened(state, type.of, suffix) }
    default: return type
  }
}

function resolveOverload(state: State, overloads: readonly CelFunction[], types: readonly CelType[]): { readonly type: CelType; readonly overloads: readonly CelFunction[] } | undefined {
  const fits: CelFunction[] = []
  let result: CelType | undefined
  for (const overload of overloads) {
    state.fresh += 1
    const suffix = `#${state.fresh}`
    if (!areAssignable(state.bindings, overload.params.map((type) => freshened(state, type, suffix)), types)) continue
    fits.push(overload)
    const its = substitute(state.bindings, freshened(state, overload.result, suffix))
    result = result === undefined ? its : isSameType(result, its) ? result : dyn
  }
  return result && { type: result, overloads: fits }
}

/** The type of items that are listed together; that they are of one type is another matter (`literals.ts`). */
function joined(state: State, known: CelType | undefined, next: CelType): CelType {
  if (known === undefined) return next
  if (!isAssignable(state.bindings, known, next) || next.form === 'dyn') return dyn
  return known.form === 'dyn' ? known : substitute(state.bindings, known)
}

function optionalItem(state: State, node: Node, type: CelType): CelType {
  const settled = substitute(state.bindings, type)
  if (settled.form === 'optional') return settled.item
  return settled.form === 'dyn' ? dyn : problem(state, node.at, `expected type 'optional_type(${text(state, type)})' but found '${text(state, type)}'`)
}

function unknownItem(state: State): CelType {
  state.fresh += 1
  return { form: 'param', name: `_item#${state.fresh}` }
}

function listType(state: State, node: Node & { readonly op: 'list' }): CelType {
  let item: CelType | undefined
  for (const [position, one] of node.items.entries()) {
    const type = typeOfNode(state, one)
    item = joined(state, item, node.optionals.has(position) ? optionalItem(state, one, type) : type)
  }
  return listOf(item ?? unknownItem(state))
}

function mapType(state: State, node: Node & { readonly op: 'map' }): CelType {
  let [key, value]: [CelType | undefined, CelType | undefined] = [undefined, undefined]
  for (const entry of node.entries) {
    key = joined(state, key, typeOfNode(state, entry.key))
    const type = typeOfNode(state, entry.value)
    value = joined(state, value, entry.isOptional ? optionalItem(state, entry.value, type) : type)
  }
  return mapOf(key ?? unknownItem(state), value ?? unknownItem(state))
}

function structType(state: State, node: Node & { readonly op: 'struct' }): CelType {
  const type = state.scope.structs?.(node.name)
  for (const field of node.fields) {
    const given = typeOfNode(state, field.value)
    if (!type) continue
    const wanted = type.fields.get(field.name)
    if (!wanted) problem(state, field.at, `undefined field '${field.name}'`)
    else {
      const value = field.isOptional ? optionalItem(state, field.value, given) : given
      if (!isAssignable(state.bindings, wanted, value)) problem(state, field.at, `expected type of field '${field.name}' is '${text(state, wanted)}' but provided type is '${text(state, value)}'`)
    }
  }
  return type ?? problem(state, node.at, `undeclared reference to '${node.name}' (in container '')`)
}

function within(state: State, names: readonly (readonly [string, CelType])[], parts: readonly Node[]): readonly CelType[] {
  const outer = state.locals
  state.locals = [...outer, ...names]
  const types = parts.map((part) => typeOfNode(state, part))
  state.locals = outer
  return types
}

/** The types of a loop's variables: the items of a list or the keys of a map; with two of them, index and item, or key and value. */
function loopTypes(state: State, node: MacroNode): readonly CelType[] {
  const range = substitute(state.bindings, typeOfNode(state, node.range))
  const isPair = node.vars.length === 2
  if (range.form === 'list') return isPair ? [int, range.item] : [range.item]
  if (range.form === 'map') return isPair ? [range.key, range.value] : [range.key]
  if (range.form !== 'dyn' && range.form !== 'param') problem(state, node.range.at, `expression of type '${text(state, range)}' cannot be range of a comprehension (must be list, map, or dynamic)`)
  return isPair ? [dyn, dyn] : [dyn]
}

function wantBool(state: State, node: Node, type: CelType): void {
  if (!isAssignable(state.bindings, bool, type)) problem(state, node.at, `expected type 'bool' but found '${text(state, type)}'`)
}

function macroType(state: State, node: MacroNode): CelType {
  if (node.macro === 'optMap' || node.macro === 'optFlatMap') return optionalMacro(state, node)
  const vars = loopTypes(state, node)
  const types = within(state, node.vars.map((name, at): [string, CelType] => [name, vars[at] as CelType]), node.parts)
  const hasFilter = node.parts.length > 1 || !node.macro.startsWith('transform')
  const last = types.at(-1) as CelType
  const result = resultType(state, node, vars[0] as CelType, last)
  if (hasFilter && node.macro !== 'sortBy' && (node.macro !== 'map' || node.parts.length > 1)) wantPredicate(state, node, types[0] as CelType, result)
  if (node.macro === 'sortBy') wantSortable(state, node, last)
  return result
}

function resultType(state: State, node: MacroNode, first: CelType, last: CelType): CelType {
  switch (node.macro) {
    case 'map': case 'transformList': return listOf(last)
    case 'filter': return listOf(first)
    case 'sortBy': return listOf(first.form === 'param' ? int : first)
    case 'transformMap': return mapOf(first, last)
    case 'transformMapEntry': {
      if (isAssignable(state.bindings, mapOf(dyn, dyn), last)) return last.form === 'map' ? last : mapOf(dyn, dyn)
      return problem(state, node.at, `found no matching overload for 'cel.@mapInsert' applied to '(map(dyn, dyn), ${text(state, last)})'`)
    }
    default: return bool
  }
}

/** Other loops than `exists` and `all` choose between two results, which is what does not fit. */
function wantPredicate(state: State, node: MacroNode, type: CelType, result: CelType): void {
  if (node.macro === 'all' || node.macro === 'exists') wantBool(state, node.parts[0] as Node, type)
  else if (!isAssignable(state.bindings, bool, type)) {
    const shown = text(state, node.macro === 'exists_one' ? int : result)
    problem(state, node.at, `found no matching overload for '_?_:_' applied to '(${text(state, type)}, ${shown}, ${shown})'`)
  }
}

const sortable = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'duration', 'timestamp', 'dyn', 'param', 'null'])

/** What is sorted by has an order. */
function wantSortable(state: State, node: MacroNode, key: CelType): void {
  const range = state.types.get(node.range) as CelType
  const settled = substitute(state.bindings, key)
  if (!sortable.has(settled.form)) problem(state, node.at, `found no matching overload for '@sortByAssociatedKeys' applied to '${text(state, range)}.(${text(state, listOf(settled))})'`)
}

function optionalMacro(state: State, node: MacroNode): CelType {
  const range = substitute(state.bindings, typeOfNode(state, node.range))
  if (range.form !== 'optional' && range.form !== 'dyn')
    for (const name of ['hasValue', 'value']) problem(state, node.at, `found no matching overload for '${name}' applied to '${text(state, range)}.()'`)
  const [type] = within(state, [[node.vars[0] as string, range.form === 'optional' ? range.item : dyn]], node.parts)
  if (node.macro === 'optMap') return optionalOf(type as CelType)
  const none = optionalOf(dyn)
  if (isAssignable(state.bindings, none, type as CelType)) return type as CelType
  return problem(state, node.at, `found no matching overload for '_?_:_' applied to '(bool, ${text(state, type as CelType)}, ${text(state, none)})'`)
}
