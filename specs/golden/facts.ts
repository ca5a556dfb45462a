import type { Json, JsonObject } from '../../src/sim/api/types.js'
import { at, listAt, objectAt, textAt } from './fields.js'
import { groupOfNode } from './node-groups.js'

/** Makes what differs from run to run alike in a text. */
export type Clean = (text: string) => string

/** Named values of one snapshot. The names are part of what is compared. */
export type Facts = readonly (readonly [name: string, value: string])[]
export type FactReader = (object: JsonObject, clean: Clean) => Facts

/** Of a fact whose name begins so, only that it changed is compared, not to what. */
export const changesOnly = '#'

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' | ')

const field = (name: string, path: string | readonly string[], absent = ''): FactReader => (object) => [[name, textAt(object, path) || absent]]
const numbers = (...names: readonly string[]): FactReader => (object) => names.map((name) => [name, textAt(object, ['status', name]) || '0'])
const isSet = (name: string, path: string): FactReader => (object) => [[name, String(at(object, path) !== undefined)]]
const revision: FactReader = field('revision', ['metadata', 'annotations', 'deployment.kubernetes.io/revision'])
const desired: FactReader = field('desired', 'spec.replicas')
const generation: FactReader = field('generation', 'metadata.generation')
const phase: FactReader = field('phase', 'status.phase')
const deleting: FactReader = (object) => [['deletion', at(object, 'metadata.deletionTimestamp') === undefined ? '' : 'deleting']]
const conditions: FactReader = (object, clean) => listAt(object, 'status.conditions')
  .map((each) => [`condition ${textAt(each, 'type')}`, joined(textAt(each, 'status'), textAt(each, 'reason'), clean(textAt(each, 'message')))])

/** Of a list, one text. */
const list = (name: string, path: string, text: (item: Json) => string, order: 'as it is' | 'sorted' = 'as it is'): FactReader => (object) => {
  const texts = listAt(object, path).map(text)
  return [[name, (order === 'sorted' ? texts.sort() : texts).join(', ')]]
}

const portText = (port: Json): string => `${textAt(port, 'name')}:${textAt(port, 'port')}`

// ---- pods

const podFacts: FactReader = (object, clean) => [
  ['reason', joined(textAt(object, 'status.reason'), clean(textAt(object, 'status.message')))],
  ['node', groupOfNode(textAt(object, 'spec.nodeName'))],
  ['nominated', groupOfNode(textAt(object, 'status.nominatedNodeName'))],
  ['deletion', at(object, 'metadata.deletionTimestamp') === undefined ? '' : `grace ${textAt(object, 'metadata.deletionGracePeriodSeconds')}`],
]

function stateText(status: Json, clean: Clean): string {
  const [[state, detail] = ['none', {}]] = Object.entries(objectAt(status, 'state'))
  const [reason, message] = [textAt(detail, 'reason'), clean(textAt(detail, 'message'))]
  if (state === 'running') return state
  return state === 'waiting' ? joined(state, reason, message) : joined(state, reason, `exit ${textAt(detail, 'exitCode') || '0'}`, message)
}

function lastText(status: Json): string {
  const [last] = Object.values(objectAt(status, 'lastState'))
  return last === undefined ? '' : joined(textAt(last, 'reason'), `exit ${textAt(last, 'exitCode') || '0'}`)
}

const containerFacts = (status: Json, clean: Clean): Facts => Object.entries({
  state: stateText(status, clean), ready: textAt(status, 'ready'), started: textAt(status, 'started') || 'false', restarts: textAt(status, 'restartCount') || '0', last: lastText(status),
}).map(([name, value]) => [`container ${textAt(status, 'name')} ${name}`, value])

const containers: FactReader = (object, clean) => ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
  .flatMap((statuses) => listAt(object, `status.${statuses}`).flatMap((status) => containerFacts(status, clean)))

// ---- other kinds with facts of their own

const metrics: FactReader = (object) => listAt(object, 'status.currentMetrics').flatMap((metric): Facts => {
  const type = textAt(metric, 'type')
  if (type === '') return [['metric (none)', 'none']] // one that could not be read is stored empty
  const source = objectAt(metric, `${type.charAt(0).toLowerCase()}${type.slice(1)}`)
  const current = Object.entries(objectAt(source, 'current')).sort(([a], [b]) => (a < b ? -1 : 1))
  return [[`metric ${type} ${textAt(source, 'name') || textAt(source, 'metric.name')}`, JSON.stringify(Object.fromEntries(current))]]
})

