import { ArithmeticFault, evaluate, type Numbers } from './arithmetic.js'
import { asArray, nextIndex, withElement, type Value } from './array.js'
import { ExpansionFault, type ExpansionScope } from './expansion-scope.js'

/** The variables of a scope as those of an arithmetic expression. */
export const numbersOf = (scope: ExpansionScope, isStrict: boolean = false): Numbers => ({
  dialect: scope.dialect,
  isStrict,
  get: (name, key) => (key === undefined ? scope.get(name) : asArray(scope.value(name)).elements.get(key)),
  set: (name, text, key) => scope.set(name, key === undefined ? text : withElement(asArray(scope.value(name)), key, text)),
  has: (name) => scope.value(name) !== undefined,
  ...(scope.dialect !== 'bash' ? {} : { keyOf: (name, index) => keyToSet(name, index.replace(/^(["'])(.*)\1$/, '$2'), scope) }),
})

/** Evaluates an expression; what is wrong with it ends the expansion. */
export function computed(text: string, scope: ExpansionScope, isStrict: boolean = false): string {
  try {
    return evaluate(text, numbersOf(scope, isStrict))
  } catch (error) {
    throw error instanceof ArithmeticFault ? expansionFault(error) : error
  }
}

export const expansionFault = ({ message }: ArithmeticFault): ExpansionFault => new ExpansionFault(message, message.endsWith(': unbound variable'))

/** The key of an element by its expanded index, which is an expression unless the array has keys; below 0 it counts from the end. undefined: there is none. */
export function keyOf(name: string, index: string, scope: ExpansionScope): string | undefined {
  const value = scope.value(name)
  if (typeof value === 'object' && value.isKeyed) return index
  const at = Number(computed(index, scope))
  if (at >= 0) return String(at)
  const fromEnd = nextIndex(asArray(value)) + at
  return fromEnd < 0 ? undefined : String(fromEnd)
}

export function keyToSet(name: string, index: string, scope: ExpansionScope): string {
  const key = keyOf(name, index, scope)
  if (key === undefined || index === '') throw new ExpansionFault(`${name}[${index}]: bad array subscript`)
  return key
}

/** What `declare -i`, `-l` and `-u` make of a text that is assigned. */
export function shapedText(name: string, text: string, before: string, scope: ExpansionScope): string {
  const shape = scope.shapeOf(name)
  if (shape === 'integer') return computed(before === '' ? text : `${before}+(${text === '' ? '0' : text})`, scope)
  return shape === undefined ? before + text : shape === 'lower' ? (before + text).toLowerCase() : (before + text).toUpperCase()
}

/** A reference as builtins are given it: `name` or `name[index]`. undefined: it is none. */
export function referenceOf(text: string): { readonly name: string; readonly index: string | undefined } | undefined {
  const match = /^([A-Za-z_]\w*)(?:\[([\s\S]+)\])?$/.exec(text)
  return match === null ? undefined : { name: match[1]!, index: match[2] }
}

/** The value of a variable of which one element is another, or all of it. */
export function withReference(name: string, index: string | undefined, text: string, scope: ExpansionScope): Value {
  if (index === undefined) return text
  return withElement(asArray(scope.value(name)), keyToSet(name, index, scope), text)
}
