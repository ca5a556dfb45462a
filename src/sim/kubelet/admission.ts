import { compileLabelSet, compileRequirement } from '../api/labels.js'
import type { Node, NodeSelectorTerm, Pod, ResourceList, Taint, Toleration } from '../api/types.js'
import { isCriticalPod, isStaticPod } from './critical.js'
import { pressureRejection } from './pressure.js'
import { podsToPreempt, type Shortfall } from './preemption-plan.js'
import { podEvent } from './pod-events.js'
import { amountOf, podRequests } from './pod-requests.js'
import type { HostPort, NodeState, PodWorker, Scope } from './state.js'
import { setStatus } from './status-writer.js'
import { forbiddenSysctl } from './sysctls.js'
import { timestamp } from '../clock.js'

export interface Rejection {
  readonly reason: string
  readonly message: string
}

const predicate = (name: string, why: string): Rejection => ({ reason: name, message: `Predicate ${name} failed: ${why}` })

/** What the node says to a pod that is bound to it; a critical pod may have others ended. */
export type Admission =
  | { readonly kind: 'admit' }
  | { readonly kind: 'reject'; readonly rejection: Rejection }
  | { readonly kind: 'preempt'; readonly victims: readonly PodWorker[] }

export const admitted: Admission = { kind: 'admit' }
const refused = (reason: string, message: string): Admission => ({ kind: 'reject', rejection: { reason, message } })

/** A reason against a pod; a shortage of resources tells how much is missing. */
type Obstacle = Rejection & { readonly shortfall?: Shortfall }

/** Whether the node takes a pod that is bound to it (admission handlers in their order, lifecycle/predicate.go, kubelet 1.36). */
export function admissionOf(scope: Scope): Admission {
  const { context, node, worker } = scope
  const { pod } = worker
  const pressure = pressureRejection(node, pod)
  if (pressure !== undefined) return { kind: 'reject', rejection: pressure }
  const sysctl = forbiddenSysctl(pod)
  if (sysctl !== undefined) return refused('SysctlForbidden', sysctl)
  const object = context.store.get<Node>('Node', node.name)
  if (object === undefined) return refused('InvalidNodeInfo', 'Kubelet cannot get node info.')
  const general = generalAdmission(scope, object)
  return general.kind === 'admit' && node.shutdown !== undefined ? refused('NodeShutdown', 'Pod was rejected as the node is shutting down.') : general
}

function generalAdmission(scope: Scope, object: Node): Admission {
  const { pod } = scope.worker
  const os = pod.metadata.labels?.['kubernetes.io/os']
  if (os !== undefined && os !== 'linux') return refused('PodOSSelectorNodeLabelDoesNotMatch', 'Failed to admit pod as the `kubernetes.io/os` label doesn\'t match node label')
  if (pod.spec.os !== undefined && pod.spec.os.name !== 'linux') return refused('PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS")
  const obstacles = obstaclesTo(scope, object)
  const [first] = obstacles
  if (first === undefined) return admitted
  if (!isCriticalPod(pod)) return { kind: 'reject', rejection: first }
  const other = obstacles.find(({ shortfall }) => shortfall === undefined)
  if (other !== undefined) return { kind: 'reject', rejection: other }
  const victims = podsToPreempt(scope, obstacles.flatMap(({ shortfall }) => (shortfall === undefined ? [] : [shortfall])))
  if (typeof victims !== 'string') return { kind: 'preempt', victims }
  return refused('UnexpectedAdmissionError', `Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: ${victims}`)
}

/** All that speaks against the pod: resources first (scheduler.AdmissionCheck and generalFilter). */
function obstaclesTo({ node, worker }: Scope, object: Node): readonly Obstacle[] {
  const { pod } = worker
  const obstacles: Obstacle[] = shortages(node, object, worker)
  if (!matchesNode(object, pod)) obstacles.push(predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector"))
  if (!hasFreePorts(node, worker)) obstacles.push(predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports"))
  if (!isStaticPod(pod) && !toleratesNode(object, pod)) obstacles.push(predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate"))
  return obstacles
}

/** Takes the pod's requests and host ports into account from now on. */
export function admit({ node, worker }: Scope): void {
  worker.held = podRequests(worker.pod.spec)
  for (const [name, amount] of worker.held) node.requested.set(name, (node.requested.get(name) ?? 0) + amount)
  const ports = hostPortsOf(worker.pod, worker.uid)
  if (ports.length > 0) node.hostPorts = [...node.hostPorts, ...ports]
}

/** Gives back what an admitted pod held, once no container of it can run. */
export function releaseAdmission({ node, worker }: Scope): void {
  if (worker.held === undefined) return
  for (const [name, amount] of worker.held) node.requested.set(name, (node.requested.get(name) ?? 0) - amount)
  worker.held = undefined
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

const countedByEveryNode = ['pods', 'cpu', 'memory', 'ephemeral-storage']

function shortages({ requested: taken }: NodeState, { status }: Node, { pod, held }: PodWorker): Obstacle[] {
  const allocatable = status.allocatable ?? {}
  const requests = podRequests(pod.spec)
  const used = (name: string): number => (taken.get(name) ?? 0) - (held?.get(name) ?? 0)
  const found: Obstacle[] = []
  for (const name of countedByEveryNode) addShortage(found, used(name), allocatable, name, requests.get(name) ?? 0)
  for (const [name, requested] of requests) {
    // Extended resources that the node does not know are somebody else's business.
    if (name.includes('/') && allocatable[name] !== undefined) addShortage(found, used(name), allocatable, name, requested)
  }
  return found
}

function addShortage(found: Obstacle[], used: number, allocatable: ResourceList, name: string, requested: number): void {
  if (requested === 0) return
  const quantity = allocatable[name]
  if (quantity === undefined && name === 'ephemeral-storage') return
  const capacity = quantity === undefined ? 0 : amountOf(name, quantity)
  if (requested + used <= capacity) return
  const message = `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`
  found.push({ reason: `OutOf${name}`, message, shortfall: { resource: name, amount: requested - (capacity - used) } })
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

const hasFreePorts = ({ hostPorts }: NodeState, { pod, uid }: PodWorker): boolean =>
  hostPorts.length === 0 || !hostPortsOf(pod, uid).some((wanted) => hostPorts.some((used) => used.uid !== uid && collides(wanted, used)))

/** Only NoExecute taints concern the kubelet. */
function toleratesNode({ spec }: Node, pod: Pod): boolean {
  return (spec.taints ?? []).every((taint) => taint.effect !== 'NoExecute' || pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint)) === true)
}

function tolerates({ key = '', operator = 'Equal', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  return operator === 'Exists' || (operator === 'Equal' && key !== '' && value === (taint.value ?? ''))
}
