/** CEL as Kubernetes 1.36 runs it: parsed, checked against the types of its variables, and run as often as one likes. */
import { issuesText, type Issue } from './ast.js'
import { check, type Checked } from './checker.js'
import { compileNode, ConstantFault } from './evaluate.js'
import { CostExceeded, type Frame, type Program } from './frame.js'
import { tableOf, type CelFunction, type FunctionTable } from './functions.js'
import { literalIssues } from './literals.js'
import { authorization } from './library/authorization.js'
import { conversions } from './library/conversions.js'
import { formatting } from './library/format.js'
import { kubernetes, patches } from './library/kubernetes.js'
import { lists } from './library/lists.js'
import { network } from './library/network.js'
import { operators } from './library/operators.js'
import { texts } from './library/texts.js'
import { parse } from './parser.js'
import type { Node } from './ast.js'
import type { CelType, ObjectType } from './types.js'
import { fault, type CelValue } from './values.js'

const library: FunctionTable = tableOf([...operators, ...conversions, ...texts, ...formatting, ...lists, ...network, ...kubernetes, ...authorization] as readonly CelFunction[])
const withPatches: FunctionTable = new Map([...library, ...tableOf(patches)])

/** What expressions may name. */
export interface CelEnv {
  readonly variables: Readonly<Record<string, CelType>>
  readonly structs?: (name: string) => ObjectType | undefined
  /** Whether JSON patches are written: `jsonpatch.escapeKey`. */
  readonly hasPatches?: boolean
}

/** Units of cost of one evaluation (`PerCallLimit` of apiserver 1.36). */
export const perCallLimit = 1_000_000

export interface Evaluated {
  /** An error is a value of kind `fault`. */
  readonly value: CelValue
  readonly cost: number
}

export interface CelProgram {
  readonly ok: true
  readonly type: CelType
  readonly names: ReadonlySet<string>
  readonly node: Node
  readonly checked: Checked
  readonly evaluate: (activation: Readonly<Record<string, CelValue>>, limit?: number) => Evaluated
}
/** `text` has all issues as cel-go prints them; `column` counts from 1. */
export interface CelProblem {
  readonly ok: false
  readonly text: string
  readonly issues: readonly Issue[]
  readonly line: number
  readonly column: number
}

function problem(source: string, issues: readonly Issue[]): CelProblem {
  const first = Math.min(...issues.map(({ at }) => at))
  const before = source.slice(0, first).split('\n')
  return { ok: false, text: issuesText(source, issues), issues, line: before.length, column: (before.at(-1) as string).length + 1 }
}

export function compileCel(source: string, env: CelEnv): CelProgram | CelProblem {
  const parsed = parse(source)
  if (!parsed.ok) return problem(source, parsed.issues)
  const checked = check(parsed.node, { ...env, functions: env.hasPatches === true ? withPatches : library })
  const issues = checked.issues.length > 0 ? checked.issues : literalIssues(parsed.node, checked.types)
  if (issues.length > 0) return problem(source, issues)
  const names = Object.keys(env.variables)
  const program = plan(parsed.node, checked, names)
  if (typeof program === 'string') return { ok: false, text: program, issues: [], line: 1, column: 1 }
  return { ok: true, type: checked.type, names: checked.names, node: parsed.node, checked, evaluate: (activation, limit = perCallLimit) => run(program, names, activation, limit) }
}

/** A program, or why none can be made: a constant that cannot be converted. */
function plan(node: Node, checked: Checked, names: readonly string[]): Program | string {
  try {
    return compileNode(node, checked, names)
  } catch (error) {
    if (error instanceof ConstantFault) return error.fault
    throw error
  }
}

function run(program: Program, names: readonly string[], activation: Readonly<Record<string, CelValue>>, limit: number): Evaluated {
  const frame: Frame = { vars: names.map((name) => activation[name] ?? null), cost: 0, limit }
  try {
    return { value: program(frame), cost: frame.cost }
  } catch (error) {
    if (error instanceof CostExceeded) return { value: fault('operation cancelled: actual cost limit exceeded'), cost: frame.cost }
    throw error
  }
}
