import { asArray, emptyArray, textOf, withElement, withText, type ArrayValue, type Value } from './array.js'
import { arrayFrom } from './array-words.js'
import { bracesOf } from './braces.js'
import { bareText, type Assignment, type Part, type SimpleCommand, type Word } from './ast.js'
import { expandFields, expandText } from './expand.js'
import type { ExpansionScope } from './expansion-scope.js'
import { targetsOf } from './redirects.js'
import type { Invocation } from './simple.js'
import { keyToSet, shapedText } from './subscripts.js'

/** Builtins whose arguments are assignments. */
const declaring = new Set(['export', 'readonly', 'local', 'declare', 'typeset'])

/** Expands the words, assignments and redirections of a simple command. */
export function invocationOf(node: SimpleCommand, scope: ExpansionScope): Invocation {
  const first = node.words[0] === undefined ? undefined : bareText(node.words[0])
  const arrays = new Map<string, ArrayValue>()
  const args = first !== undefined && declaring.has(first) ? declaredWords(node, first, scope, arrays) : expandFields(node.words, scope)
  const assigned = new Map<string, Value>()
  const value = (name: string): Value | undefined => assigned.get(name) ?? scope.value(name)
  const inner: ExpansionScope = node.assignments.length === 0 ? scope : { ...scope, value, get: (name) => (assigned.has(name) ? textOf(assigned.get(name)) : scope.get(name)) }
  for (const assignment of node.assignments) assigned.set(assignment.name, valueOf(assignment, inner))
  return { args, targets: targetsOf(node.redirects, scope), assigned, ...(arrays.size === 0 ? {} : { arrays }) }
}

function valueOf({ name, index, word, isAppending, elements }: Assignment, scope: ExpansionScope): Value {
  const before = scope.value(name)
  if (elements !== undefined) return arrayFrom(name, elements, isAppending ? asArray(before) : emptyArray(typeof before === 'object' && before.isKeyed), scope)
  if (index === undefined) return withText(before, shapedText(name, expandText(word, scope), isAppending ? textOf(before) ?? '' : '', scope))
  const array = asArray(before)
  const key = keyToSet(name, expandText(index, scope), scope)
  return withElement(array, key, shapedText(name, expandText(word, scope), isAppending ? array.elements.get(key) ?? '' : '', scope))
}

function declaredWords(node: SimpleCommand, first: string, scope: ExpansionScope, arrays: Map<string, ArrayValue>): readonly string[] {
  const args = [first]
  const addArrays = (index: number): void => {
    for (const { name, before, elements = [], isAppending } of node.declared ?? []) {
      if (before !== index) continue
      const known = arrays.get(name) ?? scope.value(name)
      const isKeyed = args.some((text) => /^-\w*A/.test(text)) || (!args.some((text) => /^-\w*a/.test(text)) && typeof known === 'object' && known.isKeyed)
      arrays.set(name, arrayFrom(name, elements, isAppending ? asArray(known) : emptyArray(isKeyed), { ...scope, value: (other) => (other === name ? emptyArray(isKeyed) : scope.value(other)) }))
      args.push(name)
    }
  }
  for (const [index, word] of node.words.entries()) {
    if (index === 0) continue
    addArrays(index)
    for (const one of scope.dialect === 'bash' ? bracesOf(word) : [word]) args.push(...declared(one, scope))
  }
  addArrays(node.words.length)
  return args
}

/** `export x=$y`: the value is not split. */
function declared(word: Word, scope: ExpansionScope): readonly string[] {
  const [first] = word.parts
  const name = first?.kind === 'text' && !first.isQuoted ? /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.exec(first.text)?.[0] : undefined
  if (name === undefined || first?.kind !== 'text') return expandFields([word], scope)
  const rest = first.text.slice(name.length)
  const head: readonly Part[] = rest === '' ? [] : [{ ...first, text: rest }]
  return [name + expandText({ parts: [...head, ...word.parts.slice(1)] }, scope)]
}
