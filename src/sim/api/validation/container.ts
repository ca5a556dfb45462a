import { checkDnsLabel, checkPortName, checkPortNumber } from '../names.js'
import type { Container, ContainerPort } from '../types.js'
import { duplicate, forbidden, invalid, notFound, notSupported, required, tooMany } from './field-error.js'
import { validateEnv, validateEnvFrom } from './env.js'
import { validateDevices, validateMounts } from './mounts.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { validateLifecycle, validateProbes } from './probes.js'
import type { PodFacts } from './probes.js'
import { validateResources } from './resources.js'
import { dnsLabel, oneOf, portNumber, reportEach, requiredOneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateContainerSecurity } from './security-context.js'
import { fields, hasRepeats, isPresent, items, optional, text, texts } from './values.js'
import type { Fields, Open } from './values.js'

/** Containers of pods: core `validateContainers`, `validateInitContainers`, `validateEphemeralContainers` 1.36. */

export interface ContainerFacts extends PodFacts {
  readonly volumes: ReadonlyMap<string, Fields>
  readonly claims: ReadonlySet<string>
  readonly restartPolicy: string
  readonly hasHostUsers: boolean
}

const protocols = ['SCTP', 'TCP', 'UDP']

function validatePorts(path: FieldPath, ports: readonly ContainerPort[] | undefined, errors: Errors): void {
  if (!ports) return
  const names = ports.length > 1 ? new Set<string>() : undefined
  for (let position = 0; position < ports.length; position++) {
    const port = ports[position] as ContainerPort
    const at = index(path, position)
    if (port.name) {
      const wrong = checkPortName(port.name)
      if (wrong.length > 0) reportEach(child(at, 'name'), port.name, wrong, errors)
      else if (names?.has(port.name)) errors.push(duplicate(child(at, 'name'), port.name))
      names?.add(port.name)
    }
    if (!port.containerPort) errors.push(required(child(at, 'containerPort')))
    else if (checkPortNumber(port.containerPort).length > 0) portNumber(child(at, 'containerPort'), port.containerPort, errors)
    if (port.hostPort) portNumber(child(at, 'hostPort'), port.hostPort, errors)
    if (port.protocol !== 'TCP') requiredOneOf(child(at, 'protocol'), port.protocol ?? '', protocols, errors)
  }
}

const resizableResources = ['cpu', 'memory']
const resizePolicies = ['NotRequired', 'RestartContainer']

