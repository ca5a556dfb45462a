/** Building blocks of the scenario's JSON Schema (draft 7), shared by steps, assertions and faults. */

/**
 * The part of JSON Schema that scenarios use. Values that may have several shapes list their types and give each shape its keywords
 * (which apply to that type alone), so that one mistake is one error.
 */
export interface JsonSchema {
  readonly $ref?: string
  /** What the thing is called in messages: `a step`, `an assertion`. */
  readonly title?: string
  readonly description?: string
  readonly type?: JsonType | readonly JsonType[]
  readonly format?: ValueFormat
  readonly enum?: readonly (string | number | boolean)[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  /** Only for `exactly one of these keys`: each branch is one `required`. */
  readonly oneOf?: readonly { readonly required: readonly string[] }[]
  readonly default?: string | number | boolean
  readonly examples?: readonly unknown[]
  readonly definitions?: Readonly<Record<string, JsonSchema>>
  readonly $schema?: string
  readonly $id?: string
}

export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null'

/** Texts with a syntax of their own; the harness knows how to read each (`validate/formats.ts`). */
export type ValueFormat =
  | 'go-duration' | 'go-duration-or-never' | 'go-duration-or-forever' | 'comparison' | 'percent-comparison' | 'duration-comparison' | 'quantity' | 'quantity-comparison'
  | 'glob-or-regex' | 'reference' | 'object-reference' | 'selector' | 'rfc3339' | 'dns-name' | 'marking-target'

const described = (description: string | undefined): { readonly description?: string } => (description === undefined ? {} : { description })

export const text = (description?: string): JsonSchema => ({ type: 'string', ...described(description) })
export const flag = (description?: string): JsonSchema => ({ type: 'boolean', ...described(description) })
export const whole = (minimum: number, description?: string): JsonSchema => ({ type: 'integer', minimum, ...described(description) })
export const word = (values: readonly string[], description?: string): JsonSchema => ({ type: 'string', enum: values, ...described(description) })
export const duration = (description?: string): JsonSchema => ({ type: 'string', format: 'go-duration', ...described(description), examples: ['30s', '5m'] })
export const quantity = (description?: string): JsonSchema => ({ type: ['string', 'number'], format: 'quantity', ...described(description) })
/** A text, glob or /regular expression/. */
export const pattern = (description?: string): JsonSchema => ({ type: 'string', format: 'glob-or-regex', ...described(description) })
export const selector = (description?: string): JsonSchema => ({ type: 'string', format: 'selector', ...described(description), examples: ['app=web,tier!=cache'] })
/** `deployment/web`, or `pods` for all of them. */
export const reference = (description?: string): JsonSchema => ({ type: 'string', format: 'reference', ...described(description) })
/** `deployment/web`: exactly one object. */
export const objectReference = (description?: string): JsonSchema => ({ type: 'string', format: 'object-reference', ...described(description) })

export const count = (description?: string): JsonSchema => ({ type: ['integer', 'string'], format: 'comparison', ...described(description), examples: [3, '>= 2', '2..4'] })
export const percentage = (description?: string): JsonSchema => ({ type: 'string', format: 'percent-comparison', ...described(description), examples: ['>= 99.9%'] })
export const time = (description?: string): JsonSchema => ({ type: 'string', format: 'duration-comparison', ...described(description), examples: ['<= 30s'] })
export const amount = (description?: string): JsonSchema => ({ type: ['string', 'number'], format: 'quantity-comparison', ...described(description), examples: ['>= 100m', '50%'] })

export const mapping = (properties: Readonly<Record<string, JsonSchema>>, more: Partial<JsonSchema> = {}): JsonSchema =>
  ({ type: 'object', properties, additionalProperties: false, ...more })
export const mapOf = (values: JsonSchema, description?: string): JsonSchema => ({ type: 'object', additionalProperties: values, ...described(description) })
export const anyMapping = (description?: string): JsonSchema => ({ type: 'object', ...described(description) })
export const listOf = (items: JsonSchema, description?: string): JsonSchema => ({ type: 'array', items, ...described(description) })

const typesOf = (schema: JsonSchema): readonly JsonType[] => (schema.type === undefined ? [] : Array.isArray(schema.type) ? (schema.type as readonly JsonType[]) : [schema.type as JsonType])

/** The shapes together; each keeps its keywords, which must not meet. */
export function either(...shapes: readonly JsonSchema[]): JsonSchema {
  return Object.assign({}, ...shapes, { type: [...new Set(shapes.flatMap(typesOf))] }) as JsonSchema
}

/** One, or a list of them. */
export function oneOrList(one: JsonSchema, description: string | undefined = one.description): JsonSchema {
  return { ...either(one, { type: 'array' }), items: one, minItems: 1, ...described(description) }
}

/** The keys that name one object. */
export const naming: Readonly<Record<string, JsonSchema>> = {
  name: pattern('The object\'s name; a glob or /regular expression/ means all that match.'),
  namespace: pattern('Default: the scenario\'s namespace.'),
}

/** The keys that choose several objects: all that are given must hold. */
export const choosing: Readonly<Record<string, JsonSchema>> = {
  select: selector('Label selector as kubectl reads it.'),
  ...naming,
  owner: objectReference('The object that owns them, such as `deployment/web`.'),
  node: pattern('The node they run on.'),
}

const conditionObject = {
  type: pattern('The condition\'s type, such as `Available`.'),
  status: { type: ['string', 'boolean'], format: 'glob-or-regex', description: '`True`, `False` or `Unknown`; default `True`.' },
  reason: pattern(),
  message: pattern(),
} as const satisfies Readonly<Record<string, JsonSchema>>

/** `Ready` (it is True), `Ready=False`, `{ type, status, reason, message }`, `{ Ready: false }`, or a list of these. */
const conditionWith = (more: Readonly<Record<string, JsonSchema>>): JsonSchema => {
  const keys = [...Object.keys(conditionObject), ...Object.keys(more)].join('|')
  const full: JsonSchema = { type: 'object', properties: { ...conditionObject, ...more }, minProperties: 1, propertyNames: { pattern: `^(${keys}|[A-Z].*|.*/.*)$` } }
  return oneOrList(either(text(), full), 'A condition: `Available` (it is True), `Available=False`, `{ type, status, reason, message }`, or a list of these.')
}
const conditionSchema: JsonSchema = conditionWith({})

/** The same, with the object that has it. */
export const conditionOf: JsonSchema = conditionWith({ of: reference('The object that has it, such as `pod/web-0`.'), regarding: reference('The same as `of`.') })

export const condition: JsonSchema = { $ref: '#/definitions/condition' }

/** Definitions that the schemas of assertions refer to. */
export const sharedDefinitions: Readonly<Record<string, JsonSchema>> = { condition: conditionSchema }
