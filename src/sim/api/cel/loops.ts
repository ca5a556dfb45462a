/** Macros that go over lists and maps. What a round costs follows from the loops that cel-go 0.26 makes of them (`parser/macro.go`, `ext/comprehensions.go`). */
import type { MacroName } from './ast.js'
import { isEqual } from './equality.js'
import { charge, type Frame, type Program } from './frame.js'
import { callCost } from './runtime-cost.js'
import { sortByKeys } from './library/lists.js'
import { fault, isFault, list, mapValue, typeName, type CelValue, type ListValue, type MapValue } from './values.js'

export interface LoopParts {
  readonly range: Program
  /** Conditions and results, in the order in which they are written. */
  readonly parts: readonly Program[]
  /** Where the variables are in the frame. */
  readonly base: number
  readonly isPair: boolean
  /** Whether the type of the last part is. */
  readonly isKnown: boolean
}

type Pair = readonly [CelValue, CelValue]

/** What a loop goes over: for lists index and item, for maps key and value. */
function rounds(range: CelValue): readonly Pair[] | undefined {
  if (typeof range !== 'object' || range === null) return undefined
  if (range.kind === 'list') return range.items.map((item, at) => [BigInt(at), item])
  return range.kind === 'map' ? [...range.entries.values()] : undefined
}

/** Calls `visit` each round with the variables set; what it returns ends the loop. */
function loop(frame: Frame, { base, isPair }: LoopParts, range: CelValue, visit: (first: CelValue, second: CelValue) => CelValue | undefined): CelValue | undefined {
  const all = rounds(range)
  if (!all) return isPair ? fault('no such overload') : fault(`got 'types.${goName(range)}', expected iterable type`)
  const isMap = (range as ListValue | MapValue).kind === 'map'
  for (const [key, item] of all) {
    const first = isPair || isMap ? key : item
    frame.vars[base] = first
    if (isPair) frame.vars[base + 1] = item
    const end = visit(first, item)
    if (end !== undefined) return end
  }
  return undefined
}

const goName = (value: CelValue): string => typeName(value).replace(/^google\.protobuf\./, '').replace(/^null_type$/, 'Null').replace(/^./, (char) => char.toUpperCase())

type Run = (frame: Frame, range: CelValue, parts: LoopParts) => CelValue
const notBoolean = (value: CelValue): CelValue => (isFault(value) ? value : fault('no such overload'))

/** Errors of some items count only where no other item decides. Asking whether to go on costs `ask` a round, once more where the last answer was no. */
const quantifier = (decisive: boolean, ask: number): Run => (frame, range, parts) => {
  const condition = parts.parts[0] as Program
  let [error, decided]: [CelValue | undefined, boolean] = [undefined, false]
  const end = loop(frame, parts, range, () => {
    for (let step = 0; step < ask; step += 1) charge(frame, 1)
    if (decided) return decisive
    const value = condition(frame)
    charge(frame, 1)
    if (value === decisive) decided = true
    else if (typeof value !== 'boolean') error ??= notBoolean(value)
    return undefined
  })
  if (end !== undefined && end !== decisive) return end
  charge(frame, 1)
  return decided ? decisive : (error ?? !decisive)
}

const existsOne: Run = (frame, range, parts) => {
  let count = 0
  let error: CelValue | undefined
  const end = loop(frame, parts, range, () => {
    const value = (parts.parts[0] as Program)(frame)
    if (value === true) {
      charge(frame, 2)
      count += 1
    } else if (value !== false) error = notBoolean(value)
    return undefined
  })
  if (end !== undefined) return end
  charge(frame, 2)
  return error ?? count === 1
}

interface Collected {
  /** What a taken item costs beside its result. */
  readonly itemCost: number
  readonly add: (taken: Pair[], first: CelValue, value: CelValue) => CelValue | undefined
  readonly finish: (taken: readonly Pair[]) => CelValue
}

/** Loops that collect what the last part makes of the items which pass the condition, if there is one. They go on after an error, which is their result. */
const collect = ({ itemCost, add, finish }: Collected): Run => (frame, range, parts) => {
  const [condition, result] = parts.parts.length > 1 ? [parts.parts[0], parts.parts[1] as Program] : [undefined, parts.parts[0] as Program]
  const taken: Pair[] = []
  let error: CelValue | undefined
  const end = loop(frame, parts, range, (first) => {
    const passes = condition?.(frame) ?? true
    if (typeof passes !== 'boolean') error = notBoolean(passes)
    if (passes !== true) return undefined
    const value = result(frame)
    charge(frame, itemCost)
    if (error === undefined) error = isFault(value) ? value : add(taken, first, value)
    return undefined
  })
  if (end !== undefined) return end
  charge(frame, 1)
  return error ?? finish(taken)
}

const filter: Run = (frame, range, parts) => {
  const kept: CelValue[] = []
  let error: CelValue | undefined
  const end = loop(frame, parts, range, (first) => {
    const passes = (parts.parts[0] as Program)(frame)
    if (typeof passes !== 'boolean') error = notBoolean(passes)
    else if (passes) {
      charge(frame, 13)
      kept.push(first)
    }
    return undefined
  })
  if (end !== undefined) return end
  charge(frame, 1)
  return error ?? list(kept)
}

function take(taken: Pair[], first: CelValue, value: CelValue): undefined {
  taken.push([first, value])
  return undefined
}

const keyShown = (key: CelValue): string => (typeof key === 'object' && key !== null && key.kind === 'uint' ? String(key.value) : String(key))

function addEntries(taken: Pair[], _: CelValue, value: CelValue): CelValue | undefined {
  if (typeof value !== 'object' || value === null || value.kind !== 'map') return fault(`no such overload: cel.@mapInsert(map, ${typeName(value)})`)
  for (const pair of value.entries.values()) {
    if (taken.some(([key]) => isEqual(key, pair[0]))) return fault(`insert failed: key ${keyShown(pair[0])} already exists`)
    taken.push(pair)
  }
  return undefined
}

const toList = (taken: readonly Pair[]): CelValue => list(taken.map(([, value]) => value))
const mapped: Run = collect({ itemCost: 12, add: take, finish: toList })

const runs: Readonly<Record<Exclude<MacroName, 'optMap' | 'optFlatMap' | 'sortBy'>, Run>> = {
  all: quantifier(false, 2),
  exists: quantifier(true, 3),
  exists_one: existsOne,
  filter,
  map: mapped,
  transformList: mapped,
  transformMap: collect({ itemCost: 3, add: take, finish: mapValue }),
  transformMapEntry: collect({ itemCost: 2, add: addEntries, finish: mapValue }),
}

/** The list is bound to a name, which is read twice. */
function compileSortBy(parts: LoopParts): Program {
  const keysOf = mapped
  return (frame) => {
    charge(frame, 1)
    const range = parts.range(frame)
    if (isFault(range)) return range
    charge(frame, 1)
    const keys = keysOf(frame, range, parts)
    if (isFault(keys)) return keys
    const sorted = sortByKeys((range as ListValue).items, (keys as ListValue).items)
    charge(frame, callCost('sortBy', parts.isKnown ? sortFunction : undefined, [range, keys], sorted))
    return sorted
  }
}
const sortFunction = { name: 'sortBy', isMember: true, params: [], result: { form: 'dyn' }, run: () => null } as const

export function compileLoop(macro: Exclude<MacroName, 'optMap' | 'optFlatMap'>, parts: LoopParts): Program {
  if (macro === 'sortBy') return compileSortBy(parts)
  const run = runs[macro]
  return (frame) => {
    const range = parts.range(frame)
    return isFault(range) ? range : run(frame, range, parts)
  }
}
