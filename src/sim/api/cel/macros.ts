/** Calls that are no functions: cel-go's standard macros, those of optional values, of two-variable comprehensions and of lists. */
import type { CallNode, Issue, MacroName, Node } from './ast.js'

interface Shape {
  readonly macro: MacroName
  /** How many of the arguments are variables. */
  readonly vars: number
}

/** `name/arguments` -> what it becomes. */
const shapes: Readonly<Record<string, Shape>> = {
  'all/2': { macro: 'all', vars: 1 }, 'exists/2': { macro: 'exists', vars: 1 }, 'exists_one/2': { macro: 'exists_one', vars: 1 }, 'existsOne/2': { macro: 'exists_one', vars: 1 },
  'map/2': { macro: 'map', vars: 1 }, 'map/3': { macro: 'map', vars: 1 }, 'filter/2': { macro: 'filter', vars: 1 },
  'all/3': { macro: 'all', vars: 2 }, 'exists/3': { macro: 'exists', vars: 2 }, 'existsOne/3': { macro: 'exists_one', vars: 2 }, 'exists_one/3': { macro: 'exists_one', vars: 2 },
  'transformList/3': { macro: 'transformList', vars: 2 }, 'transformList/4': { macro: 'transformList', vars: 2 },
  'transformMap/3': { macro: 'transformMap', vars: 2 }, 'transformMap/4': { macro: 'transformMap', vars: 2 },
  'transformMapEntry/3': { macro: 'transformMapEntry', vars: 2 }, 'transformMapEntry/4': { macro: 'transformMapEntry', vars: 2 },
  'sortBy/2': { macro: 'sortBy', vars: 1 }, 'optMap/2': { macro: 'optMap', vars: 1 }, 'optFlatMap/2': { macro: 'optFlatMap', vars: 1 },
}

function has(call: CallNode): Node | Issue {
  const [operand] = call.args
  if (operand?.op === 'select' && !operand.isTest) return { ...operand, at: call.at, isTest: true }
  return { at: operand?.at ?? call.at, message: 'invalid argument to has() macro' }
}

/** The macro that a call stands for, the call itself, or why it is neither. */
export function expandMacro(call: CallNode): Node | Issue {
  if (call.name === 'has' && call.target === undefined && call.args.length === 1) return has(call)
  const shape = call.target === undefined ? undefined : shapes[`${call.name}/${call.args.length}`]
  if (!shape || call.target === undefined) return call
  const vars: string[] = []
  for (const arg of call.args.slice(0, shape.vars)) {
    if (arg.op !== 'ident') return { at: arg.at, message: shape.macro.startsWith('opt') ? `${call.name}() variable name must be a simple identifier` : 'argument must be a simple name' }
    if (arg.name === '__result__') return { at: arg.at, message: 'iteration variable overwrites accumulator variable' }
    if (vars.includes(arg.name)) return { at: arg.at, message: `duplicate variable name: ${arg.name}` }
    vars.push(arg.name)
  }
  if (shape.macro === 'sortBy' && (call.target.op === 'literal' || call.target.op === 'map' || call.target.op === 'struct'))
    return { at: call.target.at, message: 'sortBy can only be applied to a list, identifier, comprehension, call or select expression' }
  return { op: 'macro', at: call.at, macro: shape.macro, range: call.target, vars, parts: call.args.slice(shape.vars) }
}
