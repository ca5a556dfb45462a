// Updates that a real API server refuses: [name, object before, what the update changes]. Recorded by record.mjs into fixtures/golden/api/updates.jsonl.
const meta = (name, rest = {}) => ({ name, ...rest })
const template = (labels = { app: 'a' }, spec = {}) => ({ metadata: { labels }, spec: { containers: [{ name: 'c', image: 'busybox:1' }], ...spec } })
const workload = (apiVersion, kind, spec = {}) => ({ apiVersion, kind, metadata: meta('it'), spec: { selector: { matchLabels: { app: 'a' } }, template: template(), ...spec } })
const deployment = (spec) => workload('apps/v1', 'Deployment', { replicas: 0, ...spec })
const replicaSet = (spec) => workload('apps/v1', 'ReplicaSet', { replicas: 0, ...spec })
const daemonSet = (spec) => workload('apps/v1', 'DaemonSet', { ...spec, template: template({ app: 'a' }, { nodeSelector: { none: 'x' } }) })
const statefulSet = (spec) => workload('apps/v1', 'StatefulSet', { replicas: 0, serviceName: 's', ...spec })
const job = (spec) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: meta('it'), spec: { suspend: true, template: template({ app: 'a' }, { restartPolicy: 'Never' }), ...spec } })
const cronJob = (spec) => ({
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: meta('it'),
  spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template: template({ app: 'a' }, { restartPolicy: 'Never' }) } }, ...spec },
})
const pod = (spec = {}, metadata = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: meta('it', metadata), spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'busybox:1' }], ...spec },
})
const service = (spec = {}) => ({ apiVersion: 'v1', kind: 'Service', metadata: meta('it'), spec: { selector: { app: 'a' }, ports: [{ port: 80 }], ...spec } })
const config = (rest = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('it'), data: { a: '1' }, ...rest })
const secret = (rest = {}) => ({ apiVersion: 'v1', kind: 'Secret', metadata: meta('it'), data: { a: 'MQ==' }, ...rest })
const claim = (spec = {}) => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: meta('it'),
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } }, ...spec },
})
const volume = (spec = {}) => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: meta('it'),
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'none', hostPath: { path: '/a' }, ...spec },
})
const storageClass = (rest = {}) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: meta('it'), provisioner: 'x.io/a', ...rest })
const priorityClass = (rest = {}) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: meta('it'), value: 10, ...rest })
const ingress = (spec = {}) => ({
  apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: meta('it'),
  spec: { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } }], ...spec },
})
const ingressClass = (spec = {}) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: meta('it'), spec: { controller: 'x.io/a', ...spec } })
const autoscaler = (spec = {}) => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: meta('it'),
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...spec },
})
const budget = (spec = {}) => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta('it'), spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } }, ...spec } })
const networkPolicy = (spec = {}) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta('it'), spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec } })
const rbac = (kind, rest) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: meta('it'), ...rest })
const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }]
const roleBinding = (rest = {}) => rbac('RoleBinding', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }, subjects, ...rest })
const clusterRoleBinding = (rest = {}) => rbac('ClusterRoleBinding', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' }, subjects, ...rest })
const quota = (spec = {}) => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: meta('it'), spec: { hard: { pods: '100' }, ...spec } })
const limitRange = (limits) => ({ apiVersion: 'v1', kind: 'LimitRange', metadata: meta('it'), spec: { limits } })
const slice = (rest = {}) => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: meta('it'), addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ name: 'p', port: 80, protocol: 'TCP' }], ...rest,
})
const runtimeClass = (rest = {}) => ({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: meta('it'), handler: 'a', ...rest })
const csiDriver = (spec = {}) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: meta('it'), spec: { attachRequired: true, ...spec } })
const lease = (spec = {}) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: meta('it'), spec: { holderIdentity: 'a', leaseDurationSeconds: 10, ...spec } })
const controllerRevision = (rest = {}) => ({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: meta('it'), revision: 1, data: { a: 1 }, ...rest })
const controller = (spec = {}) => ({ apiVersion: 'v1', kind: 'ReplicationController', metadata: meta('it'), spec: { replicas: 0, selector: { app: 'a' }, template: template(), ...spec } })
const crd = (spec = {}, version = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: meta('gadgets.updates.example.com'),
  spec: { group: 'updates.example.com', scope: 'Namespaced', names: { plural: 'gadgets', kind: 'Gadget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } }, ...version }], ...spec },
})
const namespace = (rest = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: meta('it-namespace'), ...rest })
const node = (spec = {}) => ({ apiVersion: 'v1', kind: 'Node', metadata: meta('it'), spec: { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.1.0/24'], providerID: 'x://a', unschedulable: true, ...spec } })

const gated = { schedulingGates: [{ name: 'x.io/g' }] }
const first = (o) => o.spec.containers[0]
const containerOf = (o) => o.spec.template.spec.containers[0]

export const cases = [
  ['deployment: another selector', deployment(), (o) => { o.spec.selector.matchLabels.app = 'b'; o.spec.template.metadata.labels.app = 'b' }],
  ['deployment: selector and template apart', deployment(), (o) => { o.spec.selector.matchLabels.app = 'b' }],
  ['deployment: template without the label', deployment(), (o) => { o.spec.template.metadata.labels = { other: 'x' } }],
  ['deployment: negative replicas', deployment(), (o) => { o.spec.replicas = -1 }],
  ['deployment: no surge, none unavailable', deployment(), (o) => { o.spec.strategy = { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }],
  ['deployment: deadline below minReadySeconds', deployment(), (o) => { o.spec.minReadySeconds = 700 }],
  ['deployment: no image', deployment(), (o) => { delete containerOf(o).image }],
  ['deployment: duplicate containers', deployment(), (o) => { o.spec.template.spec.containers.push({ name: 'c', image: 'b' }) }],
  ['deployment: restartPolicy Never', deployment(), (o) => { o.spec.template.spec.restartPolicy = 'Never' }],
  ['deployment: recreate with parameters', deployment(), (o) => { o.spec.strategy = { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }],
  ['deployment: broken label', deployment(), (o) => { o.metadata.labels = { 'a b': 'c' } }],
  ['deployment: broken annotation', deployment(), (o) => { o.metadata.annotations = { 'a b': 'c' } }],
  ['deployment: request above limit', deployment(), (o) => { containerOf(o).resources = { requests: { cpu: '2' }, limits: { cpu: '1' } } }],
  ['deployment: mount without volume', deployment(), (o) => { containerOf(o).volumeMounts = [{ name: 'v', mountPath: '/v' }] }],
  ['replicaset: another selector', replicaSet(), (o) => { o.spec.selector.matchLabels.app = 'b'; o.spec.template.metadata.labels.app = 'b' }],
  ['replicaset: negative replicas and minReadySeconds', replicaSet(), (o) => { o.spec.replicas = -2; o.spec.minReadySeconds = -1 }],
  ['daemonset: another selector', daemonSet(), (o) => { o.spec.selector.matchLabels.app = 'b'; o.spec.template.metadata.labels.app = 'b' }],
  ['daemonset: surge and unavailable', daemonSet(), (o) => { o.spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } }],
  ['daemonset: unknown strategy', daemonSet(), (o) => { o.spec.updateStrategy = { type: 'Sometimes' } }],
  ['statefulset: another selector', statefulSet(), (o) => { o.spec.selector.matchLabels.app = 'b'; o.spec.template.metadata.labels.app = 'b' }],
  ['statefulset: another serviceName', statefulSet(), (o) => { o.spec.serviceName = 't' }],
  ['statefulset: another podManagementPolicy', statefulSet(), (o) => { o.spec.podManagementPolicy = 'Parallel' }],
  ['statefulset: claim templates', statefulSet(), (o) => { o.spec.volumeClaimTemplates = [{ metadata: { name: 'v' }, spec: claim().spec }] }],
  ['statefulset: negative ordinal', statefulSet(), (o) => { o.spec.ordinals = { start: -1 } }],
  ['statefulset: unknown podManagementPolicy', statefulSet(), (o) => { o.spec.podManagementPolicy = 'Sideways' }],
  ['statefulset: negative replicas', statefulSet(), (o) => { o.spec.replicas = -1 }],
  ['job: another template', job({ suspend: false, parallelism: 0 }), (o) => { containerOf(o).image = 'busybox:2' }],
  ['job: another completions', job(), (o) => { o.spec.completions = 3 }],
  ['job: another completionMode', job({ completions: 2 }), (o) => { o.spec.completionMode = 'Indexed' }],
  ['job: completions of an indexed job without parallelism', job({ completionMode: 'Indexed', completions: 2, parallelism: 2 }), (o) => { o.spec.completions = 5 }],
  ['job: pod failure policy', job(), (o) => { o.spec.podFailurePolicy = { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }] } }],
  ['job: own selector', job(), (o) => { o.spec.selector = { matchLabels: { app: 'a' } } }],
  ['job: backoffLimitPerIndex', job({ completionMode: 'Indexed', completions: 2 }), (o) => { o.spec.backoffLimitPerIndex = 1 }],
  ['job: negative parallelism', job(), (o) => { o.spec.parallelism = -1 }],
  ['job: managedBy', job(), (o) => { o.spec.managedBy = 'x.io/a' }],
  ['cronjob: broken schedule', cronJob(), (o) => { o.spec.schedule = 'every day' }],
  ['cronjob: unknown time zone', cronJob(), (o) => { o.spec.timeZone = 'Nowhere/City' }],
  ['cronjob: time zone in the schedule', cronJob(), (o) => { o.spec.schedule = 'TZ=UTC 0 0 1 1 *' }],
  ['cronjob: unknown concurrencyPolicy', cronJob(), (o) => { o.spec.concurrencyPolicy = 'Maybe' }],
  ['cronjob: negative history', cronJob(), (o) => { o.spec.successfulJobsHistoryLimit = -1; o.spec.failedJobsHistoryLimit = -1 }],
  ['cronjob: restartPolicy Always', cronJob(), (o) => { o.spec.jobTemplate.spec.template.spec.restartPolicy = 'Always' }],
  ['pod: one container more', pod(), (o) => { o.spec.containers.push({ name: 'd', image: 'd' }) }],
  ['pod: one init container more', pod(), (o) => { o.spec.initContainers = [{ name: 'd', image: 'd' }] }],
  ['pod: another command', pod(), (o) => { first(o).command = ['sh'] }],
  ['pod: another environment', pod(), (o) => { first(o).env = [{ name: 'A', value: '1' }] }],
  ['pod: another node', pod({ nodeName: 'none' }), (o) => { o.spec.nodeName = 'other' }],
  ['pod: another restartPolicy', pod(), (o) => { o.spec.restartPolicy = 'Never' }],
  ['pod: image with blanks', pod(), (o) => { first(o).image = ' busybox:2' }],
  ['pod: a toleration less', pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), (o) => { o.spec.tolerations = [] }],
  ['pod: a longer deadline', pod({ activeDeadlineSeconds: 10 }), (o) => { o.spec.activeDeadlineSeconds = 20 }],
  ['pod: no deadline any more', pod({ activeDeadlineSeconds: 10 }), (o) => { delete o.spec.activeDeadlineSeconds }],
  ['pod: a gate more', pod(gated), (o) => { o.spec.schedulingGates.push({ name: 'x.io/h' }) }],
  ['pod: gates where there were none', pod(), (o) => { o.spec.schedulingGates = [{ name: 'x.io/g' }] }],
  ['pod: gated, wider selector', pod({ ...gated, nodeSelector: { a: 'b' } }), (o) => { o.spec.nodeSelector = {} }],
  ['pod: resources', pod({ containers: [{ name: 'c', image: 'busybox:1', resources: { requests: { cpu: '100m' } } }] }), (o) => { first(o).resources.requests.cpu = '200m' }],
  ['pod: service account', pod({ serviceAccountName: 'default' }), (o) => { o.spec.serviceAccountName = 'other'; o.spec.serviceAccount = 'other' }],
  ['service: another clusterIP', service({ clusterIP: '10.96.77.1' }), (o) => { o.spec.clusterIP = '10.96.77.2'; o.spec.clusterIPs = ['10.96.77.2'] }],
  ['service: clusterIP None', service({ clusterIP: '10.96.77.3' }), (o) => { o.spec.clusterIP = 'None'; o.spec.clusterIPs = ['None'] }],
  ['service: no ports', service(), (o) => { o.spec.ports = [] }],
  ['service: unnamed ports', service(), (o) => { o.spec.ports = [{ port: 80 }, { port: 81 }] }],
  ['service: duplicate names', service(), (o) => { o.spec.ports = [{ name: 'a', port: 80 }, { name: 'a', port: 81 }] }],
  ['service: node port of a ClusterIP', service(), (o) => { o.spec.ports[0].nodePort = 30080 }],
  ['service: node port out of range', service({ type: 'NodePort' }), (o) => { o.spec.ports[0].nodePort = 80 }],
  ['service: ExternalName without a name', service(), (o) => { o.spec.type = 'ExternalName' }],
  ['service: unknown affinity', service(), (o) => { o.spec.sessionAffinity = 'Maybe' }],
  ['service: local policy of a ClusterIP', service(), (o) => { o.spec.externalTrafficPolicy = 'Local' }],
  ['service: port 0', service(), (o) => { o.spec.ports[0].port = 0 }],
  ['service: load balancer class', service({ type: 'LoadBalancer', loadBalancerClass: 'x.io/a' }), (o) => { o.spec.loadBalancerClass = 'x.io/b' }],
  ['configmap: immutable data', config({ immutable: true }), (o) => { o.data.a = '2' }],
  ['configmap: immutable no more', config({ immutable: true }), (o) => { delete o.immutable }],
  ['configmap: broken key', config(), (o) => { o.data = { 'a b': '1' } }],
  ['configmap: one key twice', config(), (o) => { o.binaryData = { a: 'MQ==' } }],
  ['secret: another type', secret(), (o) => { o.type = 'x.io/a' }],
  ['secret: immutable data', secret({ immutable: true }), (o) => { o.data.a = 'Mg==' }],
  ['secret: tls without a key', secret({ type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } }), (o) => { delete o.data['tls.key'] }],
  ['claim: another class', claim(), (o) => { o.spec.storageClassName = 'other' }],
  ['claim: another size', claim(), (o) => { o.spec.resources.requests.storage = '2Gi' }],
  ['claim: other modes', claim(), (o) => { o.spec.accessModes = ['ReadWriteMany'] }],
  ['claim: no modes', claim(), (o) => { o.spec.accessModes = [] }],
  ['volume: another source', volume(), (o) => { o.spec.hostPath.path = '/b' }],
  ['volume: another volumeMode', volume(), (o) => { o.spec.volumeMode = 'Block' }],
  ['volume: node affinity', volume({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] } } }),
    (o) => { o.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key = 'b' }],
  ['volume: no capacity', volume(), (o) => { delete o.spec.capacity }],
  ['storageclass: another provisioner', storageClass(), (o) => { o.provisioner = 'x.io/b' }],
  ['storageclass: other parameters', storageClass(), (o) => { o.parameters = { a: 'b' } }],
  ['storageclass: another reclaimPolicy', storageClass(), (o) => { o.reclaimPolicy = 'Retain' }],
  ['storageclass: another volumeBindingMode', storageClass(), (o) => { o.volumeBindingMode = 'WaitForFirstConsumer' }],
  ['priorityclass: another value', priorityClass(), (o) => { o.value = 11 }],
  ['priorityclass: another preemptionPolicy', priorityClass(), (o) => { o.preemptionPolicy = 'Never' }],
  ['ingress: neither rules nor backend', ingress(), (o) => { o.spec.rules = [] }],
  ['ingress: no pathType', ingress(), (o) => { delete o.spec.rules[0].http.paths[0].pathType }],
  ['ingress: relative path', ingress(), (o) => { o.spec.rules[0].http.paths[0].path = 'a' }],
  ['ingress: address as host', ingress(), (o) => { o.spec.rules[0].host = '10.1.2.3' }],
  ['ingressclass: another controller', ingressClass(), (o) => { o.spec.controller = 'x.io/b' }],
  ['autoscaler: maximum below minimum', autoscaler(), (o) => { o.spec.minReplicas = 5 }],
  ['autoscaler: maximum 0', autoscaler(), (o) => { o.spec.maxReplicas = 0 }],
  ['autoscaler: utilization 0', autoscaler(), (o) => { o.spec.metrics[0].resource.target.averageUtilization = 0 }],
  ['autoscaler: nameless target', autoscaler(), (o) => { o.spec.scaleTargetRef = { kind: 'Deployment', name: '' } }],
  ['budget: both bounds', budget(), (o) => { o.spec.maxUnavailable = 1 }],
  ['budget: negative', budget(), (o) => { o.spec.minAvailable = -1 }],
  ['budget: broken selector', budget(), (o) => { o.spec.selector = { matchExpressions: [{ key: 'a', operator: 'In' }] } }],
  ['networkpolicy: broken block', networkPolicy(), (o) => { o.spec.ingress = [{ from: [{ ipBlock: { cidr: '10.0.0.0/99' } }] }] }],
  ['networkpolicy: unknown type', networkPolicy(), (o) => { o.spec.policyTypes = ['Sideways'] }],
  ['role: rule without verbs', rbac('Role', { rules: [] }), (o) => { o.rules = [{ apiGroups: [''], resources: ['pods'], verbs: [] }] }],
  ['clusterrole: rule without resources', rbac('ClusterRole', { rules: [] }), (o) => { o.rules = [{ apiGroups: [''], verbs: ['get'] }] }],
  ['rolebinding: another role', roleBinding(), (o) => { o.roleRef.name = 's' }],
  ['rolebinding: subject without a name', roleBinding(), (o) => { o.subjects = [{ kind: 'ServiceAccount', name: '', namespace: 'default' }] }],
  ['clusterrolebinding: another role', clusterRoleBinding(), (o) => { o.roleRef.name = 's' }],
  ['clusterrolebinding: account without namespace', clusterRoleBinding(), (o) => { o.subjects = [{ kind: 'ServiceAccount', name: 'default' }] }],
  ['quota: other scopes', quota(), (o) => { o.spec.scopes = ['Terminating'] }],
  ['quota: negative', quota(), (o) => { o.spec.hard.pods = '-1' }],
  ['quota: fraction of a pod', quota(), (o) => { o.spec.hard.pods = '500m' }],
  ['limitrange: minimum above maximum', limitRange([{ type: 'Container', max: { cpu: '1' } }]), (o) => { o.spec.limits[0].min = { cpu: '2' } }],
  ['limitrange: defaults of a pod', limitRange([{ type: 'Pod', max: { cpu: '1' } }]), (o) => { o.spec.limits[0].default = { cpu: '1' } }],
  ['slice: another addressType', slice(), (o) => { o.addressType = 'IPv6'; o.endpoints = [] }],
  ['slice: broken address', slice(), (o) => { o.endpoints[0].addresses = ['300.1.1.1'] }],
  ['slice: two ports of one name', slice(), (o) => { o.ports = [{ name: 'p', port: 80 }, { name: 'p', port: 81 }] }],
  ['runtimeclass: another handler', runtimeClass(), (o) => { o.handler = 'b' }],
  ['csidriver: attachRequired', csiDriver(), (o) => { o.spec.attachRequired = false }],
  ['lease: no duration', lease(), (o) => { o.spec.leaseDurationSeconds = 0 }],
  ['lease: negative transitions', lease(), (o) => { o.spec.leaseTransitions = -1 }],
  ['revision: other contents', controllerRevision(), (o) => { o.data = { a: 2 } }],
  ['revision: negative', controllerRevision(), (o) => { o.revision = -1 }],
  ['controller: selector and template apart', controller(), (o) => { o.spec.selector = { app: 'b' } }],
  ['controller: empty selector', controller(), (o) => { o.spec.selector = {}; o.spec.template.metadata.labels = {} }],
  ['crd: another group', crd(), (o) => { o.spec.group = 'other.example.com' }],
  ['crd: another scope', crd(), (o) => { o.spec.scope = 'Cluster' }],
  ['crd: other names', crd(), (o) => { o.spec.names.kind = 'Widget' }],
  ['crd: stored version taken away', crd(), (o) => { o.spec.versions[0].name = 'v2' }],
  ['crd: no storage version', crd(), (o) => { o.spec.versions[0].storage = false }],
  ['crd: no type', crd(), (o) => { o.spec.versions[0].schema.openAPIV3Schema = { properties: { spec: { type: 'object' } } } }],
  ['namespace: broken label', namespace(), (o) => { o.metadata.labels = { a: 'b c' } }],
  ['node: another podCIDR', node(), (o) => { o.spec.podCIDR = '10.0.2.0/24'; o.spec.podCIDRs = ['10.0.2.0/24'] }],
  ['node: another providerID', node(), (o) => { o.spec.providerID = 'x://b' }],
  ['node: two taints alike', node(), (o) => { o.spec.taints = [{ key: 'a', effect: 'NoSchedule' }, { key: 'a', effect: 'NoSchedule' }] }],
  ['node: taint without effect', node(), (o) => { o.spec.taints = [{ key: 'a', value: 'b' }] }],
  ['metadata: another uid', config(), (o) => { o.metadata.uid = '00000000-0000-4000-8000-000000000000' }],
  ['metadata: an old resourceVersion', config(), (o) => { o.metadata.resourceVersion = '1' }],
  ['metadata: finalizer without a domain', config(), (o) => { o.metadata.finalizers = ['mine'] }],
  ['metadata: owner without a name', config(), (o) => { o.metadata.ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: 'u' }] }],
  ['metadata: two controllers', config(), (o) => { o.metadata.ownerReferences = ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', name, uid: name, controller: true })) }],
  ['metadata: label too long', config(), (o) => { o.metadata.labels = { a: 'x'.repeat(64) } }],
].map(([name, before, change]) => {
  const after = structuredClone(before)
  change(after)
  return { name, manifests: [before], args: ['replace', '-f', '-'], input: [after] }
})
