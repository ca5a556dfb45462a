import type { FieldError } from '../errors.js'
import type { KubeObject } from '../types.js'
import { duplicate, invalid, required } from './field-error.js'
import { clusterSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import { immutable, oneOf, qualifiedName } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries, fields, isPresent, items, text, texts } from './values.js'
import type { Fields } from './values.js'

/** StorageClasses: storage `ValidateStorageClass` 1.36. */

function topologies(storageClass: Fields, errors: Errors): void {
  // the server compares with terms that it has not filled too
  const seen = new Set<string>(['[]'])
  for (const [position, term] of items(storageClass['allowedTopologies']).entries()) {
    const path = child(index(root('allowedTopologies'), position), 'matchLabelExpressions')
    const printed = JSON.stringify(items(term['matchLabelExpressions']).map((one) => [text(one['key']), [...texts(one['values'])].sort()]).sort())
    if (seen.has(printed)) errors.push(duplicate(path, ''))
    seen.add(printed)
    for (const [place, expression] of items(term['matchLabelExpressions']).entries()) {
      const [at, values] = [index(path, place), texts(expression['values'])]
      if (values.length === 0) errors.push(required(child(at, 'values')))
      for (const [slot, value] of values.entries()) if (values.indexOf(value) < slot) errors.push(duplicate(index(child(at, 'values'), slot), value))
      qualifiedName(child(at, 'key'), text(expression['key']), errors)
    }
  }
}

export function validateStorageClass(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterSubdomain, errors)
  return [...errors, ...storageClassErrors(object)]
}

function storageClassErrors(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  const storageClass = fields(object)
  const provisioner = text(storageClass['provisioner'])
  if (provisioner === '') errors.push(required(root('provisioner')))
  else qualifiedName(root('provisioner'), provisioner.toLowerCase(), errors)
  if (entries(storageClass['parameters']).some(([name]) => name === '')) errors.push(invalid(root('parameters'), '', 'field can not be empty.'))
  const policy = text(storageClass['reclaimPolicy'])
  if (policy !== '') oneOf(root('reclaimPolicy'), policy, ['Delete', 'Retain'], errors)
  if (!isPresent(storageClass['volumeBindingMode'])) errors.push(required(root('volumeBindingMode')))
  else oneOf(root('volumeBindingMode'), text(storageClass['volumeBindingMode']), ['Immediate', 'WaitForFirstConsumer'], errors)
  topologies(storageClass, errors)
  return errors
}

export function validateStorageClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  errors.push(...storageClassErrors(object))
  for (const name of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']) immutable(root(name), fields(object)[name], fields(old)[name], errors)
  return errors
}
