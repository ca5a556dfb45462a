import { byteLength, checkDnsLabel, checkDnsSubdomain, checkPathSegment, checkQualifiedName, maskTrailingDash } from '../names.js'
import type { NameCheck } from '../names.js'
import type { KubeObject, ObjectMeta, OwnerReference, StringMap } from '../types.js'
import { forbidden, invalid, required, tooLong } from './field-error.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { nonNegative, qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabels } from './selector.js'
import { entries } from './values.js'

/** ObjectMeta on create and update: apimachinery `pkg/api/validation/objectmeta.go` and core `ValidateObjectMeta`, 1.36. */

export interface MetadataRules {
  readonly namespaced: boolean
  readonly name: NameCheck
}
export const namespacedSubdomain: MetadataRules = { namespaced: true, name: checkDnsSubdomain }
export const clusterSubdomain: MetadataRules = { namespaced: false, name: checkDnsSubdomain }
export const namespacedLabel: MetadataRules = { namespaced: true, name: checkDnsLabel }
export const clusterLabel: MetadataRules = { namespaced: false, name: checkDnsLabel }
export const namespacedPathSegment: MetadataRules = { namespaced: true, name: checkPathSegment }
export const clusterPathSegment: MetadataRules = { namespaced: false, name: checkPathSegment }

const metadataPath = root('metadata')
const annotationLimitBytes = 256 * 1024
const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** Annotation sets that were found valid: templates and pods share them by reference. */
const validAnnotations = new WeakSet<object>()

export function validateAnnotations(path: FieldPath, annotations: StringMap | undefined, errors: Errors): void {
  if (!annotations || validAnnotations.has(annotations)) return
  const before = errors.length
  let size = 0
  for (const [name, value] of entries<string>(annotations)) {
    reportEach(path, name, checkQualifiedName(name.toLowerCase()), errors)
    size += byteLength(name) + byteLength(value)
  }
  if (size > annotationLimitBytes) errors.push(tooLong(path, annotationLimitBytes))
  if (errors.length === before && Object.isFrozen(annotations)) validAnnotations.add(annotations)
}

/** The last part of `group/version`. */
const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1)

function validateOwner(path: FieldPath, owner: OwnerReference, errors: Errors): void {
  if (versionOf(owner.apiVersion ?? '') === '') errors.push(invalid(child(path, 'apiVersion'), owner.apiVersion ?? '', 'version must not be empty'))
  for (const name of ['kind', 'name', 'uid'] as const) if (!owner[name]) errors.push(invalid(child(path, name), '', 'must not be empty'))
  if (owner.apiVersion === 'v1' && owner.kind === 'Event') errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'))
}

/** In the order of the server's struct. */
const printedOwner = (owner: OwnerReference): unknown =>
  new Map(['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'].map((name): [string, unknown] => [name, (owner as unknown as Readonly<Record<string, unknown>>)[name]])
    .filter(([, value]) => value !== undefined))

function validateOwners(path: FieldPath, owners: readonly OwnerReference[] | undefined, errors: Errors): void {
  if (!owners) return
  let controller = ''
  for (const owner of owners) {
    validateOwner(path, owner, errors)
    if (owner.controller !== true) continue
    const name = `${owner.kind}/${owner.name}`
    if (controller !== '')
      errors.push(invalid(path, owners.map(printedOwner), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`))
    else controller = name
  }
}

function validateFinalizers(path: FieldPath, finalizers: readonly string[] | undefined, errors: Errors): void {
  if (!finalizers) return
  for (const finalizer of finalizers) qualifiedName(path, finalizer, errors)
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'))
  validateQualifiedFinalizers(path, finalizers, errors)
}

function validateQualifiedFinalizers(path: FieldPath, finalizers: readonly string[], errors: Errors): void {
  for (const [position, finalizer] of finalizers.entries()) {
    if (!finalizer.includes('/') && !standardFinalizers.has(finalizer))
      errors.push(invalid(index(path, position), finalizer, 'name is neither a standard finalizer name nor is it fully qualified'))
  }
}

function validateNames(metadata: ObjectMeta, rules: MetadataRules, errors: Errors): void {
  const { generateName, name } = metadata
  if (generateName) reportEach(child(metadataPath, 'generateName'), generateName, rules.name(maskTrailingDash(generateName)), errors)
  // a name that is yet to be generated is sound when what it starts with is
  if (!name && !generateName) errors.push(required(child(metadataPath, 'name'), 'name or generateName is required'))
  else if (name) reportEach(child(metadataPath, 'name'), name, rules.name(name), errors)
}

function validateNamespace(metadata: ObjectMeta, rules: MetadataRules, errors: Errors): void {
  const { namespace } = metadata
  const path = child(metadataPath, 'namespace')
  if (!rules.namespaced && namespace) errors.push(forbidden(path, 'not allowed on this type'))
  if (!rules.namespaced) return
  if (!namespace) errors.push(required(path))
  else reportEach(path, namespace, checkDnsLabel(namespace), errors)
}

export function validateMetadata({ metadata }: KubeObject, rules: MetadataRules, errors: Errors): void {
  validateNames(metadata, rules, errors)
  validateNamespace(metadata, rules, errors)
  nonNegative(child(metadataPath, 'generation'), metadata.generation, errors)
  validateLabels(child(metadataPath, 'labels'), metadata.labels, errors)
  validateAnnotations(child(metadataPath, 'annotations'), metadata.annotations, errors)
  validateOwners(child(metadataPath, 'ownerReferences'), metadata.ownerReferences, errors)
  validateFinalizers(child(metadataPath, 'finalizers'), metadata.finalizers, errors)
}

const immutableFields = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const

/** Names and uid are plain texts in the server's struct, the others pointers. */
const zeroOf = (name: string): string | null => (name === 'name' || name === 'namespace' || name === 'uid' ? '' : null)

function validateNoNewFinalizers(metadata: ObjectMeta, old: ObjectMeta, errors: Errors): void {
  const kept = new Set(old.finalizers ?? [])
  const added = [...new Set(metadata.finalizers ?? [])].filter((finalizer) => !kept.has(finalizer)).sort()
  if (added.length === 0) return
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  errors.push(
    forbidden(child(metadataPath, 'finalizers'), `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`),
  )
}

export function validateMetadataUpdate({ metadata }: KubeObject, { metadata: old }: KubeObject, errors: Errors): void {
  if (metadata === old) return
  if (old.deletionTimestamp !== undefined) validateNoNewFinalizers(metadata, old, errors)
  if (!metadata.resourceVersion) errors.push(invalid(child(metadataPath, 'resourceVersion'), '', 'must be specified for an update'))
  if ((metadata.generation ?? 0) < (old.generation ?? 0))
    errors.push(invalid(child(metadataPath, 'generation'), metadata.generation ?? 0, 'must not be decremented'))
  for (const name of immutableFields)
    if ((metadata[name] ?? '') !== (old[name] ?? '')) errors.push(invalid(child(metadataPath, name), metadata[name] ?? zeroOf(name), 'field is immutable'))
  validateLabels(child(metadataPath, 'labels'), metadata.labels, errors)
  validateAnnotations(child(metadataPath, 'annotations'), metadata.annotations, errors)
  validateOwners(child(metadataPath, 'ownerReferences'), metadata.ownerReferences, errors)
  const finalizers = metadata.finalizers ?? []
  for (const finalizer of finalizers) qualifiedName(child(metadataPath, 'finalizers'), finalizer, errors)
  validateQualifiedFinalizers(child(metadataPath, 'finalizers'), finalizers.filter((finalizer) => checkQualifiedName(finalizer).length === 0), errors)
}
