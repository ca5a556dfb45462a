import { allocateService, refuseAllocation } from './allocate-service.js'
import { firstVariant } from '../api/admission/spec-variants.js'
import { extensions } from '../api/extensions.js'
import { kindIn } from './kinds.js'
import { completePod } from './complete-pod.js'
import { isEqual } from './update.js'
import type { FieldError } from '../api/errors.js'
import { qosClass } from '../api/qos.js'
import { generateJobSelector } from '../api/validation/job-selector.js'
import type { Condition, Job, KindId, KubeObject, Namespace, Pod, PodSpec, Service, StringMap } from '../api/types.js'
import type { ActorContext } from '../state.js'

/** What the server fills in between admission and validation: the selector of a Job (batch strategy PrepareForCreate, 1.36), terms of a pod. */
export function completeForValidation<T extends KubeObject>(kind: KindId, object: T): T {
  if (kind === 'Job.batch') return generateJobSelector(object) as T
  return kind === 'Pod' ? (completePod(object as unknown as Pod) as unknown as T) : object
}

/** Why the server cannot give an object what it asks for, although it is valid. */
export const refusePreparation = (context: ActorContext, kind: KindId, object: KubeObject): readonly FieldError[] =>
  (kind === 'Service' ? refuseAllocation(context, object as Service) : [])

type WithStatus = KubeObject & { readonly status?: unknown }

/** What the kinds' strategies do on creation (registry/*\/strategy.go PrepareForCreate, 1.36): initial status, allocations. */
export function prepareForCreate<T extends KubeObject>(context: ActorContext, kind: KindId, object: T): T {
  if (kind === 'Pod') return preparePod(object as unknown as Pod) as unknown as T
  if (kind === 'Service') return { ...allocateService(context, object as unknown as Service), status: { loadBalancer: {} } } as unknown as T
  if (kind === 'Namespace') return prepareNamespace(object as unknown as Namespace) as unknown as T
  if (kind === 'Job.batch') return prepareJob(object as unknown as Job) as unknown as T
  if (kind === 'CustomResourceDefinition.apiextensions.k8s.io') return { ...object, status: extensions().customResources?.establishedStatus(object) ?? (object as WithStatus).status }
  if (kind === 'PersistentVolume') return { ...object, status: { phase: 'Pending', lastPhaseTransitionTime: object.metadata.creationTimestamp } }
  const empty = emptyStatus[kind] ?? customStatus(context, kind, object)
  if (empty === undefined || isEqual((object as WithStatus).status, empty)) return object
  if (empty === absent) {
    const { status: _, ...rest } = object as WithStatus
    return rest as T
  }
  return { ...object, status: empty }
}

/** A custom kind with a status of its own begins without one. */
function customStatus({ store }: ActorContext, kind: KindId, object: WithStatus): unknown {
  if (object.status === undefined || kindIn(store, kind)?.custom === undefined) return undefined
  return kindIn(store, kind)?.subresources.includes('status') === true ? absent : undefined
}
const absent = Symbol('absent')

const emptyStatus: Readonly<Record<KindId, unknown>> = {
  'Deployment.apps': {},
  'ReplicaSet.apps': { replicas: 0 },
  ReplicationController: { replicas: 0 },
  'StatefulSet.apps': { replicas: 0, availableReplicas: 0 },
  PersistentVolumeClaim: { phase: 'Pending' },
  'DaemonSet.apps': { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  'CronJob.batch': {},
  'HorizontalPodAutoscaler.autoscaling': { desiredReplicas: 0, currentMetrics: null },
  'PodDisruptionBudget.policy': { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
}

/** A Job without labels is read with those of its template, which by then are the generated ones (batch/v1 SetDefaults_Job, 1.36). */
function prepareJob(job: Job): Job {
  const labels = job.spec.template.metadata?.labels
  return labels === undefined || hasAny(job.metadata.labels) ? { ...job, status: {} } : { ...job, metadata: { ...job.metadata, labels }, status: {} }
}

function hasAny(labels: StringMap | undefined): boolean {
  for (const _ in labels) return true
  return false
}

const classes = new WeakMap<PodSpec, string>()

function preparePod(pod: Pod): Pod {
  const first = firstVariant(pod.spec)
  let qos = classes.get(first)
  if (qos === undefined) classes.set(first, (qos = qosClass(first)))
  const isGated = (pod.spec.schedulingGates?.length ?? 0) > 0
  return { ...pod, status: { phase: 'Pending', qosClass: qos, ...(isGated ? { conditions: [gatedCondition(pod)] } : {}) } }
}

const gatedCondition = ({ metadata }: Pod): Condition => ({
  type: 'PodScheduled', status: 'False', lastProbeTime: null, reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates', lastTransitionTime: metadata.creationTimestamp,
})

const prepareNamespace = (namespace: Namespace): Namespace => ({
  ...namespace,
  metadata: { ...namespace.metadata, labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name } },
  spec: { ...namespace.spec, finalizers: namespace.spec?.finalizers ?? ['kubernetes'] },
  status: { phase: 'Active' },
})
