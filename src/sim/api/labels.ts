import type { Requirement } from './labels-parse.js'
import type { LabelSelector, LabelSelectorRequirement, StringMap } from './types.js'

export { parseSelector } from './labels-parse.js'
export type { Requirement, SelectorResult } from './labels-parse.js'

/** Whether labels have all those of a set, with their values. */
export function includesLabels(labels: StringMap | undefined, wanted: StringMap | undefined): boolean {
  for (const name in wanted) if (labels?.[name] !== wanted[name]) return false
  return true
}

export type LabelPredicate = (labels: StringMap | undefined) => boolean

const noLabels: StringMap = {}
const has = (labels: StringMap, key: string): boolean => Object.hasOwn(labels, key)
const integerText = /^[+-]?\d+$/
const integer = (text: string | undefined): bigint | undefined => (text !== undefined && integerText.test(text) ? BigInt(text.replace('+', '')) : undefined)

function compileOrder(key: string, value: string | undefined, isGreater: boolean): LabelPredicate {
  const bound = integer(value)
  return (labels) => {
    const own = labels === undefined || !has(labels, key) ? undefined : integer(labels[key])
    if (own === undefined || bound === undefined) return false
    return isGreater ? own > bound : own < bound
  }
}

function compileMembership(key: string, values: readonly string[], isIn: boolean): LabelPredicate {
  const single = values.length === 1 ? values[0] : undefined
  if (single !== undefined)
    return isIn ? (labels = noLabels) => has(labels, key) && labels[key] === single : (labels = noLabels) => !has(labels, key) || labels[key] !== single
  const set = new Set(values)
  return isIn
    ? (labels = noLabels) => has(labels, key) && set.has(labels[key] as string)
    : (labels = noLabels) => !has(labels, key) || !set.has(labels[key] as string)
}

/** One requirement of a label selector or of a node selector term; an unknown operator matches nothing. */
export function compileRequirement({ key, operator, values = [] }: LabelSelectorRequirement): LabelPredicate {
  switch (operator) {
    case 'In':
      return compileMembership(key, values, true)
    case 'NotIn':
      return compileMembership(key, values, false)
    case 'Exists':
      return (labels = noLabels) => has(labels, key)
    case 'DoesNotExist':
      return (labels = noLabels) => !has(labels, key)
    case 'Gt':
      return compileOrder(key, values[0], true)
    case 'Lt':
      return compileOrder(key, values[0], false)
    default:
      return () => false
  }
}

const operatorNames: Readonly<Record<Requirement['operator'], string>> = {
  '=': 'In',
  '==': 'In',
  in: 'In',
  '!=': 'NotIn',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
  '>': 'Gt',
  '<': 'Lt',
}
const isParsed = (selector: LabelSelector | readonly Requirement[]): selector is readonly Requirement[] => Array.isArray(selector)

/** Every requirement in the operators of the API; matchLabels become `In` with one value. */
export function requirementsOf(selector: LabelSelector | readonly Requirement[]): readonly LabelSelectorRequirement[] {
  if (isParsed(selector)) return selector.map(({ key, operator, values }) => ({ key, operator: operatorNames[operator], values }))
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }))
  return [...equalities, ...(selector.matchExpressions ?? [])]
}

const everything: LabelPredicate = () => true
const nothing: LabelPredicate = () => false

function conjunction(predicates: readonly LabelPredicate[]): LabelPredicate {
  if (predicates.length === 0) return everything
  const [first, second] = predicates as readonly [LabelPredicate, LabelPredicate | undefined]
  if (predicates.length === 1) return first
  if (predicates.length === 2 && second) return (labels) => first(labels) && second(labels)
  return (labels) => predicates.every((predicate) => predicate(labels))
}

const compiled = new WeakMap<object, LabelPredicate>()

function memoise(selector: object, compile: () => LabelPredicate): LabelPredicate {
  const known = compiled.get(selector)
  if (known) return known
  const predicate = compile()
  compiled.set(selector, predicate)
  return predicate
}

/** Compiled once for each selector object. No selector selects nothing, an empty one everything (`LabelSelectorAsSelector`). */
export function compileSelector(selector: LabelSelector | readonly Requirement[] | undefined): LabelPredicate {
  if (selector === undefined) return nothing
  return memoise(selector, () => conjunction(requirementsOf(selector).map(compileRequirement)))
}

/** A plain map of equalities (`Service.spec.selector`, `nodeSelector`): empty or absent selects everything (`SelectorFromSet`). */
export function compileLabelSet(set: StringMap | undefined): LabelPredicate {
  if (set === undefined) return everything
  return memoise(set, () => conjunction(Object.entries(set).map(([key, value]) => compileMembership(key, [value], true))))
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

function requirementText({ key, operator, values }: Requirement): string {
  const list = values.toSorted().join(',')
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`
    default:
      return `${key}${operator}${list}`
  }
}

const parsedOperators: Readonly<Record<string, Requirement['operator']>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' }

/** As kubectl prints a selector: `app=web,tier in (a,b),!x`, sorted by key; `<none>` when it selects everything, `<error>` when it is invalid. */
export function selectorToString(selector: LabelSelector | readonly Requirement[] | undefined): string {
  if (selector === undefined) return '<none>'
  if (isParsed(selector)) return selector.map(requirementText).join(',')
  const expressions = selector.matchExpressions ?? []
  if (expressions.some(({ operator }) => !Object.hasOwn(parsedOperators, operator))) return '<error>'
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }))
  const sets = expressions.map(({ key, operator, values = [] }): Requirement => ({
    key,
    operator: parsedOperators[operator] as Requirement['operator'],
    values,
  }))
  const text = [...equalities, ...sets].sort(byKey).map(requirementText).join(',')
  return text === '' ? '<none>' : text
}

/** The labels that an object must have to be selected, `[key, value]` sorted by key: what an index can answer before the predicate runs. */
export function equalityPairs(selector: LabelSelector | readonly Requirement[] | undefined): readonly (readonly [string, string])[] {
  if (selector === undefined) return []
  return requirementsOf(selector)
    .filter(({ operator, values }) => operator === 'In' && values?.length === 1)
    .toSorted(byKey)
    .map(({ key, values }) => [key, (values as readonly string[])[0] as string] as const)
}
