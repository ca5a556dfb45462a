import { checkDnsLabel, checkDnsSubdomain } from '../names.js'
import { compareQuantities } from '../quantity.js'
import type { LabelSelector } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { child, key } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { fields, isPresent, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** What PersistentVolumeClaims, their templates and PersistentVolumes have in common: core `ValidatePersistentVolumeClaimSpec` 1.36. */

const supportedModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function validateAccessModes(path: FieldPath, modes: readonly string[], errors: Errors): void {
  for (const mode of modes) if (!supportedModes.includes(mode)) errors.push(notSupported(path, mode, supportedModes))
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && supportedModes.includes(mode))
  if (others && modes.includes('ReadWriteOncePod')) errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
}

export function optionalClassName(path: FieldPath, value: unknown, errors: Errors): void {
  const name = text(value)
  if (name !== '') reportEach(path, name, checkDnsSubdomain(name), errors)
}

function dataSource(path: FieldPath, source: Fields, errors: Errors): void {
  const [kind, group, namespace] = [text(source['kind']), text(source['apiGroup']), text(source['namespace'])]
  if (text(source['name']) === '') errors.push(required(child(path, 'name')))
  if (kind === '') errors.push(required(child(path, 'kind')))
  if (group === '' && kind !== 'PersistentVolumeClaim')
    errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"))
  if (group !== '') reportEach(child(path, 'apiGroup'), group, checkDnsSubdomain(group), errors)
  if (namespace !== '') reportEach(child(path, 'namespace'), namespace, checkDnsLabel(namespace), errors)
}

function dataSources(path: FieldPath, spec: Fields, errors: Errors): void {
  const [source, ref] = [optional(spec['dataSource']), optional(spec['dataSourceRef'])]
  if (source) dataSource(child(path, 'dataSource'), source, errors)
  if (ref) dataSource(child(path, 'dataSourceRef'), ref, errors)
  if (!source || !ref) return
  if (text(ref['namespace']) !== '') errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'))
  else if (['apiGroup', 'kind', 'name'].some((name) => text(source[name]) !== text(ref[name]))) errors.push(invalid(path, {}, 'must match dataSourceRef'))
}

function storageRequest(path: FieldPath, spec: Fields, errors: Errors): void {
  const storage = fields(fields(spec['resources'])['requests'])['storage']
  const at = key(child(path, 'resources'), 'storage')
  if (!isPresent(storage)) errors.push(required(at))
  else if (compareQuantities(String(storage), '0') <= 0) errors.push(invalid(at, String(storage), 'must be greater than zero'))
}

export function validateClaimSpec(path: FieldPath, spec: Fields, errors: Errors): void {
  const modes = texts(spec['accessModes'])
  if (modes.length === 0) errors.push(required(child(path, 'accessModes'), 'at least 1 access mode is required'))
  validateLabelSelector(child(path, 'selector'), spec['selector'] as LabelSelector | undefined, errors)
  validateAccessModes(child(path, 'accessModes'), modes, errors)
  storageRequest(path, spec, errors)
  optionalClassName(child(path, 'storageClassName'), spec['storageClassName'], errors)
  if (isPresent(spec['volumeMode'])) oneOf(child(path, 'volumeMode'), text(spec['volumeMode']), ['Block', 'Filesystem'], errors)
  dataSources(path, spec, errors)
  optionalClassName(child(path, 'volumeAttributesClassName'), spec['volumeAttributesClassName'], errors)
}
