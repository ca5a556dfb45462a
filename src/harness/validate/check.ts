import type { JsonSchema, ValueFormat } from '../../assertions/schema-parts.js'
import { formats, isFormat } from './formats.js'
import { matchesSchema } from './matches-schema.js'
import { scenarioSchema } from './scenario-schema.js'

/** One violation of the schema, as ajv reports it. */
export interface SchemaViolation {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  /** The schema that has the keyword. */
  readonly parentSchema: JsonSchema
  /** Set when a key is meant, not a value. */
  readonly propertyName?: string
}

/** Every violation in a value. */
export type SchemaCheck = (value: unknown) => readonly SchemaViolation[]

const formatValidators = Object.fromEntries(Object.keys(formats).map((format) => [format, (value: string): boolean => isFormat(format as ValueFormat, value)]))

/** The schema lists types where several shapes are possible, and all problems are wanted at once. */
const ajvOptions = {
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  messages: false,
  verbose: true,
  formats: formatValidators,
}

async function compileSchema(): Promise<SchemaCheck> {
  const { Ajv } = await import('ajv')
  const compiled = new Ajv(ajvOptions).compile(scenarioSchema)
  return (value) => (compiled(value) ? [] : [...((compiled.errors ?? []) as unknown as readonly SchemaViolation[])])
}

let compiled: Promise<SchemaCheck> | undefined

/** ajv's check of a whole scenario. Loading ajv and compiling the schema takes a tenth of a second and more; once a process. */
export function loadSchemaCheck(): Promise<SchemaCheck> {
  compiled ??= compileSchema()
  return compiled
}

const nothing: SchemaCheck = () => []

/** The check that these values need: ajv is loaded only when one of them is wrong and somebody must be told how. */
export async function schemaCheckFor(values: readonly unknown[]): Promise<SchemaCheck> {
  return values.every((value) => matchesSchema(scenarioSchema, value)) ? nothing : loadSchemaCheck()
}
