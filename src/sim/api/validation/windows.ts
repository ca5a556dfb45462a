import { byteLength, checkDnsSubdomain } from '../names.js'
import type { Container, PodSpec } from '../types.js'
import { forbidden, invalid } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { fields, isPresent, optional, text } from './values.js'
import type { Fields, Open } from './values.js'

/** Pods for Windows: core `validateWindows`, `validateWindowsSecurityContextOptions`, `validateWindowsHostProcessPod` 1.36. */

const notForPods = [
  'appArmorProfile', 'seLinuxOptions', 'hostUsers', 'hostPID', 'hostIPC', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'shareProcessNamespace',
  'runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy',
]
/** Fields of the spec itself; the others are of its security context. */
const ofSpec = new Set(['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'])
const notForContainers = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup',
]
const notOnWindows = 'cannot be set for a windows pod'

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** Every container of a pod with its place. */
export function containersOf(path: FieldPath, spec: PodSpec): readonly (readonly [FieldPath, Open<Container>])[] {
  const found: (readonly [FieldPath, Open<Container>])[] = []
  for (const name of containerLists) {
    const list = spec[name]
    if (!list) continue
    const at = child(path, name)
    for (let position = 0; position < list.length; position++) found.push([index(at, position), list[position] as Open<Container>])
  }
  return found
}

/** Whether any container, or the pod, says something of Windows: hardly any does. */
function mentionsWindows(spec: PodSpec): boolean {
  if (hasWindowsOptions(spec.securityContext)) return true
  return containerLists.some((name) => spec[name]?.some((container) => hasWindowsOptions(container.securityContext)) === true)
}

const hasWindowsOptions = (context: unknown): boolean => isPresent(fields(context)['windowsOptions'])

export function validateWindowsPod(path: FieldPath, spec: PodSpec, errors: Errors): void {
  const context = fields(spec.securityContext)
  for (const name of notForPods) {
    const value = ofSpec.has(name) ? fields(spec)[name] : context[name]
    const isGiven = name === 'hostPID' || name === 'hostIPC' ? value === true : name === 'sysctls' ? Array.isArray(value) && value.length > 0 : isPresent(value)
    if (isGiven) errors.push(forbidden(child(ofSpec.has(name) ? path : child(path, 'securityContext'), name), notOnWindows))
  }
  for (const [at, container] of containersOf(path, spec)) {
    const own = fields(container.securityContext)
    for (const name of notForContainers) if (isPresent(own[name])) errors.push(forbidden(child(child(at, 'securityContext'), name), notOnWindows))
  }
}

const credentialLimitBytes = 64 * 1024
const control = /[\p{Cc}]/u
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const domainName = /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*$/

/** What is wrong with `DOMAIN\\user`. */
function userNameFaults(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (control.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const [domain, user] = parts.length === 2 ? [parts[0] as string, parts[1] as string] : [undefined, name]
  const faults: string[] = []
  if (byteLength(domain ?? '') >= 256) faults.push("runAsUserName's Domain length must be under 256 characters")
  if (domain !== undefined && !netBios.test(domain) && !domainName.test(domain)) faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  if (user === '') faults.push("runAsUserName's User cannot be empty")
  else if (byteLength(user) > 104) faults.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) faults.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]')
  return faults
}

export function validateWindowsOptions(path: FieldPath, options: Fields | undefined, errors: Errors): void {
  if (!options) return
  const [name, credential, user] = [options['gmsaCredentialSpecName'], options['gmsaCredentialSpec'], options['runAsUserName']]
  if (isPresent(name)) reportEach(child(path, 'gmsaCredentialSpecName'), name, checkDnsSubdomain(text(name)), errors)
  const at = child(path, 'gmsaCredentialSpec')
  if (credential === '') errors.push(invalid(at, credential, 'gmsaCredentialSpec cannot be an empty string'))
  else if (isPresent(credential) && byteLength(text(credential)) > credentialLimitBytes) errors.push(invalid(at, credential, 'gmsaCredentialSpec size must be under 64 KiB'))
  if (isPresent(user)) reportEach(child(path, 'runAsUserName'), user, userNameFaults(text(user)), errors)
}

const hostProcessOf = (context: unknown): unknown => fields(fields(context)['windowsOptions'])['hostProcess']

/** Host process containers: all or none of a pod, and on the host's network. */
export function validateHostProcess(path: FieldPath, spec: PodSpec, errors: Errors): void {
  if (!mentionsWindows(spec)) return
  const ofPod = hostProcessOf(spec.securityContext)
  const containers = containersOf(path, spec)
  let hosts = 0
  for (const [at, container] of containers) {
    const own = optional(container.securityContext) ? hostProcessOf(container.securityContext) : undefined
    if (isPresent(ofPod) && isPresent(own) && own !== ofPod) {
      errors.push(invalid(child(child(child(at, 'securityContext'), 'windowsOptions'), 'hostProcess'), own, `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`))
    }
    if ((isPresent(own) ? own : ofPod) === true) hosts += 1
  }
  if (hosts === 0) return
  if (hosts !== containers.length) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'))
  if (spec.hostNetwork !== true) errors.push(invalid(child(path, 'hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers'))
}
