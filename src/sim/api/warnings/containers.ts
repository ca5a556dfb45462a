import type { ContainerPort } from '../types.js'
import { child, fieldText, index } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { fields, isPresent, items } from '../validation/values.js'
import type { containersOf } from '../validation/windows.js'
import { fractionWarnings } from './quantities.js'

/** Containers: variables and ports that hide each other, fractions of bytes (kubernetes `pkg/api/pod/warnings.go` 1.36). */

interface Variable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: unknown
}

/** A variable may build upon an earlier one of its name; else it hides it. */
function variableWarnings(path: FieldPath, variables: readonly Variable[]): readonly string[] {
  const seen = new Set<string>()
  return variables.flatMap(({ name, value = '', valueFrom }, position) => {
    const isKnown = seen.has(name)
    seen.add(name)
    const reference = `$(${name})`
    if (!isKnown || (!isPresent(valueFrom) && value !== reference && value.includes(reference))) return []
    return [`${fieldText(index(path, position))}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`]
  })
}

interface Placed {
  readonly path: string
  readonly port: ContainerPort
}

const portsOf = (containers: Containers): readonly Placed[] => containers.flatMap(([at, container]) =>
  (container.ports ?? []).map((port, position) => ({ path: fieldText(index(child(at, 'ports'), position)), port })))

const printedPort = ({ name = '', hostPort = 0, containerPort, protocol = '', hostIP = '' }: ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`

/** How two definitions of one container port get on; undefined when they do. */
function conflict(port: ContainerPort, other: ContainerPort): string | undefined {
  const [a, b] = [port.hostIP ?? '', other.hostIP ?? '']
  const [hostPort, otherPort] = [port.hostPort ?? 0, other.hostPort ?? 0]
  if (a === b && hostPort === otherPort) return 'duplicate'
  if (hostPort === 0 || otherPort === 0) return 'overlapping'
  return hostPort === otherPort && (a === '') !== (b === '') ? 'dangerously ambiguous' : undefined
}

function definitionWarnings(ports: readonly Placed[]): readonly string[] {
  const known = new Map<string, Placed[]>()
  return ports.flatMap((placed) => {
    const { path, port } = placed
    const name = `${port.containerPort}/${port.protocol ?? ''}`
    const others = known.get(name) ?? []
    known.set(name, [...others, placed])
    const alone = port.hostIP && !port.hostPort ? [`${path}: hostIP set without hostPort: ${printedPort(port)}`] : []
    return [...alone, ...others.flatMap((other) => {
      const how = conflict(port, other.port)
      return how === undefined ? [] : [`${path}: ${how} port definition with ${other.path}`]
    })]
  })
}

function portNameWarnings(ports: readonly Placed[]): readonly string[] {
  const known = new Map<string, string>()
  return ports.flatMap(({ path, port: { name } }) => {
    if (!name) return []
    const other = known.get(name)
    if (other !== undefined) return [`${path}: duplicate port name ${JSON.stringify(name)} with ${other}, services and probes that select ports by name will use ${other}`]
    known.set(name, path)
    return []
  })
}

const byteResources = ['memory', 'ephemeral-storage']

/** Whether two ports could get in each other's way: most pods have no two of one number or name. */
function hasConflicts(containers: Containers): boolean {
  const seen = new Set<string | number>()
  for (const [, { ports }] of containers) {
    for (const port of (ports as readonly ContainerPort[] | undefined) ?? []) {
      if (seen.has(port.containerPort) || (port.name && seen.has(port.name)) || (port.hostIP && !port.hostPort)) return true
      seen.add(port.containerPort)
      if (port.name) seen.add(port.name)
    }
  }
  return false
}

export function containerWarnings(containers: Containers): readonly string[] {
  const warnings: string[] = []
  for (const [at, container] of containers) {
    const resources = fields(container.resources)
    for (const name of byteResources) {
      for (const list of ['limits', 'requests']) {
        if (fields(resources[list])[name] !== undefined) warnings.push(...fractionWarnings(child(child(at, 'resources'), list), resources[list], [name]))
      }
    }
    if ((container.env?.length ?? 0) > 1) warnings.push(...variableWarnings(child(at, 'env'), items<Variable>(container.env)))
  }
  if (!hasConflicts(containers)) return warnings
  const ports = portsOf(containers)
  return [...warnings, ...definitionWarnings(ports), ...portNameWarnings(ports)]
}

type Containers = ReturnType<typeof containersOf>
