import { describe, expect, it } from 'vitest'
import { evictPod } from '../../../src/sim/apiserver/evict.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { forkCluster } from '../../../src/sim/cluster.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { IntOrString, KubeObject, Pod, PodDisruptionBudget } from '../../../src/sim/api/types.js'
import { advance, create, deployment, getPod, kubectl, markRunning, newCluster, podConditionText, replicaSet, runPod, said } from './node-room.js'

const budget = (cluster: Cluster, spec: PodDisruptionBudget['spec'], name = 'web'): PodDisruptionBudget =>
  create<PodDisruptionBudget>(cluster, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } })

const statusOf = (cluster: Cluster, name = 'web'): PodDisruptionBudget['status'] => cluster.store.get<PodDisruptionBudget>('PodDisruptionBudget.policy', `default/${name}`)!.status
const numbers = (cluster: Cluster): readonly number[] => {
  const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed } = statusOf(cluster)
  return [expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed]
}
const conditionText = (cluster: Cluster): string => statusOf(cluster).conditions!.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`).join()

/** A Deployment of five pods, all ready. */
function fivePods(spec: PodDisruptionBudget['spec'], replicas = 5): Cluster {
  const cluster = newCluster()
  const owner = replicaSet(cluster, 'web', replicas, deployment(cluster, 'web', replicas))
  for (let i = 0; i < replicas; i++) runPod(cluster, `web-${i}`, { owner })
  budget(cluster, spec)
  advance(cluster, 1_000)
  return cluster
}

describe('what a budget allows of five ready pods', () => {
  it.each<readonly [PodDisruptionBudget['spec'], readonly number[]]>([
    [{ minAvailable: 3 }, [5, 3, 5, 2]],
    [{ minAvailable: '50%' }, [5, 3, 5, 2]],
    [{ minAvailable: '100%' }, [5, 5, 5, 0]],
    [{ maxUnavailable: 1 }, [5, 4, 5, 1]],
    [{ maxUnavailable: '30%' }, [5, 3, 5, 2]],
    [{ maxUnavailable: 0 }, [5, 5, 5, 0]],
    [{ maxUnavailable: 7 }, [5, 0, 5, 5]],
    [{}, [0, 0, 5, 0]],
  ])('%j: expected, desired, healthy, allowed are %j', (spec, expected) => {
    expect(numbers(fivePods(spec))).toEqual(expected)
  })

  it('is nothing while there are no pods', () => {
    const cluster = fivePods({ maxUnavailable: 1 }, 0)
    expect(numbers(cluster)).toEqual([0, 0, 0, 0])
    expect(conditionText(cluster)).toBe('DisruptionAllowed=False InsufficientPods: ')
    expect(said(cluster, 'NoPods')[0]).toBe('PodDisruptionBudget/web No matching pods found')
  })
})

describe('pods whose number nobody says', () => {
  it('are counted by a whole minAvailable', () => {
    const cluster = newCluster()
    budget(cluster, { minAvailable: 1 })
    for (const name of ['a', 'b']) runPod(cluster, name)
    advance(cluster, 1_000)
    expect(numbers(cluster)).toEqual([2, 1, 2, 1])
  })

  it('are told of otherwise', () => {
    const cluster = newCluster()
    budget(cluster, { minAvailable: '50%' })
    runPod(cluster, 'a')
    advance(cluster, 1_000)
    expect(numbers(cluster)).toEqual([0, 0, 1, 0])
    expect(said(cluster, 'UnmanagedPods')[0]).toContain('(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},})')
  })

  it('fail the sync when their controller has no scale', () => {
    const cluster = newCluster()
    const job = create<KubeObject>(cluster, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'web', namespace: 'default' }, spec: { template: { spec: { containers: [] } } } } as never)
    runPod(cluster, 'a', { owner: job })
    budget(cluster, { maxUnavailable: 1 })
    advance(cluster, 1_000)
    expect(conditionText(cluster)).toBe('DisruptionAllowed=False SyncFailed: jobs.batch does not implement the scale subresource')
    expect(said(cluster, 'CalculateExpectedPodCountFailed')[0]).toBe('PodDisruptionBudget/web Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource')
  })
})

describe('a pod that two budgets select', () => {
  it('is told so', () => {
    const cluster = newCluster()
    budget(cluster, { minAvailable: 1 })
    budget(cluster, { minAvailable: 1 }, 'second')
    advance(cluster, 10)
    runPod(cluster, 'a')
    advance(cluster, 10)
    expect(said(cluster, 'MultiplePodDisruptionBudgets')[0]).toBe('Pod/a Pod "default"/"a" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.')
  })
})

describe('the eviction of a pod', () => {
  const evict = (cluster: Cluster, name: string): string => {
    const result = evictPod(kubectl(cluster), `default/${name}`)
    return result.ok ? 'evicted' : `${result.error.code} ${result.error.message} ${(result.error as { budgetCause?: string }).budgetCause ?? ''}`.trim()
  }
  const refused = "429 Cannot evict pod as it would violate the pod's disruption budget."

  it('spends the budget, and counts as a disruption until the deletion is seen', () => {
    const cluster = fivePods({ minAvailable: 3 })
    expect(evict(cluster, 'web-0')).toBe('evicted')
    expect(statusOf(cluster).disruptionsAllowed).toBe(1)
    expect(Object.keys(statusOf(cluster).disruptedPods!)).toEqual(['web-0'])
    expect(podConditionText(cluster, 'web-0', 'DisruptionTarget')).toBe('True EvictionByEvictionAPI Eviction API: evicting')
    expect(getPod(cluster, 'web-0')!.metadata.deletionGracePeriodSeconds).toBe(30)
    advance(cluster, 1_000)
    expect(statusOf(cluster).disruptedPods).toBeUndefined()
    expect(numbers(cluster)).toEqual([5, 3, 4, 1])
  })

  it('is refused in the words of the API server when none is left', () => {
    const cluster = fivePods({ minAvailable: 4 })
    expect(evict(cluster, 'web-0')).toBe('evicted')
    expect(evict(cluster, 'web-1')).toBe(`${refused} The disruption budget web does not allow evicting pods currently`)
    advance(cluster, 1_000)
    expect(evict(cluster, 'web-1')).toBe(`${refused} The disruption budget web needs 4 healthy pods and has 4 currently`)
    expect(statusOf(cluster).conditions![0]!.reason).toBe('InsufficientPods')
  })

  it('is refused while the budget is new', () => {
    const cluster = newCluster()
    runPod(cluster, 'a')
    budget(cluster, { minAvailable: 0 as IntOrString })
    expect(evict(cluster, 'a')).toBe(`${refused} The disruption budget web is still being processed by the server.`)
  })

  it('says why the sync failed', () => {
    const cluster = newCluster()
    budget(cluster, { maxUnavailable: 1 })
    advance(cluster, 1_000)
    const job = create<KubeObject>(cluster, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'web', namespace: 'default' }, spec: { template: { spec: { containers: [] } } } } as never)
    runPod(cluster, 'a', { owner: job })
    advance(cluster, 1_000)
    expect(evict(cluster, 'a')).toBe(`${refused} The disruption budget web does not allow evicting pods currently because it failed sync: jobs.batch does not implement the scale subresource`)
  })

  it('is refused for two budgets', () => {
    const cluster = fivePods({ minAvailable: 1 })
    budget(cluster, { minAvailable: 1 }, 'second')
    advance(cluster, 1_000)
    expect(evict(cluster, 'web-0')).toBe('500 This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  })

  it('needs no budget for pods that are pending or finished, or go already', () => {
    const cluster = fivePods({ minAvailable: 5 })
    const pod = getPod(cluster, 'web-0')!
    updateStatus(kubectl(cluster), pod, { ...pod.status, phase: 'Failed' })
    expect(evict(cluster, 'web-0')).toBe('evicted')
    deleteObject(kubectl(cluster), 'Pod', 'default/web-1')
    expect(evict(cluster, 'web-1')).toBe('evicted')
    create<Pod>(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'new', namespace: 'default', labels: { app: 'web' } }, spec: { containers: [] } })
    expect(evict(cluster, 'new')).toBe('evicted')
    expect(evict(cluster, 'nobody')).toBe('404 pods "nobody" not found')
  })

  it('of a pod that is not ready is free while the others suffice', () => {
    const cluster = fivePods({ minAvailable: 4 })
    markRunning(cluster, 'web-0', false)
    advance(cluster, 1_000)
    expect(numbers(cluster)).toEqual([5, 4, 4, 0])
    const worse = forkCluster(cluster)
    expect(evict(cluster, 'web-0')).toBe('evicted')
    markRunning(worse, 'web-1', false)
    advance(worse, 1_000)
    expect(evict(worse, 'web-0')).toBe(`${refused} The disruption budget web needs 4 healthy pods and has 3 currently`)
  })

  it('of a pod that is not ready is free always with AlwaysAllow', () => {
    const cluster = fivePods({ minAvailable: 5, unhealthyPodEvictionPolicy: 'AlwaysAllow' })
    for (const name of ['web-0', 'web-1']) markRunning(cluster, name, false)
    advance(cluster, 1_000)
    expect(evict(cluster, 'web-0')).toBe('evicted')
    expect(evict(cluster, 'web-2')).toContain('429')
  })
})

describe('a disruption that was granted and did not come', () => {
  it('counts for two minutes', () => {
    const cluster = fivePods({ minAvailable: 3 })
    const found = cluster.store.get<PodDisruptionBudget>('PodDisruptionBudget.policy', 'default/web')!
    updateStatus(kubectl(cluster), found, { ...found.status, disruptedPods: { 'web-0': cluster.store.get<Pod>('Pod', 'default/web-0')!.metadata.creationTimestamp } })
    advance(cluster, 100_000)
    expect(numbers(cluster)).toEqual([5, 3, 4, 1])
    advance(cluster, 30_000)
    expect(numbers(cluster)).toEqual([5, 3, 5, 2])
    expect(said(cluster, 'NotDeleted')).toEqual(['Pod/web-0 Pod was expected by PDB default/default to be deleted but it wasn\'t'])
  })

  it('loses its condition after two minutes', () => {
    const cluster = newCluster()
    const pod = runPod(cluster, 'a')
    updateStatus(kubectl(cluster), pod, { ...pod.status, conditions: [...pod.status.conditions!, { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', lastTransitionTime: pod.metadata.creationTimestamp }] })
    advance(cluster, 119_000)
    expect(podConditionText(cluster, 'a', 'DisruptionTarget')).toContain('True')
    advance(cluster, 2_000)
    expect(podConditionText(cluster, 'a', 'DisruptionTarget')).toBe('False')
  })
})

describe('a budget whose pods stand behind it in the same manifests', () => {
  it('is first seen without them', () => {
    const cluster = newCluster()
    budget(cluster, { minAvailable: 1 })
    runPod(cluster, 'a')
    advance(cluster, 1_000)
    expect(said(cluster, 'NoPods')).toHaveLength(1)
    expect(numbers(cluster)).toEqual([1, 1, 1, 0])
  })

  it('that stand before it are seen at once', () => {
    const cluster = newCluster()
    runPod(cluster, 'a')
    budget(cluster, { minAvailable: 1 })
    advance(cluster, 1_000)
    expect(said(cluster, 'NoPods')).toHaveLength(0)
  })
})
