import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { healFault, injectFault } from '../../../src/sim/faults/inject.js'
import { faults } from '../../../src/sim/faults/registry.js'
import { checkInvariants } from '../../../src/sim/invariants/registry.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import { traceLine } from '../../../src/sim/trace.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Json, JsonObject, KubeObject, Pod } from '../../../src/sim/api/types.js'

const template = (app: string): JsonObject => ({
  metadata: { labels: { app } },
  spec: { containers: [{
    name: 'c', image: `${app}:1`, imagePullPolicy: 'Always', resources: { requests: { cpu: '100m', memory: '64Mi' } },
    readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 }, livenessProbe: { exec: { command: ['true'] }, periodSeconds: 10 },
  }] },
})
const workload = (kind: string, app: string, spec: JsonObject): JsonObject =>
  ({ apiVersion: 'apps/v1', kind, metadata: { name: app }, spec: { selector: { matchLabels: { app } }, template: template(app), ...spec } })
const objects: readonly JsonObject[] = [
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'disks.example.com' },
  workload('Deployment', 'web', { replicas: 3 }),
  workload('StatefulSet', 'db', { replicas: 2, serviceName: 'db', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] }),
  workload('DaemonSet', 'agent', {}),
]

const size = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' }
const nodes = ['a', 'b', 'c'].map((zone, i) => ({ name: `worker-${i}`, capacity: size, allocatable: size, labels: { 'topology.kubernetes.io/zone': zone }, taints: [] }))

type Call = readonly [fault: string, params: Json]
const node = fc.integer({ min: 0, max: 2 }).map((n) => `worker-${n}`)
const app = fc.constantFrom('web', 'db', 'agent')
const of = (fault: string, params: fc.Arbitrary<Json>): fc.Arbitrary<Call> => params.map((value) => [fault, value] as const)
const whole = (fault: string): fc.Arbitrary<Call> => of(fault, fc.constant(true))

const calls: Readonly<Record<string, fc.Arbitrary<Call>>> = {
  'node-failure': of('node-failure', node), 'node-partition': of('node-partition', node), 'zone-failure': of('zone-failure', fc.constantFrom('a', 'b')),
  'node-drain': of('node-drain', node), 'node-delete': of('node-delete', node), 'node-reboot': of('node-reboot', node),
  'node-pressure': of('node-pressure', fc.tuple(node, fc.constantFrom('memory', 'disk', 'pid')).map(([name, resource]) => ({ node: name, [resource]: true }))),
  'pod-kill': of('pod-kill', app.map((name) => ({ select: `app=${name}`, any: 1 }))),
  'container-crash': of('container-crash', app.map((name) => ({ select: `app=${name}`, exit: 3 }))),
  'container-oom': of('container-oom', app.map((name) => ({ select: `app=${name}`, any: 1 }))),
  'probe-failure': of('probe-failure', fc.tuple(app, fc.constantFrom('liveness', 'readiness')).map(([name, probe]) => ({ select: `app=${name}`, probe }))),
  'image-pull-failure': of('image-pull-failure', app.map((name) => `${name}:*`)), 'registry-down': whole('registry-down'),
  'slow-start': of('slow-start', fc.constant({ image: '*', factor: 30 })), 'api-down': whole('api-down'), 'scheduler-down': whole('scheduler-down'),
  'controller-down': of('controller-down', fc.constantFrom('deployment', 'replicaset', 'statefulset', 'daemonset', 'node-lifecycle', 'taint-eviction', 'kube-controller-manager')),
  'api-latency': of('api-latency', fc.constantFrom('100ms', '2s')), 'metrics-down': whole('metrics-down'), 'dns-down': whole('dns-down'),
  'volume-attach-failure': whole('volume-attach-failure'), 'clock-skew': of('clock-skew', fc.tuple(node, fc.constantFrom('5m', '-90s')).map(([name, by]) => ({ node: name, by }))),
}

interface Plan {
  readonly seed: number
  readonly steps: readonly { readonly call: Call; readonly waitMs: number; readonly heals: number }[]
}
const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(1000),
  steps: fc.array(fc.record({ call: fc.oneof(...Object.values(calls)), waitMs: fc.integer({ min: 0, max: 200_000 }), heals: fc.nat(3) }), { minLength: 1, maxLength: 8 }),
})

