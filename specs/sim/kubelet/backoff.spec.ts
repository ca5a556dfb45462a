import { describe, expect, it } from 'vitest'
import { isBackingOff, nextBackoff } from '../../../src/sim/kubelet/backoff.js'
import type { Backoff } from '../../../src/sim/kubelet/state.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { at, behaviour, bind, eventTexts, eventTimes, life, newRoom, podOf } from './kubelet-room.js'

describe('back-off', () => {
  it('doubles from 10 s to 5 min', () => {
    const delays: number[] = []
    let backoff: Backoff | undefined
    for (let now = 0; delays.length < 8; now += 1000) delays.push((backoff = nextBackoff(backoff, now, now)).delayMs / 1000)
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('begins anew when an end comes more than 10 min after the last update', () => {
    const backoff = { delayMs: 300_000, updatedAt: 0 }
    expect(nextBackoff(backoff, 600_000, 600_000).delayMs).toBe(300_000)
    expect(nextBackoff(backoff, 600_001, 600_001).delayMs).toBe(10_000)
    expect(isBackingOff(backoff, 600_000, 299_999)).toBe(true)
    expect(isBackingOff(backoff, 600_000, 300_000)).toBe(false)
    expect(isBackingOff(backoff, 600_001, 0)).toBe(false)
    expect(isBackingOff(undefined, 0, 0)).toBe(false)
  })
})

const crashing = (seconds: number): ReturnType<typeof behaviour> => behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: seconds * 1000, exit: 1 }] })

describe('restarts', () => {
  it('tells CrashLoopBackOff with the delay in force', () => {
    const room = newRoom([crashing(1)])
    const pod = bind(room, 'p', [{}])
    at(room, 200)
    const waits = room.log.entries.flatMap(({ kind, object }) => (kind === 'Pod' ? [(object as typeof pod).status] : [])).filter(({ containerStatuses }) => containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff')
    const text = `restarting failed container=c pod=p_default(${pod.metadata.uid})`
    expect(waits.map(({ containerStatuses }) => containerStatuses?.[0]?.state?.waiting?.message)).toEqual(['10s', '20s', '40s', '1m20s'].map((delay) => `back-off ${delay} ${text}`))
    expect(waits[0]).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 1, ready: false, started: false, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }] })
    expect(eventTexts(room)).toContain(`Warning BackOff p x6: Back-off restarting failed container c in pod p_default(${pod.metadata.uid})`)
  })

  it('counts the delay from the end of a run, however long it was', () => {
    const room = newRoom([crashing(30)])
    bind(room, 'p', [{}])
    at(room, 200)
    expect(eventTimes(room, 'Started').map(Math.floor)).toEqual([0, 30, 71, 122, 193])
  })

  it('says each minute that a start has to wait, and sees what else comes up meanwhile', () => {
    const room = newRoom([crashing(1), behaviour('long:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: 480_000, exit: 0 }] })])
    bind(room, 'p', [{}, { name: 'd', image: 'long:1' }])
    at(room, 540)
    expect(eventTimes(room, 'BackOff').map(Math.floor).slice(-6)).toEqual([282, 322, 383, 444, 480, 481])
    expect(life(room, 'p').slice(-3)).toEqual([
      '383.5 Running c[CrashLoopBackOff x6] d[running x0]', '480.5 Running c[CrashLoopBackOff x6] d[Completed 0 x0]', '481.5 Running c[CrashLoopBackOff x6] d[running x1]',
    ])
    const pod = podOf(room, 'p')!
    updateObject(scenarioContext(room, 2), { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map((container) => ({ ...container, image: `${container.name}:2` })) } })
    at(room, 545)
    expect(life(room, 'p').at(-1)).toBe('544.0 Running c[running x7] d[running x2]')
  })

  it('does not restart what succeeded under OnFailure, nor anything under Never', () => {
    for (const [policy, exit, phase] of [['OnFailure', 0, 'Succeeded'], ['Never', 0, 'Succeeded'], ['Never', 3, 'Failed']] as const) {
      const room = newRoom([behaviour('web:*', { run: [{ forMs: 1000, exit }] })])
      bind(room, 'p', [{}], { restartPolicy: policy })
      at(room, 60)
      expect(life(room, 'p').at(-1)).toMatch(new RegExp(`${phase} c\\[${exit === 0 ? 'Completed' : 'Error'} ${exit} x0\\]$`))
      expect(eventTimes(room, 'Started')).toHaveLength(1)
    }
  })

  it('is told once for all containers that end in the same second: their states tell the end until the next sync', () => {
    const room = newRoom([crashing(3.4)])
    bind(room, 'p', [{ name: 'a' }, { name: 'b' }])
    at(room, 16)
    expect(eventTexts(room).filter((text) => text.includes('BackOff p'))).toEqual(['a', 'b'].map((name) => expect.stringMatching(new RegExp(`^Warning BackOff p x1: .* failed container ${name} `)) as string))
    expect(podOf(room, 'p')?.status.containerStatuses?.map(({ state }) => state?.terminated?.exitCode)).toEqual([1, 1])
  })

  it('restarts under OnFailure until it works', () => {
    const room = newRoom([behaviour('web:*', { run: [{ forMs: 1000, exit: 1 }, { forMs: 1000, exit: 0 }] })])
    bind(room, 'p', [{}], { restartPolicy: 'OnFailure' })
    at(room, 60)
    expect(life(room, 'p').at(-1)).toMatch(/Succeeded c\[Completed 0 x1\]$/)
  })
})
