import { viewOf } from '../os/files.js'
import type { Task, Turn } from '../os/state.js'
import { textOf, withText, type Value } from './array.js'
import type { ExpansionScope } from './expansion-scope.js'
import { globPaths } from './glob.js'
import type { Shell } from './state.js'
import { assign, parameter, valueOf } from './variables.js'

/**
 * One expansion as a whole: what it assigns is kept aside until all of it is done, for it begins anew whenever a command
 * substitution in it must be run first.
 */
export interface Expansion {
  readonly scope: ExpansionScope
  readonly assigned: ReadonlyMap<string, Value>
}

export function expansionOf(turn: Turn, task: Task, shell: Shell, outputs: readonly string[]): Expansion {
  const assigned = new Map<string, Value>()
  let used = 0
  const { dialect, options, positional, variables } = shell
  const isExtended = options.has('extglob')
  const get = (name: string): string | undefined => (assigned.has(name) ? textOf(assigned.get(name)) : parameter(turn, task, shell, name))
  const value = (name: string): Value | undefined => assigned.get(name) ?? valueOf(turn, task, shell, name)
  const scope: ExpansionScope = {
    dialect, positional, ifs: get('IFS') ?? ' \t\n', isNounset: options.has('u'), isNoglob: options.has('f'), isExtended, isNullglob: options.has('nullglob'), isCaseless: options.has('nocasematch'), home: get('HOME'),
    get, value, set: (name, next) => void assigned.set(name, typeof next === 'string' ? withText(value(name), next) : next),
    shapeOf: (name) => variables.get(name)?.shape, referenceOf: (name) => (variables.get(name)?.isReference === true ? variables.get(name)?.value : undefined),
    names: (prefix) => [...variables].flatMap(([name, variable]) => (name.startsWith(prefix) && variable.value !== undefined ? [name] : [])).sort(),
    output: () => outputs[used++], glob: (pattern) => globPaths(viewOf(turn), task.cwd, pattern, isExtended),
  }
  return { scope, assigned }
}

/** Keeps what an expansion that is through assigned; the value is a name that is read only. */
export function commit(shell: Shell, { assigned }: Expansion): string | undefined {
  for (const [name, value] of assigned) if (!assign(shell, name, value)) return name
  return undefined
}
