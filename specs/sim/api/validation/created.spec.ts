import { describe, expect, it } from 'vitest'
import { create } from './answers.js'

type Part = Readonly<Record<string, unknown>>

const container = { name: 'c', image: 'registry.example/app:1' }
const pod = (spec: Part, metadata: Part = {}): Part => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one', ...metadata },
  spec: { containers: [container], ...spec },
})
const withContainer = (part: Part): Part => pod({ containers: [{ ...container, ...part }] })
const template = { metadata: { labels: { app: 'shop' } }, spec: { containers: [container] } }
const workload = (kind: string, spec: Part): Part => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'shop' },
  spec: { selector: { matchLabels: { app: 'shop' } }, template, ...spec },
})
const of = (apiVersion: string, kind: string, rest: Part): Part => ({ apiVersion, kind, metadata: { name: 'it' }, ...rest })
const invalid = (manifest: Part): string => create(manifest).replace(/^The \w+ "[^"]*" is invalid: /, '')

describe('pods that are refused', () => {
  const lowerLabel =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric " +
      "character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
  it.each<readonly [string, Part, string]>([
    ['no containers', pod({ containers: [] }), 'spec.containers: Required value'],
    ['a name in capitals', withContainer({ name: 'App' }), `spec.containers[0].name: Invalid value: "App": ${lowerLabel}`],
    ['dots where a label is due', withContainer({ name: 'a.b' }), 'spec.containers[0].name: Invalid value: "a.b": must not contain dots'],
    ['two containers of one name', pod({ containers: [container, container] }), 'spec.containers[1].name: Duplicate value: "c"'],
    [
      'a port beyond the range',
      withContainer({ ports: [{ containerPort: 65536 }] }),
      'spec.containers[0].ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive',
    ],
    [
      'more requested than allowed',
      withContainer({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }),
      'spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    ],
    [
      'an extended resource without limit',
      withContainer({ resources: { requests: { 'example.com/gpu': 1 } } }),
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
    ],
    [
      'half a device',
      withContainer({ resources: { limits: { 'example.com/gpu': '500m' } } }),
      'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer\n* ' +
        'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
    ],
    [
      'an unknown resource',
      withContainer({ resources: { limits: { bananas: 1 } } }),
      'spec.containers[0].resources.limits[bananas]: Invalid value: "bananas": must be a standard resource type or fully qualified',
    ],
    [
      'a mount of no volume',
      withContainer({ volumeMounts: [{ name: 'data', mountPath: '/d' }] }),
      'spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ],
    [
      'two probes in one',
      withContainer({ livenessProbe: { exec: { command: ['a'] }, httpGet: { port: 80 } } }),
      'spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type',
    ],
    ['an empty probe', withContainer({ startupProbe: {} }), 'spec.containers[0].startupProbe: Required value: must specify a handler type'],
    [
      'a negative delay',
      withContainer({ livenessProbe: { tcpSocket: { port: 'web' }, initialDelaySeconds: -3 } }),
      'spec.containers[0].livenessProbe.initialDelaySeconds: Invalid value: -3: must be greater than or equal to 0',
    ],
    [
      'an unknown pull policy',
      withContainer({ imagePullPolicy: 'Often' }),
      'spec.containers[0].imagePullPolicy: Unsupported value: "Often": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      'two volumes of one name',
      pod({
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'v', emptyDir: {} },
        ],
      }),
      'spec.volumes[1].name: Duplicate value: "v"',
    ],
    [
      'a volume of two kinds',
      pod({ volumes: [{ name: 'v', hostPath: { path: '/a' }, secret: { secretName: 's' } }] }),
      'spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type',
    ],
    [
      'a path that climbs',
      pod({ volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'k', path: '../k' }] } }] }),
      'spec.volumes[0].configMap.items[0].path: Invalid value: "../k": must not contain \'..\'',
    ],
    [
      'an init container with a probe',
      pod({ initContainers: [{ name: 'i', image: 'i:1', livenessProbe: { exec: { command: ['a'] } } }] }),
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [
      'an affinity weight of 0',
      pod({
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }],
          },
        },
      }),
      'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
    ],
    [
      'minDomains that cannot be',
      pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2, labelSelector: {} }] }),
      'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    ],
    [
      'a mismatched host port',
      pod({ hostNetwork: true, containers: [{ ...container, ports: [{ containerPort: 80, hostPort: 81 }] }] }),
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
    [
      'no name server',
      pod({ dnsPolicy: 'None', dnsConfig: { searches: ['a'] } }),
      'spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
    ],
    [
      'a deletion cost in words',
      pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': 'low' } }),
      'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "low": must be a 32bit integer',
    ],
    [
      'two controllers',
      pod({}, { ownerReferences: ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'A', name, uid: name, controller: true })) }),
      'metadata.ownerReferences: Invalid value: ' +
        '[{"apiVersion":"v1","kind":"A","name":"a","uid":"a","controller":true},{"apiVersion":"v1","kind":"A","name":"b","uid":"b",' +
        '"controller":true}]: Only one reference can have Controller set to true. Found "true" in references for A/a and A/b',
    ],
  ])('%s', (_, manifest, expected) => {
    expect(
      invalid(manifest)
        .replace(/^\n\* /, '')
        .split('\n* ')
        .slice(0, expected.split('\n* ').length)
        .join('\n* '),
    ).toBe(expected)
  })

  it('names every fault, in the order of the server', () => {
    expect(create(pod({ containers: [{ image: '' }], restartPolicy: 'Rarely', activeDeadlineSeconds: 0 }))).toBe(
      [
        'The Pod "one" is invalid: ',
        '* spec.containers[0].name: Required value',
        '* spec.containers[0].image: Required value',
        '* spec.restartPolicy: Unsupported value: "Rarely": supported values: "Always", "OnFailure", "Never"',
        '* spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
      ].join('\n'),
    )
  })

  it('takes what is sound', () => {
    const sound = pod(
      {
        containers: [
          {
            ...container,
            ports: [{ name: 'http', containerPort: 80 }],
            livenessProbe: { httpGet: { path: '/', port: 'http' } },
            volumeMounts: [{ name: 'v', mountPath: '/v' }],
            securityContext: { runAsUser: 1000 },
          },
        ],
        initContainers: [{ name: 'side', image: 's:1', restartPolicy: 'Always', readinessProbe: { exec: { command: ['true'] } } }],
        volumes: [
          {
            name: 'v',
            projected: {
              sources: [{ configMap: { name: 'm' } }, { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: "metadata.labels['app']" } }] } }],
            },
          },
        ],
        tolerations: [{ operator: 'Exists' }],
        schedulingGates: [{ name: 'example.com/wait' }],
        os: { name: 'linux' },
      },
      { generateName: 'x-' },
    )
    expect(create(sound)).toBe('')
  })
})

