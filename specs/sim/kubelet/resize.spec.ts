import { describe, expect, it } from 'vitest'
import type { Json, Pod } from '../../../src/sim/api/types.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { patchRequest } from '../../../src/sim/requests/patch.js'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, eventTexts, life, newRoom, podOf, remove } from './kubelet-room.js'

const size = { cpu: '2', memory: '4Gi', pods: '10' }
const room = (): Cluster => newRoom([behaviour('hungry', { usage: [{ forMs: 10_000, memory: '100Mi' }, { memory: '200Mi' }] })], 1, { capacity: size, allocatable: size })
const has = (cpu: string, memory = '128Mi'): object => ({ resources: { requests: { cpu, memory }, limits: { cpu: '2', memory: '256Mi' } } })

function resize(cluster: Cluster, name: string, resources: Json, container = 'c'): string {
  const patch = { spec: { containers: [{ name: container, resources }] } } as Json
  const result = patchRequest(scenarioContext(cluster, 1), { kind: 'Pod', namespace: 'default', name }, 'strategic', patch, { subresource: 'resize' })
  return result.ok ? result.value.said : result.error.message
}
const conditionsOf = (pod: Pod | undefined): readonly string[] => (pod?.status.conditions ?? []).filter(({ type }) => type.startsWith('PodResize')).map(({ type, reason, message }) => [type, reason, message].filter(Boolean).join(' | '))
const resizeEvents = (cluster: Cluster): readonly string[] => eventTexts(cluster).filter((text) => text.includes(' Resize'))

describe('resizing a running pod', () => {
  it('grants what there is room for at once, and tells when the containers have it', () => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    at(cluster, 10)
    expect(resize(cluster, 'a', { requests: { cpu: '300m' } })).toBe('pod/a patched')
    at(cluster, 15)
    const summary = '{"containers":[{"name":"c","resources":{"limits":{"cpu":"2","memory":"256Mi"},"requests":{"cpu":"300m","memory":"128Mi"}}}],"generation":2}'
    expect(resizeEvents(cluster)).toEqual([`Normal ResizeStarted a x1: Pod resize started: ${summary}`, `Normal ResizeCompleted a x1: Pod resize completed: ${summary}`])
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, allocatedResources: { cpu: '300m', memory: '128Mi' }, resources: { requests: { cpu: '300m' } } })
    expect(conditionsOf(podOf(cluster, 'a'))).toEqual([])
    expect(podOf(cluster, 'a')?.status.observedGeneration).toBe(2)
  })

  it('starts a container anew whose policy wants it', () => {
    const cluster = room()
    bind(cluster, 'a', [{ resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }], ...has('200m') }])
    at(cluster, 10)
    resize(cluster, 'a', { requests: { cpu: '300m' } })
    at(cluster, 15)
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]?.restartCount).toBe(0)
    resize(cluster, 'a', { limits: { memory: '512Mi' } })
    at(cluster, 25)
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, resources: { limits: { memory: '512Mi' } } })
    expect(eventTexts(cluster)).toContain('Normal Killing a x1: Container c resize requires restart')
  })

  it('defers what there is no room for until a pod goes', () => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    bind(cluster, 'other', [has('1500m')])
    at(cluster, 10)
    resize(cluster, 'a', { requests: { cpu: '1' } })
    at(cluster, 20)
    const why = "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000"
    expect(conditionsOf(podOf(cluster, 'a'))).toEqual([`PodResizePending | Deferred | ${why}`])
    expect(resizeEvents(cluster)).toEqual([`Warning ResizeDeferred a x1: Pod resize OutOfcpu: {"containers":[{"name":"c","resources":{"limits":{"cpu":"2","memory":"256Mi"},"requests":{"cpu":"1","memory":"128Mi"}}}],"generation":2,"error":"${why}"}`])
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]?.allocatedResources).toEqual({ cpu: '200m', memory: '128Mi' })
    remove(cluster, 'other')
    at(cluster, 30)
    expect(conditionsOf(podOf(cluster, 'a'))).toEqual([])
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]?.allocatedResources).toEqual({ cpu: '1', memory: '128Mi' })
  })

  it('counts what is granted, not what is asked for', () => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    at(cluster, 10)
    resize(cluster, 'a', { requests: { cpu: '1' } })
    at(cluster, 15)
    bind(cluster, 'new', [has('1100m')])
    at(cluster, 16)
    expect(podOf(cluster, 'new')?.status.message).toContain('requested: 1100, used: 1000, capacity: 2000')
  })

  it('forgets a resize that waits when it is taken back', () => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    bind(cluster, 'other', [has('1500m')])
    at(cluster, 10)
    resize(cluster, 'a', { requests: { cpu: '1' } })
    at(cluster, 15)
    resize(cluster, 'a', { requests: { cpu: '200m' } })
    at(cluster, 20)
    expect(conditionsOf(podOf(cluster, 'a'))).toEqual([])
  })

  it('a lower memory limit may end the container, a higher one saves it', () => {
    const lowered = room()
    bind(lowered, 'a', [{ image: 'hungry', ...has('200m') }])
    at(lowered, 15)
    resize(lowered, 'a', { limits: { memory: '150Mi' } })
    at(lowered, 18)
    expect(life(lowered, 'a').some((line) => line.includes('OOMKilled'))).toBe(true)
    const raised = room()
    bind(raised, 'a', [{ image: 'hungry', resources: { requests: { cpu: '100m' }, limits: { memory: '150Mi' } } }])
    at(raised, 5)
    resize(raised, 'a', { limits: { memory: '300Mi' } })
    at(raised, 30)
    expect(podOf(raised, 'a')?.status.containerStatuses?.[0]?.restartCount).toBe(0)
  })

  it.each<readonly [string, Json, string]>([
    ['beyond the node', { requests: { cpu: '3' }, limits: { cpu: '4' } }, `pods "a" is forbidden: node didn't have enough allocatable resources: cpu, requested: 3000, allocatable: 2000`],
    ['another quality of service', { requests: { cpu: '2', memory: '256Mi' } }, 'Pod "a" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'],
    ['taking a limit away', { limits: { memory: null } }, 'Pod "a" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
    ['another resource', { limits: { 'ephemeral-storage': '1Gi' } }, 'only cpu and memory resources are mutable'],
  ])('is refused: %s', (_, resources, words) => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    at(cluster, 10)
    expect(resize(cluster, 'a', resources)).toContain(words)
  })

  it('refuses containers that are added', () => {
    const cluster = room()
    bind(cluster, 'a', [has('200m')])
    at(cluster, 10)
    expect(resize(cluster, 'a', { requests: { cpu: '1' } }, 'other')).toContain('spec.containers: Forbidden: containers may not be added or removed on resize')
  })
})
