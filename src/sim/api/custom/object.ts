/** A custom object as a whole: apiextensions 1.36 `customresource/validator.go`, `strategy.go`. */
import { child } from '../validation/path.js'
import { clusterSubdomain, namespacedSubdomain, validateMetadata, validateMetadataUpdate } from '../validation/metadata.js'
import type { FieldError } from '../errors.js'
import type { KubeObject } from '../types.js'
import { duplicateItems } from './list-keys.js'
import { ruleErrors, type RuleTree } from './rules.js'
import { isEmbedded, isRecord, valuesOf, type DefinitionVersion, type JsonSchema } from './schema.js'
import { valueErrors } from './validate.js'
import type { FieldPath } from '../validation/path.js'

/** Errors after which rules are not looked at: they could only speak of the same. */
const blocking = new Set<FieldError['type']>(['Required', 'TooLong', 'TooMany', 'Duplicate', 'TypeInvalid'])
const notChecked: FieldError = {
  type: 'Invalid', field: '<nil>', pointer: '',
  message: 'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
}

export interface ObjectRules {
  readonly schema: JsonSchema
  readonly rules: RuleTree | undefined
  readonly version: DefinitionVersion
  readonly isNamespaced: boolean
}

export function objectErrors(object: KubeObject, { schema, rules, version, isNamespaced }: ObjectRules, old?: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = []
  if (old) validateMetadataUpdate(object, old, errors)
  else validateMetadata(object, isNamespaced ? namespacedSubdomain : clusterSubdomain, errors)
  const found = [...valueErrors(object, schema, undefined, old), ...embeddedErrors(object, schema, undefined), ...duplicateErrors(object, schema, old)]
  errors.push(...found.map((error) => (error.field === '' ? { ...error, field: '<nil>' } : error)))
  if (rules) {
    if (errors.some(({ type }) => blocking.has(type))) errors.push(notChecked)
    else errors.push(...ruleErrors(object, rules, old))
  }
  return [...errors, ...replicaErrors(object, version)]
}

/** What was there twice already may stay. */
function duplicateErrors(object: KubeObject, schema: JsonSchema, old: KubeObject | undefined): readonly FieldError[] {
  if (old && duplicateItems(old, schema, undefined).length > 0) return []
  return duplicateItems(object, schema, undefined)
}

/** Objects inside of objects say what they are. */
function embeddedErrors(value: unknown, schema: JsonSchema, path: FieldPath | undefined): readonly FieldError[] {
  if (!isRecord(value)) return []
  const own: FieldError[] = []
  if (path && isEmbedded(schema)) {
    for (const name of ['apiVersion', 'kind']) {
      if (value[name] === undefined || value[name] === '') own.push({ type: 'Required', field: `${textOf(path)}.${name}`, pointer: '', message: 'Required value' })
    }
  }
  const inner = Object.entries(value).flatMap(([name, item]) => {
    const its = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : valuesOf(schema)
    return its ? embeddedErrors(item, its, child(path, name)) : []
  })
  return [...own, ...inner]
}
const textOf = ({ parent, step }: FieldPath): string => (parent ? `${textOf(parent)}.${step}` : String(step))

/** The value at `.spec.replicas`. */
export function atJsonPath(object: unknown, path: string): unknown {
  return path.replace(/^\./, '').split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), object)
}

function replicaErrors(object: KubeObject, { subresources }: DefinitionVersion): readonly FieldError[] {
  const scale = subresources?.scale
  if (!scale) return []
  return [scale.specReplicasPath, scale.statusReplicasPath].flatMap((path): readonly FieldError[] => {
    const replicas = atJsonPath(object, path)
    const field = path.replace(/^\./, '')
    const pointer = `/${field.replaceAll('.', '/')}`
    return typeof replicas === 'number' && replicas < 0 ? [{ type: 'Invalid', field, pointer, message: `Invalid value: ${replicas}: should be a non-negative integer` }] : []
  })
}
