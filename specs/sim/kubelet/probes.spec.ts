import { describe, expect, it } from 'vitest'
import { probeRecord } from '../../../src/sim/kubelet/questions.js'
import { runUntil } from '../../../src/sim/run.js'
import type { Container, Event, Probe } from '../../../src/sim/api/types.js'
import type { ProbeSpan } from '../../../src/sim/behaviour.js'
import { at, behaviour, bind, eventTexts, eventTimes, inject, life, newRoom, podOf, remove } from './kubelet-room.js'

const probe = (rest: Partial<Probe> = {}): Probe => ({ exec: { command: ['probe', 'x'] }, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3, ...rest })
const quick = { pull: [{ afterMs: 0 }], startMs: 0, stop: { afterMs: 0, exit: 0 } } as const
const bad: readonly ProbeSpan[] = [{ result: 'failure' }]
const good: readonly ProbeSpan[] = [{ result: 'success' }]
const isReady = (room: ReturnType<typeof newRoom>): boolean | undefined => podOf(room, 'p')?.status.containerStatuses?.[0]?.ready
const record = (room: ReturnType<typeof newRoom>, type: 'liveness' | 'readiness' | 'startup'): ReturnType<typeof probeRecord> => probeRecord(room, { pod: podOf(room, 'p')!, container: 'c', type })

describe('readiness', () => {
  const failing = { readiness: [{ forMs: 15_000, result: 'failure' }, { result: 'success' }] } as const

  it('runs at once when the container has started, and then by its own ticker', () => {
    const room = newRoom([behaviour('*', { ...quick, pull: [{ afterMs: 1_500 }], probes: failing })])
    bind(room, 'p', [{ readinessProbe: probe() }])
    at(room, 14)
    expect(isReady(room)).toBe(false)
    // At the start, with the syncs that follow it, and by the ticker that begins anew with each.
    expect(eventTimes(room, 'Unhealthy').map((seconds) => Math.round(seconds * 10) / 10)).toEqual([1.8, 2.5, 3.5, 13.5])
    at(room, 25)
    expect(isReady(room)).toBe(true)
    const ready = life(room, 'p').at(-1)!
    expect(ready).toMatch(/^2[34]\.\d Running c\[running x0\]$/)
  })

  it('runs once less when one look finds sandbox and container, which makes one sync of two', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: failing })])
    bind(room, 'p', [{ readinessProbe: probe() }])
    at(room, 12)
    expect(eventTimes(room, 'Unhealthy').map((seconds) => Math.round(seconds * 10) / 10)).toEqual([0.3, 0.5, 10.5])
  })

  it('takes failureThreshold failures to turn unready, and successThreshold successes to turn ready', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { readiness: [{ forMs: 60_000, result: 'success' }, { forMs: 60_000, result: 'failure' }, { result: 'success' }] } })])
    bind(room, 'p', [{ readinessProbe: probe({ periodSeconds: 5, failureThreshold: 3, successThreshold: 2 }) }])
    at(room, 200)
    const changes = life(room, 'p').filter((line) => line.includes('Running')).map((line) => [Math.floor(Number.parseFloat(line)), line.includes('unready')])
    expect(changes).toEqual([[0, true], [0, false], [70, true], [125, false]])
  })

  it('waits for the initial delay', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ readinessProbe: probe({ initialDelaySeconds: 25 }) }])
    at(room, 24)
    expect(isReady(room)).toBe(false)
    at(room, 36)
    expect(isReady(room)).toBe(true)
  })
})

