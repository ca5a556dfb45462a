import { describe, expect, it } from 'vitest'
import { decode } from '../../../../src/sim/api/decode/decode.js'
import { imageTag } from '../../../../src/sim/api/defaults/image.js'
import { defaultPodSpec } from '../../../../src/sim/api/defaults/pod-template.js'
import { linesBeside } from '../recordings.js'

type Fields = Record<string, unknown>

function defaulted(manifest: Fields): Fields {
  const result = decode(manifest)
  expect(result.problems).toEqual([])
  return (result.ok ? result.kind.defaults(result.object) : {}) as unknown as Fields
}
const specOf = (manifest: Fields): Fields => defaulted(manifest)['spec'] as Fields
const of = (apiVersion: string, kind: string, spec: Fields): Fields => ({ apiVersion, kind, metadata: { name: 'web' }, spec })
const pod = (container: Fields, spec: Fields = {}): Fields => of('v1', 'Pod', { containers: [{ name: 'c', image: 'web:1', ...container }], ...spec })
const containerOf = (manifest: Fields): Fields => (specOf(manifest)['containers'] as readonly Fields[])[0] as Fields

describe('pods', () => {
  it('get requests from limits, templates do not', () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } }
    expect(containerOf(pod({ resources }))['resources']).toEqual({ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m', memory: '1Gi' } })
    expect(defaultPodSpec({ containers: [{ name: 'c', image: 'x', resources }] }).containers[0]?.resources).toEqual(resources)
  })

  it('on the host network get host ports', () => {
    expect(containerOf(pod({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] }, { hostNetwork: true }))['ports']).toEqual([
      { containerPort: 80, hostPort: 80, protocol: 'TCP' }, { containerPort: 81, hostPort: 81, protocol: 'TCP' },
    ])
  })

  it('round resources up to thousandths', () => {
    expect(containerOf(pod({ resources: { requests: { cpu: '1500u' } } }))['resources']).toEqual({ requests: { cpu: '2m' } })
  })

  it('get probes, hooks and volumes completed', () => {
    const container = containerOf(pod({ livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { grpc: { port: 1 }, periodSeconds: 3 }, lifecycle: { preStop: { httpGet: { port: 80 } } } }))
    expect(container['livenessProbe']).toEqual({ httpGet: { port: 80, path: '/', scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
    expect(container['readinessProbe']).toMatchObject({ grpc: { port: 1, service: '' }, periodSeconds: 3 })
    expect(container['lifecycle']).toEqual({ preStop: { httpGet: { port: 80, path: '/', scheme: 'HTTP' } } })
    const volumes = [{ name: 'a' }, { name: 'b', secret: { secretName: 's' } }, { name: 'c', hostPath: { path: '/x' } }, { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }]
    expect(specOf(pod({}, { volumes }))['volumes']).toEqual([
      { name: 'a', emptyDir: {} }, { name: 'b', secret: { secretName: 's', defaultMode: 420 } }, { name: 'c', hostPath: { path: '/x', type: '' } },
      { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }], defaultMode: 420 } },
    ])
  })

  it('sum up requests of the pod from its containers', () => {
    const spec = { resources: { limits: { cpu: '2', memory: '1Gi' } }, initContainers: [{ name: 'i', image: 'x', resources: { requests: { cpu: '1500m' } } }] }
    expect(specOf(pod({ resources: { requests: { cpu: '500m' } } }, spec))['resources']).toEqual({ limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1500m', memory: '1Gi' } })
  })

  it('mirror the service account in its old field', () => {
    expect(specOf(pod({}, { serviceAccountName: 'a' }))).toMatchObject({ serviceAccount: 'a', serviceAccountName: 'a' })
    expect(specOf(pod({}, { serviceAccount: 'b' }))).toMatchObject({ serviceAccount: 'b', serviceAccountName: 'b' })
  })
})

describe('image names', () => {
  it.each([
    ['nginx', 'latest'], ['nginx:latest', 'latest'], ['nginx:1.2', '1.2'], ['registry.example.com:5000/a/b', 'latest'], ['registry.example.com:5000/a/b:v1', 'v1'], ['localhost/a', 'latest'],
    [`a@sha256:${'0'.repeat(64)}`, ''], [`a:latest@sha256:${'0'.repeat(64)}`, 'latest'], ['Nginx', ''], ['', ''], ['a b', ''], ['0'.repeat(64), ''], ['Registry.com/a', 'latest'], ['Foo/a', 'latest'],
  ])('%j has the tag %j', (image, tag) => expect(imageTag(image)).toBe(tag))
})

