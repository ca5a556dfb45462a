import { describe, expect, it } from 'vitest'
import { defaultClusterOptions, forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { healFault, injectFault } from '../../../src/sim/faults/inject.js'
import { reconnectionAt } from '../../../src/sim/hold.js'
import { connectionRefused } from '../../../src/sim/requests/connection.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { scaleRequest } from '../../../src/sim/requests/scale.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import { traceLine } from '../../../src/sim/trace.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Deployment, Event, Json, Lease, Node, Pod } from '../../../src/sim/api/types.js'

const size = { cpu: '4', memory: '16Gi', pods: '110' }
const web = (replicas: number, spec: object = {}): Json => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1', ...spec }] } } },
} as unknown as Json)

function newCluster(options: Partial<typeof defaultClusterOptions> = {}): Cluster {
  const nodes = [0, 1].map((i) => ({ name: `worker-${i}`, capacity: size, allocatable: size, labels: {}, taints: [] }))
  return createCluster(controlPlane, { ...defaultClusterOptions, nodes, ...options })
}
function send(cluster: Cluster, object: Json): void {
  const result = createRequest(scenarioContext(cluster, 1), object, 'default')
  if (!result.ok) throw new Error(result.error.message)
}
const at = (cluster: Cluster, seconds: number): void => void runUntil(cluster, seconds * 1000)
function inject(cluster: Cluster, fault: string, params: Json = true): void {
  const result = injectFault(cluster, { fault, params, step: 1, namespace: 'default' })
  if (!result.ok) throw new Error(result.problem)
}
function heal(cluster: Cluster, fault: string, params: Json = true): void {
  const result = healFault(cluster, { fault, params, step: 1, namespace: 'default' })
  if (!result.ok) throw new Error(result.problem)
}
const pods = (cluster: Cluster): readonly Pod[] => [...cluster.store.list<Pod>('Pod')]
const readyCount = (cluster: Cluster): number => pods(cluster).filter(({ status }) => status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True')).length
const scale = (cluster: Cluster, replicas: number): void => void scaleRequest(scenarioContext(cluster, 1), { kind: 'Deployment.apps', namespace: 'default', name: 'web' }, replicas)
const writers = (cluster: Cluster, fromMs: number, toMs: number): readonly string[] => [...new Set(cluster.log.entries.filter(({ at: when }) => when > fromMs && when < toMs).map(({ by }) => by))]
const events = (cluster: Cluster, reason: string): readonly Event[] => [...cluster.store.list<Event>('Event')].filter((event) => event.reason === reason)

describe('a client whose connections are refused', () => {
  it.each([[100, 800], [801, 2_400], [10_000, 12_000], [40_000, 50_400], [60_000, 80_400]])('asks again at the first try after %i ms: %i', (from, when) => {
    expect(reconnectionAt(0, from)).toBe(when)
  })
})

describe('api-down', () => {
  it('stops every write and every request; containers crash and restart unseen, and are reported later', () => {
    const cluster = newCluster()
    send(cluster, web(2))
    at(cluster, 20)
    inject(cluster, 'api-down')
    expect(connectionRefused(cluster)).toBe('The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?')
    inject(cluster, 'container-crash', { select: 'app=web', any: 1, exit: 3 })
    at(cluster, 140)
    expect(writers(cluster, 20_001, 140_000)).toEqual([])
    expect(pods(cluster).map(({ status }) => status.containerStatuses?.[0]?.restartCount)).toEqual([0, 0])
    heal(cluster, 'api-down')
    expect(connectionRefused(cluster)).toBeUndefined()
    at(cluster, 200)
    expect(pods(cluster).map(({ status }) => status.containerStatuses?.[0]?.restartCount).toSorted()).toEqual([0, 1])
    expect(events(cluster, 'Created').some(({ count }) => count === 2)).toBe(true)
  })

  it('of a minute makes leaders give up: new processes list anew, and nobody takes the nodes for dead', () => {
    const cluster = newCluster()
    send(cluster, web(2))
    at(cluster, 20)
    inject(cluster, 'api-down')
    at(cluster, 110)
    heal(cluster, 'api-down')
    scale(cluster, 4)
    at(cluster, 126)
    expect(pods(cluster)).toHaveLength(2)
    at(cluster, 150)
    expect(readyCount(cluster)).toBe(4)
    at(cluster, 400)
    expect([...cluster.store.list<Node>('Node')].map(({ status }) => status.conditions?.find(({ type }) => type === 'Ready')?.status)).toEqual(['True', 'True'])
    expect(events(cluster, 'NodeNotReady')).toEqual([])
  })

  it('of seconds is over as soon as the clients ask again', () => {
    const cluster = newCluster()
    send(cluster, web(2))
    at(cluster, 20)
    scale(cluster, 4)
    inject(cluster, 'api-down')
    at(cluster, 22)
    expect(pods(cluster)).toHaveLength(2)
    heal(cluster, 'api-down')
    at(cluster, 23)
    expect(pods(cluster)).toHaveLength(4)
  })
})

describe('scheduler-down', () => {
  it('leaves pods Pending, and places them when the scheduler is back', () => {
    const cluster = newCluster()
    inject(cluster, 'scheduler-down')
    send(cluster, web(3))
    at(cluster, 60)
    expect(pods(cluster).map(({ spec, status }) => [spec.nodeName, status.phase])).toEqual(Array.from({ length: 3 }, () => [undefined, 'Pending']))
    heal(cluster, 'scheduler-down')
    at(cluster, 70)
    expect(readyCount(cluster)).toBe(3)
  })

  it('while it is away, a fork does the same', () => {
    const cluster = newCluster()
    inject(cluster, 'scheduler-down')
    send(cluster, web(3))
    at(cluster, 5)
    const fork = forkCluster(cluster)
    for (const each of [cluster, fork]) {
      heal(each, 'scheduler-down')
      at(each, 30)
    }
    expect(fork.log.entries.map(traceLine)).toEqual(cluster.log.entries.map(traceLine))
    expect(readyCount(fork)).toBe(3)
  })
})

describe('controller-down', () => {
  it.each([['deployment'], ['deployment-controller'], ['Deployment'], [{ name: 'deploy' }]])('%j stops that one alone, which catches up', (name) => {
    const cluster = newCluster()
    send(cluster, web(2))
    at(cluster, 20)
    inject(cluster, 'controller-down', name)
    scale(cluster, 3)
    at(cluster, 60)
    expect(pods(cluster)).toHaveLength(2)
    heal(cluster, 'controller-down', name)
    at(cluster, 70)
    expect(readyCount(cluster)).toBe(3)
    expect(cluster.store.get<Deployment>('Deployment.apps', 'default/web')?.status?.readyReplicas).toBe(3)
  })

  it('node-lifecycle: a silent node is noticed a whole grace after it is back', () => {
    const cluster = newCluster()
    at(cluster, 10)
    inject(cluster, 'controller-down', 'node-lifecycle')
    inject(cluster, 'node-failure', 'worker-0')
    at(cluster, 200)
    const ready = (): string | undefined => cluster.store.get<Node>('Node', 'worker-0')!.status.conditions!.find(({ type }) => type === 'Ready')!.status
    expect(ready()).toBe('True')
    heal(cluster, 'controller-down', 'node-lifecycle')
    at(cluster, 250)
    expect(ready()).toBe('True')
    at(cluster, 262)
    expect(ready()).toBe('Unknown')
  })

  it('of an unknown name is told with those there are', () => {
    const result = injectFault(newCluster(), { fault: 'controller-down', params: 'deployments-of-mine', step: 1, namespace: 'default' })
    expect(result.ok ? '' : result.problem).toContain('there is no controller `deployments-of-mine`; there are `serviceaccount-controller`')
  })
})

describe('api-latency', () => {
  it('makes each step from one component to the next that much later', () => {
    const quick = newCluster()
    const slow = newCluster()
    inject(slow, 'api-latency', '1s')
    for (const cluster of [quick, slow]) {
      send(cluster, web(1))
      at(cluster, 30)
    }
    const readyAt = (cluster: Cluster): number => cluster.log.entries.find(({ kind, object }) => kind === 'Pod' && (object as Pod).status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))!.at
    const lateMs = readyAt(slow) - readyAt(quick)
    // Deployment, ReplicaSet, scheduler and kubelet hear of one another.
    expect(lateMs).toBeGreaterThanOrEqual(4_000)
    expect(lateMs).toBeLessThan(6_000)
    heal(slow, 'api-latency', '1s')
    expect(slow.requestDelayMs).toBe(0)
  })
})

