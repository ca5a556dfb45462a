import { describe, expect, it } from 'vitest'
import { advance, at, behaviour, bind, eventTimes, inject, life, newRoom, podOf, remove } from './kubelet-room.js'

/** The golden traces of the kubelet's reference, with the latencies of the recordings. */
describe('kubelet traces', () => {
  it('A: starts one container without probes', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0 })])
    bind(room, 'a', [{}])
    at(room, 5)
    expect(life(room, 'a')).toEqual(['0.0 Pending', '0.0 Pending c[ContainerCreating x0]', '0.3 Running c[running x0]'])
    expect(podOf(room, 'a')?.status.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'PodReadyToStartContainers=True', 'Initialized=True', 'Ready=True', 'ContainersReady=True', 'PodScheduled=True',
    ])
    expect(podOf(room, 'a')?.status).toMatchObject({ podIP: '10.244.0.2', hostIP: '172.18.0.2', qosClass: 'BestEffort', observedGeneration: 1 })
  })

  it('B: restarts a crashing container after 0, 10, 20, 40, 80, 160, 300 and 300 s', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: 1000, exit: 1 }] })])
    bind(room, 'b', [{}])
    at(room, 1300)
    const starts = eventTimes(room, 'Started')
    const backoffs = [0, 10, 20, 40, 80, 160, 300, 300]
    // The sync loop looks once a second whether a back-off is over.
    starts.slice(1).forEach((start, i) => {
      const wait = start - (starts[i]! + 1)
      expect(wait).toBeGreaterThanOrEqual(backoffs[i]! - 0.1)
      expect(wait).toBeLessThan(backoffs[i]! + 1.5)
    })
    expect(starts).toHaveLength(backoffs.length + 1)
  })

  it('C: kills a container whose liveness probe fails, without back-off while its runs are longer than it', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0, stop: { afterMs: 0, exit: 0 }, probes: { liveness: [{ result: 'failure' }] } })])
    bind(room, 'c', [{ livenessProbe: { exec: { command: ['probe', 'liveness'] }, periodSeconds: 10, failureThreshold: 3 } }])
    at(room, 200)
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([30, 60, 90, 120, 150])
    expect(eventTimes(room, 'Started').map(Math.floor)).toEqual([0, 30, 60, 90, 120, 190])
    expect(eventTimes(room, 'Unhealthy')).toHaveLength(15)
  })

  it('D: retries a bad image with back-off, on the cadence of failed syncs', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0, fail: 'manifest unknown' }] })])
    bind(room, 'd', [{}])
    at(room, 300)
    expect(eventTimes(room, 'Pulling').map(Math.round)).toEqual([0, 12, 34, 78, 166])
    expect(podOf(room, 'd')?.status.containerStatuses?.[0]?.state?.waiting?.message).toBe('Back-off pulling image "web:1": ErrImagePull: manifest unknown')
  })

  it('E: lets a preStop hook and the grace run their course', () => {
    const room = newRoom([behaviour('web:*', { stop: { afterMs: 2000, exit: 0 } })])
    bind(room, 'e', [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }])
    at(room, 10)
    remove(room, 'e')
    at(room, 30)
    expect(life(room, 'e').slice(-3)).toEqual(['10.0 Running deleting c[running x0]', '17.0 Succeeded deleting c[Completed 0 x0]', '17.6 gone'])
  })

  it('F: ends the sidecar of a pod whose main container is done, and only then the pod', () => {
    const room = newRoom([behaviour('main', { run: [{ forMs: 10_000, exit: 0 }] }), behaviour('side', { stop: { exit: 137 } })])
    bind(room, 'f', [{ name: 'main', image: 'main' }], { restartPolicy: 'Never', initContainers: [{ name: 'side', image: 'side', imagePullPolicy: 'IfNotPresent', restartPolicy: 'Always' }] })
    at(room, 60)
    const stopped = eventTimes(room, 'Killing')
    expect(stopped).toHaveLength(1)
    const end = life(room, 'f').at(-1)!
    expect(end).toMatch(/Succeeded side\[Error 137 x0\] main\[Completed 0 x0\]$/)
    expect(Number.parseFloat(end) - stopped[0]!).toBeCloseTo(32, 0)
  })

  it('G: a dead node says nothing, and finds its containers ended when it boots', () => {
    const room = newRoom()
    bind(room, 'g', [{}])
    at(room, 20)
    const heal = inject(room, 'node-failure', { nodes: ['worker-0'] })
    const before = room.log.length
    advance(room, 300)
    expect(room.log.length).toBe(before)
    heal()
    advance(room, 10)
    expect(life(room, 'g').slice(-3).map((line) => line.replace(/^\S+ /, ''))).toEqual(['Running c[running x0]', 'Running c[Unknown 255 x0]', 'Running c[running x1]'])
    expect(eventTimes(room, 'SandboxChanged')).toHaveLength(1)
    expect(podOf(room, 'g')?.status.podIP).toBe('10.244.0.3')
  })
})
