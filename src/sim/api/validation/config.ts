import { decodeBase64 } from '../decode/base64.js'
import type { FieldError } from '../errors.js'
import { byteLength, checkConfigKey } from '../names.js'
import type { ConfigMap, KubeObject, Secret, StringMap } from '../types.js'
import { isEqual } from './equal.js'
import { forbidden, invalid, required, tooLong } from './field-error.js'
import { jsonSyntaxError } from '../go-json-syntax.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, key, root } from './path.js'
import { immutable, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { entries } from './values.js'

/** ConfigMaps and Secrets: core `ValidateConfigMap`, `ValidateSecret` 1.36. */

const sizeLimitBytes = 1024 * 1024
const dataPath = root('data')

/** The size of what base64 text encodes. */
const decodedBytes = (text: string): number => Math.floor((text.replace(/[=\s]+$/, '').length * 3) / 4)

export function validateConfigMap(object: KubeObject): readonly FieldError[] {
  const [errors, config]: [Errors, ConfigMap] = [[], object as ConfigMap]
  validateMetadata(object, namespacedSubdomain, errors)
  let size = 0
  for (const [name, value] of entries<string>(config.data)) {
    reportEach(key(dataPath, name), name, checkConfigKey(name), errors)
    if (config.binaryData?.[name] !== undefined) errors.push(invalid(key(dataPath, name), name, 'duplicate of key present in binaryData'))
    size += byteLength(value)
  }
  for (const [name, value] of entries<string>(config.binaryData)) {
    reportEach(key(root('binaryData'), name), name, checkConfigKey(name), errors)
    size += decodedBytes(value)
  }
  if (size > sizeLimitBytes) errors.push(tooLong(root(''), sizeLimitBytes))
  return errors
}

/** What `immutable: true` keeps. */
function keepsImmutable(object: ConfigMap, old: ConfigMap, names: readonly ('data' | 'binaryData')[], errors: Errors): void {
  if (old.immutable !== true) return
  const message = 'field is immutable when `immutable` is set'
  if (object.immutable !== true) errors.push(forbidden(root('immutable'), message))
  for (const name of names) if (!isEqual(object[name], old[name])) errors.push(forbidden(root(name), message))
}

export function validateConfigMapUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  keepsImmutable(object as ConfigMap, old as ConfigMap, ['data', 'binaryData'], errors)
  return [...errors, ...validateConfigMap(object)]
}

/** `type` -> the keys it needs: every one, or one of several. */
const neededKeys: Readonly<Record<string, { readonly keys: readonly string[]; readonly isOneEnough?: boolean }>> = {
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'] },
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'] },
  'kubernetes.io/basic-auth': { keys: ['username', 'password'], isOneEnough: true },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'] },
  'kubernetes.io/tls': { keys: ['tls.crt', 'tls.key'] },
}

const dockerKeys: Readonly<Record<string, string>> = { 'kubernetes.io/dockercfg': '.dockercfg', 'kubernetes.io/dockerconfigjson': '.dockerconfigjson' }

/** Credentials for registries are JSON objects; what they say is not printed. */
function dockerConfig(type: string, data: StringMap, errors: Errors): void {
  const name = dockerKeys[type]
  const encoded = name === undefined ? undefined : data[name]
  if (name === undefined || encoded === undefined) return
  const bytes = decodeBase64(encoded)
  const text = typeof bytes === 'number' ? '' : String.fromCharCode(...bytes)
  const found = jsonSyntaxError(text) ?? notAnObject(text.trim())
  if (found !== undefined) errors.push(invalid(key(dataPath, name), '<secret contents redacted>', found))
}

function notAnObject(json: string): string | undefined {
  if (json.startsWith('{') || json === 'null') return undefined
  const what = json.startsWith('[') ? 'array' : json.startsWith('"') ? 'string' : json === 'true' || json === 'false' ? 'bool' : 'number'
  return `json: cannot unmarshal ${what} into Go value of type map[string]interface {}`
}

const accountName = 'kubernetes.io/service-account.name'

function secretType(secret: Secret, data: StringMap, errors: Errors): void {
  const type = secret.type ?? ''
  if (type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.[accountName])
    errors.push(required(key(child(root('metadata'), 'annotations'), accountName)))
  const needed = neededKeys[type]
  if (!needed) return
  const missing = needed.keys.filter((name) => data[name] === undefined || (type === 'kubernetes.io/ssh-auth' && data[name] === ''))
  if (needed.isOneEnough === true && missing.length < needed.keys.length) return
  for (const name of missing) errors.push(required(key(dataPath, name)))
  dockerConfig(type, data, errors)
}

export function validateSecret(object: KubeObject): readonly FieldError[] {
  const [errors, secret]: [Errors, Secret] = [[], object as Secret]
  validateMetadata(object, namespacedSubdomain, errors)
  let size = 0
  for (const [name, value] of entries<string>(secret.data)) {
    reportEach(key(dataPath, name), name, checkConfigKey(name), errors)
    size += decodedBytes(value)
  }
  if (size > sizeLimitBytes) errors.push(tooLong(dataPath, sizeLimitBytes))
  secretType(secret, secret.data ?? {}, errors)
  return errors
}

export function validateSecretUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  immutable(root('type'), (object as Secret).type ?? '', (old as Secret).type ?? '', errors)
  keepsImmutable(object as ConfigMap, old as ConfigMap, ['data'], errors)
  return [...errors, ...validateSecret(object)]
}
