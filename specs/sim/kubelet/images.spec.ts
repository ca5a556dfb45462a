import { describe, expect, it } from 'vitest'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { at, behaviour, bind, eventTexts, eventTimes, inject, life, newRoom, podOf } from './kubelet-room.js'

const waiting = (room: ReturnType<typeof newRoom>, name = 'p'): string => {
  const state = podOf(room, name)?.status.containerStatuses?.[0]?.state?.waiting
  return `${state?.reason}: ${state?.message}`
}

describe('images', () => {
  it('pulls one after another on a node, and side by side on several', () => {
    const room = newRoom([behaviour('*', { pull: [{ afterMs: 3000 }], startMs: 0 })], 2)
    bind(room, 'a', [{ image: 'a:1' }])
    at(room, 0.05)
    bind(room, 'b', [{ image: 'b:1' }])
    bind(room, 'c', [{ image: 'c:1' }], { nodeName: 'worker-1' })
    at(room, 20)
    expect(eventTimes(room, 'Pulling')).toEqual([0.3, 0.3, 0.3])
    expect(eventTimes(room, 'Pulled')).toEqual([3.3, 3.3, 6.3])
    expect(eventTexts(room)).toContain('Normal Pulled b x1: Successfully pulled image "b:1" in 3s (5.95s including waiting). Image size: 20000000 bytes.')
  })

  it('finds what another pod has pulled', () => {
    const room = newRoom()
    bind(room, 'a', [{}])
    at(room, 10)
    bind(room, 'b', [{}])
    bind(room, 'always', [{ imagePullPolicy: 'Always' }])
    bind(room, 'other', [{}], { nodeName: 'worker-1' })
    at(room, 20)
    const pulled = eventTexts(room).filter((text) => text.includes('Pulled'))
    expect(pulled.map((text) => text.slice(0, 40))).toEqual([
      'Normal Pulled a x1: Successfully pulled ', 'Normal Pulled b x1: Container image "web', 'Normal Pulled always x1: Successfully pu',
    ])
    expect(podOf(room, 'other')?.status.phase).toBe('Pending')
  })

  it.each([
    ['Never', 'web:1', 'ErrImageNeverPull: Container image "web:1" is not present with pull policy of Never', 'Warning Failed p x2: Error: ErrImageNeverPull'],
    ['IfNotPresent', 'WEB', 'InvalidImageName: Failed to apply default image tag "WEB": couldn\'t parse image name "WEB": invalid reference format: repository name (library/WEB) must be lowercase', 'Warning Failed p x2: Error: InvalidImageName'],
  ])('policy %s, image %s: %s', (imagePullPolicy, image, expected, event) => {
    const room = newRoom()
    bind(room, 'p', [{ image, imagePullPolicy }])
    at(room, 8)
    expect(eventTexts(room)).toContain(event)
    at(room, 12)
    expect(waiting(room)).toBe(expected)
  })

  it('goes from ErrImagePull to ImagePullBackOff, and on once the image is there', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 500, fail: 'not found' }, { afterMs: 500, fail: 'not found' }, { afterMs: 500 }] })])
    bind(room, 'p', [{}])
    at(room, 60)
    expect(life(room, 'p').map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'Pending', 'Pending c[ContainerCreating x0]', 'Pending c[ErrImagePull x0]', 'Pending c[ImagePullBackOff x0]', 'Pending c[ErrImagePull x0]', 'Pending c[ImagePullBackOff x0]',
      'Running c[running x0]',
    ])
    expect(eventTexts(room).filter((text) => /Failed|BackOff/.test(text))).toEqual([
      'Warning Failed p x2: Failed to pull image "web:1": not found', 'Warning Failed p x2: Error: ErrImagePull',
      'Normal BackOff p x2: Back-off pulling image "web:1"', 'Warning Failed p x2: Error: ImagePullBackOff',
    ])
  })

  it('fails pulls while a fault says so', () => {
    const room = newRoom()
    const heal = inject(room, 'image-pull-failure', { image: '*web*', message: 'registry is down' })
    bind(room, 'p', [{}])
    bind(room, 'q', [{ image: 'api:1' }])
    at(room, 15)
    expect(podOf(room, 'q')?.status.phase).toBe('Running')
    expect(waiting(room)).toMatch(/^(ErrImagePull: registry is down|ImagePullBackOff: Back-off pulling image "web:1": ErrImagePull: registry is down)$/)
    heal()
    at(room, 60)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })

  it('restarts a container whose image is changed', () => {
    const room = newRoom([behaviour('*', { stop: { afterMs: 2000, exit: 143 } })])
    bind(room, 'p', [{}])
    at(room, 10)
    const before = podOf(room, 'p')!
    updateObject(scenarioContext(room, 1), { ...before, spec: { ...before.spec, containers: [{ ...before.spec.containers[0]!, image: 'web:2' }] } })
    at(room, 20)
    const [status] = podOf(room, 'p')!.status.containerStatuses!
    expect(status).toMatchObject({ image: 'docker.io/library/web:2', restartCount: 1, ready: true, lastState: { terminated: { exitCode: 143 } } })
    expect(status!.imageID).toMatch(/^docker\.io\/library\/web@sha256:[0-9a-f]{64}$/)
    expect(status!.imageID).not.toBe(before.status.containerStatuses![0]!.imageID)
    expect(podOf(room, 'p')?.status.observedGeneration).toBe(2)
    expect(eventTexts(room)).toContain('Normal Killing p x1: Container c definition changed, will be restarted')
  })

  it('that are changed let what runs end and answer probes as its own image does', () => {
    const room = newRoom([behaviour('slow:*', { stop: { afterMs: 6000, exit: 3 }, probes: { readiness: [{ result: 'failure' }] } }), behaviour('*', {})])
    bind(room, 'p', [{ image: 'slow:1', readinessProbe: { exec: { command: ['probe'] }, periodSeconds: 1 } }])
    at(room, 10)
    const before = podOf(room, 'p')!
    updateObject(scenarioContext(room, 1), { ...before, spec: { ...before.spec, containers: [{ ...before.spec.containers[0]!, image: 'web:2' }] } })
    at(room, 15)
    expect(podOf(room, 'p')!.status.containerStatuses![0]).toMatchObject({ restartCount: 0, ready: false, state: { running: {} } })
    at(room, 20)
    expect(podOf(room, 'p')!.status.containerStatuses![0]).toMatchObject({ restartCount: 1, ready: true, lastState: { terminated: { exitCode: 3 } } })
  })

  it('of two containers are changed one after the other', () => {
    const room = newRoom([behaviour('*', { stop: { afterMs: 4000, exit: 0 } })])
    bind(room, 'p', [{ name: 'a' }, { name: 'b' }])
    at(room, 10)
    const before = podOf(room, 'p')!
    updateObject(scenarioContext(room, 1), { ...before, spec: { ...before.spec, containers: before.spec.containers.map((container) => ({ ...container, image: 'web:2' })) } })
    at(room, 30)
    const [first, second] = eventTimes(room, 'Killing') as [number, number]
    expect(Math.round(second - first)).toBe(4)
    expect(podOf(room, 'p')!.status.containerStatuses!.map(({ restartCount, ready }) => [restartCount, ready])).toEqual([[1, true], [1, true]])
    expect(Math.min(...eventTimes(room, 'Started').slice(2)) - second).toBeGreaterThan(4)
  })
})