function validateResizePolicy(path: FieldPath, list: readonly Fields[], podRestartPolicy: string, errors: Errors): void {
  const seen = new Set<string>()
  for (const [position, policy] of list.entries()) {
    const [resource, restart] = [text(policy['resourceName']), text(policy['restartPolicy'])]
    if (seen.has(resource)) errors.push(duplicate(index(path, position), resource))
    seen.add(resource)
    requiredOneOf(path, resource, resizableResources, errors)
    requiredOneOf(path, restart, resizePolicies, errors)
    if (podRestartPolicy === 'Never' && restart !== 'NotRequired')
      errors.push(invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"))
  }
}

function validateCommon(path: FieldPath, container: Open<Container>, facts: ContainerFacts, errors: Errors): void {
  if (!container.name) errors.push(required(child(path, 'name')))
  else if (checkDnsLabel(container.name).length > 0) dnsLabel(child(path, 'name'), container.name, errors)
  if (!container.image) errors.push(required(child(path, 'image')))
  const { terminationMessagePolicy } = container
  if (terminationMessagePolicy !== 'File')
    requiredOneOf(child(path, 'terminationMessagePolicy'), terminationMessagePolicy ?? '', ['File', 'FallbackToLogsOnError'], errors)
  if (container.ports) validatePorts(child(path, 'ports'), container.ports, errors)
  if (container.env) validateEnv(child(path, 'env'), container.env, errors)
  if (container.envFrom) validateEnvFrom(child(path, 'envFrom'), container.envFrom, errors)
  if (container.volumeMounts) validateMounts(child(path, 'volumeMounts'), container, facts.volumes, errors)
  if (container['volumeDevices']) validateDevices(child(path, 'volumeDevices'), container, facts.volumes, errors)
  const { imagePullPolicy } = container
  if (imagePullPolicy !== 'IfNotPresent') requiredOneOf(child(path, 'imagePullPolicy'), imagePullPolicy ?? '', ['Always', 'IfNotPresent', 'Never'], errors)
  if (container.resources) validateResources(child(path, 'resources'), container.resources, facts.claims, errors)
  if (container['resizePolicy']) validateResizePolicy(child(path, 'resizePolicy'), items(container['resizePolicy']), facts.restartPolicy, errors)
  if (container.securityContext) validateContainerSecurity(child(path, 'securityContext'), optional(container.securityContext), facts.hasHostUsers, errors)
}

const restartPolicies = ['Always', 'Never', 'OnFailure']
const restartActions = ['Restart', 'RestartAllContainers']

function restartRule(path: FieldPath, rule: Fields, errors: Errors): void {
  oneOf(child(path, 'action'), text(rule['action']), restartActions, errors)
  const codes = optional(rule['exitCodes'])
  const at = child(path, 'exitCodes')
  if (!codes) {
    errors.push(required(at, 'must be specified'))
    return
  }
  oneOf(child(at, 'operator'), text(codes['operator']), ['In', 'NotIn'], errors)
  const values = texts(codes['values'])
  if (values.length > 255) errors.push(tooMany(child(at, 'values'), values.length, 255))
}

function validateRestartPolicy(path: FieldPath, container: Open<Container>, errors: Errors): void {
  const policy = container.restartPolicy
  if (policy === undefined && container['restartPolicyRules'] === undefined) return
  const rules = items(container['restartPolicyRules'])
  if (!isPresent(policy)) {
    if (rules.length > 0) errors.push(required(child(path, 'restartPolicy'), 'must specify restartPolicy when restart rules are used'))
    else return
  } else if (!restartPolicies.includes(policy as string)) errors.push(notSupported(child(path, 'restartPolicy'), policy, restartPolicies))
  if (rules.length > 20) errors.push(tooMany(child(path, 'restartPolicyRules'), rules.length, 20))
  for (const [position, rule] of rules.entries()) restartRule(index(child(path, 'restartPolicyRules'), position), rule, errors)
}

/** Rules without a policy are not looked at in init containers. */
function validateInitRestartPolicy(path: FieldPath, container: Open<Container>, errors: Errors): void {
  if (isPresent(container.restartPolicy)) validateRestartPolicy(path, container, errors)
  else if (items(container['restartPolicyRules']).length > 0)
    errors.push(required(child(path, 'restartPolicy'), 'must specify restartPolicy when restart rules are used'))
}

function hasHostPort({ ports = [] }: Container): boolean {
  for (const { hostPort } of ports) if (hostPort) return true
  return false
}

function hostPortConflicts(path: FieldPath, containers: readonly Container[], errors: Errors): void {
  if (!containers.some(hasHostPort)) return
  const seen = new Set<string>()
  for (const [position, container] of containers.entries()) {
    for (const [place, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue
      const name = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`
      if (seen.has(name)) errors.push(duplicate(child(index(child(index(path, position), 'ports'), place), 'hostPort'), name))
      seen.add(name)
    }
  }
}

const nameOf = ({ name }: Container): string => (name as string | undefined) ?? ''

export function validateContainers(path: FieldPath, containers: readonly Container[] | undefined, facts: ContainerFacts, errors: Errors): void {
  if (!containers || containers.length === 0) {
    errors.push(required(path))
    return
  }
  const names = hasRepeats(containers, nameOf) ? new Set<string>() : undefined
  const list = items<Container>(containers)
  for (let position = 0; position < list.length; position++) {
    const container = list[position] as Open<Container>
    const at = index(path, position)
    validateCommon(at, container, facts, errors)
    const name = nameOf(container)
    if (names?.has(name)) errors.push(duplicate(child(at, 'name'), name))
    names?.add(name)
    validateLifecycle(at, container, facts, errors)
    validateProbes(at, container, facts, errors)
    validateRestartPolicy(at, container, errors)
  }
  hostPortConflicts(path, containers, errors)
}

const longRunningFields = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const

function initOnly(path: FieldPath, container: Open<Container>, errors: Errors): void {
  for (const name of longRunningFields)
    if (container[name]) errors.push(forbidden(child(path, name), 'may not be set for init containers without restartPolicy=Always'))
  for (const [position, policy] of items(container['resizePolicy']).entries()) {
    if (policy['restartPolicy'] !== 'RestartContainer') continue
    const at = child(index(child(path, 'resizePolicy'), position), 'restartPolicy')
    errors.push(invalid(at, 'RestartContainer', "must not be set to 'RestartContainer' for non-sidecar initContainers"))
  }
}

export function validateInitContainers(
  path: FieldPath,
  containers: readonly Container[] | undefined,
  regular: readonly Container[] | undefined,
  facts: ContainerFacts,
  errors: Errors,
): void {
  if (!containers) return
  const names = new Set((regular ?? []).map(({ name }) => name))
  for (const [position, container] of items<Container>(containers).entries()) {
    const at = index(path, position)
    validateCommon(at, container, facts, errors)
    validateInitRestartPolicy(at, container, errors)
    if (names.has(container.name)) errors.push(duplicate(child(at, 'name'), container.name))
    else if (container.name) names.add(container.name)
    hostPortConflicts(path, [container], errors)
    if (container.restartPolicy === 'Always') {
      validateLifecycle(at, container, facts, errors)
      validateProbes(at, container, facts, errors)
    } else initOnly(at, container, errors)
  }
}

const notForEphemeral = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
]
/** A struct by value is set when it is not empty, a list as soon as it is there. */
const isSet = (name: string, value: unknown): boolean => isPresent(value) && !(name === 'resources' && Object.keys(value as object).length === 0)

function ephemeralContainer(path: FieldPath, container: Open<Container>, errors: Errors): void {
  for (const name of notForEphemeral) if (isSet(name, fields(container)[name])) errors.push(forbidden(child(path, name), 'cannot be set for an Ephemeral Container'))
  for (const [position, mount] of items(container.volumeMounts).entries()) {
    const at = index(child(path, 'volumeMounts'), position)
    for (const name of ['subPath', 'subPathExpr'])
      if (text(mount[name]) !== '') errors.push(forbidden(child(at, name), 'cannot be set for an Ephemeral Container'))
  }
}

/** Only pods check that images are not padded; templates take them. */
export function validateImagePadding(path: FieldPath, containers: readonly Container[] | undefined, errors: Errors): void {
  for (const [position, { image }] of (containers ?? []).entries()) {
    if (image !== undefined && image !== image.trim())
      errors.push(invalid(child(index(path, position), 'image'), image, 'must not have leading or trailing whitespace'))
  }
}

export function validateEphemeralContainers(
  path: FieldPath,
  containers: readonly Container[] | undefined,
  others: readonly Container[],
  facts: ContainerFacts,
  errors: Errors,
): void {
  const otherNames = new Set(others.map(({ name }) => name))
  const names = new Set(otherNames)
  for (const [position, container] of items<Container>(containers).entries()) {
    const at = index(path, position)
    validateCommon(at, container, facts, errors)
    if (container.image !== undefined && container.image !== container.image.trim())
      errors.push(invalid(child(at, 'image'), container.image, 'must not have leading or trailing whitespace'))
    if (names.has(container.name)) errors.push(duplicate(child(at, 'name'), container.name))
    names.add(container.name)
    const target = text(container['targetContainerName'])
    if (target !== '' && !otherNames.has(target)) errors.push(notFound(child(at, 'targetContainerName'), target))
    ephemeralContainer(at, container, errors)
  }
}
