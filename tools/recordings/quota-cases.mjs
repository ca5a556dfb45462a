// ResourceQuota and LimitRange on a real API server; see admission-cases.mjs.
const create = (input) => [['create', '-f', '-'], input]
const getJson = (...what) => [['get', ...what, '-o', 'json']]

const quota = (spec, name = 'q') => `{apiVersion: v1, kind: ResourceQuota, metadata: {name: ${name}}, spec: ${spec}}`
const range = (limits, name = 'l') => `{apiVersion: v1, kind: LimitRange, metadata: {name: ${name}}, spec: {limits: [${limits}]}}`
const pod = (resources = '{}', rest = '', name = 'p') => `
{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {schedulerName: nobody, containers: [{name: c, image: busybox, resources: ${resources}}]${rest === '' ? '' : `, ${rest}`}}}`
const service = (spec, name = 's') => `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: ${spec}}`
const claim = (spec, name = 'c') => `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: ${name}}, spec: {accessModes: [ReadWriteOnce], ${spec}}}`
const config = (name) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`
const used = getJson('quota', 'q')

export const quotaCases = [
  ['quota: pods', [quota('{hard: {pods: "1"}}')], [create(pod()), create(pod('{}', '', 'p2')), used]],
  ['quota: compute', [quota('{hard: {requests.cpu: "1", requests.memory: 1Gi, limits.cpu: "2"}}')],
    [create(pod('{requests: {cpu: 500m, memory: 100Mi}, limits: {cpu: "1"}}')), create(pod('{requests: {cpu: 600m, memory: 1000Mi}, limits: {cpu: 1500m}}', '', 'p2')), used]],
  ['quota: short names', [quota('{hard: {cpu: "1", memory: 1Gi}}')], [create(pod('{requests: {cpu: 500m, memory: 100Mi}}')), create(pod('{requests: {cpu: 600m, memory: 1Mi}}', '', 'p2')), used]],
  ['quota: must specify', [quota('{hard: {cpu: "1", limits.memory: 1Gi, pods: "5"}}')],
    [create(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: b}, {name: b, image: b, resources: {requests: {cpu: 1m}}}], initContainers: [{name: i, image: b}]}}`)]],
  ['quota: limits become requests', [quota('{hard: {requests.cpu: "1"}}')], [create(pod('{limits: {cpu: 700m}}')), used]],
  ['quota: init containers', [quota('{hard: {requests.cpu: "1"}}')],
    [create(pod('{requests: {cpu: 100m}}', 'initContainers: [{name: i, image: b, resources: {requests: {cpu: 800m}}}, {name: j, image: b, restartPolicy: Always, resources: {requests: {cpu: 150m}}}]')), used]],
  ['quota: extended resources', [quota('{hard: {requests.example.com/gpu: "2", requests.ephemeral-storage: 1Gi}}')],
    [create(pod('{requests: {example.com/gpu: "1", ephemeral-storage: 500Mi}, limits: {example.com/gpu: "1"}}')), create(pod('{requests: {example.com/gpu: "2", ephemeral-storage: 1Mi}, limits: {example.com/gpu: "2"}}', '', 'p2')), used]],
  ['quota: counts', [quota('{hard: {count/configmaps: "3", count/deployments.apps: "0", secrets: "0", count/widgets.none.example.com: "2"}}')],
    [create(config('a')), create(config('b')), create(config('c')), create('{apiVersion: v1, kind: Secret, metadata: {name: s}}'),
      create('{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: d}]}}}}'), used]],
  ['quota: services', [quota('{hard: {services: "3", services.nodeports: "2", services.loadbalancers: "1"}}')],
    [create(service('{type: NodePort, ports: [{name: a, port: 1}, {name: b, port: 2}]}', 'a')), create(service('{type: NodePort, ports: [{port: 1}]}', 'b')), create(service('{type: LoadBalancer, ports: [{port: 1}]}', 'c')),
      create(service('{type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}', 'd')), create(service('{ports: [{port: 1}]}', 'e')), create(service('{ports: [{port: 1}]}', 'f')), used]],
  ['quota: service made larger', [quota('{hard: {services: "2", services.nodeports: "1"}}')],
    [create(service('{ports: [{name: a, port: 1}]}', 'a')), [['patch', 'service', 'a', '-p', '{"spec":{"type":"NodePort"}}']], [['patch', 'service', 'a', '-p', '{"spec":{"ports":[{"name":"b","port":2}]}}']], used]],
  ['quota: claims', [quota('{hard: {persistentvolumeclaims: "3", requests.storage: 10Gi, gold.storageclass.storage.k8s.io/requests.storage: 5Gi, gold.storageclass.storage.k8s.io/persistentvolumeclaims: "1"}}')],
    [create(claim('storageClassName: gold, resources: {requests: {storage: 4Gi}}', 'a')), create(claim('storageClassName: gold, resources: {requests: {storage: 2Gi}}', 'b')), create(claim('storageClassName: tin, resources: {requests: {storage: 7Gi}}', 'c')),
      create(claim('storageClassName: tin, resources: {requests: {storage: 6Gi}}', 'd')), used]],
  ['quota: best effort', [quota('{hard: {pods: "0"}, scopes: [BestEffort]}')], [create(pod()), create(pod('{requests: {cpu: 1m}}', '', 'p2')), used]],
  ['quota: not best effort', [quota('{hard: {pods: "0"}, scopes: [NotBestEffort]}')], [create(pod()), create(pod('{requests: {cpu: 1m}}', '', 'p2'))]],
  ['quota: terminating', [quota('{hard: {pods: "0"}, scopes: [Terminating]}'), quota('{hard: {pods: "1"}, scopes: [NotTerminating]}', 'r')],
    [create(pod('{}', 'activeDeadlineSeconds: 5')), create(pod('{}', '', 'p2')), create(pod('{}', '', 'p3'))]],
  ['quota: priority classes', [quota('{hard: {pods: "0"}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}}')],
    [create(pod('{}', 'priorityClassName: system-node-critical')), create(pod('{}', 'priorityClassName: system-cluster-critical', 'p2'))]],
  ['quota: affinity across namespaces', [quota('{hard: {pods: "0"}, scopeSelector: {matchExpressions: [{scopeName: CrossNamespacePodAffinity, operator: Exists}]}}')],
    [create(pod('{}', 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, namespaces: [other], labelSelector: {matchLabels: {a: b}}}]}}')),
      create(pod('{}', 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {a: b}}}]}}', 'p2'))]],
  ['quota: two quotas', [quota('{hard: {pods: "5"}}'), quota('{hard: {pods: "0", cpu: "1"}}', 'r')], [create(pod('{requests: {cpu: 2}}')), create(pod('{requests: {cpu: 500m}}')), create(pod())]],
  ['quota: deleted objects count no more', [quota('{hard: {configmaps: "3"}}')], [create(config('a')), create(config('b')), create(config('c')), [['delete', 'configmap', 'a']], [['wait', '--for=jsonpath={.status.used.configmaps}=2', 'quota/q', '--timeout=20s']], create(config('c')), used]],
  ['quota: below what is used', [], [create(config('a')), create(quota('{hard: {configmaps: "1"}}')), [['wait', '--for=jsonpath={.status.used.configmaps}=2', 'quota/q', '--timeout=20s']], create(config('b')), used]],
  ['quota: dry run', [quota('{hard: {configmaps: "2"}}')], [[['create', '--dry-run=server', '-f', '-'], config('a')], used, create(config('b')), [['create', '--dry-run=server', '-f', '-'], config('a')]]],
]

