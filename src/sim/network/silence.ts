import type { Container, Pod } from '../api/types.js'
import { lastingContainers } from '../api/pod-ports.js'

/** TCP ports by container, of those whose programs are known. */
export type KnownPorts = ReadonlyMap<string, readonly number[]>
const nobody: KnownPorts = new Map()

/**
 * Why nothing answers on a port of a pod. A container of a known image listens where its programs do. Of any other it is taken that it
 * answers on the ports that it declares and on those that its probes ask; if none is named at all, on every port, because then nothing
 * is known of it.
 */
export function silenceOf(pod: Pod, port: number, protocol: string, known: KnownPorts = nobody): string | undefined {
  const running = new Set([...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].filter(({ state }) => state?.running !== undefined).map(({ name }) => name))
  const containers = lastingContainers(pod)
  if (protocol === 'TCP' && known.size > 0) {
    if ([...known.values()].some((ports) => ports.includes(port))) return undefined
    const strangers = containers.filter(({ name }) => !known.has(name)).flatMap(portsOf)
    const isKnown = containers.some((container) => known.has(container.name) && portsOf(container).some((one) => one.port === port)) && !strangers.some((one) => one.port === port)
    if (isKnown || known.size === containers.length) return knownSilence(pod, port, known, running)
  }
  const declared = containers.flatMap(portsOf)
  if (declared.length === 0) return running.size > 0 ? undefined : `none of the containers of pod/${pod.metadata.name} runs`
  const owners = declared.filter((candidate) => candidate.port === port && candidate.protocol === protocol)
  if (owners.length === 0) return `no container of pod/${pod.metadata.name} declares port ${port}/${protocol} (declared: ${declared.map((one) => `${one.port}/${one.protocol}`).join(', ')})`
  return owners.some(({ container }) => running.has(container)) ? undefined : `container ${owners[0]!.container} of pod/${pod.metadata.name}, which declares port ${port}, does not run`
}

function knownSilence(pod: Pod, port: number, known: KnownPorts, running: ReadonlySet<string>): string {
  const each = [...known].map(([name, ports]) => (!running.has(name) ? `container ${name} does not run` : ports.length === 0 ? `container ${name} listens on no port` : `container ${name} listens on ${ports.join(', ')}`))
  return `nothing listens on port ${port} of pod/${pod.metadata.name}: ${each.join(', ')}`
}

interface OpenPort { readonly container: string; readonly port: number; readonly protocol: string }

function portsOf(container: Container): readonly OpenPort[] {
  const { name, ports = [], livenessProbe, readinessProbe, startupProbe } = container
  const named = (port: number | string): number | undefined => (typeof port === 'number' ? port : ports.find((one) => one.name === port)?.containerPort)
  const probed = [livenessProbe, readinessProbe, startupProbe].map((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port)
  const open = ports.map(({ containerPort, protocol = 'TCP' }) => ({ container: name, port: containerPort, protocol }))
  for (const wanted of probed) {
    const port = wanted === undefined ? undefined : named(wanted)
    if (port !== undefined && !open.some((one) => one.port === port && one.protocol === 'TCP')) open.push({ container: name, port, protocol: 'TCP' })
  }
  return open
}
