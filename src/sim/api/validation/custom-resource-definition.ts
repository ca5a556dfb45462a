import type { FieldError } from '../errors.js'
import { extensions } from '../extensions.js'
import { checkDns1035Label, checkDnsSubdomain } from '../names.js'
import type { KubeObject } from '../types.js'
import { duplicate, invalid, notSupported, required } from './field-error.js'
import { clusterSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, key, root } from './path.js'
import type { FieldPath } from './path.js'
import { immutable, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries, fields, items, optional, struct, text } from './values.js'
import type { Fields } from './values.js'

/** CustomResourceDefinitions, the rules users hit: apiextensions `ValidateCustomResourceDefinition` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

function names(spec: Fields, errors: Errors): void {
  const [given, path] = [fields(spec['names']), child(specPath, 'names')]
  for (const name of ['plural', 'singular', 'kind', 'listKind']) {
    const value = text(given[name])
    if (value === '') {
      if (name === 'plural' || name === 'kind') errors.push(required(child(path, name)))
    } else reportEach(child(path, name), value, checkDns1035Label(value.toLowerCase()), errors)
  }
}

/** A structural schema says the type of every field. */
function structural(path: FieldPath, schema: Fields, isRoot: boolean, errors: Errors): void {
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true
  if (text(schema['type']) === '' && !isOpen) {
    errors.push(required(child(path, 'type'), isRoot ? 'must not be empty at the root' : 'must not be empty for specified object fields'))
  }
  for (const [name, property] of entries(schema['properties'])) structural(key(child(path, 'properties'), name), fields(property), false, errors)
  const item = optional(schema['items'])
  if (item) structural(child(path, 'items'), item, false, errors)
  const additional = optional(schema['additionalProperties'])
  if (additional) structural(child(path, 'additionalProperties'), additional, false, errors)
}

/** Schemas that all versions share move to `spec.validation` before they are checked, so with one version errors stand there. */
function schemas(versions: readonly Fields[], errors: Errors): void {
  const isShared = versions.length === 1
  for (const [position, version] of versions.entries()) {
    const versionPath = child(child(index(child(specPath, 'versions'), position), 'schema'), 'openAPIV3Schema')
    const schema = optional(fields(version['schema'])['openAPIV3Schema'])
    if (!schema) errors.push(required(versionPath))
    else structural(isShared ? child(child(specPath, 'validation'), 'openAPIV3Schema') : versionPath, schema, true, errors)
  }
}

const printed = (versions: readonly Fields[]): unknown =>
  versions.map((version) =>
    struct(
      ['Name', version['name']],
      ['Served', version['served'] ?? false],
      ['Storage', version['storage'] ?? false],
      ['Deprecated', version['deprecated'] ?? false],
      ['DeprecationWarning', version['deprecationWarning']],
      ['Schema', versions.length === 1 ? null : version['schema']],
      ['Subresources', versions.length === 1 ? null : version['subresources']],
      ['AdditionalPrinterColumns', versions.length === 1 ? null : version['additionalPrinterColumns']],
      ['SelectableFields', versions.length === 1 ? null : version['selectableFields']],
    ),
  )

function storage(versions: readonly Fields[], errors: Errors): void {
  const stored = versions.filter((version) => version['storage'] === true)
  if (stored.length === 1) return
  errors.push(invalid(child(specPath, 'versions'), printed(versions), 'must have exactly one version marked as storage version'))
  if (stored.length === 0) errors.push(invalid(child(root('status'), 'storedVersions'), null, 'must have at least one stored version'))
}

function validateSpec(object: KubeObject, errors: Errors): void {
  const spec = specOf(object)
  const group = text(spec['group'])
  if (group === '') errors.push(required(child(specPath, 'group')))
  else reportEach(child(specPath, 'group'), group, checkDnsSubdomain(group), errors)
  if (spec['scope'] !== 'Cluster' && spec['scope'] !== 'Namespaced')
    errors.push(notSupported(child(specPath, 'scope'), text(spec['scope']), ['Cluster', 'Namespaced']))
  const versions = items(spec['versions'])
  const seen = new Set<string>()
  for (const [position, version] of versions.entries()) {
    const at = child(index(child(specPath, 'versions'), position), 'name')
    const name = text(version['name'])
    if (seen.has(name)) errors.push(duplicate(at, name))
    seen.add(name)
    reportEach(at, name, checkDns1035Label(name), errors)
  }
  schemas(versions, errors)
  storage(versions, errors)
  names(spec, errors)
}

export function validateCustomResourceDefinition(object: KubeObject): readonly FieldError[] {
  const complete = extensions().customResources
  if (complete) return complete.validateDefinition(object)
  const [errors, spec]: [Errors, Fields] = [[], specOf(object)]
  validateMetadata(object, clusterSubdomain, errors)
  const { name } = object.metadata
  if (name && name !== `${text(fields(spec['names'])['plural'])}.${text(spec['group'])}`)
    errors.push(invalid(child(root('metadata'), 'name'), name, 'must be spec.names.plural+"."+spec.group'))
  validateSpec(object, errors)
  return errors
}

export function validateCustomResourceDefinitionUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const complete = extensions().customResources
  if (complete) return complete.validateDefinitionUpdate(object, old)
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  if (spec === oldSpec) return errors
  validateSpec(object, errors)
  for (const name of ['group', 'scope']) immutable(child(specPath, name), spec[name], oldSpec[name], errors)
  return errors
}
