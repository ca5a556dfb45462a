import { checkUserId } from '../names.js'
import type { PodSpec } from '../types.js'
import { duplicate, forbidden, invalid, notSupported, required, tooLong } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { oneOf, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { byteLength } from '../names.js'
import { descendingPath } from './file-paths.js'
import { fields, isPresent, items, optional, struct, text, texts } from './values.js'
import type { Fields } from './values.js'
import { containersOf, validateWindowsOptions } from './windows.js'

/** Security contexts of containers and pods: core `ValidateSecurityContext`, `validatePodSpecSecurityContext` 1.36. */

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

function userIds(path: FieldPath, context: Fields, names: readonly string[], errors: Errors): void {
  for (const name of names) {
    const id = context[name]
    if (typeof id === 'number') reportEach(child(path, name), id, checkUserId(id), errors)
  }
}

function seccompProfile(path: FieldPath, profile: Fields | undefined, errors: Errors): void {
  if (!profile) return
  const type = text(profile['type'])
  if (type === '') errors.push(required(child(path, 'type'), 'type is required when seccompProfile is set'))
  else oneOf(child(path, 'type'), type, profileTypes, errors)
  const local = profile['localhostProfile']
  const at = child(path, 'localhostProfile')
  if (type !== 'Localhost') {
    if (isPresent(local)) errors.push(invalid(at, struct(['Type', type], ['LocalhostProfile', local]), 'can only be set when seccomp type is Localhost'))
  } else if (!isPresent(local)) errors.push(required(at, 'must be set when seccomp type is Localhost'))
  else descendingPath(at, text(local), errors)
}

function localAppArmorProfile(path: FieldPath, local: unknown, errors: Errors): void {
  const message = 'must be set when AppArmor type is Localhost'
  if (!isPresent(local)) {
    errors.push(required(path, message))
    return
  }
  const name = text(local)
  if (name.trim() !== name) errors.push(invalid(path, name, 'must not be padded with whitespace'))
  else if (name === '') errors.push(required(path, message))
  if (byteLength(name) > 4095) errors.push(tooLong(path, 4095))
}

function appArmorProfile(path: FieldPath, profile: Fields | undefined, errors: Errors): void {
  if (!profile) return
  const [type, local] = [text(profile['type']), profile['localhostProfile']]
  if (type === '') errors.push(required(child(path, 'type'), 'type is required when appArmorProfile is set'))
  else if (type === 'Localhost') localAppArmorProfile(child(path, 'localhostProfile'), local, errors)
  else if (!profileTypes.includes(type)) errors.push(notSupported(child(path, 'type'), type, profileTypes))
  else if (isPresent(local)) errors.push(invalid(child(path, 'localhostProfile'), local, 'can only be set when AppArmor type is Localhost'))
}

/** A profile inside a printed security context: internal structs have capital names. */
const capital = (value: unknown, names: readonly string[]): unknown =>
  isPresent(value) ? struct(...names.map((name): [string, unknown] => [name.charAt(0).toUpperCase() + name.slice(1), fields(value)[name]])) : null

const labelled = (value: unknown): unknown =>
  isPresent(value) ? struct(...['user', 'role', 'type', 'level'].map((name): [string, unknown] => [name.charAt(0).toUpperCase() + name.slice(1), text(fields(value)[name])])) : null

/** The context as the server prints it inside an error. */
function printed(context: Fields): ReadonlyMap<string, unknown> {
  return struct(
    ['Capabilities', capital(context['capabilities'], ['add', 'drop'])],
    ['Privileged', context['privileged']],
    ['SELinuxOptions', labelled(context['seLinuxOptions'])],
    ['WindowsOptions', capital(context['windowsOptions'], ['gMSACredentialSpecName', 'gMSACredentialSpec', 'runAsUserName', 'hostProcess'])],
    ['RunAsUser', context['runAsUser']],
    ['RunAsGroup', context['runAsGroup']],
    ['RunAsNonRoot', context['runAsNonRoot']],
    ['ReadOnlyRootFilesystem', context['readOnlyRootFilesystem']],
    ['AllowPrivilegeEscalation', context['allowPrivilegeEscalation']],
    ['ProcMount', context['procMount']],
    ['SeccompProfile', capital(context['seccompProfile'], ['type', 'localhostProfile'])],
    ['AppArmorProfile', capital(context['appArmorProfile'], ['type', 'localhostProfile'])],
  )
}

function privilegeEscalation(path: FieldPath, context: Fields, errors: Errors): void {
  if (context['allowPrivilegeEscalation'] !== false) return
  if (context['privileged'] === true) errors.push(invalid(path, printed(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'))
  if (texts(fields(context['capabilities'])['add']).includes('CAP_SYS_ADMIN'))
    errors.push(invalid(path, printed(context), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'))
}

export function validateContainerSecurity(path: FieldPath, context: Fields | undefined, hasHostUsers: boolean, errors: Errors): void {
  if (!context) return
  userIds(path, context, ['runAsUser', 'runAsGroup'], errors)
  const procMount = context['procMount']
  if (isPresent(procMount)) {
    oneOf(child(path, 'procMount'), text(procMount), ['Default', 'Unmasked'], errors)
    if (hasHostUsers && procMount === 'Unmasked') errors.push(invalid(child(path, 'procMount'), procMount, '`hostUsers` must be false to use `Unmasked`'))
  }
  if (context['seccompProfile']) seccompProfile(child(path, 'seccompProfile'), optional(context['seccompProfile']), errors)
  privilegeEscalation(path, context, errors)
  if (context['windowsOptions']) validateWindowsOptions(child(path, 'windowsOptions'), optional(context['windowsOptions']), errors)
  if (context['appArmorProfile']) appArmorProfile(child(path, 'appArmorProfile'), optional(context['appArmorProfile']), errors)
}

/** As the server writes it. */
const sysctlPattern = String.raw`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`
const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/
const ipcSysctls = /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/

function sysctls(path: FieldPath, context: Fields, spec: Fields, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, sysctl] of items(context['sysctls']).entries()) {
    const [at, name] = [child(index(path, position), 'name'), text(sysctl['name'])]
    if (name === '') errors.push(required(at))
    else if (name.length > 253 || !sysctlName.test(name))
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${sysctlPattern}`))
    else if (seen.has(name)) errors.push(duplicate(at, name))
    const dotted = name.replaceAll('/', '.')
    if (spec['hostNetwork'] === true && dotted.startsWith('net.')) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"))
    if (spec['hostIPC'] === true && ipcSysctls.test(dotted)) errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"))
    seen.add(name)
  }
}

function optionalOneOf(path: FieldPath, context: Fields, name: string, supported: readonly string[], errors: Errors): void {
  if (isPresent(context[name])) oneOf(child(path, name), text(context[name]), supported, errors)
}

export function validatePodSecurity(path: FieldPath, spec: Fields, errors: Errors): void {
  const context = optional(spec['securityContext'])
  if (!context) return
  userIds(path, context, ['fsGroup', 'runAsUser', 'runAsGroup'], errors)
  const groups = context['supplementalGroups']
  for (const [position, id] of (Array.isArray(groups) ? (groups as readonly number[]) : []).entries())
    reportEach(index(child(path, 'supplementalGroups'), position), id, checkUserId(id), errors)
  if (spec['shareProcessNamespace'] === true && spec['hostPID'] === true)
    errors.push(invalid(child(path, 'shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled'))
  if (context['sysctls']) sysctls(child(path, 'sysctls'), context, spec, errors)
  optionalOneOf(path, context, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch'], errors)
  if (context['seccompProfile']) seccompProfile(child(path, 'seccompProfile'), optional(context['seccompProfile']), errors)
  if (context['appArmorProfile']) appArmorProfile(child(path, 'appArmorProfile'), optional(context['appArmorProfile']), errors)
  optionalOneOf(path, context, 'supplementalGroupsPolicy', ['Merge', 'Strict'], errors)
  optionalOneOf(path, context, 'seLinuxChangePolicy', ['Recursive'], errors)
  if (context['windowsOptions']) validateWindowsOptions(child(path, 'windowsOptions'), optional(context['windowsOptions']), errors)
}

/** Host namespaces are closed to pods with a user namespace of their own. */
export function validateHostUsers(path: FieldPath, spec: Fields, errors: Errors): void {
  if (spec['hostUsers'] !== false) return
  if (spec['hostNetwork'] === true) errors.push(forbidden(child(path, 'hostNetwork'), 'when `hostUsers` is false'))
  if (spec['hostPID'] === true) errors.push(forbidden(child(path, 'HostPID'), 'when `hostUsers` is false'))
  if (spec['hostIPC'] === true) errors.push(forbidden(child(path, 'HostIPC'), 'when `hostUsers` is false'))
  for (const [at, container] of containersOf(path, spec as unknown as PodSpec)) {
    if (items(container['volumeDevices']).length > 0) errors.push(forbidden(child(at, 'volumeDevices'), 'when `hostUsers` is false'))
  }
}
