import type { KubeObject, LabelSelector } from '../types.js'
import { byteLength, checkDnsSubdomain } from '../names.js'
import { duplicate, forbidden, invalid, required } from './field-error.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsSubdomain, immutable, nonNegative, nonNegativeQuantity, oneOf, qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { entries, fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'
import { csiDriverName } from './volume-sources.js'

/** Drivers of storage, what they say of nodes, attachments and classes of attributes: `pkg/apis/storage/validation` 1.36. */

type Object = KubeObject & Fields
const specPath = root('spec')

function tokenRequests(path: FieldPath, requests: readonly Fields[], errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, request] of requests.entries()) {
    const [at, audience, seconds] = [index(path, position), text(request['audience']), request['expirationSeconds']]
    if (seen.has(audience)) {
      errors.push(duplicate(child(at, 'audience'), audience))
      continue
    }
    seen.add(audience)
    if (typeof seconds !== 'number') continue
    if (seconds < 600) errors.push(invalid(child(at, 'expirationSeconds'), seconds, 'may not specify a duration less than 10 minutes'))
    if (seconds > 2 ** 32) errors.push(invalid(child(at, 'expirationSeconds'), seconds, 'may not specify a duration larger than 2^32 seconds'))
  }
}

export function driverRules(object: Object, errors: Errors): void {
  const spec = fields(object['spec'])
  const [requests, period, isInSecrets] = [items(spec['tokenRequests']), spec['nodeAllocatableUpdatePeriodSeconds'], spec['serviceAccountTokenInSecrets']]
  if (isPresent(spec['fsGroupPolicy'])) oneOf(child(specPath, 'fsGroupPolicy'), text(spec['fsGroupPolicy']), ['File', 'None', 'ReadWriteOnceWithFSType'], errors)
  tokenRequests(child(specPath, 'tokenRequests'), requests, errors)
  for (const mode of texts(spec['volumeLifecycleModes'])) oneOf(child(specPath, 'volumeLifecycleModes'), mode, ['Persistent', 'Ephemeral'], errors)
  if (typeof period === 'number' && period < 10) errors.push(invalid(child(specPath, 'nodeAllocatableUpdatePeriodSeconds'), period, 'must be greater than or equal to 10 seconds'))
  if (isPresent(isInSecrets) && requests.length === 0)
    errors.push(invalid(child(specPath, 'serviceAccountTokenInSecrets'), isInSecrets, 'serviceAccountTokenInSecrets is set but no tokenRequests are specified'))
}

export function nodeRules(object: Object, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, driver] of items(fields(object['spec'])['drivers']).entries()) {
    const [at, name, node] = [index(child(specPath, 'drivers'), position), text(driver['name']), text(driver['nodeID'])]
    csiDriverName(child(at, 'name'), name, errors)
    if (node === '') errors.push(required(child(at, 'nodeID')))
    if (byteLength(node) > 256) errors.push(invalid(child(at, 'nodeID'), node, 'must be 256 characters or less'))
    nonNegative(child(child(at, 'allocatable'), 'count'), fields(driver['allocatable'])['count'], errors)
    if (seen.has(name)) errors.push(duplicate(child(at, 'name'), name))
    seen.add(name)
    const keys = texts(driver['topologyKeys'])
    for (const [place, key] of keys.entries()) {
      if (key === '') errors.push(required(at))
      if (keys.indexOf(key) < place) errors.push(duplicate(at, key))
      qualifiedName(at, key, errors)
    }
  }
}

export function capacityRules(object: Object, errors: Errors): void {
  const [name, capacity] = [text(object['storageClassName']), object['capacity']]
  validateLabelSelector(root('nodeTopology'), object['nodeTopology'] as LabelSelector | undefined, errors)
  reportEach(root('storageClassName'), name, checkDnsSubdomain(name), errors)
  if (typeof capacity === 'string') nonNegativeQuantity(root('capacity'), capacity, errors)
}

export function attachmentRules(object: Object, errors: Errors): void {
  const spec = fields(object['spec'])
  const source = fields(spec['source'])
  const [at, volume, inline] = [child(specPath, 'source'), source['persistentVolumeName'], optional(source['inlineVolumeSpec'])]
  csiDriverName(child(specPath, 'attacher'), text(spec['attacher']), errors)
  const wanted = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (!inline && !isPresent(volume)) errors.push(required(at, wanted))
  else if (inline && isPresent(volume)) errors.push(forbidden(at, wanted))
  else if (volume === '') errors.push(required(child(at, 'persistentVolumeName'), 'must specify non empty persistentVolumeName'))
  dnsSubdomain(child(specPath, 'nodeName'), text(spec['nodeName']), errors)
  if (isPresent(volume)) dnsSubdomain(root('spec.source.persistentVolumeName'), text(volume), errors)
}

export const attachmentChanges = (object: Object, old: Object, errors: Errors): void => {
  attachmentRules(object, errors)
  immutable(specPath, object['spec'], old['spec'], errors)
}

export function attributesRules(object: Object, errors: Errors): void {
  const [driver, parameters] = [text(object['driverName']), entries<string>(object['parameters'])]
  if (driver === '') errors.push(required(root('driverName')))
  else qualifiedName(root('driverName'), driver.toLowerCase(), errors)
  if (parameters.some(([name]) => name === '')) errors.push(invalid(root('parameters'), '', 'field can not be empty.'))
  if (parameters.length === 0) errors.push(required(root('parameters'), 'must contain at least one key/value pair'))
}

export const attributesChanges = (object: Object, old: Object, errors: Errors): void => {
  immutable(root('driverName'), object['driverName'], old['driverName'], errors)
  immutable(root('parameters'), object['parameters'], old['parameters'], errors)
}
