import { describe, expect, it } from 'vitest'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import type { DaemonSet, Node, Pod, Taint } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, change, eventsOf, fullCluster, kubectl, labelNode, nodesOfPods, podTemplate } from './full-cluster.js'

const get = (cluster: Cluster): DaemonSet => cluster.store.get<DaemonSet>('DaemonSet.apps', 'default/agent')!
const taint = (cluster: Cluster, name: string, taints: readonly Taint[]): void => change<Node>(cluster, 'Node', name, (node) => ({ ...node, spec: { ...node.spec, taints } }))
const pods = (cluster: Cluster): readonly Pod[] => [...cluster.store.list<Pod>('Pod')]
const images = (cluster: Cluster): readonly (string | undefined)[] => pods(cluster).map(({ spec }) => spec.containers[0]?.image).sort()
const setImage = (cluster: Cluster, image: string): void =>
  change<DaemonSet>(cluster, 'DaemonSet.apps', 'default/agent', (set) => ({ ...set, spec: { ...set.spec, template: podTemplate('agent', image) as DaemonSet['spec']['template'] } }))

function started(spec: object = {}, template: object = {}): Cluster {
  const cluster = fullCluster()
  const base = podTemplate('agent', 'agent:1') as { readonly metadata: object; readonly spec: object }
  apply(cluster, {
    apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: { ...base, spec: { ...base.spec, ...template } }, ...spec },
  })
  advance(cluster, 5_000)
  return cluster
}

describe('a DaemonSet', () => {
  it('runs one pod on each node', () => {
    const cluster = started()
    expect(nodesOfPods(cluster)).toEqual(['worker-0', 'worker-1', 'worker-2'])
    expect(get(cluster).status).toEqual({
      currentNumberScheduled: 3, desiredNumberScheduled: 3, numberMisscheduled: 0, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 3, observedGeneration: 1,
    })
  })

  it('that is the last of what is made at time 0 is the last to make its pods', () => {
    const cluster = fullCluster(['worker-0'])
    for (const app of ['one', 'two', 'three']) {
      apply(cluster, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: app }, spec: { replicas: 1, selector: { matchLabels: { app } }, template: podTemplate(app, 'web:1') } })
    }
    apply(cluster, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: podTemplate('agent', 'agent:1') } })
    advance(cluster, 1_000)
    const made = cluster.log.entries.filter(({ kind, type }) => kind === 'Pod' && type === 'ADDED').map(({ object }) => object.metadata.labels?.['app'])
    expect(made).toEqual(['one', 'two', 'three', 'agent'])
  })

  it('follows labels of nodes', () => {
    const cluster = started({}, { nodeSelector: { role: 'edge' } })
    expect(get(cluster).status.desiredNumberScheduled).toBe(0)
    labelNode(cluster, 'worker-1', { role: 'edge' })
    advance(cluster, 5_000)
    expect(nodesOfPods(cluster)).toEqual(['worker-1'])
    labelNode(cluster, 'worker-1', { role: 'core' })
    advance(cluster, 5_000)
    expect(nodesOfPods(cluster)).toEqual([])
  })

  it('stays under a taint that keeps new pods away, and runs on nodes that are cordoned', () => {
    const cluster = started()
    taint(cluster, 'worker-0', [{ key: 'dedicated', effect: 'NoSchedule' }])
    taint(cluster, 'worker-1', [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }])
    setImage(cluster, 'agent:2')
    advance(cluster, 30_000)
    expect(images(cluster)).toEqual(['agent:2', 'agent:2'])
    expect(nodesOfPods(cluster)).toEqual(['worker-1', 'worker-2'])
  })

  it('replaces no more pods at a time than may be unavailable', () => {
    const cluster = started()
    setImage(cluster, 'agent:2')
    for (let second = 0; second < 30; second++) {
      advance(cluster, 1_000)
      expect(get(cluster).status.numberUnavailable ?? 0).toBeLessThanOrEqual(1)
    }
    expect(images(cluster)).toEqual(['agent:2', 'agent:2', 'agent:2'])
    expect(get(cluster).metadata.annotations?.['deprecated.daemonset.template.generation']).toBe('2')
  })

  it('keeps the old pod until the new one beside it is available, when it may surge', () => {
    const cluster = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
    setImage(cluster, 'agent:2')
    for (let second = 0; second < 30; second++) {
      advance(cluster, 1_000)
      expect(get(cluster).status.numberAvailable).toBe(3)
    }
    expect(images(cluster)).toEqual(['agent:2', 'agent:2', 'agent:2'])
  })

  it('stops an update whose pods do not become available', () => {
    const cluster = started()
    setImage(cluster, 'bad:1')
    advance(cluster, 60_000)
    expect(images(cluster)).toEqual(['agent:1', 'agent:1', 'bad:1'])
  })

  it('replaces failed pods of a node ever more slowly', () => {
    const cluster = started()
    const failOne = (): void => {
      const pod = pods(cluster).find(({ spec, metadata }) => spec.nodeName === 'worker-0' && metadata.deletionTimestamp === undefined)!
      updateStatus(kubectl(cluster), pod, { ...pod.status, phase: 'Failed' })
    }
    const said = (): number => eventsOf(cluster, 'DaemonSet', 'agent').filter((text) => text.startsWith('FailedDaemonPod')).length
    failOne()
    advance(cluster, 3_000)
    expect(said()).toBe(1)
    failOne()
    advance(cluster, 1_500)
    expect(said()).toBe(2)
    failOne()
    advance(cluster, 100)
    expect(said()).toBe(2)
    advance(cluster, 3_000)
    expect(said()).toBe(3)
  })
})
