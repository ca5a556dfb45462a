import type { FieldError } from '../errors.js'
import { compareQuantities, quantityValue } from '../quantity.js'
import type { KubeObject, NodeSelectorTerm } from '../types.js'
import { validateNodeSelectorTerms } from './affinity.js'
import { optionalClassName, validateAccessModes, validateClaimSpec } from './claim-spec.js'
import { isEqual } from './equal.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { structDiff } from './go-struct.js'
import { clusterSubdomain, namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, key, root } from './path.js'
import { immutable, oneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries, fields, isPresent, optional, text, texts } from './values.js'
import type { Fields } from './values.js'
import { oneSourceOnly, persistentSourceChecks, sourcePath } from './volume-sources.js'
import { ownSourceChecks } from './volumes.js'
import { currentLabels, printedAffinity } from './volume-affinity.js'

/** PersistentVolumes and PersistentVolumeClaims: core `ValidatePersistentVolumeSpec`, `ValidatePersistentVolumeClaimUpdate` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])
const statusOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['status'])

const volumeTypes = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
]

function capacity(spec: Fields, errors: Errors): void {
  const path = child(specPath, 'capacity')
  const list = entries<string>(spec['capacity'])
  if (list.length === 0) errors.push(required(path))
  if (list.length !== 1 || list[0]?.[0] !== 'storage') errors.push(notSupported(path, spec['capacity'] ?? null, ['storage']))
  for (const [name, quantity] of list) {
    if (compareQuantities(quantity, '0') < 0) errors.push(invalid(key(path, name), quantityValue(quantity), 'must be a valid resource quantity'))
    if (compareQuantities(quantity, '0') <= 0) errors.push(invalid(key(path, name), quantity, 'must be greater than zero'))
  }
}

function volumeSource(spec: Fields, name: string, volumeName: string, errors: Errors): void {
  const check = persistentSourceChecks[name] ?? ownSourceChecks[name]
  check?.(sourcePath(specPath, name), fields(spec[name]), errors, { podName: undefined, volumeName })
  if (name === 'local' && !isPresent(spec['nodeAffinity'])) errors.push(required(child(specPath, 'nodeAffinity'), 'Local volume requires node affinity'))
}

function volumeSources(spec: Fields, volumeName: string, errors: Errors): void {
  const given = volumeTypes.filter((name) => optional(spec[name]))
  for (const [position, name] of given.entries()) {
    // the server counts a flexVolume without asking
    if (position > 0 && name !== 'flexVolume') errors.push(oneSourceOnly(specPath, name))
    else volumeSource(spec, name, volumeName, errors)
  }
  if (given.length === 0) errors.push(required(specPath, 'must specify a volume type'))
}

/** A class of attributes is that of a CSI volume. */
function attributesClass(spec: Fields, errors: Errors): void {
  const name = spec['volumeAttributesClassName']
  if (!isPresent(name)) return
  const path = child(specPath, 'volumeAttributesClassName')
  if (name === '') errors.push(required(path, 'an empty string is disallowed'))
  else optionalClassName(path, name, errors)
  if (!isPresent(spec['csi'])) errors.push(required(child(specPath, 'csi'), 'has to be specified when using volumeAttributesClassName'))
}

export function validatePersistentVolume(object: KubeObject): readonly FieldError[] {
  const [errors, spec]: [Errors, Fields] = [[], specOf(object)]
  validateMetadata(object, clusterSubdomain, errors)
  const modes = texts(spec['accessModes'])
  if (modes.length === 0) errors.push(required(child(specPath, 'accessModes')))
  validateAccessModes(child(specPath, 'accessModes'), modes, errors)
  capacity(spec, errors)
  const policy = text(spec['persistentVolumeReclaimPolicy'])
  if (policy !== '') oneOf(child(specPath, 'persistentVolumeReclaimPolicy'), policy, ['Delete', 'Recycle', 'Retain'], errors)
  const terms = optional(fields(spec['nodeAffinity'])['required'])
  const affinityPath = child(child(specPath, 'nodeAffinity'), 'required')
  if (terms) validateNodeSelectorTerms(child(affinityPath, 'nodeSelectorTerms'), terms['nodeSelectorTerms'] as readonly NodeSelectorTerm[] | undefined, errors)
  else if (isPresent(spec['nodeAffinity'])) errors.push(required(affinityPath, 'must specify required node constraints'))
  volumeSources(spec, object.metadata.name ?? '', errors)
  const path = text(fields(spec['hostPath'])['path'])
  if (path !== '' && path.replace(/\/+$/, '') === '' && policy === 'Recycle')
    errors.push(forbidden(child(specPath, 'persistentVolumeReclaimPolicy'), "may not be 'recycle' for a hostPath mount of '/'"))
  optionalClassName(child(specPath, 'storageClassName'), spec['storageClassName'], errors)
  if (isPresent(spec['volumeMode'])) oneOf(child(specPath, 'volumeMode'), text(spec['volumeMode']), ['Block', 'Filesystem'], errors)
  attributesClass(spec, errors)
  return errors
}

