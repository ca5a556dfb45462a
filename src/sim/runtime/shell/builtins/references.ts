import type { Task, Turn } from '../../os/state.js'
import type { Value } from '../array.js'
import { ExpansionFault, type ExpansionScope } from '../expansion-scope.js'
import { commit, expansionOf } from '../scope.js'
import type { Shell } from '../state.js'
import { referenceOf, withReference } from '../subscripts.js'
import { assign } from '../variables.js'

/** Works with the variables of a shell; what it assigns is kept. The value is the fault's words where there is one. */
export function computing<T>(turn: Turn, task: Task, shell: Shell, work: (scope: ExpansionScope) => T): { readonly value: T } | { readonly fault: string } {
  const expansion = expansionOf(turn, task, shell, [])
  try {
    const value = work(expansion.scope)
    const readOnly = commit(shell, expansion)
    return readOnly === undefined ? { value } : { fault: `${readOnly}: readonly variable` }
  } catch (error) {
    if (error instanceof ExpansionFault) return { fault: error.message }
    throw error
  }
}

/** Gives a text to `name`, and in bash to `name[index]`. The value is what is wrong with that. */
export function assignTo(turn: Turn, task: Task, shell: Shell, text: string, value: string): string | undefined {
  const reference = shell.dialect === 'bash' ? referenceOf(text) : { name: text, index: undefined }
  if (reference === undefined) return `\`${text}': not a valid identifier`
  if (reference.index === undefined) return assign(shell, reference.name, value) ? undefined : `${text}: readonly variable`
  const made = computing(turn, task, shell, (scope): Value => withReference(reference.name, reference.index, value, scope))
  if ('fault' in made) return made.fault
  return assign(shell, reference.name, made.value) ? undefined : `${reference.name}: readonly variable`
}