describe('metrics-down', () => {
  it('leaves an autoscaler without metrics until it is healed', () => {
    const cluster = newCluster()
    send(cluster, web(2, { resources: { requests: { cpu: '100m' } } }))
    send(cluster, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
    } })
    at(cluster, 400)
    const active = (): string => {
      const hpa = cluster.store.get<Pod>('HorizontalPodAutoscaler.autoscaling', 'default/web')!
      const { status, reason, message } = hpa.status.conditions!.find(({ type }) => type === 'ScalingActive')!
      return `${status} ${reason} ${message}`
    }
    expect(active()).toContain('True ValidMetricFound')
    inject(cluster, 'metrics-down')
    at(cluster, 440)
    expect(active()).toBe('False FailedGetResourceMetric the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)')
    heal(cluster, 'metrics-down')
    at(cluster, 470)
    expect(active()).toContain('True ValidMetricFound')
  })
})

describe('clock-skew', () => {
  it('shifts what the node writes, and not when things happen', () => {
    const cluster = newCluster({ nodes: [{ name: 'worker-0', capacity: size, allocatable: size, labels: {}, taints: [] }] })
    at(cluster, 1)
    inject(cluster, 'clock-skew', { node: 'worker-0', by: '1h' })
    send(cluster, web(1, { readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 5 } }))
    at(cluster, 30)
    const [pod] = pods(cluster)
    expect(pod!.metadata.creationTimestamp).toBe('2026-01-01T00:00:01Z')
    expect(pod!.status.startTime).toBe('2026-01-01T01:00:01Z')
    expect(pod!.status.containerStatuses![0]!.state!.running!.startedAt).toBe('2026-01-01T01:00:02Z')
    expect(events(cluster, 'Started')[0]!.firstTimestamp).toBe('2026-01-01T01:00:02Z')
    expect(events(cluster, 'Scheduled')[0]!.eventTime).toContain('2026-01-01T00:00:01')
    expect(readyCount(cluster)).toBe(1)
    expect(cluster.store.get<Lease>('Lease.coordination.k8s.io', 'kube-node-lease/worker-0')!.spec.renewTime).toContain('2026-01-01T01:00:')
    heal(cluster, 'clock-skew', { node: 'worker-0', by: '1h' })
    at(cluster, 60)
    expect(cluster.store.get<Node>('Node', 'worker-0')!.status.conditions![0]!.lastHeartbeatTime).toMatch(/^2026-01-01T00:00:/)
  })

  it('does not put off the end of a silent node\'s grace', () => {
    const cluster = newCluster()
    inject(cluster, 'clock-skew', { node: 'worker-0', by: '10m' })
    at(cluster, 30)
    inject(cluster, 'node-failure', 'worker-0')
    at(cluster, 95)
    expect(cluster.store.get<Node>('Node', 'worker-0')!.status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('Unknown')
  })
})

