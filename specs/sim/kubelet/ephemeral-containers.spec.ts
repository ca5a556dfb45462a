import { describe, expect, it } from 'vitest'
import type { Container, Event, Json } from '../../../src/sim/api/types.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { patchRequest } from '../../../src/sim/requests/patch.js'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, eventTexts, newRoom, podOf, remove } from './kubelet-room.js'

const behaviours = [behaviour('tool', {}), behaviour('fails', { run: [{ forMs: 3000, exit: 2 }] }), behaviour('init', { run: [{ forMs: 30_000, exit: 0 }] }), behaviour('gone', { pull: [{ afterMs: 500, fail: 'not found' }] })]

function debug(cluster: Cluster, name: string, containers: readonly Partial<Container>[]): string {
  const patch = { spec: { ephemeralContainers: containers.map((container) => ({ image: 'tool', imagePullPolicy: 'IfNotPresent', ...container })) } } as unknown as Json
  const result = patchRequest(scenarioContext(cluster, 1), { kind: 'Pod', namespace: 'default', name }, 'strategic', patch, { subresource: 'ephemeralcontainers' })
  return result.ok ? result.value.said : result.error.message
}
const stateOf = (cluster: Cluster, pod: string, name: string): unknown => podOf(cluster, pod)?.status.ephemeralContainerStatuses?.find((status) => status.name === name)?.state

describe('ephemeral containers', () => {
  it('join a running pod, and count for nothing', () => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{}])
    at(cluster, 10)
    expect(debug(cluster, 'a', [{ name: 'debug', targetContainerName: 'c' }])).toBe('pod/a patched')
    at(cluster, 15)
    expect(stateOf(cluster, 'a', 'debug')).toHaveProperty('running')
    expect(podOf(cluster, 'a')?.status).toMatchObject({ phase: 'Running', observedGeneration: 2, containerStatuses: [{ ready: true }], ephemeralContainerStatuses: [{ ready: false, restartCount: 0 }] })
    const event = [...cluster.store.list<Event>('Event')].find(({ reason, involvedObject }) => reason === 'Started' && involvedObject.fieldPath === 'spec.ephemeralContainers{debug}')
    expect(event?.message).toBe('Container started')
  })

  it('never start again, and do not keep a pod that is over alive', () => {
    const cluster = newRoom([...behaviours, behaviour('web:*', { run: [{ forMs: 20_000, exit: 0 }] })])
    bind(cluster, 'a', [{}], { restartPolicy: 'Never' })
    at(cluster, 5)
    debug(cluster, 'a', [{ name: 'bad', image: 'fails' }, { name: 'stays' }])
    at(cluster, 15)
    expect(stateOf(cluster, 'a', 'bad')).toMatchObject({ terminated: { exitCode: 2, reason: 'Error' } })
    at(cluster, 40)
    expect(podOf(cluster, 'a')?.status.phase).toBe('Succeeded')
    expect(stateOf(cluster, 'a', 'stays')).toHaveProperty('terminated')
  })

  it('start while the pod is still initialising', () => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{}], { initContainers: [{ name: 'i', image: 'init', imagePullPolicy: 'IfNotPresent', terminationMessagePolicy: 'File' }] })
    at(cluster, 5)
    debug(cluster, 'a', [{ name: 'look' }])
    at(cluster, 10)
    expect(stateOf(cluster, 'a', 'look')).toHaveProperty('running')
    expect(podOf(cluster, 'a')?.status.phase).toBe('Pending')
  })

  it('wait for their image and their target without holding up the others', () => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{}])
    at(cluster, 5)
    debug(cluster, 'a', [{ name: 'gone', image: 'gone' }, { name: 'ok' }])
    at(cluster, 9)
    expect(stateOf(cluster, 'a', 'gone')).toMatchObject({ waiting: { reason: 'ErrImagePull' } })
    expect(stateOf(cluster, 'a', 'ok')).toHaveProperty('running')
    expect(eventTexts(cluster)).toContain('Warning Failed a x1: Error: ErrImagePull')
  })

  it('end with their pod', () => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{}])
    at(cluster, 5)
    debug(cluster, 'a', [{ name: 'debug' }])
    at(cluster, 10)
    remove(cluster, 'a')
    at(cluster, 10.5)
    expect(eventTexts(cluster)).toContain('Normal Killing a x1: Stopping container debug')
    at(cluster, 15)
    expect(podOf(cluster, 'a')).toBeUndefined()
  })

  it.each<readonly [string, readonly Partial<Container>[], string]>([
    ['a change', [{ name: 'debug', image: 'fails' }], 'existing ephemeral containers "debug" may not be changed'],
    ['ports', [{ name: 'debug' }, { name: 'x', ports: [{ containerPort: 80 }] }], 'spec.ephemeralContainers[1].ports: Forbidden: cannot be set for an Ephemeral Container'],
    ['the name of a main container', [{ name: 'debug' }, { name: 'c' }], 'spec.ephemeralContainers[1].name: Duplicate value: "c"'],
    ['a target that is not there', [{ name: 'debug' }, { name: 'x', targetContainerName: 'nope' }], 'spec.ephemeralContainers[1].targetContainerName: Not found: "nope"'],
  ])('are refused: %s', (_, containers, words) => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{}])
    at(cluster, 5)
    debug(cluster, 'a', [{ name: 'debug' }])
    at(cluster, 10)
    expect(debug(cluster, 'a', containers)).toContain(words)
  })
})
