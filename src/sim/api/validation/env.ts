import { checkConfigKey, checkDnsSubdomain, checkEnvName, checkQualifiedName, maskTrailingDash } from '../names.js'
import type { EnvFromSource, EnvVar } from '../types.js'
import { invalid, notSupported, required } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { dnsLabel, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { fields, optional, text } from './values.js'
import type { Fields } from './values.js'
import { withoutBacksteps } from './file-paths.js'

/** Environment variables and the downward API: core `ValidateEnv`, `validateObjectFieldSelector` 1.36. */

const podFields = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
])
const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
/** What a downward API volume may show. */
export const volumeFields: readonly string[] = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
const resourceFields = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory']
const subscript = /^(.+?)\['(.*)'\]$/s

function conversionError(version: string, fieldPath: string, subscripted: RegExpExecArray | null): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`
  if (!subscripted) return podFields.has(fieldPath) ? undefined : `field label not supported: ${fieldPath}`
  return subscripted[1] === 'metadata.annotations' || subscripted[1] === 'metadata.labels' ? undefined : `field label does not support subscript: ${fieldPath}`
}

/** `fieldRef` of a variable or of a file. */
export function validateFieldRef(path: FieldPath, ref: Fields, supported: readonly string[], errors: Errors): void {
  const [version, fieldPath] = [text(ref['apiVersion']), text(ref['fieldPath'])]
  if (version === '') errors.push(required(child(path, 'apiVersion')))
  else if (fieldPath === '') errors.push(required(child(path, 'fieldPath')))
  if (version === '' || fieldPath === '') return
  const subscripted = fieldPath.endsWith(']') ? subscript.exec(fieldPath) : null
  const error = conversionError(version, fieldPath, subscripted)
  if (error !== undefined) errors.push(invalid(child(path, 'fieldPath'), fieldPath, `error converting fieldPath: ${error}`))
  else if (subscripted) {
    const name = subscripted[2] as string
    const checked = subscripted[1] === 'metadata.annotations' ? name.toLowerCase() : name
    reportEach(path, checked, checkQualifiedName(checked), errors)
  } else {
    const internal = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath
    if (!supported.includes(internal)) errors.push(notSupported(child(path, 'fieldPath'), internal, supported))
  }
}

const byteUnits = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'
const byteDivisors = new Set(byteUnits.split(', '))
const cpuDivisors = new Set(['1m', '1'])

function divisorError(resource: string, divisor: string): string | undefined {
  const isCpu = resource === 'limits.cpu' || resource === 'requests.cpu'
  if (isCpu) return cpuDivisors.has(divisor) ? undefined : "only divisor's values 1m and 1 are supported with the cpu resource"
  const isHuge = resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-')
  if ((!isHuge && !resourceFields.includes(resource)) || byteDivisors.has(divisor)) return undefined
  const of = isHuge ? 'hugepages' : resource.endsWith('memory') ? 'memory' : 'local ephemeral storage'
  return `only divisor's values ${byteUnits} are supported with the ${of} resource`
}

/** `resourceFieldRef`; files of volumes must name the container. */
export function validateResourceFieldRef(path: FieldPath, ref: Fields, isVolume: boolean, errors: Errors): void {
  const resource = text(ref['resource'])
  const isKnown = resourceFields.includes(resource) || resource.startsWith('limits.hugepages-') || resource.startsWith('requests.hugepages-')
  if (isVolume && text(ref['containerName']) === '') errors.push(required(child(path, 'containerName')))
  else if (resource === '') errors.push(required(child(path, 'resource')))
  else if (!isKnown) errors.push(notSupported(child(path, 'resource'), resource, resourceFields))
  const divisor = ref['divisor'] === undefined ? '0' : String(ref['divisor'])
  const error = divisor === '0' ? undefined : divisorError(resource, divisor)
  if (error !== undefined) errors.push(invalid(child(path, 'divisor'), resource, error))
}

function keyReference(path: FieldPath, ref: Fields, errors: Errors): void {
  const [name, keyName] = [text(ref['name']), text(ref['key'])]
  reportEach(child(path, 'name'), name, checkDnsSubdomain(name), errors)
  if (keyName === '') errors.push(required(child(path, 'key')))
  else reportEach(child(path, 'key'), keyName, checkConfigKey(keyName), errors)
}

function fileReference(path: FieldPath, ref: Fields, errors: Errors): void {
  const [keyName, volume, file] = [text(ref['key']), text(ref['volumeName']), text(ref['path'])]
  if (keyName === '') errors.push(required(child(path, 'key')))
  else reportEach(child(path, 'key'), keyName, checkEnvName(keyName), errors)
  if (volume === '') errors.push(required(child(path, 'volumeName')))
  else dnsLabel(child(path, 'volumeName'), volume, errors)
  if (file === '') errors.push(required(child(path, 'path')))
  else withoutBacksteps(child(path, 'path'), file, errors)
}

const sources: Readonly<Record<string, (path: FieldPath, ref: Fields, errors: Errors) => void>> = {
  fieldRef: (path, ref, errors) => validateFieldRef(path, ref, envFields, errors),
  resourceFieldRef: (path, ref, errors) => validateResourceFieldRef(path, ref, false, errors),
  configMapKeyRef: keyReference,
  secretKeyRef: keyReference,
  fileKeyRef: fileReference,
}

const sourceList = Object.entries(sources)

function validateValueFrom(path: FieldPath, variable: EnvVar, errors: Errors): void {
  if (!variable.valueFrom) return
  const from = fields(variable.valueFrom)
  let given = 0
  for (const [name, check] of sourceList) {
    const ref = optional(from[name])
    if (!ref) continue
    given += 1
    check(child(path, name), ref, errors)
  }
  if (given === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'))
  else if (variable.value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'))
  else if (given > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'))
}

export function validateEnv(path: FieldPath, variables: readonly EnvVar[] | undefined, errors: Errors): void {
  if (!variables) return
  for (let position = 0; position < variables.length; position++) {
    const variable = variables[position] as EnvVar
    const wrong = variable.name ? checkEnvName(variable.name) : undefined
    if (wrong === undefined) errors.push(required(child(index(path, position), 'name')))
    else if (wrong.length > 0) reportEach(child(index(path, position), 'name'), variable.name, wrong, errors)
    if (variable.valueFrom) validateValueFrom(child(index(path, position), 'valueFrom'), variable, errors)
  }
}

function sourceName(path: FieldPath, name: string | undefined, errors: Errors): void {
  if (!name) errors.push(required(child(path, 'name')))
  else reportEach(child(path, 'name'), name, checkDnsSubdomain(maskTrailingDash(name)), errors)
}

export function validateEnvFrom(path: FieldPath, list: readonly EnvFromSource[] | undefined, errors: Errors): void {
  if (!list) return
  for (const [position, source] of list.entries()) {
    const at = index(path, position)
    if (source.prefix) reportEach(child(at, 'prefix'), source.prefix, checkEnvName(source.prefix), errors)
    if (source.configMapRef) sourceName(child(at, 'configMapRef'), source.configMapRef.name, errors)
    if (source.secretRef) sourceName(child(at, 'secretRef'), source.secretRef.name, errors)
    if (!source.configMapRef && !source.secretRef) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    else if (source.configMapRef && source.secretRef) errors.push(invalid(path, '', 'may not have more than one field specified at a time'))
  }
}
