import { describe, expect, it } from 'vitest'
import { recordedLatency } from '../../../src/sim/latency.js'
import type { Cluster, ClusterOptions } from '../../../src/sim/state.js'
import type { Deployment, ReplicaSet } from '../../../src/sim/api/types.js'
import { active, advance, change, changeSpec, conditionText, create, deployment, eventTexts, getDeployment, kubectl, newCluster, replicaSets, setImage, withNodes, withoutNodes } from './workloads.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'

/** Steps of a rollout as `new 0->3`: which ReplicaSet, from how many, to how many. */
function steps(cluster: Cluster): readonly string[] {
  const names = replicaSets(cluster).map((set) => set.metadata.name)
  return eventTexts(cluster, 'ScalingReplicaSet').map((text) => {
    const [, name, from, to] = /replica set (\S+) from (\d+) to (\d+)/.exec(text)!
    return `${names.indexOf(name!)}: ${from}->${to}`
  })
}

/** Requests take no time, so that what belongs together happens at once. */
const atOnce: Partial<ClusterOptions> = { latency: { ...recordedLatency, writeMs: 0, batchMs: 0 } }

function started(spec: Partial<Deployment['spec']>, image = 'web:1', options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = newCluster(withNodes, options)
  create(cluster, deployment('web', spec, image))
  advance(cluster, 20_000)
  return cluster
}

describe('a fresh Deployment', () => {
  it('makes a ReplicaSet of its template and says how it goes', () => {
    const cluster = newCluster(withoutNodes)
    create(cluster, deployment('web'))
    advance(cluster, 1000)
    const [set] = replicaSets(cluster)
    const hash = set!.metadata.labels!['pod-template-hash']!
    expect(hash).toMatch(/^[456789bcdf]{1,10}$/)
    expect(set!.metadata.name).toBe(`web-${hash}`)
    expect(set!.spec.selector).toEqual({ matchLabels: { app: 'web', 'pod-template-hash': hash } })
    expect(set!.metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1', 'deployment.kubernetes.io/desired-replicas': '3', 'deployment.kubernetes.io/max-replicas': '4',
    })
    expect(eventTexts(cluster, 'ScalingReplicaSet')).toEqual([`Scaled up replica set web-${hash} from 0 to 3`])
    const { status, metadata } = getDeployment(cluster, 'web')
    expect(metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
    expect(status).toMatchObject({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, unavailableReplicas: 3, terminatingReplicas: 0 })
    expect(status.conditions!.map(({ type }) => type)).toEqual(['Available', 'Progressing'])
    expect(conditionText(getDeployment(cluster, 'web'), 'Available')).toBe('False MinimumReplicasUnavailable: Deployment does not have minimum availability.')
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toBe(`True ReplicaSetUpdated: ReplicaSet "web-${hash}" is progressing.`)
  })

  it('is complete when all are available', () => {
    const cluster = started({})
    const [set] = replicaSets(cluster)
    const web = getDeployment(cluster, 'web')
    expect(web.status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3 })
    expect(web.status).not.toHaveProperty('unavailableReplicas')
    expect(conditionText(web, 'Progressing')).toBe(`True NewReplicaSetAvailable: ReplicaSet "${set!.metadata.name}" has successfully progressed.`)
    expect(conditionText(web, 'Available')).toBe('True MinimumReplicasAvailable: Deployment has minimum availability.')
  })

  it('shares one pod spec between its pods', () => {
    const cluster = newCluster(withoutNodes)
    create(cluster, deployment('web'))
    advance(cluster, 1000)
    const [first, second] = active(cluster)
    expect(second!.spec).toBe(first!.spec)
  })

  it('names equal templates alike', () => {
    const [a, b] = [started({}), started({})]
    expect(replicaSets(a)[0]!.metadata.name).toBe(replicaSets(b)[0]!.metadata.name)
  })
})

