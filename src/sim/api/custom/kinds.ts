/** The kinds that a CustomResourceDefinition declares, one for each version that is served. */
import { defineKind, type KindDefinition, type PrintedColumn } from '../kinds/define.js'
import { ageColumn, nameColumn } from '../kinds/columns.js'
import { age } from '../kinds/age.js'
import type { KubeObject } from '../types.js'
import { fillDefaults } from './defaults.js'
import { objectErrors, type ObjectRules } from './object.js'
import { prune, unknownFields } from './prune.js'
import { compileRules } from './rules.js'
import { isRecord, type DefinitionSpec, type DefinitionVersion, type JsonSchema, type PrinterColumn } from './schema.js'
import { namesOf } from './definition.js'
import { columnCell } from './json-path.js'

const anything: JsonSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

function cellOf({ jsonPath, type }: PrinterColumn): PrintedColumn['cell'] {
  return (object: KubeObject, now: number) => {
    const value = columnCell(object, jsonPath)
    if (type === 'date' && typeof value === 'string') return age(value, now)
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  }
}

function columnsOf(version: DefinitionVersion): readonly PrintedColumn[] {
  const own = version.additionalPrinterColumns ?? []
  if (own.length === 0) return [nameColumn, ageColumn]
  return [nameColumn, ...own.map((column) => ({ name: column.name.toUpperCase(), ...(column.priority ? { priority: column.priority } : {}), cell: cellOf(column) }))]
}

function subresourcesOf({ subresources }: DefinitionVersion): KindDefinition['subresources'] {
  return [...(subresources?.status === undefined ? [] : ['status' as const]), ...(subresources?.scale === undefined ? [] : ['scale' as const])]
}

function versionKind(spec: DefinitionSpec, version: DefinitionVersion): KindDefinition {
  const schema = version.schema?.openAPIV3Schema ?? anything
  const names = namesOf(spec as unknown as Readonly<Record<string, unknown>>) as unknown as DefinitionSpec['names']
  const rules: ObjectRules = { schema, rules: compileRules(schema, true), version, isNamespaced: spec.scope === 'Namespaced' }
  const newest = spec.versions.find(({ served, deprecated }) => served === true && deprecated !== true)
  const deprecation = version.deprecationWarning ?? deprecationOf(spec, version, newest)
  return {
    ...defineKind({
      group: spec.group, version: version.name, kind: names.kind, plural: names.plural, namespaced: spec.scope === 'Namespaced', singular: names.singular as string,
      shortNames: names.shortNames ?? [], generation: true, subresources: subresourcesOf(version), columns: columnsOf(version),
      defaults: (object) => fillDefaults(object, schema) as KubeObject,
      fieldSelectors: Object.fromEntries((version.selectableFields ?? []).map(({ jsonPath }) => [jsonPath.slice(1), (object: KubeObject) => fieldText(columnCell(object, jsonPath))])),
      validate: (object) => objectErrors(object, rules), validateUpdate: (object, old) => objectErrors(object, rules, old),
    }),
    custom: {
      unknownFields: (fields) => unknownFields(fields, schema, true),
      prune: (fields) => prune(fields, schema, true) as Readonly<Record<string, unknown>>,
      fieldNames: (path) => fieldNames(schema, path),
      ...(version.deprecated === true && { deprecation }),
      ...(version.subresources?.scale && { scale: version.subresources.scale }),
    },
  }
}

/** As field selectors compare it: absent is empty. */
const fieldText = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value))

function deprecationOf(spec: DefinitionSpec, version: DefinitionVersion, newest: DefinitionVersion | undefined): string {
  const words = `${spec.group}/${version.name} ${spec.names.kind} is deprecated`
  return newest ? `${words}; use ${spec.group}/${newest.name} ${spec.names.kind}` : words
}

/** The fields that there are beside the one at the end of a path. */
function fieldNames(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  const at = path.slice(0, -1).reduce<JsonSchema | undefined>((its, step) => {
    if (!its) return undefined
    return typeof step === 'number' ? its.items : (its.properties?.[step] ?? (isRecord(its.additionalProperties) ? (its.additionalProperties as JsonSchema) : undefined))
  }, schema)
  return Object.keys(at?.properties ?? {})
}

/** Storage version first. */
export function kindsOf(definition: KubeObject): readonly KindDefinition[] {
  const { spec } = definition as KubeObject & { readonly spec: DefinitionSpec }
  const served = spec.versions.filter(({ served: isServed, storage }) => isServed === true || storage === true)
  return served.toSorted((a, b) => Number(b.storage === true) - Number(a.storage === true)).map((version) => versionKind(spec, version))
}
