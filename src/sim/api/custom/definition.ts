/** CustomResourceDefinitions: apiextensions 1.36 `validation.ValidateCustomResourceDefinition` and its update. */
import { checkDns1035Label, checkDnsSubdomain } from '../names.js'
import { isEqual } from '../validation/equal.js'
import { forbidden, invalid, notSupported, required } from '../validation/field-error.js'
import { clusterSubdomain, validateMetadata, validateMetadataUpdate } from '../validation/metadata.js'
import { child, index, key, root, type FieldPath } from '../validation/path.js'
import { fields, items, optional, struct, text, texts, type Fields } from '../validation/values.js'
import type { FieldError } from '../errors.js'
import type { KubeObject } from '../types.js'
import { schemaErrors } from './definition-schema.js'
import { resolveFieldPath } from './rule-path.js'
import type { JsonSchema } from './schema.js'

type Errors = FieldError[]
const specPath = root('spec')
export const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function joined(path: FieldPath, value: string, problems: readonly string[], errors: Errors, prefix = ''): void {
  if (problems.length > 0) errors.push(invalid(path, value, prefix + problems.join(',')))
}

/** Names that the server fills in: `singular` and `listKind`. */
export function namesOf(spec: Fields): Fields {
  const names = fields(spec['names'])
  const kind = text(names['kind'])
  return {
    ...names,
    ...(text(names['singular']) === '' && kind !== '' && { singular: kind.toLowerCase() }),
    ...(text(names['listKind']) === '' && kind !== '' && { listKind: `${kind}List` }),
  }
}

function names(spec: Fields, errors: Errors): void {
  const [given, path] = [namesOf(spec), child(specPath, 'names')]
  const at = (name: string): string => text(given[name])
  for (const name of ['plural', 'singular', 'kind', 'listKind']) if (at(name) === '') errors.push(required(child(path, name)))
  for (const name of ['plural', 'singular']) if (at(name) !== '') joined(child(path, name), at(name), checkDns1035Label(at(name)), errors)
  const mixed = 'may have mixed case, but should otherwise match: '
  for (const name of ['kind', 'listKind']) if (at(name) !== '') joined(child(path, name), at(name), checkDns1035Label(at(name).toLowerCase()), errors, mixed)
  for (const [position, name] of texts(given['shortNames']).entries()) joined(index(child(path, 'shortNames'), position), name, checkDns1035Label(name), errors)
  if (at('kind') !== '' && at('kind') === at('listKind')) errors.push(invalid(child(path, 'listKind'), at('listKind'), 'kind and listKind may not be the same'))
  for (const [position, name] of texts(given['categories']).entries()) joined(index(child(path, 'categories'), position), name, checkDns1035Label(name), errors)
}

/** What all versions have alike stands once, at the top, when it is checked. */
function isShared(versions: readonly Fields[], name: string): boolean {
  return versions.length > 0 && versions[0]?.[name] !== undefined && versions.every((version) => isEqual(version[name], versions[0]?.[name]))
}

const printed = (versions: readonly Fields[]): unknown => {
  const own = (version: Fields, name: string): unknown => (isShared(versions, name) ? null : version[name])
  return versions.map((version) => struct(
    ['Name', version['name']], ['Served', version['served'] ?? false], ['Storage', version['storage'] ?? false], ['Deprecated', version['deprecated'] ?? false],
    ['DeprecationWarning', version['deprecationWarning']], ['Schema', own(version, 'schema')], ['Subresources', own(version, 'subresources')],
    ['AdditionalPrinterColumns', own(version, 'additionalPrinterColumns')], ['SelectableFields', own(version, 'selectableFields')],
  ))
}