describe('a rolling update', () => {
  const table: readonly (readonly [number, number | string, number | string, readonly string[]])[] = [
    [3, '25%', '25%', ['1: 0->1', '0: 3->2', '1: 1->2', '0: 2->1', '1: 2->3', '0: 1->0']],
    [10, '25%', '25%', ['1: 0->3', '0: 10->8', '1: 3->5', '0: 8->3', '1: 5->10', '0: 3->0']],
    [4, '25%', '25%', ['1: 0->1', '0: 4->3', '1: 1->2', '0: 3->1', '1: 2->4', '0: 1->0']],
    [1, '25%', '25%', ['1: 0->1', '0: 1->0']],
    [2, 0, 1, ['0: 2->1', '1: 0->1', '0: 1->0', '1: 1->2']],
    [5, '100%', 0, ['1: 0->5', '0: 5->0']],
    [3, '0%', '10%', ['0: 3->2', '1: 0->1', '0: 2->1', '1: 1->2', '0: 1->0', '1: 2->3']],
  ]
  it.each(table)('of %i with surge %s and unavailable %s', (replicas, maxSurge, maxUnavailable, expected) => {
    const cluster = started({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } }, 'web:1', atOnce)
    const before = steps(cluster).length
    setImage(cluster, 'web', 'web:2')
    advance(cluster, 60_000)
    expect(steps(cluster).slice(before)).toEqual(expected)
    expect(getDeployment(cluster, 'web').status).toMatchObject({ replicas, updatedReplicas: replicas, availableReplicas: replicas })
  })

  it('goes on with each pod as it becomes ready', () => {
    const cluster = started({ replicas: 4 })
    setImage(cluster, 'web', 'web:2')
    advance(cluster, 60_000)
    expect(steps(cluster).slice(1)).toEqual(['1: 0->1', '0: 4->3', '1: 1->2', '0: 3->2', '1: 2->3', '0: 2->1', '1: 3->4', '0: 1->0'])
  })

  it('stops at a bad image, is given up, and rolls back in one go', () => {
    const cluster = started({ replicas: 10 })
    setImage(cluster, 'web', 'bad:1')
    advance(cluster, 20_000)
    expect(getDeployment(cluster, 'web').status).toMatchObject({ replicas: 13, updatedReplicas: 5, availableReplicas: 8, unavailableReplicas: 5 })
    expect(conditionText(getDeployment(cluster, 'web'), 'Available')).toMatch(/^True/)
    advance(cluster, 579_000)
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toMatch(/^True ReplicaSetUpdated/)
    advance(cluster, 5000)
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toBe(`False ProgressDeadlineExceeded: ReplicaSet "${replicaSets(cluster)[1]!.metadata.name}" has timed out progressing.`)
    const before = steps(cluster).length
    setImage(cluster, 'web', 'web:1')
    advance(cluster, 20_000)
    expect(steps(cluster).slice(before)).toEqual(['1: 5->0', '0: 8->10'])
    const [good] = replicaSets(cluster)
    expect(good!.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3', 'deployment.kubernetes.io/revision-history': '1' })
    expect(getDeployment(cluster, 'web').metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3' })
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toMatch(/^True NewReplicaSetAvailable/)
  })

  it('rolls over to a third template', () => {
    const cluster = started({ replicas: 10 })
    setImage(cluster, 'web', 'bad:1')
    advance(cluster, 10_000)
    const before = steps(cluster).length
    setImage(cluster, 'web', 'web:3')
    advance(cluster, 60_000)
    // All thirteen are there, so the new one begins with none, and the five that are of no use go first.
    expect(steps(cluster).slice(before, before + 2)).toEqual(['1: 5->0', '2: 0->5'])
    expect(replicaSets(cluster).map((set) => set.spec.replicas)).toEqual([0, 0, 10])
  })

  it('waits for minReadySeconds before a pod counts', () => {
    const cluster = started({ replicas: 2, minReadySeconds: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
    expect(getDeployment(cluster, 'web').status.availableReplicas).toBe(2)
    setImage(cluster, 'web', 'web:2')
    advance(cluster, 9000)
    expect(getDeployment(cluster, 'web').status).toMatchObject({ readyReplicas: 3, availableReplicas: 2, updatedReplicas: 1 })
    advance(cluster, 3000)
    expect(steps(cluster).slice(1)).toEqual(['1: 0->1', '0: 2->1', '1: 1->2'])
  })

  it('keeps as many old ReplicaSets as it should', () => {
    const cluster = started({ revisionHistoryLimit: 1 })
    for (const image of ['web:2', 'web:3', 'web:4']) {
      setImage(cluster, 'web', image)
      advance(cluster, 30_000)
    }
    expect(replicaSets(cluster).map((set) => set.metadata.annotations!['deployment.kubernetes.io/revision'])).toEqual(['3', '4'])
  })
})

describe('scaling', () => {
  it('goes straight to the only ReplicaSet in use', () => {
    const cluster = started({})
    changeSpec(cluster, 'web', { replicas: 6 })
    advance(cluster, 10_000)
    changeSpec(cluster, 'web', { replicas: 2 })
    advance(cluster, 10_000)
    expect(steps(cluster)).toEqual(['0: 0->3', '0: 3->6', '0: 6->2'])
    expect(getDeployment(cluster, 'web').status).toMatchObject({ observedGeneration: 3, replicas: 2, availableReplicas: 2, terminatingReplicas: 0 })
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toMatch(/^True NewReplicaSetAvailable/)
  })

  it('is proportional during a rollout', () => {
    const cluster = started({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } })
    setImage(cluster, 'web', 'bad:1')
    advance(cluster, 10_000)
    expect(replicaSets(cluster).map((set) => set.spec.replicas)).toEqual([8, 5])
    changeSpec(cluster, 'web', { replicas: 15 })
    advance(cluster, 10_000)
    expect(replicaSets(cluster).map((set) => set.spec.replicas)).toEqual([11, 7])
    expect(replicaSets(cluster).map((set) => set.metadata.annotations!['deployment.kubernetes.io/max-replicas'])).toEqual(['18', '18'])
  })

  it('to nothing and back', () => {
    const cluster = started({})
    changeSpec(cluster, 'web', { replicas: 0 })
    advance(cluster, 10_000)
    expect(getDeployment(cluster, 'web').status.replicas).toBeUndefined()
    changeSpec(cluster, 'web', { replicas: 3 })
    advance(cluster, 10_000)
    expect(getDeployment(cluster, 'web').status.availableReplicas).toBe(3)
  })
})

describe('Recreate', () => {
  it('makes no new pod before the last old one is gone', () => {
    const cluster = started({ strategy: { type: 'Recreate' } })
    setImage(cluster, 'web', 'web:2')
    advance(cluster, 1000)
    expect(active(cluster)).toHaveLength(0)
    expect(replicaSets(cluster)).toHaveLength(1)
    advance(cluster, 10_000)
    expect(steps(cluster)).toEqual(['0: 0->3', '0: 3->0', '1: 0->3'])
    expect(getDeployment(cluster, 'web').status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3 })
  })
})

describe('pausing', () => {
  it('holds back templates but not sizes', () => {
    const cluster = started({})
    changeSpec(cluster, 'web', { paused: true })
    advance(cluster, 1000)
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused')
    setImage(cluster, 'web', 'web:2')
    changeSpec(cluster, 'web', { replicas: 4 })
    advance(cluster, 10_000)
    expect(replicaSets(cluster).map((set) => set.spec.replicas)).toEqual([4])
    changeSpec(cluster, 'web', { paused: false })
    advance(cluster, 4)
    expect(conditionText(getDeployment(cluster, 'web'), 'Progressing')).toMatch(/^(Unknown DeploymentResumed: Deployment is resumed|True NewReplicaSetCreated)/)
    advance(cluster, 30_000)
    expect(replicaSets(cluster).map((set) => set.spec.replicas)).toEqual([0, 4])
  })
})

describe('owning', () => {
  it('adopts an orphan of its selector, and finds its template in it', () => {
    const cluster = started({})
    deleteObject(kubectl(cluster), 'Deployment.apps', 'default/web', { propagation: 'Orphan' })
    advance(cluster, 5000)
    expect(replicaSets(cluster)[0]!.metadata.ownerReferences).toBeUndefined()
    expect(active(cluster)).toHaveLength(3)
    const again = create(cluster, deployment('web'))
    advance(cluster, 5000)
    expect(replicaSets(cluster)).toHaveLength(1)
    expect(replicaSets(cluster)[0]!.metadata.ownerReferences).toMatchObject([{ kind: 'Deployment', uid: again.metadata.uid, controller: true, blockOwnerDeletion: true }])
    expect(active(cluster)).toHaveLength(3)
  })

  it('counts collisions of hashes and goes on', () => {
    const named = started({})
    const { name } = replicaSets(named)[0]!.metadata
    const cluster = newCluster()
    create<ReplicaSet>(cluster, {
      apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name, namespace: 'default', labels: { app: 'other' } },
      spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } }, spec: { containers: [] } } },
    })
    create(cluster, deployment('web'))
    advance(cluster, 10_000)
    expect(getDeployment(cluster, 'web').status).toMatchObject({ collisionCount: 1, availableReplicas: 3 })
    expect(replicaSets(cluster)[1]!.metadata.name).not.toBe(name)
  })

  it('says so when it selects everything', () => {
    const cluster = newCluster()
    create(cluster, deployment('web', { selector: {} }))
    advance(cluster, 1000)
    expect(eventTexts(cluster, 'SelectingAll')[0]).toBe('This deployment is selecting all pods. A non-empty selector is required.')
    expect(getDeployment(cluster, 'web').status).toEqual({ observedGeneration: 1 })
  })

  it('copies annotations to the new ReplicaSet, without its own notes', () => {
    const cluster = started({})
    change<Deployment>(cluster, 'Deployment.apps', 'default/web', (web) => ({
      ...web, metadata: { ...web.metadata, annotations: { ...web.metadata.annotations, 'kubernetes.io/change-cause': 'why', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
    }))
    advance(cluster, 1000)
    expect(replicaSets(cluster)[0]!.metadata.annotations).toMatchObject({ 'kubernetes.io/change-cause': 'why' })
    expect(replicaSets(cluster)[0]!.metadata.annotations).not.toHaveProperty('kubectl.kubernetes.io/last-applied-configuration')
  })

  it('costs nothing at rest', () => {
    const cluster = started({})
    const [events, entries] = [cluster.handledEvents, cluster.log.length]
    advance(cluster, 24 * 3_600_000)
    expect(cluster.handledEvents - events).toBeLessThan(10)
    expect(cluster.log.length).toBe(entries)
  })
})
