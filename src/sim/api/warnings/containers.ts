import type { ContainerPort } from '../types.js'
import { child, fieldText, index } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { hasRepeats, isPresent, items, optional } from '../validation/values.js'
import type { Fields } from '../validation/values.js'
import type { containersOf } from '../validation/windows.js'
import { fractionWarnings, isFraction } from './quantities.js'

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
  readonly at: FieldPath
  readonly position: number
  readonly port: ContainerPort
}

function portsOf(containers: Containers): readonly Placed[] {
  const placed: Placed[] = []
  for (const [at, { ports }] of containers) {
    const list = (ports as readonly ContainerPort[] | undefined) ?? []
    for (let position = 0; position < list.length; position++) placed.push({ at, position, port: list[position] as ContainerPort })
  }
  return placed
}

const placeOf = ({ at, position }: Placed): string => fieldText(index(child(at, 'ports'), position))

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
  const known = new Map<number, Placed[]>()
  const said: string[] = []
  for (const placed of ports) {
    const { port } = placed
    if (port.hostIP && !port.hostPort) said.push(`${placeOf(placed)}: hostIP set without hostPort: ${printedPort(port)}`)
    const others = known.get(port.containerPort)
    for (const other of others ?? []) said.push(...pairWarnings(placed, other))
    if (others === undefined) known.set(port.containerPort, [placed])
    else others.push(placed)
  }
  return said
}

function pairWarnings(placed: Placed, other: Placed): readonly string[] {
  if ((placed.port.protocol ?? '') !== (other.port.protocol ?? '')) return []
  const how = conflict(placed.port, other.port)
  return how === undefined ? [] : [`${placeOf(placed)}: ${how} port definition with ${placeOf(other)}`]
}

function portNameWarnings(ports: readonly Placed[]): readonly string[] {
  if (ports.length < 2) return noWarnings
  const known = new Map<string, Placed>()
  const places = new Map<string, string>()
  const said: string[] = []
  for (const placed of ports) {
    const { name } = placed.port
    if (!name) continue
    const other = known.get(name)
    if (other === undefined) {
      known.set(name, placed)
      continue
    }
    const first = places.get(name) ?? placeOf(other)
    places.set(name, first)
    said.push(`${placeOf(placed)}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`)
  }
  return said
}

const noWarnings: readonly string[] = []
const byteResources = ['memory', 'ephemeral-storage']
const resourceLists = ['limits', 'requests']

const hasFractions = (resources: Fields): boolean => {
  for (const list of resourceLists) {
    const amounts = optional(resources[list])
    if (amounts !== undefined && (isFraction(amounts['memory']) || isFraction(amounts['ephemeral-storage']))) return true
  }
  return false
}

const byteWarnings = (path: FieldPath, resources: Fields): readonly string[] =>
  byteResources.flatMap((name) => resourceLists.flatMap((list) => fractionWarnings(child(path, list), resources[list], [name])))


/** Whether ports could get in each other's way: most pods have no two of one number. */
function hasDefinitions(ports: readonly Placed[]): boolean {
  for (const { port } of ports) if (port.hostIP && !port.hostPort) return true
  return hasRepeats(ports, numberOf)
}
const numberOf = ({ port }: Placed): number => port.containerPort
const nameOf = ({ name }: Variable): string => name

export function containerWarnings(containers: Containers): readonly string[] {
  const warnings: string[] = []
  for (const [at, container] of containers) {
    const resources = optional(container.resources)
    if (resources !== undefined && hasFractions(resources)) warnings.push(...byteWarnings(child(at, 'resources'), resources))
    if (container.env !== undefined && hasRepeats<Variable>(container.env, nameOf)) warnings.push(...variableWarnings(child(at, 'env'), items<Variable>(container.env)))
  }
  const ports = portsOf(containers)
  if (hasDefinitions(ports)) warnings.push(...definitionWarnings(ports))
  warnings.push(...portNameWarnings(ports))
  return warnings
}

type Containers = ReturnType<typeof containersOf>
