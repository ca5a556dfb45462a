/** Expressions of `x-kubernetes-validations` at the time when their definition is written: they compile, and are not too costly. */
import { compileCel, type CelProgram } from '../cel/compile.js'
import { estimateCost } from '../cel/cost.js'
import { optionalOf, type CelType } from '../cel/types.js'
import { forbidden, invalid, required, notSupported } from '../validation/field-error.js'
import { child, fieldText, index, type FieldPath } from '../validation/path.js'
import { struct } from '../validation/values.js'
import type { FieldError } from '../errors.js'
import { resolveFieldPath } from './rule-path.js'
import type { JsonSchema, ValidationRule } from './schema.js'
import { maxRequestBytes, type SchemaType } from './cel-type.js'

const ruleLimit = 10_000_000
export const definitionLimit = 100_000_000

/** Costs of all rules of one schema, summed up on the way. */
export interface TotalCost {
  total: number
  expensive: { readonly path: FieldPath; readonly cost: number }[]
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']
const hasNewline = (text: string): boolean => /[\n\r]/.test(text)

/** What can be said of rules without compiling them. */
export function ruleWords(schema: JsonSchema, path: FieldPath): readonly FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, at) => wordsOf(rule, schema, index(child(path, 'x-kubernetes-validations'), at)))
}

function wordsOf(rule: ValidationRule, schema: JsonSchema, at: FieldPath): readonly FieldError[] {
  const { rule: text = '', message = '', messageExpression = '', fieldPath = '' } = rule
  const errors: FieldError[] = []
  if (text.trim() === '') errors.push(required(child(at, 'rule'), 'rule is not specified'))
  else if (message !== '' && message.trim() === '') errors.push(invalid(child(at, 'message'), message, 'must be non-empty if specified'))
  else if (hasNewline(message.trim())) errors.push(invalid(child(at, 'message'), message, 'must not contain line breaks'))
  else if (hasNewline(text.trim()) && message.trim() === '') errors.push(required(child(at, 'message'), 'message must be specified if rule contains line breaks'))
  if (messageExpression !== '' && messageExpression.trim() === '') errors.push(required(child(at, 'messageExpression'), 'messageExpression must be non-empty if specified'))
  if (rule.reason !== undefined && !reasons.includes(rule.reason)) errors.push(notSupported(child(at, 'reason'), rule.reason, reasons))
  if (fieldPath !== '' && fieldPath.trim() === '') errors.push(invalid(child(at, 'fieldPath'), fieldPath, 'must be non-empty if specified'))
  if (hasNewline(fieldPath)) errors.push(invalid(child(at, 'fieldPath'), fieldPath, 'must not contain line breaks'))
  if (fieldPath !== '' && !resolveFieldPath(fieldPath, schema)) errors.push(invalid(child(at, 'fieldPath'), fieldPath, 'must be a valid path'))
  return errors
}

export interface CompiledRule {
  readonly rule: ValidationRule
  readonly program: CelProgram | undefined
  readonly message: CelProgram | undefined
  readonly usesOldSelf: boolean
  /** Why there is no program. */
  readonly error?: string
  readonly messageError?: string
}

const variables = (type: CelType, isOptional: boolean): Readonly<Record<string, CelType>> => ({ self: type, oldSelf: isOptional ? optionalOf(type) : type })

export function compileRule(rule: ValidationRule, type: CelType): CompiledRule {
  const none = { rule, program: undefined, message: undefined, usesOldSelf: false }
  if ((rule.rule ?? '').trim() === '') return none
  const env = { variables: variables(type, rule.optionalOldSelf === true) }
  const program = compileCel(rule.rule as string, env)
  if (!program.ok) return { ...none, error: `compilation failed: ${program.text}` }
  const usesOldSelf = program.names.has('oldSelf')
  if (program.type.form !== 'bool') return { ...none, error: 'cel expression must evaluate to a bool' }
  const compiled = { rule, program, message: undefined, usesOldSelf }
  if (!rule.messageExpression) return compiled
  const message = compileCel(rule.messageExpression, env)
  if (!message.ok) return { ...compiled, messageError: `messageExpression compilation failed: ${message.text}` }
  return message.type.form === 'string' ? { ...compiled, message } : { ...compiled, messageError: 'messageExpression must evaluate to a string' }
}

const printedRule = (rule: ValidationRule): unknown => struct(
  ['Rule', rule.rule ?? ''], ['Message', rule.message ?? ''], ['MessageExpression', rule.messageExpression ?? ''], ['Reason', rule.reason],
  ['FieldPath', rule.fieldPath ?? ''], ['OptionalOldSelf', rule.optionalOldSelf],
)

export function costMessage(what: string, cost: number, limit: number): string {
  const factor = cost / limit
  const words = factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`
  return `${what} exceeds budget by factor of ${words} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

export interface RulePlace {
  readonly path: FieldPath
  readonly type: SchemaType
  /** How often the schema can occur in one object; undefined where no list or map around it is bounded. */
  readonly cardinality: number | undefined
  /** The part of the schema in which old and new values cannot be told to belong together. */
  readonly uncorrelatable: FieldPath | undefined
  readonly total: TotalCost
}

/** The four most expensive of those that are worth naming. */
function observe(total: TotalCost, path: FieldPath, cost: number): void {
  total.total += cost
  if (cost < definitionLimit / 100) return
  total.expensive.push({ path, cost })
  total.expensive.sort((a, b) => (a.cost === b.cost ? 0 : b.cost - a.cost))
  total.expensive.length = Math.min(total.expensive.length, 4)
}

/** What compiling says. */
export function compiledRules(schema: JsonSchema, place: RulePlace): readonly FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, at) => compiledRule(rule, index(child(place.path, 'x-kubernetes-validations'), at), place))
}

function compiledRule(rule: ValidationRule, at: FieldPath, { type, cardinality, uncorrelatable, total }: RulePlace): readonly FieldError[] {
  const errors: FieldError[] = []
  const compiled = compileRule(rule, type.type)
  const times = cardinality ?? Math.trunc(maxRequestBytes / (type.minBytes + 1))
  const cost = compiled.program ? estimateCost(compiled.program) * times : 0
  if (cost > ruleLimit) errors.push(forbidden(child(at, 'rule'), costMessage('estimated rule cost', cost, ruleLimit)))
  observe(total, child(at, 'rule'), cost)
  if (compiled.error !== undefined) errors.push(invalid(child(at, 'rule'), printedRule(rule), compiled.error))
  if (compiled.messageError !== undefined) errors.push(invalid(child(at, 'messageExpression'), printedRule(rule), compiled.messageError))
  else if (compiled.message) {
    const messageCost = estimateCost(compiled.message)
    if (messageCost > ruleLimit) errors.push(forbidden(child(at, 'messageExpression'), costMessage('estimated messageExpression cost', messageCost, ruleLimit)))
    observe(total, child(at, 'messageExpression'), messageCost)
  }
  if (compiled.usesOldSelf) {
    if (uncorrelatable) errors.push(invalid(child(at, 'rule'), rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${fieldText(uncorrelatable)}`))
  } else if (rule.optionalOldSelf !== undefined) errors.push(invalid(child(at, 'optionalOldSelf'), rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'))
  return errors
}
