// What specs/golden reads of each kind: `true` keeps a field whole, an object keeps the fields named in it; of a list, of each of its items.
const keep = (words) => Object.fromEntries(words.split(' ').map((word) => [word, true]))

const metadata = {
  ...keep('name namespace deletionTimestamp deletionGracePeriodSeconds finalizers generation'),
  labels: keep('pod-template-hash controller-revision-hash'),
  annotations: keep('deployment.kubernetes.io/revision'),
  ownerReferences: keep('kind name controller'),
}
const conditions = keep('type status reason message')
const ended = keep('reason message exitCode')
const container = { ...keep('name ready started restartCount'), state: { running: {}, waiting: ended, terminated: ended }, lastState: { running: {}, waiting: ended, terminated: ended } }
const object = { ...keep('apiVersion kind'), metadata }
const controller = (numbers) => ({ ...object, spec: keep('replicas'), status: { conditions, ...keep(numbers) } })
const target = keep('kind namespace name')

export const keptFields = {
  Pod: {
    ...object, spec: keep('nodeName'),
    status: { ...keep('phase reason message nominatedNodeName qosClass'), conditions, initContainerStatuses: container, containerStatuses: container, ephemeralContainerStatuses: container },
  },
  ReplicaSet: controller('replicas readyReplicas availableReplicas fullyLabeledReplicas terminatingReplicas'),
  Deployment: controller('observedGeneration replicas readyReplicas availableReplicas unavailableReplicas updatedReplicas terminatingReplicas'),
  StatefulSet: controller('replicas readyReplicas availableReplicas currentReplicas updatedReplicas currentRevision updateRevision'),
  DaemonSet: controller('desiredNumberScheduled currentNumberScheduled numberReady numberAvailable numberUnavailable numberMisscheduled updatedNumberScheduled'),
  ReplicationController: controller('replicas readyReplicas availableReplicas'),
  Job: { ...object, status: { conditions, ...keep('startTime completionTime completedIndexes failedIndexes active ready succeeded failed terminating') } },
  CronJob: { ...object, spec: keep('suspend'), status: { active: keep('name'), ...keep('lastScheduleTime lastSuccessfulTime') } },
  HorizontalPodAutoscaler: { ...object, status: { conditions, ...keep('currentReplicas desiredReplicas currentMetrics') } },
  PodDisruptionBudget: { ...object, status: { conditions, ...keep('currentHealthy desiredHealthy expectedPods disruptionsAllowed') } },
  EndpointSlice: { ...object, endpoints: { conditions: true }, ports: keep('name port') },
  Node: { ...object, spec: { taints: keep('key value effect'), ...keep('unschedulable') }, status: { conditions: keep('type status reason') } },
  PersistentVolumeClaim: { ...object, spec: keep('volumeName'), status: keep('phase') },
  PersistentVolume: { ...object, spec: { claimRef: keep('name') }, status: keep('phase') },
  Namespace: { ...object, status: keep('phase') },
  ResourceQuota: { ...object, status: keep('used') },
  Service: { ...object, spec: { ...keep('type clusterIP'), ports: keep('name port targetPort') } },
  ControllerRevision: { ...object, ...keep('revision') },
  ConfigMap: object,
  Secret: object,
  Event: {
    ...object, ...keep('type reason message note count reportingComponent reportingController'),
    metadata: keep('name namespace'), series: keep('count'), source: keep('component'), involvedObject: target, regarding: target,
  },
}

/** The part of a value that `fields` names. */
export function kept(value, fields) {
  if (fields === true || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => kept(item, fields))
  return Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(fields, key)).map(([key, item]) => [key, kept(item, fields[key])]))
}
