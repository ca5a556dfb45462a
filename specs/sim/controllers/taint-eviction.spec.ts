import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { toleratedFor } from '../../../src/sim/controllers/taint-eviction-tolerations.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Event, Node, Taint, Toleration } from '../../../src/sim/api/types.js'
import { advance, change, getPod, kubectl, newCluster, podConditionText, runPod, said } from './node-room.js'

const taint = (key: string): Taint => ({ key, effect: 'NoExecute' })
const tolerate = (key: string, tolerationSeconds?: number): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) })

function setTaints(cluster: Cluster, ...keys: readonly string[]): void {
  change<Node>(cluster, 'Node', 'worker-0', (node) => ({ ...node, spec: { ...node.spec, taints: keys.map(taint) } }))
}
const isLeaving = (cluster: Cluster, name: string): boolean => getPod(cluster, name)?.metadata.deletionTimestamp !== undefined

function withPod(tolerations: readonly Toleration[]): Cluster {
  const cluster = newCluster()
  runPod(cluster, 'web', { spec: { tolerations } })
  advance(cluster, 1_000)
  return cluster
}

describe('how long taints are tolerated', () => {
  it.each<readonly [string, readonly Toleration[], readonly string[], number]>([
    ['nothing tolerates', [], ['a'], 0],
    ['for ever', [tolerate('a')], ['a'], Infinity],
    ['for a time', [tolerate('a', 30)], ['a'], 30_000],
    ['the shortest of all', [tolerate('a', 30), tolerate('b', 10)], ['a', 'b'], 10_000],
    ['the first match of each taint', [{ operator: 'Exists' }, tolerate('a', 5)], ['a'], Infinity],
    ['one that is not tolerated', [tolerate('a', 30)], ['a', 'b'], 0],
    ['a value that differs', [{ key: 'a', value: 'x', effect: 'NoExecute' }], ['a'], 0],
    ['another effect', [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }], ['a'], 0],
    ['no or negative seconds', [tolerate('a', -5)], ['a'], 0],
  ])('%s', (_, tolerations, keys, forMs) => {
    expect(toleratedFor(tolerations, keys.map(taint)).forMs).toBe(forMs)
  })
})

describe('a pod on a node that gets a NoExecute taint', () => {
  it('is deleted at once when it does not tolerate it', () => {
    const cluster = withPod([])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10)
    expect(isLeaving(cluster, 'web')).toBe(true)
    expect(podConditionText(cluster, 'web', 'DisruptionTarget')).toBe('True DeletionByTaintManager Taint manager: deleting due to NoExecute taint')
    expect(said(cluster, 'TaintManagerEviction')).toEqual(['Pod/web Marking for deletion Pod default/web'])
  })

  it('is named in the Event and no more, which goes on to be counted for the next one of its name', () => {
    const cluster = withPod([])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10)
    deleteObject(kubectl(cluster), 'Pod', 'default/web', { graceSeconds: 0 })
    setTaints(cluster)
    runPod(cluster, 'web', {})
    advance(cluster, 1_000)
    setTaints(cluster, 'maintenance')
    advance(cluster, 10)
    const events = [...cluster.store.list<Event>('Event')].filter(({ message }) => message.startsWith('Marking'))
    expect(events.map(({ count, involvedObject }) => [count, involvedObject])).toEqual([[2, { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' }]])
  })

  it('is deleted after its tolerationSeconds', () => {
    const cluster = withPod([tolerate('maintenance', 30)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 29_990)
    expect(isLeaving(cluster, 'web')).toBe(false)
    advance(cluster, 20)
    expect(isLeaving(cluster, 'web')).toBe(true)
  })

  it('stays when it tolerates it for ever', () => {
    const cluster = withPod([tolerate('maintenance')])
    setTaints(cluster, 'maintenance')
    advance(cluster, 3_600_000)
    expect(isLeaving(cluster, 'web')).toBe(false)
  })

  it('stays, and that is said, when the taint goes in time', () => {
    const cluster = withPod([tolerate('maintenance', 30)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10_000)
    setTaints(cluster)
    advance(cluster, 100_000)
    expect(isLeaving(cluster, 'web')).toBe(false)
    expect(said(cluster, 'TaintManagerEviction')).toEqual(['Pod/web Cancelling deletion of Pod default/web'])
  })

  it('has its whole time again when the taint comes back', () => {
    const cluster = withPod([tolerate('maintenance', 30)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 20_000)
    setTaints(cluster)
    advance(cluster, 1_000)
    setTaints(cluster, 'maintenance')
    advance(cluster, 29_000)
    expect(isLeaving(cluster, 'web')).toBe(false)
    advance(cluster, 2_000)
    expect(isLeaving(cluster, 'web')).toBe(true)
  })

  it('keeps its time when a taint with more time comes besides', () => {
    const cluster = withPod([tolerate('maintenance', 30), tolerate('other', 100)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10_000)
    setTaints(cluster, 'maintenance', 'other')
    advance(cluster, 20_010)
    expect(isLeaving(cluster, 'web')).toBe(true)
    expect(said(cluster, 'TaintManagerEviction')).toEqual(['Pod/web Marking for deletion Pod default/web'])
  })

  it('goes at once when a taint comes besides that it does not tolerate', () => {
    const cluster = withPod([tolerate('maintenance', 30)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10_000)
    setTaints(cluster, 'maintenance', 'worse')
    advance(cluster, 10)
    expect(isLeaving(cluster, 'web')).toBe(true)
    expect(said(cluster, 'TaintManagerEviction')).toEqual(['Pod/web Cancelling deletion of Pod default/web', 'Pod/web Marking for deletion Pod default/web'])
  })

  it('that is deleted by somebody else is no longer planned', () => {
    const cluster = withPod([tolerate('maintenance', 30)])
    setTaints(cluster, 'maintenance')
    advance(cluster, 10_000)
    deleteObject(kubectl(cluster), 'Pod', 'default/web', { graceSeconds: 0 })
    deleteObject(kubectl(cluster), 'Pod', 'default/web', { graceSeconds: 0 })
    advance(cluster, 100_000)
    expect(said(cluster, 'TaintManagerEviction')).toEqual(['Pod/web Cancelling deletion of Pod default/web'])
  })
})

describe('a pod that is bound to a tainted node', () => {
  it('has its time from then on', () => {
    const cluster = newCluster()
    setTaints(cluster, 'maintenance')
    advance(cluster, 60_000)
    runPod(cluster, 'web', { spec: { tolerations: [tolerate('maintenance', 30)] } })
    advance(cluster, 29_000)
    expect(isLeaving(cluster, 'web')).toBe(false)
    advance(cluster, 2_000)
    expect(isLeaving(cluster, 'web')).toBe(true)
  })
})
