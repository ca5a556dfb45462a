import { describe, expect, it } from 'vitest'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { checkFault, healFault, injectFault, type FaultResult } from '../../../src/sim/faults/inject.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Actor, Cluster, NodeConfig } from '../../../src/sim/state.js'
import type { Json, JsonObject } from '../../../src/sim/api/types.js'
import { deployment, newCluster as newRoom, replicaSet, runPod } from '../controllers/node-room.js'
import { noServices } from '../services.js'

const zones = ['a', 'b', 'a', 'b']
const room = (): Cluster => newRoom({ nodes: zones.map((zone, i) => ({ labels: { 'topology.kubernetes.io/zone': zone, ...(i === 3 ? { disk: 'ssd' } : {}) } })) })

const inject = (cluster: Cluster, fault: string, params: Json): FaultResult => injectFault(cluster, { fault, params, step: 1, namespace: 'default' })
const heal = (cluster: Cluster, fault: string, params: Json): FaultResult => healFault(cluster, { fault, params, step: 2, namespace: 'default' })
const paramsOf = (result: FaultResult): JsonObject => {
  if (!result.ok) throw new Error(result.problem)
  const { injected: _, ...params } = result.active.params
  return params
}
const problemOf = (result: FaultResult): string => (result.ok ? '' : result.problem)

describe('victims among nodes', () => {
  it.each<readonly [string, Json, readonly string[]]>([
    ['a name', 'worker-1', ['worker-1']],
    ['a reference', 'node/worker-1', ['worker-1']],
    ['a glob', 'worker-*', ['worker-0', 'worker-1', 'worker-2', 'worker-3']],
    ['a regular expression', '/-[12]$/', ['worker-1', 'worker-2']],
    ['a list', ['worker-2', 'worker-0'], ['worker-0', 'worker-2']],
    ['a selector', 'disk=ssd', ['worker-3']],
    ['a selector by its key', { select: 'topology.kubernetes.io/zone in (a)' }, ['worker-0', 'worker-2']],
    ['the node of a pod', { of: 'pod/web-0' }, ['worker-2']],
    ['the node of a pod of a namespace', { of: 'default:pod/web-0' }, ['worker-2']],
  ])('%s', (_, params, nodes) => {
    const cluster = room()
    runPod(cluster, 'web-0', { node: 'worker-2' })
    expect(paramsOf(inject(cluster, 'node-failure', params))).toEqual({ nodes })
  })

  it('drawn from the seed, each once', () => {
    const draw = (seed: number, any: number): Json => {
      const cluster = newRoom({ nodes: Array.from({ length: 20 }, () => ({})), options: { seed } })
      return paramsOf(inject(cluster, 'node-partition', { any }))['nodes']!
    }
    expect(draw(1, 3)).toEqual(draw(1, 3))
    expect(draw(1, 3)).toHaveLength(3)
    expect(new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify(draw(seed, 2)))).size).toBeGreaterThan(1)
  })

  it('are not drawn twice', () => {
    const cluster = room()
    const drawn = [0, 1, 2, 3].map(() => (paramsOf(inject(cluster, 'node-failure', { any: 1 }))['nodes'] as readonly string[])[0])
    expect(new Set(drawn).size).toBe(4)
    expect(problemOf(inject(cluster, 'node-failure', { any: 1 }))).toContain('meets no node')
  })

  it('of a zone', () => {
    const cluster = room()
    expect(paramsOf(inject(cluster, 'zone-failure', 'a'))).toEqual({ zones: ['a'], nodes: ['worker-0', 'worker-2'] })
    expect(problemOf(inject(cluster, 'zone-failure', 'c'))).toBe('no node is in zone `c`; there are `a`, `b`')
    expect(paramsOf(inject(cluster, 'zone-failure', { zone: 'b' }))['nodes']).toEqual(['worker-1', 'worker-3'])
    expect(problemOf(inject(newRoom(), 'zone-failure', { any: 1 }))).toContain('no node has the label')
  })
})

