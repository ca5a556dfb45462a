import { checkDnsLabel, checkDnsSubdomain } from '../names.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { withoutBacksteps } from './file-paths.js'
import { child, key } from './path.js'
import type { FieldPath } from './path.js'
import { dnsLabel, dnsSubdomain, oneOf, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, entries, isPresent, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Sources of volumes that are somewhere on the network, of pods and of PersistentVolumes: core `validate*VolumeSource` 1.36. */

/** What the checks of volumes need to know of their owner: the pod's name (none in templates and PersistentVolumes). */
export interface VolumeOwner {
  readonly podName: string | undefined
  /** Of PersistentVolumes. */
  readonly volumeName?: string
}
export type SourceCheck = (path: FieldPath, source: Fields, errors: Errors, owner: VolumeOwner) => void

export const requiring =
  (...names: readonly string[]): SourceCheck =>
  (path, source, errors) => {
    for (const name of names) if (text(source[name]) === '') errors.push(required(child(path, name)))
  }

const requiringList =
  (name: string): SourceCheck =>
  (path, source, errors) => {
    if (texts(source[name]).length === 0) errors.push(required(child(path, name)))
  }

const all =
  (...checks: readonly SourceCheck[]): SourceCheck =>
  (path, source, errors, owner) => {
    for (const check of checks) check(path, source, errors, owner)
  }

const partition: SourceCheck = (path, source, errors) => {
  const number = count(source['partition'])
  if (number < 0 || number > 255) errors.push(invalid(child(path, 'partition'), number, 'must be between 1 and 255, inclusive'))
}

const nfs: SourceCheck = (path, source, errors, owner) => {
  requiring('server', 'path')(path, source, errors, owner)
  const file = text(source['path'])
  if (!file.startsWith('/')) errors.push(invalid(child(path, 'path'), file, 'must be an absolute path'))
}

const qualifiedNames: readonly (readonly [string, RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/], ['eui', /^eui.[A-Za-z0-9]{16}$/], ['naa', /^naa.[A-Za-z0-9]{32}$/],
]

function iscsiName(path: FieldPath, name: string, unknown: string, errors: Errors): void {
  const found = qualifiedNames.find(([prefix]) => name.startsWith(prefix))
  if (!found) errors.push(invalid(path, name, unknown))
  else if (!found[1].test(name)) errors.push(invalid(path, name, 'must be valid format'))
}

const iscsi =
  (isPersistent: boolean): SourceCheck =>
  (path, source, errors, owner) => {
    const portal = text(source['targetPortal'])
    const unknown = isPersistent ? 'must be valid format' : 'must be valid format starting with iqn, eui, or naa'
    const initiator = source['initiatorName']
    requiring('targetPortal')(path, source, errors, owner)
    if (isPersistent && isPresent(initiator) && `${owner.volumeName ?? ''}:${portal}`.length > 64) {
      errors.push(invalid(child(path, 'targetportal'), portal, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'))
    }
    if (text(source['iqn']) === '') errors.push(required(child(path, 'iqn')))
    else iscsiName(child(path, 'iqn'), text(source['iqn']), unknown, errors)
    const unit = count(source['lun'])
    if (unit < 0 || unit > 255) errors.push(invalid(child(path, 'lun'), unit, 'must be between 0 and 255, inclusive'))
    if ((source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true) && !isPresent(source['secretRef'])) errors.push(required(child(path, 'secretRef')))
    if (isPersistent) secretName(path, source, errors, owner)
    if (isPresent(initiator)) iscsiName(child(path, 'initiatorname'), text(initiator), unknown, errors)
  }

const secretName: SourceCheck = (path, source, errors) => {
  const secret = optional(source['secretRef'])
  if (secret && text(secret['name']) === '') errors.push(required(child(child(path, 'secretRef'), 'name')))
}

const secretPlace: SourceCheck = (path, source, errors, owner) => {
  secretName(path, source, errors, owner)
  const secret = optional(source['secretRef'])
  if (secret && text(secret['namespace']) === '') errors.push(required(child(child(path, 'secretRef'), 'namespace')))
}

const fibreChannel: SourceCheck = (path, source, errors) => {
  const [targets, ids, unit] = [texts(source['targetWWNs']), texts(source['wwids']), source['lun']]
  if (targets.length + ids.length === 0) errors.push(required(child(path, 'targetWWNs'), 'must specify either targetWWNs or wwids, but not both'))
  if (targets.length > 0 && ids.length > 0) errors.push(invalid(child(path, 'targetWWNs'), targets, 'targetWWNs and wwids can not be specified simultaneously'))
  if (targets.length === 0) return
  if (!isPresent(unit)) errors.push(required(child(path, 'lun'), 'lun is required if targetWWNs is specified'))
  else if (count(unit) < 0 || count(unit) > 255) errors.push(invalid(child(path, 'lun'), unit, 'must be between 0 and 255, inclusive'))
}

const flocker: SourceCheck = (path, source, errors) => {
  const [name, uuid] = [text(source['datasetName']), text(source['datasetUUID'])]
  if (name === '' && uuid === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'))
  if (name !== '' && uuid !== '') errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'))
  if (name.includes('/')) errors.push(invalid(child(path, 'datasetName'), name, "must not contain '/'"))
}

const hostPortPair = /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/

const quobyte: SourceCheck = (path, source, errors, owner) => {
  const registry = text(source['registry'])
  const wanted = 'must be a host:port pair or multiple pairs separated by commas'
  if (registry === '') errors.push(required(child(path, 'registry'), wanted))
  else if (text(source['tenant']).length >= 65) errors.push(required(child(path, 'tenant'), 'must be a UUID and may not exceed a length of 64 characters'))
  else for (const pair of registry.split(',')) if (!hostPortPair.test(pair)) errors.push(invalid(child(path, 'registry'), registry, wanted))
  requiring('volume')(path, source, errors, owner)
}

const flexVolume: SourceCheck = (path, source, errors, owner) => {
  requiring('driver')(path, source, errors, owner)
  for (const [name] of entries(source['options'])) {
    const slash = name.indexOf('/')
    const space = `.${(slash < 0 ? name : name.slice(0, slash)).toLowerCase()}`
    if (space.endsWith('.kubernetes.io') || space.endsWith('.k8s.io')) errors.push(invalid(key(child(path, 'options'), name), name, 'kubernetes.io and k8s.io namespaces are reserved'))
  }
}

const azureDisk: SourceCheck = (path, source, errors, owner) => {
  requiring('diskName', 'diskURI')(path, source, errors, owner)
  const [kind, uri] = [source['kind'], text(source['diskURI'])]
  if (isPresent(source['cachingMode'])) oneOf(child(path, 'cachingMode'), text(source['cachingMode']), ['None', 'ReadOnly', 'ReadWrite'], errors)
  if (!isPresent(kind)) return
  oneOf(child(path, 'kind'), text(kind), ['Dedicated', 'Managed', 'Shared'], errors)
  const [prefix, example] = kind === 'Managed'
    ? ['/subscriptions/', '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']
    : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']
  if (!uri.startsWith(prefix)) errors.push(notSupported(child(path, 'diskURI'), uri, [example]))
}

const storageOs: SourceCheck = (path, source, errors) => {
  const [name, namespace] = [text(source['volumeName']), text(source['volumeNamespace'])]
  if (name === '') errors.push(required(child(path, 'volumeName')))
  else dnsLabel(child(path, 'volumeName'), name, errors)
  if (namespace !== '') dnsLabel(child(path, 'volumeNamespace'), namespace, errors)
}

function driverName(path: FieldPath, driver: string, errors: Errors): void {
  if (driver === '') errors.push(required(path))
  else {
    if (driver.length > 63) errors.push({ ...required(path), type: 'TooLong', message: 'Too long: may not be more than 63 bytes' })
    reportEach(path, driver, checkDnsSubdomain(driver.toLowerCase()), errors)
  }
}
export { driverName as csiDriverName }

const csi: SourceCheck = (path, source, errors) => {
  driverName(child(path, 'driver'), text(source['driver']), errors)
  const secret = optional(source['nodePublishSecretRef'])
  if (!secret) return
  const name = text(secret['name'])
  if (name === '') errors.push(required(child(child(path, 'nodePublishSecretRef'), 'name')))
  else reportEach(child(path, 'name'), name, checkDnsSubdomain(name), errors)
}

const csiSecrets = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']

const persistentCsi: SourceCheck = (path, source, errors, owner) => {
  driverName(child(path, 'driver'), text(source['driver']), errors)
  requiring('volumeHandle')(path, source, errors, owner)
  for (const name of csiSecrets) {
    const secret = optional(source[name])
    if (!secret) continue
    const [at, secretNamed, namespace] = [child(path, name), text(secret['name']), text(secret['namespace'])]
    if (secretNamed === '') errors.push(required(child(at, 'name')))
    else dnsSubdomain(child(at, 'name'), secretNamed, errors)
    if (namespace === '') errors.push(required(child(at, 'namespace')))
    else dnsLabel(child(at, 'namespace'), namespace, errors)
  }
}

const persistentGlusterfs: SourceCheck = (path, source, errors, owner) => {
  requiring('endpoints', 'path')(path, source, errors, owner)
  const namespace = source['endpointsNamespace']
  const at = child(path, 'endpointsNamespace')
  if (namespace === '') errors.push(invalid(at, namespace, 'if the endpointnamespace is set, it must be a valid namespace name'))
  else if (isPresent(namespace)) reportEach(at, namespace, checkDnsLabel(text(namespace)), errors)
}

const persistentAzureFile: SourceCheck = (path, source, errors, owner) => {
  requiring('secretName', 'shareName')(path, source, errors, owner)
  if (source['secretNamespace'] === '') errors.push(required(child(path, 'secretNamespace')))
}

const local: SourceCheck = (path, source, errors) => {
  const file = text(source['path'])
  if (file === '') errors.push(required(child(path, 'path')))
  else withoutBacksteps(child(path, 'path'), file, errors)
}

const shared: Readonly<Record<string, SourceCheck>> = {
  gcePersistentDisk: all(requiring('pdName'), partition),
  awsElasticBlockStore: all(requiring('volumeID'), partition),
  nfs,
  flocker,
  rbd: all(requiringList('monitors'), requiring('image')),
  cephfs: requiringList('monitors'),
  quobyte,
  fc: fibreChannel,
  flexVolume,
  vsphereVolume: requiring('volumePath'),
  photonPersistentDisk: requiring('pdID'),
  portworxVolume: requiring('volumeID'),
  azureDisk,
  scaleIO: requiring('gateway', 'system', 'volumeName'),
}

export const podSourceChecks: Readonly<Record<string, SourceCheck>> = {
  ...shared,
  iscsi: iscsi(false),
  glusterfs: requiring('endpoints', 'path'),
  cinder: all(requiring('volumeID'), secretName),
  azureFile: requiring('secretName', 'shareName'),
  storageos: all(storageOs, secretName),
  csi,
}

export const persistentSourceChecks: Readonly<Record<string, SourceCheck>> = {
  ...shared,
  iscsi: iscsi(true),
  glusterfs: persistentGlusterfs,
  cinder: all(requiring('volumeID'), secretPlace),
  azureFile: persistentAzureFile,
  storageos: all(storageOs, secretPlace),
  csi: persistentCsi,
  local,
}

/** Where the server says that something is wrong with a source: not always the field's own name. */
export const sourcePath = (path: FieldPath, name: string): FieldPath => child(path, name === 'gcePersistentDisk' ? 'persistentDisk' : name)

const tooManyNames: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' }
export const oneSourceOnly = (path: FieldPath, name: string): ReturnType<typeof forbidden> =>
  forbidden(child(path, tooManyNames[name] ?? name), 'may not specify more than 1 volume type')

