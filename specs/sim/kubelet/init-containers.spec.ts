import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../src/sim/api/types.js'
import { at, behaviour, bind, eventTexts, eventTimes, life, newRoom, podOf } from './kubelet-room.js'

const quick = { pull: [{ afterMs: 0 }], startMs: 0 } as const
const init = (name: string, rest: Partial<Container> = {}): Container => ({ name, image: name, imagePullPolicy: 'IfNotPresent', ...rest }) as Container
const sidecar = (name: string, rest: Partial<Container> = {}): Container => init(name, { restartPolicy: 'Always', ...rest })
const words = (room: ReturnType<typeof newRoom>): readonly string[] => life(room, 'p').map((line) => line.replace(/^\S+ /, ''))

describe('init containers', () => {
  it('run one after another before the main containers', () => {
    const room = newRoom([behaviour('a', { ...quick, run: [{ forMs: 2000, exit: 0 }] }), behaviour('b', { ...quick, run: [{ forMs: 3000, exit: 0 }] }), behaviour('*', quick)])
    bind(room, 'p', [{ name: 'm' }], { initContainers: [init('a'), init('b')] })
    at(room, 15)
    expect(words(room).filter((line) => !line.includes('ContainerCreating'))).toEqual([
      'Pending', 'Pending a[PodInitializing x0] b[PodInitializing x0] m[PodInitializing x0]', 'Pending a[running unready x0] b[PodInitializing x0] m[PodInitializing x0]',
      'Pending a[Completed 0 x0] b[PodInitializing x0] m[PodInitializing x0]', 'Pending a[Completed 0 x0] b[running unready x0] m[PodInitializing x0]',
      'Pending a[Completed 0 x0] b[Completed 0 x0] m[PodInitializing x0]', 'Running a[Completed 0 x0] b[Completed 0 x0] m[running x0]',
    ])
  })

  it('that fail are tried again with back-off', () => {
    const room = newRoom([behaviour('a', { ...quick, run: [{ forMs: 1000, exit: 1 }, { forMs: 1000, exit: 1 }, { forMs: 1000, exit: 0 }] }), behaviour('*', quick)])
    bind(room, 'p', [{ name: 'm' }], { initContainers: [init('a')] })
    at(room, 60)
    expect(podOf(room, 'p')?.status.initContainerStatuses?.[0]?.restartCount).toBe(2)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })

  it('that fail under Never fail the pod', () => {
    const room = newRoom([behaviour('a', { ...quick, run: [{ forMs: 1000, exit: 1 }] }), behaviour('*', quick)])
    bind(room, 'p', [{ name: 'm' }], { restartPolicy: 'Never', initContainers: [init('a')] })
    at(room, 20)
    expect(words(room).at(-1)).toMatch(/^Failed a\[Error 1 x0\] m\[PodInitializing x0\]$/)
  })
})

describe('sidecars', () => {
  it('keep the next container waiting until their startup probe passes', () => {
    const room = newRoom([behaviour('s', { ...quick, probes: { startup: [{ forMs: 7000, result: 'failure' }, { result: 'success' }] } }), behaviour('*', quick)])
    const startupProbe = { exec: { command: ['probe', 'startup'] }, periodSeconds: 2, failureThreshold: 10, timeoutSeconds: 1, successThreshold: 1 }
    bind(room, 'p', [{ name: 'm' }], { initContainers: [sidecar('s', { startupProbe })] })
    at(room, 20)
    const [s, m] = eventTimes(room, 'Started') as [number, number]
    expect(m - s).toBeGreaterThanOrEqual(7)
    expect(m - s).toBeLessThan(10)
    expect(words(room).at(-1)).toBe('Running s[running x0] m[running x0]')
  })

  it('restart whatever the policy of the pod, and leave it Running', () => {
    const room = newRoom([behaviour('s', { ...quick, run: [{ forMs: 5000, exit: 1 }, { exit: 0 }] }), behaviour('*', quick)])
    bind(room, 'p', [{ name: 'm' }], { restartPolicy: 'Never', initContainers: [sidecar('s')] })
    at(room, 20)
    expect(words(room).at(-1)).toBe('Running s[running x1] m[running x0]')
  })
})

describe('rules of containers', () => {
  const rule = (action: string, operator: string, ...values: readonly number[]): Partial<Container> => ({ restartPolicy: 'Never', restartPolicyRules: [{ action, exitCodes: { operator, values } }] })

  it.each<readonly [string, Partial<Container>, number, string]>([
    ['a code that restarts', rule('Restart', 'In', 3, 4), 4, 'Running'],
    ['another code', rule('Restart', 'In', 3, 4), 5, 'Failed'],
    ['all but one code', rule('Restart', 'NotIn', 3), 5, 'Running'],
    ['the one code', rule('Restart', 'NotIn', 3), 3, 'Failed'],
    ['a policy of its own', { restartPolicy: 'OnFailure' }, 1, 'Running'],
    ['a policy of its own, success', { restartPolicy: 'OnFailure' }, 0, 'Succeeded'],
  ])('%s', (_, container, exit, phase) => {
    const room = newRoom([behaviour('*', { ...quick, run: [{ forMs: 1000, exit }, { exit: 0 }] })])
    bind(room, 'p', [container], { restartPolicy: 'Never' })
    at(room, 20)
    expect(podOf(room, 'p')?.status.phase).toBe(phase)
  })

  it('restart all containers in place, init containers included', () => {
    const room = newRoom([
      behaviour('prep', { ...quick, run: [{ forMs: 1000, exit: 0 }] }), behaviour('main', { ...quick, run: [{ forMs: 10_000, exit: 88 }, { exit: 0 }] }), behaviour('*', quick),
    ])
    bind(room, 'p', [{ name: 'main', image: 'main', ...rule('RestartAllContainers', 'In', 88) }, { name: 'other' }], { restartPolicy: 'Never', initContainers: [init('prep')] })
    at(room, 40)
    const { status } = podOf(room, 'p')!
    expect(words(room).at(-1)).toBe('Running prep[Completed 0 x1] main[running x1] other[running x1]')
    expect(status.containerStatuses?.map(({ lastState }) => lastState?.terminated?.reason)).toEqual(['RestartingAllContainers', 'RestartingAllContainers'])
    expect(status.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toContain('AllContainersRestarting=False')
    const values = room.log.entries.flatMap(({ kind, object }) => (kind === 'Pod' ? (object as Pod).status.conditions ?? [] : []))
      .filter(({ type }) => type === 'AllContainersRestarting').map((condition) => condition.status)
    expect(values.filter((value, i) => value !== values[i - 1])).toEqual(['False', 'True', 'False'])
    expect(eventTexts(room)).toContain('Normal Killing p x1: killing')
    expect(eventTimes(room, 'SandboxChanged')).toEqual([])
  })
})