describe('other kinds that are refused', () => {
  const mismatch = 'spec.template.metadata.labels: Invalid value: {"app":"shop"}: `selector` does not match template `labels`'
  it.each<readonly [string, Part, string]>([
    ['a selector of other pods', workload('Deployment', { selector: { matchLabels: { app: 'other' } } }), mismatch],
    ['a replica set alike', workload('ReplicaSet', { selector: { matchLabels: { app: 'other' } } }), mismatch],
    ['a daemon set alike', workload('DaemonSet', { selector: { matchLabels: { app: 'other' } } }), mismatch],
    [
      'no room to roll',
      workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    [
      'rolling and recreating',
      workload('Deployment', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    [
      'a set without storage',
      workload('StatefulSet', { serviceName: 's', volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'] } }] }),
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
    [
      'a job that never ends',
      of('batch/v1', 'Job', { spec: { template } }),
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'a schedule of four fields',
      of('batch/v1', 'CronJob', {
        spec: { schedule: '1 2 3 4', jobTemplate: { spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } } } },
      }),
      'spec.schedule: Invalid value: "1 2 3 4": expected exactly 5 fields, found 4: [1 2 3 4]',
    ],
    [
      'a minute 60',
      of('batch/v1', 'CronJob', {
        spec: { schedule: '60 * * * *', jobTemplate: { spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } } } },
      }),
      'spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60',
    ],
    [
      'ports without names',
      of('v1', 'Service', { spec: { ports: [{ port: 80 }, { port: 81 }] } }),
      '\n* spec.ports[0].name: Required value\n* spec.ports[1].name: Required value',
    ],
    [
      'a node port inside',
      of('v1', 'Service', { spec: { ports: [{ port: 80, nodePort: 30080 }] } }),
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'an odd key',
      of('v1', 'ConfigMap', { data: { 'a/b': 'x' } }),
      "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or " +
        "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
    ['a certificate without key', of('v1', 'Secret', { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } }), 'data[tls.key]: Required value'],
    [
      'too few at most',
      of('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: { minReplicas: 5, maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
      }),
      'spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`',
    ],
    [
      'more than all',
      of('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: '101%' } }),
      'spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ],
    [
      'a taken prefix',
      of('scheduling.k8s.io/v1', 'PriorityClass', { metadata: { name: 'system-mine' }, value: 1 }),
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a " +
        "known system priority class",
    ],
    [
      'a value too high',
      of('scheduling.k8s.io/v1', 'PriorityClass', { value: 1000000001 }),
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ],
    [
      'a relative path',
      of('networking.k8s.io/v1', 'Ingress', {
        spec: { rules: [{ http: { paths: [{ path: 'a', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } }] },
      }),
      'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path',
    ],
    [
      'host bits in a block',
      of('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }] } }),
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
    ],
    [
      'two taints of one key and effect',
      of('v1', 'Node', {
        spec: {
          taints: [
            { key: 'a', effect: 'NoSchedule' },
            { key: 'a', value: 'x', effect: 'NoSchedule' },
          ],
        },
      }),
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"x","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    ],
  ])('%s', (_, manifest, expected) => {
    expect(invalid(manifest)).toBe(expected)
  })
})
