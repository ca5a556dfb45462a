import { Kind } from '../api/kinds/ids.js'
import type { Pod, Service } from '../api/types.js'
import type { Attempt, Origin, ReachAnswer, ReachQuestion } from '../questions.js'
import { resolve } from './names.js'
import { isNodeUp, podText, type Network } from './network.js'
import { peerOf, podPeer } from './peer.js'
import { judgePolicies, type PolicyVerdict } from './policy.js'
import { choose, targetsOf, type Target } from './proxy.js'

type ServicePort = NonNullable<Service['spec']['ports']>[number]

const none = (why: string, attempts: readonly Attempt[] = []): ReachAnswer => ({ outcome: 'none', why, attempts })

/**
 * Whether a connection to a Service comes through: the client runs, finds the name, the proxy has an endpoint to send it to, policies of
 * both ends let it pass, and something answers there. Every endpoint that the proxy may draw is tried.
 */
export function reach(network: Network, question: ReachQuestion): ReachAnswer {
  const { from, namespace, service: name } = question
  const service = network.store.get<Service>(Kind.Service, `${namespace}/${name}`)
  if (service === undefined) return none(`there is no service/${name} in the namespace ${namespace}`)
  const silent = originSilence(network, from)
  if (silent !== undefined) return none(silent)
  const port = portOf(service, question)
  if (typeof port === 'string') return none(port)
  const unnamed = question.via === 'address' || (from.kind !== 'pod' && from.kind !== 'anyone') ? undefined : lookUp(network, from, service)
  if (unnamed !== undefined) return none(unnamed)
  if (service.spec.type === 'ExternalName') return none(`service/${name} is an alias of ${service.spec.externalName ?? ''}, and what lies outside of the cluster is not simulated`)
  if (from.kind === 'outside' && !isPublished(service)) return none(`service/${name} is a ${service.spec.type ?? 'ClusterIP'} Service: it has no port outside of the cluster`)
  return tryAll(network, from, service, port)
}

const isPublished = ({ spec }: Service): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer' || ((spec as { readonly externalIPs?: readonly string[] }).externalIPs?.length ?? 0) > 0

function originSilence(network: Network, from: Origin): string | undefined {
  if (from.kind !== 'node' && from.kind !== 'pod') return undefined
  const node = from.kind === 'node' ? from.name : from.pod.spec.nodeName
  if (node !== undefined && !isNodeUp(network, node)) return `node/${node}, which the request comes from, is down`
  if (from.kind === 'node') return network.store.get('Node', from.name) === undefined ? `there is no node/${from.name}` : undefined
  const { name } = from.pod.metadata
  const isRunning = from.pod.status?.containerStatuses?.some(({ state }) => state?.running !== undefined) === true
  return isRunning ? undefined : `pod/${name}, which the request comes from, has no running container (${from.pod.status?.phase ?? 'Pending'})`
}

const lookUp = (network: Network, from: Origin, { metadata }: Service): string | undefined => {
  const { outcome, why } = resolve(network, from, `${metadata.name}.${metadata.namespace ?? 'default'}.svc.cluster.local.`)
  return outcome === 'failed' ? why : undefined
}

/** The port of the Service that is meant, or why there is none. */
function portOf({ metadata, spec }: Service, { port, protocol }: ReachQuestion): ServicePort | string {
  const ports = spec.ports ?? []
  const fitting = ports.filter((candidate) => (protocol === undefined || (candidate.protocol ?? 'TCP') === protocol) && (port === undefined || candidate.port === port || candidate.name === port))
  const list = ports.map(({ name, port: number, protocol: own = 'TCP' }) => `${name === undefined || name === '' ? '' : `${name} `}${number}/${own}`).join(', ')
  if (fitting.length === 0) return `service/${metadata.name} has no port${port === undefined ? '' : ` ${port}`}${list === '' ? '' : ` (it has ${list})`}`
  if (fitting.length > 1 && port === undefined) return `service/${metadata.name} has several ports (${list}): say which`
  return fitting[0]!
}

function tryAll(network: Network, from: Origin, service: Service, port: ServicePort): ReachAnswer {
  const protocol = port.protocol ?? 'TCP'
  const node = from.kind === 'node' ? from.name : from.kind === 'pod' ? from.pod.spec.nodeName : undefined
  const all = targetsOf(network, service, port.name ?? '', protocol)
  const isHeadless = service.spec.clusterIP === 'None'
  const { targets, none: missing } = isHeadless ? headlessChoice(service, all, port.port) : choose(network, service, all, node, from.kind === 'outside')
  if (missing !== undefined) return none(`${missing.outcome === 'refused' ? 'connection refused' : 'no answer'}: ${missing.why}`)
  const attempts = targets.map((target) => attempt(network, from, service, target, protocol))
  const good = attempts.filter(({ outcome }) => outcome === 'connected')
  if (good.length === attempts.length) return { outcome: 'all', why: summary(attempts), attempts }
  const [first] = attempts.filter(({ outcome }) => outcome !== 'connected')
  return { outcome: good.length === 0 ? 'none' : 'some', why: `${good.length} of ${attempts.length} endpoints answer; ${first!.endpoint}: ${first!.why}`, attempts }
}

/** A headless Service gives its clients the pods' addresses, and they come with the port that they know. */
function headlessChoice({ metadata }: Service, all: readonly Target[], port: number): ReturnType<typeof choose> {
  const targets = all.filter(({ endpoint }) => endpoint.conditions?.ready !== false).map((target) => ({ ...target, port }))
  return targets.length > 0 ? { targets } : { targets, none: { outcome: 'refused', why: `no ready pod stands behind the headless service/${metadata.name}, so its name has no address` } }
}

const summary = (attempts: readonly Attempt[]): string => {
  const reason = attempts.find(({ why }) => why !== '')?.why
  return `${attempts.length === 1 ? 'its endpoint answers' : `all ${attempts.length} endpoints answer`}${reason === undefined ? '' : `, ${reason}`}`
}

const open: PolicyVerdict = { isAllowed: true, why: '' }

function attempt(network: Network, from: Origin, service: Service, { endpoint, address, port }: Target, protocol: string): Attempt {
  const { targetRef } = endpoint
  const pod = targetRef?.name === undefined ? undefined : network.store.get<Pod>('Pod', `${targetRef.namespace ?? service.metadata.namespace}/${targetRef.name}`)
  if (pod === undefined) return { endpoint: address, outcome: 'timeout', why: 'no pod has this address, and what lies outside of the cluster is not simulated' }
  const text = podText(pod, service.metadata.namespace ?? '')
  const node = pod.spec.nodeName
  if (node !== undefined && !isNodeUp(network, node)) return { endpoint: text, outcome: 'timeout', why: `node/${node}, which runs it, is down` }
  const verdict = from.kind === 'controller' ? open : judgePolicies(network, peerOf(network, from), podPeer(network, pod), port, protocol)
  if (!verdict.isAllowed) return { endpoint: text, outcome: 'timeout', why: verdict.why }
  const silence = network.silence(pod, port, protocol)
  return silence === undefined ? { endpoint: text, outcome: 'connected', why: verdict.why } : { endpoint: text, outcome: 'refused', why: `connection refused: ${silence}` }
}