describe('victims among pods', () => {
  const withPods = (): Cluster => {
    const cluster = room()
    const set = replicaSet(cluster, 'web-5d', 2, deployment(cluster, 'web', 2))
    runPod(cluster, 'web-0', { owner: set })
    runPod(cluster, 'web-1', { owner: set, node: 'worker-1' })
    runPod(cluster, 'db', { labels: { app: 'db' } })
    return cluster
  }
  it.each<readonly [string, Json, readonly string[]]>([
    ['a name', 'web-0', ['web-0']],
    ['a reference', 'pod/db', ['db']],
    ['a glob', 'web-*', ['web-0', 'web-1']],
    ['a selector', 'app=web', ['web-0', 'web-1']],
    ['a workload', { owner: 'deploy/web' }, ['web-0', 'web-1']],
    ['on a node', { select: 'app', node: 'worker-0' }, ['web-0', 'db']],
    ['a reference with a namespace', 'default:pod/db', ['db']],
  ])('%s', (_, params, names) => {
    const pods = paramsOf(inject(withPods(), 'pod-kill', params))['pods'] as readonly JsonObject[]
    expect(pods.map(({ name }) => name)).toEqual(names)
    expect(pods.every(({ uid, namespace }) => uid !== undefined && namespace === 'default')).toBe(true)
  })

  it('of a crash, with container and exit code', () => {
    expect(paramsOf(inject(withPods(), 'container-crash', { pod: 'db', container: 'web', exit: 137 }))).toMatchObject({ container: 'web', exit: 137, pods: [{ name: 'db' }] })
    expect(paramsOf(inject(withPods(), 'container-crash', { select: 'app=web', any: 1 }))['exit']).toBe(1)
  })
})

describe('a fault', () => {
  it('holds until it is healed', () => {
    const cluster = room()
    inject(cluster, 'node-failure', 'worker-1')
    expect(cluster.conditions).toMatchObject([{ fault: 'node-failure', params: { nodes: ['worker-1'] }, since: 0, cause: -1 }])
    expect(heal(cluster, 'node-failure', 'worker-1')).toMatchObject({ ok: true, active: { cause: -2 } })
    expect(cluster.conditions).toEqual([])
  })

  it('that was drawn is healed in the same words', () => {
    const cluster = room()
    inject(cluster, 'node-failure', { any: 2 })
    expect(heal(cluster, 'node-failure', { any: 2 }).ok).toBe(true)
    expect(cluster.conditions).toEqual([])
  })

  it('is healed node by node', () => {
    const cluster = room()
    inject(cluster, 'node-failure', 'worker-*')
    expect(paramsOf(heal(cluster, 'node-failure', 'worker-1'))).toEqual({ nodes: ['worker-1'] })
    expect(cluster.conditions[0]!.params['nodes']).toEqual(['worker-0', 'worker-2', 'worker-3'])
    expect(heal(cluster, 'node-failure', 'worker-1').ok).toBe(false)
    expect(heal(cluster, 'node-failure', ['worker-0', 'worker-2', 'worker-3']).ok).toBe(true)
    expect(cluster.conditions).toEqual([])
  })

  it('of an instant is not kept', () => {
    const cluster = room()
    expect(inject(cluster, 'node-reboot', 'worker-1').ok).toBe(true)
    expect(cluster.conditions).toEqual([])
    expect(problemOf(heal(cluster, 'node-reboot', 'worker-1'))).toBe('`node-reboot` is over in the instant it is injected; there is nothing to heal')
  })

  it('that takes a node away leaves a failed machine', () => {
    const cluster = room()
    inject(cluster, 'node-delete', 'worker-1')
    expect(cluster.store.get('Node', 'worker-1')).toBeUndefined()
    expect(cluster.conditions).toMatchObject([{ fault: 'node-failure', params: { nodes: ['worker-1'] } }])
  })

  it('finds a machine by its name though its Node is deleted, and only that', () => {
    const cluster = room()
    inject(cluster, 'node-delete', 'worker-1')
    heal(cluster, 'node-delete', 'worker-1')
    expect(inject(cluster, 'node-reboot', 'worker-1').ok).toBe(true)
    expect(problemOf(inject(cluster, 'node-drain', 'worker-1'))).toContain('no node is named `worker-1`')
    expect(problemOf(inject(cluster, 'node-failure', 'worker-7'))).toContain('no node is named `worker-7`')
  })

  it('tells the actors in the same instant', () => {
    const told: string[] = []
    const listener: Actor<undefined> = {
      name: 'listener', watches: [], create: () => undefined, fork: () => undefined, deliver: () => undefined, wake: () => undefined,
      conditionsChanged: ({ by, now, cause, cluster: { conditions } }, _, { began, ended }) => void told.push(`${by} ${now} ${cause} ${began?.fault ?? `ended ${ended?.fault}`} ${conditions.length}`),
    }
    const node: NodeConfig = { name: 'worker-0', capacity: {}, allocatable: {}, labels: {}, taints: [] }
    const cluster = createCluster({ actors: [listener as Actor], watchers: new Map(), services: noServices }, { ...defaultClusterOptions, nodes: [node] })
    inject(cluster, 'node-failure', 'worker-0')
    inject(cluster, 'node-reboot', 'worker-0')
    heal(cluster, 'node-failure', 'worker-0')
    expect(told).toEqual(['listener 0 -1 node-failure 1', 'listener 0 -1 node-reboot 1', 'listener 0 -2 ended node-failure 0'])
  })
})

