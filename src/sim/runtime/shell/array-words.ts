import { arrayOf, nextIndex, withElement, withElements, type ArrayValue } from './array.js'
import type { Element } from './ast.js'
import { expandFields, expandText } from './expand.js'
import type { ExpansionScope } from './expansion-scope.js'
import { keyToSet } from './subscripts.js'

/** The array that the words between the parentheses of `name=(…)` make. `from`: what they are added to. */
export function arrayFrom(name: string, elements: readonly Element[], from: ArrayValue, scope: ExpansionScope): ArrayValue {
  if (from.isKeyed && elements.every(({ index }) => index === undefined)) return withPairs(from, expandFields(elements.map(({ word }) => word), scope))
  if (from.elements.size === 0 && elements.every(({ index }) => index === undefined)) return arrayOf(expandFields(elements.map(({ word }) => word), scope))
  let array = from
  let next = nextIndex(from)
  for (const { index, word, isAppending } of elements) {
    if (index === undefined) {
      array = withElements(array, expandFields([word], scope).map((text) => [String(next++), text]))
      continue
    }
    const made = array
    const key = keyToSet(name, expandText(index, scope), { ...scope, value: (other) => (other === name ? made : scope.value(other)) })
    array = withElement(array, key, (isAppending ? array.elements.get(key) ?? '' : '') + expandText(word, scope))
    next = Number(key) + 1
  }
  return array
}

/** `(key value …)` of an array with keys. */
function withPairs(from: ArrayValue, texts: readonly string[]): ArrayValue {
  const pairs: [string, string][] = []
  for (let at = 0; at < texts.length; at += 2) pairs.push([texts[at]!, texts[at + 1] ?? ''])
  return withElements(from, pairs)
}
