import { checkDnsSubdomain, checkDnsSubdomainWithUnderscore, byteLength } from '../names.js'
import type { Container, PodSpec } from '../types.js'
import { validateAffinity } from './affinity.js'
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './container.js'
import type { ContainerFacts } from './container.js'
import { duplicate, forbidden, invalid, notFound, required, tooLong } from './field-error.js'
import { validateIp } from './ip.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { validatePodResources } from './pod-resources.js'
import { validateResources } from './resources.js'
import { dnsLabel, dnsSubdomain, oneOf, qualifiedName, reportEach, requiredOneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateGates, validateSpread, validateTolerations } from './scheduling.js'
import { validateHostUsers, validatePodSecurity } from './security-context.js'
import { validateLabels } from './selector.js'
import { fields, isPresent, items, optional, struct, text, texts } from './values.js'
import type { Fields, Open } from './values.js'
import { validateVolumes } from './volumes.js'
import { validateHostProcess, validateWindowsPod } from './windows.js'

/** The spec of pods and of pod templates: core `ValidatePodSpec` 1.36. */

const noNames: ReadonlySet<string> = new Set()

function claimNames(path: FieldPath, spec: Fields, errors: Errors): ReadonlySet<string> {
  if (spec['resourceClaims'] === undefined) return noNames
  const names = new Set<string>()
  for (const [position, claim] of items(spec['resourceClaims']).entries()) {
    const at = index(path, position)
    const name = text(claim['name'])
    if (name === '') errors.push(required(child(at, 'name')))
    else {
      if (names.has(name)) errors.push(duplicate(child(at, 'name'), name))
      dnsLabel(child(at, 'name'), name, errors)
    }
    names.add(name)
    const [byName, byTemplate] = [isPresent(claim['resourceClaimName']), isPresent(claim['resourceClaimTemplateName'])]
    const printed = struct(['Name', name], ['ResourceClaimName', claim['resourceClaimName']], ['ResourceClaimTemplateName', claim['resourceClaimTemplateName']])
    if (byName && byTemplate) errors.push(invalid(at, printed, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'))
    if (!byName && !byTemplate) errors.push(invalid(at, printed, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'))
  }
  return names
}

/** Ports of a pod on the host's network are ports of the host; templates may still leave hostPort out. */
function hostNetworkPorts(path: FieldPath, spec: PodSpec, isPod: boolean, errors: Errors): void {
  if (spec.hostNetwork !== true) return
  for (const [position, container] of (spec.containers ?? []).entries()) {
    for (const [place, { hostPort = 0, containerPort = 0 }] of (container.ports ?? []).entries()) {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort)
        errors.push(
          invalid(
            child(index(child(index(child(path, 'containers'), position), 'ports'), place), 'hostPort'),
            hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        )
    }
  }
}

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

function dnsConfig(path: FieldPath, config: Fields | undefined, policy: string, errors: Errors): void {
  const [nameservers, searches] = [texts(config?.['nameservers']), texts(config?.['searches'])]
  if (policy === 'None' && (!config || nameservers.length === 0)) {
    if (!config) errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'))
    else errors.push(required(child(path, 'nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None'))
    return
  }
  if (!config) return
  if (nameservers.length > 3) errors.push(invalid(child(path, 'nameservers'), nameservers, 'must not have more than 3 nameservers'))
  for (const [position, server] of nameservers.entries()) validateIp(index(child(path, 'nameservers'), position), server, errors)
  if (searches.length > 32) errors.push(invalid(child(path, 'searches'), searches, 'must not have more than 32 search paths'))
  if (byteLength(searches.join(' ')) > 2048)
    errors.push(invalid(child(path, 'searches'), searches, 'must not have more than 2048 characters (including spaces) in the search list'))
  for (const [position, search] of searches.entries()) {
    if (search === '.') continue
    const name = search.endsWith('.') ? search.slice(0, -1) : search
    reportEach(index(child(path, 'searches'), position), name, checkDnsSubdomainWithUnderscore(name), errors)
  }
  for (const [position, option] of items(config['options']).entries())
    if (text(option['name']) === '') errors.push(required(index(child(path, 'options'), position), 'must not be empty'))
}

function hostnameOverride(path: FieldPath, spec: Fields, errors: Errors): void {
  const name = spec['hostnameOverride']
  if (typeof name !== 'string') return
  const at = child(path, 'hostnameOverride')
  if (spec['setHostnameAsFQDN'] === true) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'))
  if (spec['hostNetwork'] === true) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'))
  if (byteLength(name) > 64) errors.push(tooLong(at, 64))
  dnsSubdomain(at, name, errors)
}

function hostAliases(path: FieldPath, spec: Fields, errors: Errors): void {
  for (const [position, alias] of items(spec['hostAliases']).entries()) {
    const at = index(path, position)
    validateIp(child(at, 'ip'), text(alias['ip']), errors)
    for (const [place, name] of texts(alias['hostnames']).entries()) dnsSubdomain(index(child(at, 'hostnames'), place), name, errors)
  }
}

function optionalName(path: FieldPath, spec: Fields, field: string, check: (path: FieldPath, value: string, errors: Errors) => void, errors: Errors): void {
  const name = text(spec[field])
  if (name !== '') check(child(path, field), name, errors)
}

function scalars(path: FieldPath, spec: Open<PodSpec>, errors: Errors): void {
  optionalName(path, spec, 'serviceAccountName', dnsSubdomain, errors)
  optionalName(path, spec, 'nodeName', dnsSubdomain, errors)
  const deadline = spec.activeDeadlineSeconds
  if (typeof deadline === 'number' && (deadline < 1 || deadline > 2147483647))
    errors.push(invalid(child(path, 'activeDeadlineSeconds'), deadline, 'must be between 1 and 2147483647, inclusive'))
  optionalName(path, spec, 'hostname', dnsLabel, errors)
  optionalName(path, spec, 'subdomain', dnsLabel, errors)
  if (spec.tolerations) validateTolerations(child(path, 'tolerations'), spec.tolerations, errors)
  if (spec['hostAliases']) hostAliases(child(path, 'hostAliases'), spec, errors)
  optionalName(path, spec, 'priorityClassName', dnsSubdomain, errors)
  if (typeof spec.runtimeClassName === 'string')
    reportEach(child(path, 'runtimeClassName'), spec.runtimeClassName, checkDnsSubdomain(spec.runtimeClassName), errors)
  if (isPresent(spec.preemptionPolicy))
    requiredOneOf(child(path, 'preemptionPolicy'), spec.preemptionPolicy as string, ['PreemptLowerPriority', 'Never'], errors)
  if (spec.overhead) validateResources(child(path, 'overhead'), { limits: spec.overhead }, new Set(), errors)
  const os = optional(spec.os)
  if (os) {
    const name = text(os['name'])
    if (name === '') errors.push(required(child(child(path, 'os'), 'name')))
    else oneOf(child(path, 'os'), name, ['linux', 'windows'], errors)
  }
}

function hasFileKey({ env = [] }: Container): boolean {
  for (const { valueFrom } of env) if (valueFrom && optional(fields(valueFrom)['fileKeyRef'])) return true
  return false
}

function fileKeyVolumes(path: FieldPath, list: readonly Container[] | undefined, volumes: ReadonlyMap<string, Fields>, errors: Errors): void {
  if (!list?.some(hasFileKey)) return
  for (const [position, container] of list.entries()) {
    for (const [place, variable] of (container.env ?? []).entries()) {
      const ref = optional(fields(variable.valueFrom)['fileKeyRef'])
      if (!ref) continue
      const at = child(child(child(index(child(index(path, position), 'env'), place), 'valueFrom'), 'fileKeyRef'), 'volumeName')
      const name = text(ref['volumeName'])
      const volume = volumes.get(name)
      if (!volume) errors.push(notFound(at, name))
      else if (!isPresent(volume['emptyDir'])) errors.push(invalid(at, name, 'referenced volume must be of type emptyDir'))
    }
  }
}

/** What the spec belongs to: a pod, whose name is known, or a template. */
export interface SpecOwner {
  readonly isPod: boolean
  readonly podName: string | undefined
}

function specErrors(path: FieldPath, spec: Open<PodSpec>, owner: SpecOwner, errors: Errors): void {
  if (!isPresent(spec.terminationGracePeriodSeconds)) errors.push(required(child(path, 'terminationGracePeriodSeconds')))
  const volumes = validateVolumes(child(path, 'volumes'), spec.volumes, { podName: owner.isPod ? (owner.podName ?? '') : undefined }, errors)
  const claims = claimNames(child(path, 'resourceClaims'), spec, errors)
  const facts: ContainerFacts = {
    volumes,
    claims,
    gracePeriodSeconds: spec.terminationGracePeriodSeconds,
    osName: spec.os?.name,
    restartPolicy: spec.restartPolicy ?? '',
    hasHostUsers: spec['hostUsers'] !== false,
  }
  validateContainers(child(path, 'containers'), spec.containers, facts, errors)
  validateInitContainers(child(path, 'initContainers'), spec.initContainers, spec.containers, facts, errors)
  if (spec.ephemeralContainers)
    validateEphemeralContainers(
      child(path, 'ephemeralContainers'),
      spec.ephemeralContainers,
      [...(spec.containers ?? []), ...(spec.initContainers ?? [])],
      facts,
      errors,
    )
  validatePodResources(child(path, 'resources'), spec, claims, errors)
  hostNetworkPorts(path, spec, owner.isPod, errors)
  if (spec.restartPolicy !== 'Always') requiredOneOf(child(path, 'restartPolicy'), spec.restartPolicy ?? '', ['Always', 'OnFailure', 'Never'], errors)
  if (spec.dnsPolicy !== 'ClusterFirst') requiredOneOf(child(path, 'dnsPolicy'), spec.dnsPolicy ?? '', dnsPolicies, errors)
  if (spec.nodeSelector) validateLabels(child(path, 'nodeSelector'), spec.nodeSelector, errors)
  validatePodSecurity(child(path, 'securityContext'), spec, errors)
  if (spec.affinity) validateAffinity(child(path, 'affinity'), spec.affinity, errors)
  dnsConfig(child(path, 'dnsConfig'), optional(spec['dnsConfig']), spec.dnsPolicy ?? '', errors)
  if (spec.readinessGates)
    for (const [position, { conditionType }] of spec.readinessGates.entries())
      qualifiedName(child(index(child(path, 'readinessGates'), position), 'conditionType'), conditionType ?? '', errors)
  if (spec.schedulingGates) validateGates(child(path, 'schedulingGates'), spec.schedulingGates, errors)
  if (spec.topologySpreadConstraints) validateSpread(child(path, 'topologySpreadConstraints'), spec.topologySpreadConstraints, errors)
  validateHostUsers(path, spec, errors)
  validateHostProcess(path, spec, errors)
  if (spec.os?.name === 'windows') validateWindowsPod(path, spec, errors)
  hostnameOverride(path, spec, errors)
  scalars(path, spec, errors)
  fileKeyVolumes(child(path, 'initContainers'), spec.initContainers, volumes, errors)
  fileKeyVolumes(child(path, 'containers'), spec.containers, volumes, errors)
}

/** Specs without a fault, by reference: pods of one template share theirs. The pod's name matters to ephemeral volumes alone. */
const validPodSpecs = new WeakSet<object>()
const validTemplateSpecs = new WeakSet<object>()

export function validatePodSpec(path: FieldPath, spec: PodSpec, owner: SpecOwner, errors: Errors): void {
  const known = owner.isPod ? validPodSpecs : validTemplateSpecs
  if (known.has(spec)) return
  const before = errors.length
  specErrors(path, spec as Open<PodSpec>, owner, errors)
  const isShareable = Object.isFrozen(spec) && !(owner.isPod && items(spec.volumes).some((volume) => isPresent(volume['ephemeral'])))
  if (errors.length === before && isShareable) known.add(spec)
}
