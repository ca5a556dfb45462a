import { compareQuantities } from '../quantity.js'
import { checkDnsSubdomain } from '../names.js'
import { validateFieldRef, validateResourceFieldRef, volumeFields } from './env.js'
import { duplicate, forbidden, invalid, required } from './field-error.js'
import { descendingPath, unreservedPath, withoutBacksteps } from './file-paths.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { validateClaimSpec } from './claim-spec.js'
import { dnsLabel, oneOf, requiredOneOf } from './scalars.js'
import { oneSourceOnly, podSourceChecks, requiring, sourcePath } from './volume-sources.js'
import type { SourceCheck, VolumeOwner } from './volume-sources.js'
import type { Errors } from './scalars.js'
import { validateLabels } from './selector.js'
import { validateAnnotations } from './metadata.js'
import { fields, isPresent, items, optional, text } from './values.js'
import type { Fields } from './values.js'
import type { StringMap, Volume } from '../types.js'

/** Volumes of pods: core `ValidateVolumes`, `validateVolumeSource` 1.36. */

const fileModeMessage = 'must be a number between 0 and 0777 (octal), both inclusive'

function fileMode(path: FieldPath, mode: unknown, errors: Errors): void {
  if (typeof mode === 'number' && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, fileModeMessage))
}

function keyToPath(path: FieldPath, item: Fields, errors: Errors): void {
  const file = text(item['path'])
  if (text(item['key']) === '') errors.push(required(child(path, 'key')))
  if (file === '') errors.push(required(child(path, 'path')))
  unreservedPath(child(path, 'path'), file, errors)
  fileMode(child(path, 'mode'), item['mode'], errors)
}

const keyed =
  (nameField: string): SourceCheck =>
  (path, source, errors) => {
    if (text(source[nameField]) === '') errors.push(required(child(path, nameField)))
    fileMode(child(path, 'defaultMode'), source['defaultMode'], errors)
    for (const [position, item] of items(source['items']).entries()) keyToPath(index(child(path, 'items'), position), item, errors)
  }