const endpointFlags = (endpoint: Json): string => ['ready', 'serving', 'terminating'].filter((flag) => at(endpoint, ['conditions', flag]) === true).join('+') || 'not ready'

const nodeReady: FactReader = (object) => {
  const ready = listAt(object, 'status.conditions').find((condition) => textAt(condition, 'type') === 'Ready')
  return [['ready', joined(textAt(ready, 'status'), textAt(ready, 'reason'))]]
}

const settled: FactReader = (object) => [['settled', String(textAt(object, 'status.currentRevision') === textAt(object, 'status.updateRevision'))]]

const used: FactReader = (object) => [['used', Object.entries(objectAt(object, 'status.used')).map(([name, amount]) => `${name}=${String(amount)}`).sort().join(', ')]]

const readers: Readonly<Record<string, readonly FactReader[]>> = {
  Pod: [phase, podFacts, field('qos', 'status.qosClass'), list('finalizers', 'metadata.finalizers', String), conditions, containers],
  ReplicaSet: [desired, revision, deleting, conditions, numbers('replicas', 'readyReplicas', 'availableReplicas', 'fullyLabeledReplicas', 'terminatingReplicas')],
  Deployment: [
    desired, revision, generation, field('observed', 'status.observedGeneration'), deleting, conditions,
    numbers('replicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'updatedReplicas', 'terminatingReplicas'),
  ],
  StatefulSet: [desired, generation, settled, conditions, numbers('replicas', 'readyReplicas', 'availableReplicas', 'currentReplicas', 'updatedReplicas')],
  DaemonSet: [
    generation, conditions,
    numbers('desiredNumberScheduled', 'currentNumberScheduled', 'numberReady', 'numberAvailable', 'numberUnavailable', 'numberMisscheduled', 'updatedNumberScheduled'),
  ],
  Job: [
    isSet('started', 'status.startTime'), isSet('completed', 'status.completionTime'), field('completedIndexes', 'status.completedIndexes'),
    field('failedIndexes', 'status.failedIndexes'), conditions, numbers('active', 'ready', 'succeeded', 'failed', 'terminating'),
  ],
  CronJob: [
    (object) => [['active', String(listAt(object, 'status.active').length)]], field('suspended', 'spec.suspend', 'false'),
    field(`${changesOnly}scheduled`, 'status.lastScheduleTime'), field(`${changesOnly}succeeded`, 'status.lastSuccessfulTime'),
  ],
  HorizontalPodAutoscaler: [field('current', 'status.currentReplicas', '0'), field('desired', 'status.desiredReplicas', '0'), metrics, conditions],
  PodDisruptionBudget: [conditions, numbers('currentHealthy', 'desiredHealthy', 'expectedPods', 'disruptionsAllowed')],
  EndpointSlice: [list('endpoints', 'endpoints', endpointFlags, 'sorted'), list('ports', 'ports', portText, 'sorted')],
  Node: [
    nodeReady, field('unschedulable', 'spec.unschedulable', 'false'),
    list('taints', 'spec.taints', (taint) => `${textAt(taint, 'key')}=${textAt(taint, 'value')}:${textAt(taint, 'effect')}`, 'sorted'),
  ],
  PersistentVolumeClaim: [phase, field('volume', 'spec.volumeName'), deleting],
  PersistentVolume: [phase, field('claim', 'spec.claimRef.name')],
  Namespace: [phase],
  ResourceQuota: [used],
  Service: [
    field('type', 'spec.type'), (object) => [['headless', String(textAt(object, 'spec.clusterIP') === 'None')]],
    list('ports', 'spec.ports', (port) => `${portText(port)}:${textAt(port, 'targetPort')}`),
  ],
  ReplicationController: [desired, numbers('replicas', 'readyReplicas', 'availableReplicas')],
  ControllerRevision: [field('revision', 'revision')],
  ConfigMap: [],
  Secret: [],
}

/** What is observed of each kind. */
export const factsByKind: ReadonlyMap<string, FactReader> = new Map(
  Object.entries(readers).map(([kind, all]): [string, FactReader] => [kind, (object, clean) => all.flatMap((read) => read(object, clean))]),
)
