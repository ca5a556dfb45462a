import { compileLabelSet, compileRequirement } from '../api/labels.js'
import type { Node, NodeSelectorTerm, Pod, ResourceList, Taint, Toleration } from '../api/types.js'
import { podEvent } from './pod-events.js'
import { amountOf, podRequests } from './pod-requests.js'
import type { HostPort, NodeState, Scope } from './state.js'
import { setStatus } from './status-writer.js'
import { timestamp } from '../clock.js'

export interface Rejection {
  readonly reason: string
  readonly message: string
}

const predicate = (name: string, why: string): Rejection => ({ reason: name, message: `Predicate ${name} failed: ${why}` })

/** Whether the node takes a pod that is bound to it (lifecycle/predicate.go, kubelet 1.36): the first thing that speaks against it. */
export function rejectionOf({ context, node, worker }: Scope): Rejection | undefined {
  const { pod } = worker
  const object = context.store.get<Node>('Node', node.name)
  if (object === undefined) return { reason: 'InvalidNodeInfo', message: 'Kubelet cannot get node info.' }
  if (pod.spec.os !== undefined && pod.spec.os.name !== 'linux') return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" }
  return outOf(node, object, pod) ?? (matchesNode(object, pod) ? undefined : predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")) ??
    (hasFreePorts(node, pod) ? undefined : predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports")) ??
    (toleratesNode(object, pod) ? undefined : predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate"))
}

/** Takes the pod's requests and host ports into account from now on. */
export function admit({ node, worker }: Scope): void {
  for (const [name, amount] of podRequests(worker.pod.spec)) node.requested.set(name, (node.requested.get(name) ?? 0) + amount)
  const ports = hostPortsOf(worker.pod, worker.uid)
  if (ports.length > 0) node.hostPorts = [...node.hostPorts, ...ports]
  worker.isAdmitted = true
}

/** Gives back what an admitted pod held, once no container of it can run. */
export function releaseAdmission({ node, worker }: Scope): void {
  if (!worker.isAdmitted) return
  worker.isAdmitted = false
  for (const [name, amount] of podRequests(worker.pod.spec)) node.requested.set(name, (node.requested.get(name) ?? 0) - amount)
  if (node.hostPorts.some(({ uid }) => uid === worker.uid)) node.hostPorts = node.hostPorts.filter(({ uid }) => uid !== worker.uid)
}

/** The pod fails at once, without conditions or container statuses. */
export function reject(scope: Scope, { reason, message }: Rejection): void {
  const { worker, context } = scope
  const { qosClass, startTime } = worker.pod.status
  const { generation } = worker.pod.metadata
  worker.stage = 'finished'
  podEvent(scope, 'Warning', reason, message)
  setStatus(scope, {
    phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: startTime ?? timestamp(context.cluster.clock, context.now),
    ...(generation === undefined ? {} : { observedGeneration: generation }), ...(qosClass === undefined ? {} : { qosClass }),
  }, true)
}

function outOf(node: NodeState, { status }: Node, pod: Pod): Rejection | undefined {
  const allocatable = status.allocatable ?? {}
  const requests = podRequests(pod.spec)
  for (const name of ['pods', 'cpu', 'memory', 'ephemeral-storage']) {
    const rejection = shortage(node, allocatable, name, requests.get(name) ?? 0)
    if (rejection !== undefined) return rejection
  }
  for (const [name, requested] of requests) {
    // Extended resources that the node does not know are somebody else's business.
    if (!name.includes('/') || allocatable[name] === undefined) continue
    const rejection = shortage(node, allocatable, name, requested)
    if (rejection !== undefined) return rejection
  }
  return undefined
}

function shortage(node: NodeState, allocatable: ResourceList, name: string, requested: number): Rejection | undefined {
  if (requested === 0) return undefined
  const quantity = allocatable[name]
  if (quantity === undefined && name === 'ephemeral-storage') return undefined
  const capacity = quantity === undefined ? 0 : amountOf(name, quantity)
  const used = node.requested.get(name) ?? 0
  if (requested + used <= capacity) return undefined
  return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}` }
}

function matchesNode({ metadata }: Node, { spec }: Pod): boolean {
  if (spec.nodeSelector !== undefined && !compileLabelSet(spec.nodeSelector)(metadata.labels)) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, metadata))
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { name, labels }: Node['metadata']): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  return matchExpressions.every((requirement) => compileRequirement(requirement)(labels)) && matchFields.every((requirement) => compileRequirement(requirement)({ 'metadata.name': name }))
}

function hostPortsOf({ spec }: Pod, uid: string): readonly HostPort[] {
  const ports: HostPort[] = []
  for (const container of spec.containers) {
    for (const { hostPort, containerPort, hostIP, protocol } of container.ports ?? []) {
      const port = hostPort ?? (spec.hostNetwork === true ? containerPort : 0)
      if (port > 0) ports.push({ uid, key: `${protocol ?? 'TCP'}/${port}`, ip: hostIP === undefined || hostIP === '' ? '0.0.0.0' : hostIP })
    }
  }
  return ports
}

const collides = (a: HostPort, b: HostPort): boolean => a.key === b.key && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0')

const hasFreePorts = (node: NodeState, pod: Pod): boolean => node.hostPorts.length === 0 || !hostPortsOf(pod, '').some((wanted) => node.hostPorts.some((used) => collides(wanted, used)))

/** Only NoExecute taints concern the kubelet. */
function toleratesNode({ spec }: Node, pod: Pod): boolean {
  return (spec.taints ?? []).every((taint) => taint.effect !== 'NoExecute' || pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint)) === true)
}

function tolerates({ key = '', operator = 'Equal', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  return operator === 'Exists' || (operator === 'Equal' && key !== '' && value === (taint.value ?? ''))
}
