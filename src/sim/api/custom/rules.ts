/** `x-kubernetes-validations` of a value: apiextensions 1.36 `schema/cel/validation.go`. */
import { perCallLimit } from '../cel/compile.js'
import { fromJson } from '../cel/from-json.js'
import { isFault, optional, type CelValue } from '../cel/values.js'
import { goJson } from '../go-json.js'
import { isEqual } from '../validation/equal.js'
import { child, fieldText, index, key, pointerText, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { schemaType, type SchemaType } from './cel-type.js'
import { compileRule, type CompiledRule } from './definition-rules.js'
import { itemsByKeys } from './list-keys.js'
import { fieldPathText, resolveFieldPath } from './rule-path.js'
import { isEmbedded, isRecord, valuesOf, type JsonSchema } from './schema.js'

/** The rules of a schema and of what is below it; undefined where there are none. */
export interface RuleTree {
  readonly schema: JsonSchema
  readonly type: SchemaType | undefined
  readonly rules: readonly CompiledRule[]
  readonly items: RuleTree | undefined
  readonly values: RuleTree | undefined
  readonly properties: ReadonlyMap<string, RuleTree>
}

export function compileRules(schema: JsonSchema, isRoot: boolean): RuleTree | undefined {
  const written = schema['x-kubernetes-validations'] ?? []
  const type = written.length > 0 ? schemaType(schema, isRoot) : undefined
  const rules = type ? written.map((rule) => compileRule(rule, type.type)) : []
  const items = isRecord(schema.items) ? compileRules(schema.items, isEmbedded(schema.items)) : undefined
  const its = valuesOf(schema)
  const values = its && compileRules(its, isEmbedded(its))
  const properties = new Map<string, RuleTree>()
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const tree = isRecord(property) ? compileRules(property, isEmbedded(property)) : undefined
    if (tree) properties.set(name, tree)
  }
  return rules.length > 0 || items || values || properties.size > 0 ? { schema, type, rules, items, values, properties } : undefined
}

/** Cost of all rules of one object (`RuntimeCELCostBudget`). */
const budget = 10_000_000

interface Run {
  readonly errors: FieldError[]
  left: number
}

/** `old` is undefined on creation, and for values that have no counterpart. */
export function ruleErrors(value: unknown, tree: RuleTree, old: unknown): readonly FieldError[] {
  const run: Run = { errors: [], left: budget }
  visit(value, tree, undefined, old, run)
  return run.errors
}

function visit(value: unknown, tree: RuleTree, path: FieldPath | undefined, old: unknown, run: Run): void {
  if (value === null || value === undefined || run.left < 0) return
  if (tree.rules.length > 0) evaluateAll(value, tree, path, old, run)
  if (Array.isArray(value)) {
    const before = itemsByKeys(tree.schema, old)
    if (tree.items && path) for (const [at, item] of value.entries()) visit(item, tree.items, index(path, at), before?.(item), run)
    return
  }
  if (!isRecord(value)) return
  const previous = isRecord(old) ? old : undefined
  if (tree.values && path) for (const [name, item] of Object.entries(value)) visit(item, tree.values, key(path, name), previous?.[name], run)
  for (const [name, its] of tree.properties) visit(value[name], its, child(path, name), previous?.[name], run)
}

function evaluateAll(value: unknown, tree: RuleTree, path: FieldPath | undefined, old: unknown, run: Run): void {
  const { type } = tree.type as SchemaType
  const self = fromJson(value, type)
  const oldSelf = old === undefined || old === null ? undefined : fromJson(old, type)
  for (const compiled of tree.rules) {
    const isOptional = compiled.rule.optionalOldSelf === true
    if (!compiled.program || (compiled.usesOldSelf && oldSelf === undefined && !isOptional)) continue
    const activation = { self, oldSelf: isOptional ? optional(oldSelf) : (oldSelf ?? null) }
    evaluateOne(compiled, activation, { value, tree, path, run, isSame: old !== undefined && isEqual(value, old) })
    if (run.left < 0) return
  }
}

interface Subject {
  readonly value: unknown
  readonly tree: RuleTree
  readonly path: FieldPath | undefined
  readonly run: Run
  /** Nothing changed: only rules of transitions count. */
  readonly isSame: boolean
}

type Activation = Readonly<Record<string, CelValue>>

const ruleText = ({ rule }: CompiledRule): string => rule.message?.trim() || (rule.rule ?? '').trim()

function report({ path, run }: Subject, type: FieldError['type'], message: string, below = ''): void {
  const at = path ? fieldText(path) : ''
  const field = below === '' ? at : at === '' ? below : below.startsWith('[') ? `${at}${below}` : `${at}.${below}`
  run.errors.push({ type, field: field === '' ? '<nil>' : field, pointer: path ? pointerText(path) : '', message })
}

function evaluateOne(compiled: CompiledRule, activation: Activation, subject: Subject): void {
  const { run, tree } = subject
  const { value, cost } = (compiled.program as NonNullable<CompiledRule['program']>).evaluate(activation, perCallLimit)
  const typeWord = `Invalid value: ${JSON.stringify(tree.schema.type ?? '')}: `
  if (cost > run.left) {
    report(subject, 'Invalid', `${typeWord}validation failed due to running out of cost budget, no further validation rules will be run`)
    run.left = -1
    return
  }
  run.left -= cost
  if (isFault(value)) {
    report(subject, 'Invalid', `${typeWord}${faultText(value.message, compiled)}`)
    if (value.message.startsWith('operation cancelled')) run.left = -1
    return
  }
  if (value === true || (subject.isSame && !compiled.usesOldSelf)) return
  const steps = compiled.rule.fieldPath ? resolveFieldPath(compiled.rule.fieldPath, tree.schema) : undefined
  const [type, message] = failure(compiled, detailOf(compiled, activation), subject)
  report(subject, type, message, steps ? fieldPathText(steps) : '')
}

function faultText(message: string, compiled: CompiledRule): string {
  if (message.startsWith('no such overload')) return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(compiled)}`
  if (message.startsWith('operation cancelled')) return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleText(compiled)}`
  return `${message} evaluating rule: ${ruleText(compiled)}`
}

/** A message of one line with something in it, or else what the rule says of itself. */
function detailOf(compiled: CompiledRule, activation: Activation): string {
  const made = compiled.message?.evaluate(activation, perCallLimit).value
  if (typeof made === 'string' && made.trim() !== '' && !/[\n\r]/.test(made) && made.length <= 5 * 1024) return made.trim()
  const { rule } = compiled
  return rule.message ? rule.message.trim() : `failed rule: ${(rule.rule ?? '').trim()}`
}

function failure({ rule }: CompiledRule, detail: string, { value, tree }: Subject): readonly [FieldError['type'], string] {
  switch (rule.reason) {
    case 'FieldValueForbidden': return ['Forbidden', `Forbidden: ${detail}`]
    case 'FieldValueRequired': return ['Required', `Required value: ${detail}`]
    case 'FieldValueDuplicate': return ['Duplicate', shownValue('Duplicate value', value, tree)]
    default: return ['Invalid', `${shownValue('Invalid value', value, tree)}: ${detail}`]
  }
}

/** Objects and lists are not printed. */
const shownValue = (words: string, value: unknown, { schema }: RuleTree): string =>
  (schema.type === 'object' || schema.type === 'array' ? words : `${words}: ${goJson(value)}`)
