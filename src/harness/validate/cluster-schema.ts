// table file
import type { JsonSchema } from '../../assertions/schema-parts.js'
import { anyMapping, duration, either, listOf, mapOf, mapping, oneOrList, quantity, text, whole, word } from '../../assertions/schema-parts.js'

const resources = mapOf(quantity())
const stringMap = mapOf(text())

export const taintSchema: JsonSchema = mapping({
  key: text(),
  value: text(),
  effect: word(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
}, { required: ['key', 'effect'] })

const seconds = whole(0)

/** Fields of a KubeletConfiguration. */
const kubeletSchema: JsonSchema = mapping({
  evictionHard: { ...stringMap, description: 'Thresholds by signal, such as memory.available: 500Mi or nodefs.available: 10%; they replace the defaults.' },
  evictionSoft: stringMap,
  evictionSoftGracePeriod: mapOf(duration()),
  evictionMaxPodGracePeriod: seconds,
  evictionPressureTransitionPeriod: duration('Default 5m.'),
  shutdownGracePeriod: duration('With it, a reboot of the node ends its pods in good order first.'),
  shutdownGracePeriodCriticalPods: duration(),
  shutdownGracePeriodByPodPriority: listOf(mapping({ priority: { type: 'integer' }, shutdownGracePeriodSeconds: seconds }, { required: ['priority', 'shutdownGracePeriodSeconds'] })),
}, { description: 'Fields of a KubeletConfiguration.' })

export const nodeGroupSchema: JsonSchema = mapping({
  name: { type: 'string', format: 'dns-name', description: 'With `count`, `worker` means worker-0, worker-1, …; without, exactly this name.' },
  count: whole(0),
  capacity: { ...resources, description: 'Default: { cpu: "4", memory: 16Gi, pods: "110" }; what is not given keeps its default.' },
  allocatable: { ...resources, description: 'Default: the capacity.' },
  zones: { ...listOf(text(), 'Round-robin into topology.kubernetes.io/zone.'), minItems: 1 },
  labels: stringMap,
  taints: listOf(taintSchema),
  kubelet: kubeletSchema,
  staticPods: listOf({ type: 'object', minProperties: 1 }, 'Manifests of pods in the folder of static pods of each of these nodes.'),
}, { required: ['name'] })

/** Flags of kube-controller-manager in camel case. */
const controllerManager: JsonSchema = {
  type: 'object',
  properties: {
    nodeMonitorPeriod: duration(),
    nodeMonitorGracePeriod: duration(),
    nodeStartupGracePeriod: duration(),
    horizontalPodAutoscalerSyncPeriod: duration(),
    horizontalPodAutoscalerDownscaleStabilization: duration(),
    horizontalPodAutoscalerCpuInitializationPeriod: duration(),
    horizontalPodAutoscalerInitialReadinessDelay: duration(),
    horizontalPodAutoscalerTolerance: { type: 'number', minimum: 0 },
  },
  additionalProperties: { type: ['string', 'number', 'boolean'] },
  description: 'Flags of kube-controller-manager, such as nodeMonitorGracePeriod: 40s.',
}

export const clusterSchema: JsonSchema = mapping({
  nodes: either({ type: 'integer', minimum: 0, maximum: 20_000 }, listOf(nodeGroupSchema), { description: 'Groups of nodes, or how many nodes (worker-0, worker-1, …). Default 3.' }),
  objects: oneOrList(either(text(), { type: 'object', minProperties: 1 }), 'Files or inline objects that are there before the first step.'),
  startTime: { type: 'string', format: 'rfc3339', description: 'The wall clock at time 0.', default: '2026-01-01T00:00:00Z' },
  controllerManager,
  scheduler: anyMapping('Fields of a profile of a KubeSchedulerConfiguration.'),
  provisioners: listOf(text(), 'Names of the external provisioners that there are. Default: one for every StorageClass whose provisioner is not one of Kubernetes\' own.'),
  loadBalancers: { type: 'boolean', description: 'A cloud gives Services of type LoadBalancer an address. Default: false, they wait.', default: false },
}, { description: 'The cluster in which the scenario runs.' })
