import { viewOf } from '../os/files.js'
import type { Task, Turn } from '../os/state.js'
import type { ExpansionScope } from './expand.js'
import { globPaths } from './glob.js'
import type { Shell } from './state.js'
import { assign, parameter } from './variables.js'

/**
 * One expansion as a whole: what it assigns is kept aside until all of it is done, for it begins anew whenever a command
 * substitution in it must be run first.
 */
export interface Expansion {
  readonly scope: ExpansionScope
  readonly assigned: ReadonlyMap<string, string>
}

export function expansionOf(turn: Turn, task: Task, shell: Shell, outputs: readonly string[]): Expansion {
  const assigned = new Map<string, string>()
  let used = 0
  const get = (name: string): string | undefined => assigned.get(name) ?? parameter(turn, task, shell, name)
  const scope: ExpansionScope = {
    dialect: shell.dialect, positional: shell.positional, ifs: get('IFS') ?? ' \t\n', isNounset: shell.options.has('u'), isNoglob: shell.options.has('f'), home: get('HOME'),
    get, set: (name, value) => void assigned.set(name, value), output: () => outputs[used++], glob: (pattern) => globPaths(viewOf(turn), task.cwd, pattern),
  }
  return { scope, assigned }
}

/** Keeps what an expansion that is through assigned; the value is a name that is read only. */
export function commit(shell: Shell, { assigned }: Expansion): string | undefined {
  for (const [name, value] of assigned) if (!assign(shell, name, value)) return name
  return undefined
}