describe('liveness', () => {
  it('kills after failureThreshold failures, with the text of the container', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: [{ forMs: 40_000, result: 'success' }, { result: 'failure' }] } })])
    bind(room, 'p', [{ livenessProbe: probe({ failureThreshold: 2 }) }])
    at(room, 70)
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([60])
    expect(eventTexts(room)).toContain('Normal Killing p x1: Container c failed liveness probe, will be restarted')
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.restartCount).toBe(1)
  })

  it('uses the grace of the probe', () => {
    const room = newRoom([behaviour('*', { ...quick, stop: { exit: 0 }, probes: { liveness: bad } })])
    bind(room, 'p', [{ livenessProbe: probe({ failureThreshold: 1, terminationGracePeriodSeconds: 4 }) }])
    at(room, 20)
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([10])
    expect(eventTimes(room, 'Started').map(Math.floor)).toEqual([0, 14])
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(137)
  })

  it('counts requests that hang as failures', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: [{ result: 'timeout' }] } })])
    bind(room, 'p', [{ livenessProbe: { ...probe({ failureThreshold: 1 }), exec: undefined, httpGet: { path: '/', port: 80 } } as never }])
    at(room, 20)
    expect(eventTexts(room)).toContain('Warning Unhealthy p x1: Liveness probe failed: Get "http://10.244.0.2:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)')
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([11])
  })

  it.each([
    ['runs in the container', { image: 'busybox', command: ['sh', '-c', 'while true; do sleep 3600; done'] }, []],
    ['runs in an image that nobody knows', {}, [behaviour('*', quick)]],
  ])('counts a command that takes too long as a failure, and ends it: one that %s', (_, rest, behaviours) => {
    const room = newRoom(behaviours)
    bind(room, 'p', [{ ...rest, livenessProbe: probe({ exec: { command: ['sleep', '70'] }, timeoutSeconds: 65, failureThreshold: 1, periodSeconds: 100 }), terminationGracePeriodSeconds: 0 } as never])
    at(room, 190)
    expect(eventTexts(room)).toContain('Warning Unhealthy p x1: Liveness probe failed: command timed out: "sleep 70" timed out after 1m5s')
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([expect.closeTo(166, -0.5)])
  })

  it('fails a command by the behaviour\'s timeline too', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: [{ result: 'timeout' }] } })])
    bind(room, 'p', [{ livenessProbe: probe({ exec: { command: ['redis-cli', 'ping'] }, failureThreshold: 2 }) }])
    at(room, 25)
    expect(eventTexts(room)).toContain('Warning Unhealthy p x2: Liveness probe failed: command timed out: "redis-cli ping" timed out after 1s')
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([21])
  })

  it.each([['htp', 'strconv.Atoi: parsing "htp": invalid syntax'], ['70000', 'invalid port number: 70000']])('errs where no port has the name %s, which counts for nothing: never ready, never restarted', (port, words) => {
    const room = newRoom([behaviour('*', quick)])
    const unnamed = { ...probe({ failureThreshold: 1 }), exec: undefined, httpGet: { path: '/', port } } as never
    bind(room, 'p', [{ ports: [{ name: 'http', containerPort: 80 }], readinessProbe: unnamed, livenessProbe: unnamed }])
    at(room, 60)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]).toMatchObject({ ready: false, restartCount: 0 })
    expect(eventTexts(room).some((text) => text.includes(`Readiness probe errored and resulted in unknown state: ${words}`))).toBe(true)
  })

  it('does not restart what is not to be restarted', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: bad } })])
    bind(room, 'p', [{ livenessProbe: probe({ failureThreshold: 1 }) }], { restartPolicy: 'Never' })
    at(room, 60)
    expect(eventTexts(room)).toContain('Normal Killing p x1: Stopping container c')
    expect(life(room, 'p').at(-1)).toMatch(/Succeeded c\[Completed 0 x0\]$/)
  })

  it('is silent while a pod ends', () => {
    const room = newRoom([behaviour('*', { ...quick, stop: { exit: 0 }, probes: { liveness: [{ forMs: 15_000, result: 'success' }, { result: 'failure' }] } })])
    bind(room, 'p', [{ livenessProbe: probe({ periodSeconds: 1 }) }])
    at(room, 12)
    remove(room, 'p')
    at(room, 60)
    expect(eventTimes(room, 'Unhealthy')).toEqual([])
  })
})

describe('startup', () => {
  it('holds the others back, and gates started and ready', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { startup: [{ forMs: 25_000, result: 'failure' }, { result: 'success' }], readiness: good, liveness: good } })])
    bind(room, 'p', [{ startupProbe: probe({ failureThreshold: 10 }), readinessProbe: probe(), livenessProbe: probe() }])
    at(room, 29)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]).toMatchObject({ started: false, ready: false })
    expect(record(room, 'liveness')).toMatchObject({ successes: 0, failures: 0 })
    at(room, 32)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]).toMatchObject({ started: true, ready: true })
    expect(record(room, 'startup')).toMatchObject({ outcome: 'success', failures: 2, successes: 1 })
  })

  it('kills a container that does not start in time', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { startup: bad } })])
    bind(room, 'p', [{ startupProbe: probe({ failureThreshold: 2 }) }])
    at(room, 30)
    expect(eventTimes(room, 'Killing').map(Math.floor)).toEqual([20])
    expect(eventTexts(room)).toContain('Normal Killing p x1: Container c failed startup probe, will be restarted')
  })
})