function schemas(versions: readonly Fields[], errors: Errors): void {
  const schemaOf = (version: Fields): JsonSchema | undefined => optional(fields(version['schema'])['openAPIV3Schema']) as JsonSchema | undefined
  const versionsPath = child(specPath, 'versions')
  if (isShared(versions, 'schema') && schemaOf(versions[0] as Fields)) {
    errors.push(...schemaErrors(schemaOf(versions[0] as Fields) as JsonSchema, child(child(specPath, 'validation'), 'openAPIV3Schema')))
    return
  }
  for (const [position, version] of versions.entries()) {
    const path = child(child(index(versionsPath, position), 'schema'), 'openAPIV3Schema')
    const schema = schemaOf(version)
    if (schema) errors.push(...schemaErrors(schema, path))
    else errors.push(required(path))
  }
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

function simplePath(path: FieldPath, value: string, errors: Errors): boolean {
  if (value.startsWith('.')) return true
  errors.push(invalid(path, value, 'must be a simple json path starting with .'))
  return false
}

function column(path: FieldPath, given: Fields, errors: Errors): void {
  const [type, format, jsonPath] = [text(given['type']), text(given['format']), text(given['jsonPath'])]
  if (text(given['name']) === '') errors.push(required(child(path, 'name')))
  if (type === '') errors.push(required(child(path, 'type'), `must be one of ${columnTypes.join(',')}`))
  else if (!columnTypes.includes(type)) errors.push(invalid(child(path, 'type'), type, `must be one of ${columnTypes.join(',')}`))
  if (format !== '' && !columnFormats.includes(format)) errors.push(invalid(child(path, 'format'), format, `must be one of ${columnFormats.join(',')}`))
  if (jsonPath === '') errors.push(required(child(path, 'JSONPath')))
  else simplePath(child(path, 'JSONPath'), jsonPath, errors)
}

const replicaPaths: readonly (readonly [string, readonly string[], string, boolean])[] = [
  ['specReplicasPath', ['.spec.'], '.spec', true], ['statusReplicasPath', ['.status.'], '.status', true],
  ['labelSelectorPath', ['.spec.', '.status.'], 'either .spec or .status', false],
]

function subresources(path: FieldPath, given: Fields, errors: Errors): void {
  const scale = optional(given['scale'])
  if (!scale) return
  for (const [name, prefixes, words, isRequired] of replicaPaths) {
    const value = text(scale[name])
    const at = child(path, `scale.${name}`)
    if (value === '') {
      if (isRequired) errors.push(required(at))
    } else if (simplePath(at, value, errors) && !prefixes.some((prefix) => value.startsWith(prefix))) errors.push(invalid(at, value, `should be a json path under ${words}`))
  }
}

function selectable(path: FieldPath, version: Fields, errors: Errors): void {
  const schema = optional(fields(version['schema'])['openAPIV3Schema']) as JsonSchema | undefined
  for (const [position, { jsonPath }] of items<{ readonly jsonPath?: string }>(version['selectableFields']).entries()) {
    const at = child(index(path, position), 'jsonPath')
    if (!jsonPath) errors.push(required(at))
    else if (schema && (!resolveFieldPath(jsonPath, schema) || jsonPath.includes('['))) errors.push(invalid(at, jsonPath, 'is an invalid path: does not refer to a valid field'))
  }
}

/** Parts of a version at their place: at the top where all versions have them alike. */
function parts(versions: readonly Fields[], errors: Errors): void {
  const each: readonly (readonly [string, (path: FieldPath, version: Fields) => void])[] = [
    ['subresources', (path, version) => subresources(path, fields(version['subresources']), errors)],
    ['additionalPrinterColumns', (path, version) => {
      for (const [position, given] of items(version['additionalPrinterColumns']).entries()) column(index(path, position), given, errors)
    }],
    ['selectableFields', (path, version) => selectable(path, version, errors)],
  ]
  for (const [name, check] of each) {
    if (isShared(versions, name)) check(child(specPath, name), versions[0] as Fields)
    else for (const [position, version] of versions.entries()) check(child(index(child(specPath, 'versions'), position), name), version)
  }
}

function conversion(spec: Fields, errors: Errors): void {
  const given = optional(spec['conversion'])
  if (!given) return
  const path = child(specPath, 'conversion')
  const strategy = text(given['strategy'])
  if (strategy === '') errors.push(required(child(path, 'strategy')))
  else if (strategy !== 'None' && strategy !== 'Webhook') errors.push(notSupported(child(path, 'strategy'), strategy, ['None', 'Webhook']))
  const webhook = fields(given['webhook'])
  const client = optional(webhook['clientConfig'])
  if (strategy === 'Webhook') {
    if (!client) errors.push(required(child(path, 'webhookClientConfig'), 'required when strategy is set to Webhook'))
    if (texts(webhook['conversionReviewVersions']).length === 0) errors.push(required(child(path, 'conversionReviewVersions')))
  } else if (client) errors.push(forbidden(child(path, 'webhookClientConfig'), 'should not be set when strategy is not set to Webhook'))
}

function validateSpec(object: KubeObject, errors: Errors): void {
  const spec = specOf(object)
  const [group, scope, versions] = [text(spec['group']), text(spec['scope']), items(spec['versions'])]
  if (group === '') errors.push(required(child(specPath, 'group')))
  else if (checkDnsSubdomain(group).length > 0) joined(child(specPath, 'group'), group, checkDnsSubdomain(group), errors)
  else if (!group.includes('.')) errors.push(invalid(child(specPath, 'group'), group, 'should be a domain with at least one dot'))
  if (scope === '') errors.push(required(child(specPath, 'scope')))
  else if (scope !== 'Cluster' && scope !== 'Namespaced') errors.push(notSupported(child(specPath, 'scope'), scope, ['Cluster', 'Namespaced']))
  for (const [position, version] of versions.entries()) joined(child(index(child(specPath, 'versions'), position), 'name'), text(version['name']), checkDns1035Label(text(version['name'])), errors)
  if (new Set(versions.map(({ name }) => name)).size < versions.length) errors.push(invalid(child(specPath, 'versions'), printed(versions), 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage === true).length !== 1) errors.push(invalid(child(specPath, 'versions'), printed(versions), 'must have exactly one version marked as storage version'))
  names(spec, errors)
  schemas(versions, errors)
  parts(versions, errors)
  conversion(spec, errors)
}

const approval = 'api-approved.kubernetes.io'

/** Groups of the community need a sign that they were reviewed. */
function approvalErrors(object: KubeObject, errors: Errors): void {
  const group = text(specOf(object)['group'])
  if (!/(^|\.)(k8s\.io|kubernetes\.io)$/.test(group)) return
  const path = key(child(root('metadata'), 'annotations'), approval)
  const value = object.metadata.annotations?.[approval]
  if (value === undefined || value === '') {
    errors.push(required(path, `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`))
  } else if (!value.startsWith('unapproved') && !/^https?:\/\/[^/]+/.test(value)) {
    errors.push(invalid(path, value, `protected groups must have approval annotation "${approval}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`))
  }
}

function preserving(object: KubeObject, errors: Errors): void {
  if (specOf(object)['preserveUnknownFields'] === true) {
    errors.push(invalid(child(specPath, 'preserveUnknownFields'), true, 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'))
  }
}

export function validateDefinition(object: KubeObject): readonly FieldError[] {
  const [errors, spec]: [Errors, Fields] = [[], specOf(object)]
  validateMetadata(object, clusterSubdomain, errors)
  const { name } = object.metadata
  if (name && name !== `${text(fields(spec['names'])['plural'])}.${text(spec['group'])}`) {
    errors.push(invalid(child(root('metadata'), 'name'), name, 'must be spec.names.plural+"."+spec.group'))
  }
  validateSpec(object, errors)
  if (!items(spec['versions']).some(({ storage }) => storage === true)) errors.push(invalid(child(root('status'), 'storedVersions'), null, 'must have at least one stored version'))
  approvalErrors(object, errors)
  preserving(object, errors)
  return errors
}

/** Versions in which objects may still be stored stay in the definition. */
function storedVersions(object: KubeObject, old: KubeObject, errors: Errors): void {
  const versions = items(specOf(object)['versions'])
  const stored = texts(fields((old as KubeObject & Fields)['status'])['storedVersions'])
  for (const [position, name] of stored.entries()) {
    if (versions.some((version) => version['name'] === name)) continue
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains `
      + `persisted in ${name} and removes ${name} from status.storedVersions`
    errors.push(invalid(index(child(root('status'), 'storedVersions'), position), name, detail))
  }
}

export function validateDefinitionUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, before] = [specOf(object), specOf(old)]
  validateSpec(object, errors)
  const isImmutable = (path: FieldPath, value: unknown, was: unknown): void => {
    if (!isEqual(value, was)) errors.push(invalid(path, value, 'field is immutable'))
  }
  isImmutable(child(specPath, 'group'), spec['group'], before['group'])
  isImmutable(child(specPath, 'scope'), spec['scope'], before['scope'])
  for (const name of ['kind', 'plural']) isImmutable(child(child(specPath, 'names'), name), namesOf(spec)[name], namesOf(before)[name])
  storedVersions(object, old, errors)
  if (object.metadata.annotations?.[approval] !== old.metadata.annotations?.[approval]) approvalErrors(object, errors)
  if (before['preserveUnknownFields'] !== true) preserving(object, errors)
  return errors
}

/** Defaults of a definition, and the status that it has once its names are accepted (`apiextensions` naming and establishing controllers). */
export function defaultDefinition(object: KubeObject): KubeObject {
  const spec = specOf(object)
  const filled = { ...spec, names: namesOf(spec), conversion: spec['conversion'] ?? { strategy: 'None' } }
  return isEqual(filled, spec) ? object : ({ ...object, spec: filled } as KubeObject)
}

export function establishedStatus(object: KubeObject): Fields {
  const spec = specOf(object)
  const lastTransitionTime = object.metadata.creationTimestamp
  return {
    conditions: [
      { type: 'NamesAccepted', status: 'True', lastTransitionTime, reason: 'NoConflicts', message: 'no conflicts found' },
      { type: 'Established', status: 'True', lastTransitionTime, reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
    ],
    acceptedNames: namesOf(spec),
    storedVersions: items(spec['versions']).filter(({ storage }) => storage === true).map(({ name }) => name),
  }
}
