import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/sim/api/types.js'
import { at, behaviour, bind, eventTexts, eventTimes, life, newRoom, podOf, remove } from './kubelet-room.js'

const quick = { pull: [{ afterMs: 0 }], startMs: 0, stop: { afterMs: 1000, exit: 0 } } as const
const exec = (...command: readonly string[]): { readonly exec: { readonly command: readonly string[] } } => ({ exec: { command } })

describe('postStart', () => {
  it('holds the status and the next container back until it is over', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ name: 'a', lifecycle: { postStart: { sleep: { seconds: 5 } } } }, { name: 'b' }])
    at(room, 20)
    expect(eventTimes(room, 'Started').map(Math.floor)).toEqual([0, 5])
    expect(life(room, 'p').at(-1)).toMatch(/^5\.\d Running a\[running x0\] b\[running x0\]$/)
  })

  it('that fails has the container killed, and tried again after its back-off', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ lifecycle: { postStart: exec('sh', '-c', 'sleep 1; exit 3') } }])
    at(room, 2.4)
    const texts = eventTexts(room)
    expect(texts).toContain('Warning FailedPostStartHook p x1: PostStartHook failed')
    expect(texts).toContain('Normal Killing p x1: FailedPostStartHook')
    at(room, 60)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0)
  })

  it('that is not known succeeds at once', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ lifecycle: { postStart: exec('/app/register') } }])
    at(room, 3)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })
})

describe('a hook whose program the image has not', () => {
  const words = /^Exec lifecycle hook \(\[register --now\]\) for Container "c" in Pod "p_default\([^)]+\)" failed - error: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "register": executable file not found in \$PATH, message: ""$/

  it('has the container killed after its start, with the words of the runtime', () => {
    const room = newRoom()
    bind(room, 'p', [{ image: 'nginx', lifecycle: { postStart: exec('register', '--now') } }])
    at(room, 4)
    expect(eventTexts(room)).toEqual(expect.arrayContaining(['Warning FailedPostStartHook p x2: PostStartHook failed', 'Normal Killing p x2: FailedPostStartHook']))
    const said = room.log.entries.map(({ object }) => (object as Pod).status?.containerStatuses?.[0]?.state?.waiting).find((waiting) => waiting?.reason === 'PostStartHookError')
    expect(said?.message).toMatch(words)
  })

  it('does not hold up its end', () => {
    const room = newRoom()
    bind(room, 'p', [{ image: 'nginx', lifecycle: { preStop: exec('register', '--now') } }])
    at(room, 10)
    remove(room, 'p')
    at(room, 14)
    expect(eventTexts(room)).toContain('Warning FailedPreStopHook p x1: PreStopHook failed')
    expect(podOf(room, 'p')).toBeUndefined()
  })
})

describe('a request as a hook', () => {
  const get = (port: number | string): { readonly httpGet: { readonly path: string; readonly port: number | string } } => ({ httpGet: { path: '/x', port } })
  const waitingOf = (container: object): string | undefined => {
    const room = newRoom()
    bind(room, 'p', [container])
    at(room, 4)
    return room.log.entries.map(({ object }) => (object as Pod).status?.containerStatuses?.[0]?.state?.waiting).find((waiting) => waiting?.reason === 'PostStartHookError')?.message
  }

  it.each([
    ['whatever the answer', { image: 'nginx', lifecycle: { postStart: get(80) } }],
    ['a port by its name', { image: 'nginx', ports: [{ name: 'http', containerPort: 80 }], lifecycle: { postStart: get('http') } }],
    ['an image that nobody knows', { lifecycle: { postStart: get(8080) } }],
  ])('succeeds: %s', (_, container) => expect(waitingOf(container)).toBeUndefined())

  it('fails where nobody listens, or the port has no number', () => {
    expect(waitingOf({ image: 'nginx', lifecycle: { postStart: get(8080) } }))
      .toMatch(/^HTTP lifecycle hook \(\/x\) for Container "c" in Pod "p_default\([^)]+\)" failed - error: Get "http:\/\/10\.244\.0\.2:8080\/x": dial tcp 10\.244\.0\.2:8080: connect: connection refused$/)
    expect(waitingOf({ lifecycle: { postStart: get('htp') } })).toMatch(/failed - error: strconv\.Atoi: parsing "htp": invalid syntax$/)
  })
})

describe('preStop', () => {
  it('that fails is told, and does not hinder the end', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ lifecycle: { preStop: exec('sh', '-c', 'sleep 2; false') } }])
    at(room, 10)
    remove(room, 'p')
    at(room, 20)
    expect(eventTexts(room)).toContain('Warning FailedPreStopHook p x1: PreStopHook failed')
    expect(life(room, 'p').at(-1)).toMatch(/^1[34]\.\d gone$/)
  })

  it('is not run for a container that ends by itself', () => {
    const room = newRoom([behaviour('*', { ...quick, run: [{ forMs: 5000, exit: 0 }] })])
    bind(room, 'p', [{ lifecycle: { preStop: { sleep: { seconds: 20 } } } }], { restartPolicy: 'Never' })
    at(room, 10)
    expect(life(room, 'p').at(-1)).toMatch(/^6\.\d Succeeded c\[Completed 0 x0\]$/)
  })
})