const limits = range('{type: Container, default: {cpu: 500m, memory: 256Mi}, defaultRequest: {cpu: 100m}, max: {cpu: "1"}, min: {cpu: 50m}, maxLimitRequestRatio: {cpu: "5"}}')
export const limitRangeCases = [
  ['limits: defaults', [limits], [create(pod()), getJson('pod', 'p')]],
  ['limits: defaults beside what is given', [limits], [create(pod('{requests: {cpu: 200m}, limits: {memory: 1Gi}}', 'initContainers: [{name: i, image: b}]')), getJson('pod', 'p')]],
  ['limits: maximum', [limits], [create(pod('{limits: {cpu: "2"}}'))]],
  ['limits: minimum', [limits], [create(pod('{requests: {cpu: 10m}, limits: {cpu: 40m}}'))]],
  ['limits: ratio', [limits], [create(pod('{requests: {cpu: 60m}, limits: {cpu: 600m}}'))]],
  ['limits: no limit', [range('{type: Container, max: {memory: 1Gi}, min: {cpu: 10m}}')], [create(pod('{requests: {ephemeral-storage: 1Mi}}')), getJson('limits', 'l')]],
  ['limits: pods', [range('{type: Pod, max: {cpu: "1", memory: 1Gi}, min: {cpu: 200m}}')],
    [create(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: b, resources: {limits: {cpu: 700m, memory: 100Mi}}}, {name: b, image: b, resources: {limits: {cpu: 600m, memory: 100Mi}}}]}}`), create(pod('{requests: {cpu: 100m}, limits: {cpu: 100m, memory: 2Gi}}'))]],
  ['limits: claims', [range('{type: PersistentVolumeClaim, max: {storage: 2Gi}, min: {storage: 1Gi}}')],
    [create(claim('resources: {requests: {storage: 3Gi}}')), create(claim('resources: {requests: {storage: 500Mi}}')), create(claim('resources: {requests: {storage: 1500Mi}}'))]],
  ['limits: two ranges', [range('{type: Container, default: {cpu: 500m}}', 'a'), range('{type: Container, default: {cpu: 300m, memory: 1Gi}}', 'b')], [create(pod('{requests: {cpu: 400m}}', '', 'q'))]],
]