describe('probes that change nothing', () => {
  const both = { livenessProbe: probe(), readinessProbe: probe() }

  it('cost nothing: an hour with 100 pods has no events', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: good, readiness: good } })])
    for (let i = 0; i < 100; i++) bind(room, `p${i}`, [both])
    at(room, 60)
    const before = room.log.length
    const handled = room.handledEvents
    runUntil(room, 3_660_000)
    expect(room.handledEvents).toBe(handled)
    expect(room.log.length).toBe(before)
  })

  it('are counted all the same', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { liveness: good, readiness: good } })])
    bind(room, 'p', [both])
    at(room, 3_605)
    expect(record(room, 'liveness')).toMatchObject({ outcome: 'success', successes: 360, failures: 0 })
    expect(record(room, 'readiness')!.successes).toBe(361)
    expect(record(room, 'readiness')!.next).toBeGreaterThan(3_605_000)
  })

  it('fail by the thousand without as many wake-ups, and the event tells how many', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { readiness: bad } })])
    bind(room, 'p', [{ readinessProbe: probe({ periodSeconds: 1 }) }])
    at(room, 60)
    const handled = room.handledEvents
    runUntil(room, 3_660_000)
    expect(room.handledEvents - handled).toBeLessThan(300)
    const event = [...room.store.list<Event>('Event')].find(({ reason }) => reason === 'Unhealthy')!
    const { failures } = record(room, 'readiness')!
    expect(failures).toBeGreaterThan(3_600)
    // The spam filter lets one through every five minutes.
    expect(event.count).toBeGreaterThan(failures - 301)
    expect(event.count).toBeLessThanOrEqual(failures)
  })

  it('notice when the answer changes', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { readiness: [{ forMs: 1_000_000, result: 'success' }, { result: 'failure' }] } })])
    bind(room, 'p', [{ readinessProbe: probe() }])
    at(room, 1_000)
    expect(isReady(room)).toBe(true)
    at(room, 1_035)
    expect(isReady(room)).toBe(false)
    expect(record(room, 'readiness')!.failures).toBeGreaterThanOrEqual(3)
  })

  it('notice a fault and its end', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [both], {})
    at(room, 100)
    const heal = inject(room, 'probe-failure', { namespace: 'default', name: 'p*', probe: 'readiness' })
    at(room, 140)
    expect(isReady(room)).toBe(false)
    expect(eventTimes(room, 'Killing')).toEqual([])
    heal()
    at(room, 160)
    expect(isReady(room)).toBe(true)
  })
})

describe('the seed of the liveness tutorial', () => {
  it('is killed about 75 s after its start, and restarted', () => {
    const room = newRoom()
    const command = ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -rf /tmp/healthy; sleep 600']
    bind(room, 'p', [{ image: 'registry.k8s.io/busybox:1.27.2', command, livenessProbe: probe({ exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 }) }])
    at(room, 90)
    const [started, restarted] = eventTimes(room, 'Started') as [number, number]
    expect(restarted - started).toBeGreaterThan(70)
    expect(restarted - started).toBeLessThan(80)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } })
    expect(eventTexts(room)).toContain("Warning Unhealthy p x3: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n")
  })
})

describe('runs of a probe', () => {
  it('that nobody answers are tried again, and what the next try meets counts', () => {
    const room = newRoom([behaviour('*', { pull: [{ afterMs: 0 }], startMs: 0, probes: { startup: [{ forMs: 4000, result: 'timeout' }, { result: 'success' }] } })])
    bind(room, 'p', [{ startupProbe: { exec: { command: ['probe', 'startup'] }, periodSeconds: 1, timeoutSeconds: 2 } }])
    at(room, 4)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.started).toBe(false)
    at(room, 7)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.started).toBe(true)
    expect(eventTexts(room).filter((text) => text.includes('Unhealthy'))).toEqual([])
  })
})

describe('a probe whose container has ended for good', () => {
  const often = probe({ periodSeconds: 1 })
  const done = { name: 'done', image: 'done:1' }
  const refusals = (...containers: readonly Partial<Container>[]): number => {
    const room = newRoom([
      behaviour('done:*', { ...quick, run: [{ forMs: 3000, exit: 0 }] }), behaviour('gone:*', { pull: [{ afterMs: 300, fail: 'not found' }] }), behaviour('*', quick),
    ])
    bind(room, 'p', [...containers, { name: 'gone', image: 'gone:1' }, { name: 'stays' }], { restartPolicy: 'Never' })
    at(room, 14)
    const told = eventTexts(room).find((text) => text.includes('Error: ImagePullBackOff')) ?? ''
    return Number(/ x(\d+):/.exec(told)?.[1])
  }

  it('has the pod synced every second while anything in it cannot start', () => {
    expect(refusals({ ...done, livenessProbe: often })).toBeGreaterThanOrEqual(9)
    expect(refusals(done)).toBeLessThanOrEqual(4)
  })

  it('does not while there is a probe that comes before it', () =>
    expect(refusals({ name: 'first', livenessProbe: often }, { ...done, livenessProbe: often })).toBeLessThanOrEqual(6))
})

describe('probes of one pod whose tickers come round together', () => {
  it('fail before the sync that the first of them asks for: nothing is left to run, and the pod ends as a whole', () => {
    const room = newRoom([behaviour('*', { ...quick, stop: { afterMs: 1000, exit: 0 }, probes: { liveness: [{ forMs: 5000, result: 'success' }, { result: 'failure' }] } })])
    const livenessProbe = probe({ periodSeconds: 3, failureThreshold: 1 })
    bind(room, 'p', [{ name: 'a', livenessProbe }, { name: 'b', livenessProbe }], { restartPolicy: 'Never' })
    at(room, 20)
    expect(eventTexts(room).filter((text) => text.includes('Killing')).toSorted()).toEqual(['Normal Killing p x1: Stopping container a', 'Normal Killing p x1: Stopping container b'])
    expect(new Set(eventTimes(room, 'Killing')).size).toBe(1)
  })
})