const sourceOf = (spec: Fields): Fields => Object.fromEntries(volumeTypes.map((name) => [name, spec[name]]))

export function validatePersistentVolumeUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = [...validatePersistentVolume(object)]
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  const isRetyped = volumeTypes.some((name) => isPresent(spec[name]) !== isPresent(oldSpec[name]))
  const given = withNewSecret(spec, oldSpec)
  if (isRetyped || !isEqual(sourceOf(given), sourceOf(oldSpec)))
    errors.push(forbidden(child(specPath, 'persistentvolumesource'), `spec.persistentvolumesource is immutable after creation\n${structDiff('PersistentVolumeSource', oldSpec, given)}`))
  immutable(root('volumeMode'), spec['volumeMode'], oldSpec['volumeMode'], errors)
  if (isPresent(oldSpec['nodeAffinity']) && !isEqual(currentLabels(spec['nodeAffinity'], oldSpec['nodeAffinity']), oldSpec['nodeAffinity']))
    errors.push(invalid(root('nodeAffinity'), printedAffinity(spec['nodeAffinity']), 'field is immutable, except for updating from beta label to GA'))
  if (isPresent(oldSpec['volumeAttributesClassName']) && !isPresent(spec['volumeAttributesClassName']))
    errors.push(forbidden(child(specPath, 'volumeAttributesClassName'), 'update from non-nil value to nil is forbidden'))
  return errors
}

/** The secret for expansion may be given later. */
function withNewSecret(spec: Fields, old: Fields): Fields {
  const [csi, before] = [optional(spec['csi']), optional(old['csi'])]
  if (!csi || !before || isPresent(before['controllerExpandSecretRef']) || !isPresent(csi['controllerExpandSecretRef'])) return spec
  const { controllerExpandSecretRef: _, ...rest } = csi
  return { ...spec, csi: rest }
}

export function validatePersistentVolumeClaim(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateClaimSpec(specPath, specOf(object), errors)
  return errors
}

/** Amounts that are alike are one, however they are written: `1024` and `1Ki`. */
function withOldTexts(list: unknown, old: unknown): unknown {
  if (!isPresent(list)) return list
  const before = fields(old)
  return Object.fromEntries(Object.entries(fields(list)).map(([name, amount]) => {
    const given = before[name]
    return [name, typeof given === 'string' && typeof amount === 'string' && compareQuantities(given, amount) === 0 ? given : amount]
  }))
}

function sameAmounts(resources: unknown, old: unknown): unknown {
  if (!isPresent(resources)) return resources
  const [{ requests, limits, ...rest }, before] = [fields(resources), fields(old)]
  return { ...rest, ...(isPresent(requests) && { requests: withOldTexts(requests, before['requests']) }), ...(isPresent(limits) && { limits: withOldTexts(limits, before['limits']) }) }
}

/** The specs without what may change: the volume once, and on bound claims the size and the attributes class. */
function fixed(spec: Fields, old: Fields, isBound: boolean): { readonly after: Fields; readonly before: Fields } {
  const before = text(old['volumeName']) === '' && isPresent(spec['volumeName']) ? { ...old, volumeName: spec['volumeName'] } : old
  const className = isPresent(old['storageClassName']) ? spec['storageClassName'] : old['storageClassName']
  if (!isBound) return { after: { ...spec, storageClassName: className }, before }
  const resources = fields(spec['resources'])
  const requests = { ...fields(resources['requests']), storage: fields(fields(old['resources'])['requests'])['storage'] }
  return { after: { ...spec, storageClassName: className, resources: { ...resources, requests }, volumeAttributesClassName: old['volumeAttributesClassName'] }, before }
}

const storageOf = (spec: Fields): string => String(fields(fields(spec['resources'])['requests'])['storage'] ?? '0')

const claimText = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

export function validatePersistentVolumeClaimUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  errors.push(...validatePersistentVolumeClaim(object))
  const [spec, oldSpec] = [specOf(object), specOf(old)]
  const { after, before } = fixed(spec, oldSpec, statusOf(object)['phase'] === 'Bound')
  if (!isEqual({ ...after, resources: sameAmounts(after['resources'], before['resources']) }, before))
    errors.push(forbidden(specPath, `${claimText}\n${structDiff('PersistentVolumeClaimSpec', before, after)}`))
  const granted = String(fields(statusOf(old)['capacity'])['storage'] ?? '0')
  const isShrunk = compareQuantities(storageOf(spec), storageOf(oldSpec)) < 0
  if (isShrunk && compareQuantities(storageOf(spec), granted) <= 0)
    errors.push(forbidden(child(child(child(specPath, 'resources'), 'requests'), 'storage'), 'field can not be less than status.capacity'))
  immutable(root('volumeMode'), spec['volumeMode'], oldSpec['volumeMode'], errors)
  return errors
}
