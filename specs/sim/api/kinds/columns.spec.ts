import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../../src/sim/api/kinds/registry.js'

const now = Date.UTC(2026, 0, 1, 1)
const metadata = { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }

/** The row of `kubectl get -o wide`, by column. */
function row(object: { readonly apiVersion: string; readonly kind: string; readonly [field: string]: unknown }): Record<string, string> {
  const columns = kindOf(object.apiVersion, object.kind)?.columns ?? []
  return Object.fromEntries(columns.map((column) => [column.name, column.cell({ metadata, ...object } as never, now)]))
}
const template = { spec: { containers: [{ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:2' }] } }
const selector = { matchLabels: { app: 'web' } }

describe('printed columns', () => {
  it('of a deployment', () => {
    const status = { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 }
    expect(row({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 3, selector, template }, status })).toEqual({
      NAME: 'web', READY: '1/3', 'UP-TO-DATE': '2', AVAILABLE: '1', AGE: '60m', CONTAINERS: 'a,b', IMAGES: 'a:1,b:2', SELECTOR: 'app=web',
    })
  })

  it('of a replica set', () => {
    expect(row({ apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 3, selector, template }, status: { replicas: 2 } })).toMatchObject({ DESIRED: '3', CURRENT: '2', READY: '0' })
  })

  it('of a pod', () => {
    const spec = { nodeName: 'n1', containers: [{ name: 'a' }], readinessGates: [{ conditionType: 'x' }, { conditionType: 'y' }] }
    const status = { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'x', status: 'True' }] }
    expect(row({ apiVersion: 'v1', kind: 'Pod', spec, status })).toEqual({
      NAME: 'web', READY: '0/1', STATUS: 'Running', RESTARTS: '0', AGE: '60m', IP: '10.0.0.1', NODE: 'n1', 'NOMINATED NODE': '<none>', 'READINESS GATES': '1/2',
    })
  })

  it('of a node', () => {
    const object = {
      apiVersion: 'v1', kind: 'Node', metadata: { ...metadata, labels: { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' } },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown' }], addresses: [{ type: 'InternalIP', address: '10.0.0.9' }],
        nodeInfo: { kubeletVersion: 'v1.36.2', kernelVersion: '6.8', architecture: 'amd64' },
      },
    }
    expect(row(object)).toEqual({
      NAME: 'web', STATUS: 'NotReady,SchedulingDisabled', ROLES: 'control-plane,worker', AGE: '60m', VERSION: 'v1.36.2', 'INTERNAL-IP': '10.0.0.9', 'EXTERNAL-IP': '<none>',
      'OS-IMAGE': '<unknown>', 'KERNEL-VERSION': '6.8 (amd64)', 'CONTAINER-RUNTIME': '<unknown>',
    })
  })

  it.each([
    [{ type: 'ClusterIP', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, protocol: 'TCP' }, { port: 53, protocol: 'UDP' }], selector: { a: 'b' } }, ['ClusterIP', '10.0.0.1', '<none>', '80/TCP,53/UDP', 'a=b']],
    [{ type: 'ClusterIP', clusterIP: 'None', clusterIPs: ['None'] }, ['ClusterIP', 'None', '<none>', '<none>', '<none>']],
    [{ type: 'NodePort', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }] }, ['NodePort', '10.0.0.1', '<none>', '80:30080/TCP', '<none>']],
    [{ type: 'LoadBalancer', clusterIPs: ['10.0.0.1'] }, ['LoadBalancer', '10.0.0.1', '<pending>', '<none>', '<none>']],
    [{ type: 'ExternalName', externalName: 'example.com' }, ['ExternalName', '<none>', 'example.com', '<none>', '<none>']],
  ])('of the service %j', (spec, cells) => {
    const found = row({ apiVersion: 'v1', kind: 'Service', spec })
    expect([found['TYPE'], found['CLUSTER-IP'], found['EXTERNAL-IP'], found['PORT(S)'], found['SELECTOR']]).toEqual(cells)
  })

  it('of an endpoint slice', () => {
    const endpoints = [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }, { addresses: ['10.0.0.3'] }, { addresses: ['10.0.0.4'] }]
    expect(row({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', ports: [{ port: 80 }], endpoints })).toMatchObject({ PORTS: '80', ENDPOINTS: '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...' })
    expect(row({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', endpoints: [] })).toMatchObject({ PORTS: '<unset>', ENDPOINTS: '<unset>' })
  })

  it.each([
    [[{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }], undefined, 'cpu: <unknown>/80%'],
    [[{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }], [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40 } } }], 'cpu: 40%/80%'],
    [[{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } }], [{ resource: { current: { averageValue: '20Mi' } } }], 'memory: 20Mi/1Gi'],
    [[{ type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } }], undefined, '<unknown>/10'],
    [[{ type: 'External', external: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '30' } } }], [{ external: { current: { averageValue: '7' } } }], '7/30 (avg)'],
    [[1, 2, 3].map(() => ({ type: 'External', external: { metric: { name: 'q' }, target: { type: 'Value', value: '5' } } })), [{ external: { current: { value: '1' } } }], '1/5, <unknown>/5 + 1 more...'],
    [undefined, undefined, '<none>'],
  ])('of an autoscaler with %j', (metrics, currentMetrics, targets) => {
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 5, ...(metrics && { metrics }) }
    const found = row({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec, status: { currentReplicas: 2, desiredReplicas: 2, ...(currentMetrics && { currentMetrics }) } })
    expect(found).toMatchObject({ REFERENCE: 'Deployment/web', TARGETS: targets, MINPODS: '1', MAXPODS: '5', REPLICAS: '2' })
  })

  it('of events old and new', () => {
    const event = { apiVersion: 'v1', kind: 'Event', involvedObject: { kind: 'Pod', name: 'web' }, type: 'Normal', reason: 'Pulled', message: ' done\n', reportingComponent: 'kubelet', reportingInstance: 'n1' }
    expect(row({ ...event, source: { component: 'kubelet', host: 'n1' }, count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:59:00Z' })).toMatchObject({
      'LAST SEEN': '60s', OBJECT: 'pod/web', SOURCE: 'kubelet, n1', MESSAGE: 'done', 'FIRST SEEN': '60m', COUNT: '3', NAME: 'web',
    })
    expect(row({ ...event, source: {}, eventTime: '2026-01-01T00:30:00.000000Z', series: { count: 5, lastObservedTime: '2026-01-01T00:50:00.000000Z' } })).toMatchObject({ 'LAST SEEN': '10m', 'FIRST SEEN': '30m', COUNT: '5' })
  })

  it('of the rest', () => {
    expect(row({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' }, binaryData: { c: 'ZA==' } })['DATA']).toBe('2')
    expect(row({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' })).toMatchObject({ TYPE: 'Opaque', DATA: '0' })
    expect(row({ apiVersion: 'v1', kind: 'Namespace', status: { phase: 'Active' } })['STATUS']).toBe('Active')
    expect(row({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { holderIdentity: 'n1' } })['HOLDER']).toBe('n1')
    expect(row({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', value: 5 })).toMatchObject({ VALUE: '5', 'GLOBAL-DEFAULT': 'false' })
    expect(row({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } })).toMatchObject({ 'MIN AVAILABLE': '50%', 'MAX UNAVAILABLE': 'N/A', 'ALLOWED DISRUPTIONS': '1' })
  })
})