describe('workloads', () => {
  it('a deployment', () => {
    expect(specOf(of('apps/v1', 'Deployment', { strategy: { rollingUpdate: { maxSurge: 1 } }, selector: {}, template: {} }))).toMatchObject({
      replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      template: { spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30 } },
    })
    expect(specOf(of('apps/v1', 'Deployment', { strategy: { type: 'Recreate' } }))['strategy']).toEqual({ type: 'Recreate' })
  })

  it('a stateful set', () => {
    const spec = specOf(of('apps/v1', 'StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: {} }] }))
    expect(spec).toMatchObject({ replicas: 1, podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } })
    expect(spec['volumeClaimTemplates']).toEqual([
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'd' }, spec: { resources: {}, volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
    ])
  })

  it('a job by its counts', () => {
    expect(specOf(of('batch/v1', 'Job', {}))).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed' })
    const counted = specOf(of('batch/v1', 'Job', { completions: 5, backoffLimitPerIndex: 1, podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'X' }] }] } }))
    expect(counted).toMatchObject({ completions: 5, parallelism: 1, backoffLimit: 2_147_483_647, podReplacementPolicy: 'Failed', podFailurePolicy: { rules: [{ onPodConditions: [{ type: 'X', status: 'True' }] }] } })
    expect(specOf(of('batch/v1', 'Job', { parallelism: 3 }))).not.toHaveProperty('completions')
  })
})

describe('other kinds', () => {
  it.each<[string, Fields, Fields]>([
    ['an ExternalName service', { type: 'ExternalName', externalName: 'x' }, { type: 'ExternalName', externalName: 'x', sessionAffinity: 'None' }],
    ['a published service', { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 'http' }, { port: 81 }] }, {
      type: 'LoadBalancer', sessionAffinity: 'None', externalTrafficPolicy: 'Cluster', internalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true,
      ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }, { port: 81, targetPort: 81, protocol: 'TCP' }],
    }],
    ['a sticky service', { sessionAffinity: 'ClientIP' }, { type: 'ClusterIP', sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } }, internalTrafficPolicy: 'Cluster' }],
    ['a service that is not sticky', { sessionAffinity: 'None', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }, { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' }],
  ])('%s', (_, given, stored) => expect(specOf(of('v1', 'Service', given))).toEqual(stored))

  it('an autoscaler', () => {
    const target = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3 }
    const cpu = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]
    expect(specOf(of('autoscaling/v2', 'HorizontalPodAutoscaler', { ...target, metrics: [] }))).toEqual({ ...target, minReplicas: 1, metrics: cpu })
    expect(specOf(of('autoscaling/v1', 'HorizontalPodAutoscaler', target))).toEqual({ ...target, minReplicas: 1, metrics: cpu })
    expect(specOf(of('autoscaling/v2', 'HorizontalPodAutoscaler', { ...target, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } }))['behavior']).toEqual({
      scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] },
      scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
    })
  })

  it('a namespace, a node, a priority class, an endpoint slice', () => {
    expect(defaulted({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } })).toMatchObject({ metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } })
    expect(defaulted({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, status: { capacity: { cpu: 2 } } })['status']).toMatchObject({ capacity: { cpu: '2' }, allocatable: { cpu: '2' } })
    expect(defaulted({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'a' } })).toMatchObject({ value: 0, preemptionPolicy: 'PreemptLowerPriority' })
    expect(defaulted({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'a' }, addressType: 'IPv4', ports: [{ port: 80 }] })).toMatchObject({ endpoints: null, ports: [{ port: 80, name: '', protocol: 'TCP' }] })
  })
})

const stored = linesBeside<{ readonly object: Fields & { readonly kind: string } }>('golden/api/stored.jsonl')

describe.skipIf(!stored)('objects that are complete', () => {
  it('come back as the same reference', () => {
    for (const { object } of stored ?? []) {
      const result = decode(object)
      if (!result.ok) continue
      const once = result.kind.defaults(result.object)
      expect(result.kind.defaults(once), object.kind).toBe(once)
    }
  })
})