describe('faults that kubelets match', () => {
  it('carry what they are matched by', () => {
    const cluster = room()
    expect(paramsOf(inject(cluster, 'probe-failure', { select: 'app=web', probe: 'readiness' }))).toEqual({ namespace: 'default', select: 'app=web', probe: 'readiness' })
    expect(paramsOf(inject(cluster, 'probe-failure', 'pod/web-*'))).toEqual({ namespace: 'default', name: 'web-*' })
    expect(paramsOf(inject(cluster, 'image-pull-failure', { image: 'web:*', message: 'no such thing' }))).toEqual({ image: 'web:*', message: 'no such thing' })
    expect(heal(cluster, 'image-pull-failure', { image: 'web:*' }).ok).toBe(false)
    expect(heal(cluster, 'probe-failure', { name: 'web-*' }).ok).toBe(true)
  })
})

describe('what is wrong with a fault', () => {
  it.each<readonly [string, Json, string]>([
    ['no-such', 1, 'there is no fault `no-such`; faults: '],
    ['dns-down', { zone: 'a' }, '`dns-down` knows no `zone`; it takes '],
    ['node-failure', { nodes: 3 }, '`node-failure` knows no `nodes`; it takes `name`, `node`, `select`, `of`, `any`'],
    ['node-failure', {}, '`node-failure` needs a victim: '],
    ['node-failure', { any: 0 }, '`any` of `node-failure` must be a whole number from 1, got 0'],
    ['node-failure', 'disk in', '`select` of `node-failure`: '],
    ['container-crash', { pod: 'web', exit: 300 }, '`exit` of `container-crash` must be a whole number from 0 to 255, got 300'],
    ['probe-failure', { probe: 'readiness' }, '`probe-failure` needs `select` or `name`'],
    ['probe-failure', { name: 'a', probe: 'ready' }, '`probe` of `probe-failure` must be liveness, readiness or startup, got `ready`'],
    ['image-pull-failure', {}, '`image-pull-failure` needs `image`'],
    ['pod-kill', { owner: 'web' }, '`owner` of `pod-kill` must be a reference such as deployment/web, got `web`'],
  ])('%s: %j is told before there is a cluster', (fault, params, text) => {
    expect(checkFault(fault, params)).toContain(text)
  })

  it.each<readonly [string, Json, string]>([
    ['node-failure', 'worker-9', 'no node is named `worker-9`; there are `worker-0`, `worker-1`, `worker-2`, `worker-3`'],
    ['node-failure', { of: 'pod/web-0' }, '`of: pod/web-0`: there is no pod `web-0` in namespace `default`'],
    ['pod-kill', 'web-0', 'there is no pod `web-0` in namespace `default`'],
    ['pod-kill', 'app=web', '`pod-kill` meets no pod that runs in namespace `default`'],
  ])('%s: %j is told when it is injected', (fault, params, text) => {
    expect(checkFault(fault, params)).toBeUndefined()
    expect(problemOf(inject(room(), fault, params))).toBe(text)
  })

  it('twice on one node, or healing what is not there', () => {
    const cluster = room()
    expect(problemOf(heal(cluster, 'node-failure', 'worker-1'))).toBe('`node-failure` is not injected; there is nothing to heal')
    inject(cluster, 'node-failure', 'worker-1')
    expect(problemOf(inject(cluster, 'node-failure', 'worker-*'))).toBe('node `worker-1` is under `node-failure` already; `heal` it first')
    expect(problemOf(heal(cluster, 'node-failure', 'worker-0'))).toBe('`node-failure` is not injected with "worker-0", but with `"worker-1"`')
  })
})