function downwardFile(path: FieldPath, file: Fields, errors: Errors): void {
  const [name, fieldRef, resourceRef] = [text(file['path']), optional(file['fieldRef']), optional(file['resourceFieldRef'])]
  if (name === '') errors.push(required(child(path, 'path')))
  unreservedPath(child(path, 'path'), name, errors)
  if (fieldRef) {
    validateFieldRef(child(path, 'fieldRef'), fieldRef, volumeFields, errors)
    if (resourceRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'))
  } else if (resourceRef) validateResourceFieldRef(child(path, 'resourceFieldRef'), resourceRef, true, errors)
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  fileMode(child(path, 'mode'), file['mode'], errors)
}

/** Files that two sources of one projected volume would write. */
type ProjectedFiles = (file: string, blamed: string) => void

function projectedKeys(path: FieldPath, source: Fields, errors: Errors, claimFile: ProjectedFiles): void {
  if (text(source['name']) === '') errors.push(required(child(path, 'name')))
  for (const [position, item] of items(source['items']).entries()) {
    keyToPath(index(child(path, 'items'), position), item, errors)
    if (text(item['path']) !== '') claimFile(text(item['path']), text(source['name']))
  }
}

function projectedToken(path: FieldPath, parent: FieldPath, source: Fields, errors: Errors): void {
  const seconds = source['expirationSeconds']
  const at = child(path, 'expirationSeconds')
  if (typeof seconds === 'number' && seconds < 600) errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
  if (typeof seconds === 'number' && seconds > 2 ** 32) errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
  if (text(source['path']) === '') errors.push(required(child(parent, 'path')))
  else unreservedPath(child(parent, 'path'), text(source['path']), errors)
}

function projectedSource(path: FieldPath, parent: FieldPath, source: Fields, errors: Errors, claimFile: ProjectedFiles): void {
  let given = 0
  for (const name of ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']) {
    const part = optional(source[name])
    if (!part) continue
    given += 1
    if (name === 'secret' || name === 'configMap') projectedKeys(child(path, name), part, errors, claimFile)
    else if (name === 'serviceAccountToken') projectedToken(child(path, name), parent, part, errors)
    else if (name === 'downwardAPI') {
      for (const file of items(part['items'])) {
        downwardFile(child(path, name), file, errors)
        if (text(file['path']) !== '') claimFile(text(file['path']), text(file['path']))
      }
    }
  }
  if (given > 1) errors.push(forbidden(path, 'may not specify more than 1 volume type per source'))
}

function projected(path: FieldPath, volume: Fields, errors: Errors): void {
  fileMode(child(path, 'defaultMode'), volume['defaultMode'], errors)
  const files = new Set<string>()
  const claimFile: ProjectedFiles = (file, blamed) => {
    if (files.has(file)) errors.push(invalid(path, blamed, 'conflicting duplicate paths'))
    files.add(file)
  }
  for (const [position, source] of items(volume['sources']).entries()) projectedSource(index(child(path, 'sources'), position), path, source, errors, claimFile)
}

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

function hostPath(path: FieldPath, source: Fields, errors: Errors): void {
  const file = text(source['path'])
  if (file === '') {
    errors.push(required(child(path, 'path')))
    return
  }
  withoutBacksteps(child(path, 'path'), file, errors)
  if (isPresent(source['type'])) oneOf(child(path, 'type'), text(source['type']), hostPathTypes, errors)
}

/** Every field of metadata but labels and annotations, as the server spells them. */
const templateMetadataFields: readonly (readonly [name: string, printed: string])[] = [
  ['name', 'name'], ['generateName', 'generateName'], ['namespace', 'namespace'], ['selfLink', 'selfLink'], ['uid', 'uID'], ['resourceVersion', 'resourceVersion'],
  ['generation', 'generation'], ['creationTimestamp', 'creationTimestamp'], ['deletionTimestamp', 'deletionTimestamp'],
  ['deletionGracePeriodSeconds', 'deletionGracePeriodSeconds'], ['ownerReferences', 'ownerReferences'], ['finalizers', 'finalizers'], ['managedFields', 'managedFields'],
]

function ephemeral(path: FieldPath, source: Fields, errors: Errors): void {
  const template = optional(source['volumeClaimTemplate'])
  const at = child(path, 'volumeClaimTemplate')
  if (!template) {
    errors.push(required(at))
    return
  }
  const metadata = fields(template['metadata'])
  validateAnnotations(child(child(at, 'metadata'), 'annotations'), metadata['annotations'] as StringMap | undefined, errors)
  validateLabels(child(child(at, 'metadata'), 'labels'), metadata['labels'] as StringMap | undefined, errors)
  for (const [name, printed] of templateMetadataFields) if (isPresent(metadata[name])) errors.push(forbidden(child(child(at, 'metadata'), printed), 'cannot be set'))
  validateClaimSpec(child(at, 'spec'), fields(template['spec']), errors)
}

function image(path: FieldPath, source: Fields, errors: Errors, { podName }: VolumeOwner): void {
  if (podName !== undefined && text(source['reference']) === '') errors.push(required(child(path, 'reference')))
  requiredOneOf(child(path, 'pullPolicy'), text(source['pullPolicy']), ['Always', 'IfNotPresent', 'Never'], errors)
}

function gitRepo(path: FieldPath, source: Fields, errors: Errors): void {
  if (text(source['repository']) === '') errors.push(required(child(path, 'repository')))
  descendingPath(child(path, 'directory'), text(source['directory']), errors)
}

function downwardApi(path: FieldPath, source: Fields, errors: Errors): void {
  fileMode(child(path, 'defaultMode'), source['defaultMode'], errors)
  for (const file of items(source['items'])) downwardFile(path, file, errors)
}

/** Sources that a PersistentVolume has not, or has by the same checks. */
export const ownSourceChecks: Readonly<Record<string, SourceCheck>> = {
  hostPath, gitRepo, secret: keyed('secretName'), persistentVolumeClaim: requiring('claimName'), downwardAPI: downwardApi, configMap: keyed('name'), projected, ephemeral, image,
}

const checkOf = (name: string): SourceCheck => (ownSourceChecks[name] ?? podSourceChecks[name]) as SourceCheck

/** In the server's order: the first source given is checked, the others are too many. */
const sources: readonly (readonly [string, SourceCheck])[] = [
  'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs',
  'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected',
  'scaleIO', 'csi', 'ephemeral', 'image',
].map((name): [string, SourceCheck] => [name, checkOf(name)])

/** The claim of an ephemeral volume is named after pod and volume. */
function createdClaim(path: FieldPath, name: string, { podName }: VolumeOwner, errors: Errors): void {
  if (!podName || name === '') return
  const claim = `${podName}-${name}`
  for (const fault of checkDnsSubdomain(claim)) errors.push(invalid(child(path, 'name'), name, `PVC name ${JSON.stringify(claim)}: ${fault}`))
}

const sourcesByName = new Map(sources.map((source) => [source[0], [source]]))

/** The checks for what a volume has: of the one source that it names, or of all in their order. */
function sourcesOf(volume: Fields): typeof sources {
  let found: typeof sources = none
  for (const name in volume) {
    const known = sourcesByName.get(name)
    if (known !== undefined) {
      if (found !== none) return sources
      found = known
    }
  }
  return found
}
const none: typeof sources = []

function validateSource(path: FieldPath, volume: Fields, owner: VolumeOwner, errors: Errors): void {
  let given = 0
  const emptyDir = optional(volume['emptyDir'])
  if (emptyDir) {
    given += 1
    const limit = emptyDir['sizeLimit']
    if (typeof limit === 'string' && compareQuantities(limit, '0') < 0)
      errors.push(forbidden(child(child(path, 'emptyDir'), 'sizeLimit'), 'SizeLimit field must be a valid resource quantity'))
  }
  for (const [name, check] of sourcesOf(volume)) {
    const source = optional(volume[name])
    if (!source) continue
    given += 1
    if (given > 1) errors.push(oneSourceOnly(path, name))
    else check(sourcePath(path, name), source, errors, owner)
    if (given === 1 && name === 'ephemeral') createdClaim(path, text(volume['name']), owner, errors)
  }
  if (given === 0) errors.push(required(path, 'must specify a volume type'))
}

/** The claims of ephemeral volumes, if there are any. */
function createdClaims(podName: string, volumes: readonly Fields[]): ReadonlySet<string> | undefined {
  const names = volumes.filter((volume) => isPresent(volume['ephemeral'])).map((volume) => `${podName}-${text(volume['name'])}`)
  return podName === '' || names.length === 0 ? undefined : new Set(names)
}

/** Checks the volumes; returns those that can be mounted, by name. */
export function validateVolumes(path: FieldPath, volumes: readonly Volume[] | undefined, owner: VolumeOwner, errors: Errors): ReadonlyMap<string, Fields> {
  const mountable = new Map<string, Fields>()
  const list = items(volumes)
  const created = owner.podName === undefined ? undefined : createdClaims(owner.podName, list)
  for (let position = 0; position < list.length; position++) {
    const volume = list[position] as Fields
    const at = index(path, position)
    const name = text(volume['name'])
    const before = errors.length
    validateSource(at, volume, owner, errors)
    if (name === '') errors.push(required(child(at, 'name')))
    else dnsLabel(child(at, 'name'), name, errors)
    if (mountable.has(name)) errors.push(duplicate(child(at, 'name'), name))
    if (errors.length === before) mountable.set(name, volume)
    const claim = created === undefined ? '' : text(fields(volume['persistentVolumeClaim'])['claimName'])
    if (created?.has(claim))
      errors.push(invalid(child(child(at, 'persistentVolumeClaim'), 'claimName'), claim, 'must not reference a PVC that gets created for an ephemeral volume'))
  }
  return mountable
}