/** Ends the n-th fault that holds, if there are so many. */
function heal(cluster: Cluster, index: number): void {
  const active = cluster.conditions[index]
  if (active === undefined) return
  const { fault, as } = active.params['injected'] as { readonly fault: string; readonly as: Json }
  const healed = healFault(cluster, { fault, params: as, step: 2, namespace: 'default' })
  if (!healed.ok) throw new Error(healed.problem)
}

interface Healed {
  readonly cluster: Cluster
  /** What was wrong before the healing. */
  readonly trouble: readonly string[]
}

function run({ seed, steps }: Plan, boundMs: number): Healed {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, seed, nodes })
  for (const object of objects) {
    const created = createRequest(scenarioContext(cluster, 1), object, 'default')
    if (!created.ok) throw new Error(created.error.message)
  }
  runUntil(cluster, 60_000)
  for (const { call: [fault, params], waitMs, heals } of steps) {
    injectFault(cluster, { fault, params, step: 1, namespace: 'default' })
    runUntil(cluster, cluster.now + waitMs)
    if (heals > 0) heal(cluster, heals - 1)
  }
  const trouble = unready(cluster)
  while (cluster.conditions.length > 0) heal(cluster, 0)
  const deadline = cluster.now + boundMs
  while (cluster.now < deadline && unready(cluster).length > 0) runUntil(cluster, Math.min(deadline, cluster.now + 10_000))
  return { cluster, trouble }
}

/** Nodes that are missing or not ready; pods that are missing, too many or not ready. */
function unready(cluster: Cluster): readonly string[] {
  const pods = [...cluster.store.list<Pod>('Pod')].filter(({ status }) => status.phase !== 'Failed' && status.phase !== 'Succeeded')
  const wanted = { web: 3, db: 2, agent: 3 }
  const counts = Object.entries(wanted).flatMap(([name, count]) => (pods.filter(({ metadata }) => metadata.labels?.['app'] === name).length === count ? [] : [`${name}: not ${count}`]))
  const isReady = ({ status, metadata }: Pod): boolean => metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true
  const present = new Set([...cluster.store.list<KubeObject & { readonly status: Pod['status'] }>('Node')].filter((object) => isReady(object as unknown as Pod)).map(({ metadata }) => metadata.name))
  const notReady = nodes.map(({ name }) => name).filter((name) => !present.has(name))
  return [...counts, ...notReady, ...pods.filter((pod) => !isReady(pod)).map(({ metadata, status }) => `${metadata.name} ${status.phase} ${JSON.stringify(status.containerStatuses?.[0]?.state)}`)]
}

/** Eviction after 300 s, back-offs of 300 s each for starts and pulls, and an orderly stop, one after another. */
const boundMs = 25 * 60_000

describe('when all faults are healed', () => {
  it('every fault of the registry is tried', () => {
    expect(Object.keys(calls).toSorted()).toEqual(faults.map(({ name }) => name).toSorted())
  })

  it.each(Object.keys(calls))('after %s alone every pod becomes ready again', { timeout: 60_000 }, (name) => {
    fc.assert(fc.property(calls[name]!, fc.integer({ min: 0, max: 900_000 }), (call, waitMs) => {
      const { cluster } = run({ seed: 1, steps: [{ call, waitMs, heals: 0 }] }, boundMs)
      expect(unready(cluster)).toEqual([])
      expect(checkInvariants(cluster)).toEqual([])
    }), { numRuns: 4, seed: 11 })
  })

  it('after any sequence of them, too, and again with the same bytes', { timeout: 240_000 }, () => {
    let runs = 0
    let troubled = 0
    fc.assert(fc.property(plans, (plan) => {
      const { cluster, trouble } = run(plan, boundMs)
      runs++
      if (trouble.length > 0) troubled++
      expect(unready(cluster)).toEqual([])
      expect(checkInvariants(cluster)).toEqual([])
      expect(run(plan, boundMs).cluster.log.entries.map(traceLine).join('')).toBe(cluster.log.entries.map(traceLine).join(''))
    }), { numRuns: Number(process.env['HEALING_RUNS'] ?? 30), seed: 7 })
    // Otherwise there was nothing to heal.
    expect(troubled).toBeGreaterThan(runs / 2)
  })
})