describe('node-drain', () => {
  it('cordons, evicts as budgets allow, and uncordons when it ends', () => {
    const cluster = newCluster()
    send(cluster, web(2))
    send(cluster, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } } })
    at(cluster, 20)
    inject(cluster, 'node-drain', 'worker-0')
    at(cluster, 60)
    expect(cluster.store.get<Node>('Node', 'worker-0')!.spec.unschedulable).toBe(true)
    expect(pods(cluster).filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([])
    scale(cluster, 3)
    at(cluster, 90)
    expect(pods(cluster).filter(({ spec }) => spec.nodeName === 'worker-0')).toEqual([])
    expect(readyCount(cluster)).toBe(3)
    heal(cluster, 'node-drain', 'worker-0')
    expect(cluster.store.get<Node>('Node', 'worker-0')!.spec.unschedulable).toBeUndefined()
  })
})

describe('images and volumes', () => {
  it('registry-down: of one registry alone; images that are there stay', () => {
    const cluster = newCluster()
    inject(cluster, 'registry-down', { registry: 'quay.io' })
    send(cluster, web(1))
    send(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'q' }, spec: { containers: [{ name: 'q', image: 'quay.io/team/app:1' }] } })
    at(cluster, 10)
    expect(readyCount(cluster)).toBe(1)
    const waiting = (): string | undefined => cluster.store.get<Pod>('Pod', 'default/q')!.status.containerStatuses![0]!.state!.waiting?.reason
    expect(waiting()).toMatch(/^(ErrImagePull|ImagePullBackOff)$/)
    heal(cluster, 'registry-down', { registry: 'quay.io' })
    at(cluster, 60)
    expect(waiting()).toBeUndefined()
  })

  it('slow-start: so many times as long from created to running', () => {
    const cluster = newCluster()
    inject(cluster, 'slow-start', { image: 'web:*', factor: 10, by: '2s' })
    send(cluster, web(1))
    at(cluster, 30)
    const startedAt = (reason: string): number => cluster.log.entries.find(({ object }) => (object as Event).reason === reason)!.at
    expect(startedAt('Started') - startedAt('Created')).toBeGreaterThanOrEqual(7_000)
    expect(startedAt('Started') - startedAt('Created')).toBeLessThan(7_100)
  })

  it('volume-attach-failure: pods wait for their volumes, with the words of the driver', () => {
    const cluster = newCluster()
    send(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard' }, provisioner: 'disks.example.com' })
    send(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } })
    at(cluster, 5)
    inject(cluster, 'volume-attach-failure', { claim: 'pvc/data', message: 'the disk is elsewhere' })
    send(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'db' }, spec: {
      containers: [{ name: 'db', image: 'db:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    } })
    at(cluster, 60)
    const reason = (): string | undefined => cluster.store.get<Pod>('Pod', 'default/db')!.status.containerStatuses?.[0]?.state?.waiting?.reason
    expect(reason()).toBe('ContainerCreating')
    const [event] = events(cluster, 'FailedAttachVolume')
    expect(event!.message).toMatch(/^AttachVolume\.Attach failed for volume "pvc-[0-9a-f-]+" : the disk is elsewhere$/)
    expect(event!.source?.component).toBe('attachdetach-controller')
    heal(cluster, 'volume-attach-failure', { claim: 'pvc/data', message: 'the disk is elsewhere' })
    at(cluster, 190)
    expect(reason()).toBeUndefined()
    expect(events(cluster, 'SuccessfulAttachVolume')).toHaveLength(1)
  })
})
