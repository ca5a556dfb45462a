import { describe, expect, it } from 'vitest'
import { at, behaviour, bind, eventTimes, life, newRoom, podOf, remove } from './kubelet-room.js'

const tail = (room: ReturnType<typeof newRoom>, name = 'p'): readonly string[] => life(room, name).slice(-2)

describe('the end of a deleted pod', () => {
  it.each<readonly [string, Parameters<typeof behaviour>[1], object, number | undefined, number | undefined, readonly string[]]>([
    ['stops on SIGTERM', { stop: { afterMs: 1500, exit: 0 } }, {}, undefined, undefined, ['11.5 Succeeded deleting c[Completed 0 x0]', '11.6 gone']],
    ['stops with an exit code', { stop: { afterMs: 1500, exit: 143 } }, {}, undefined, undefined, ['11.5 Failed deleting c[Error 143 x0]', '11.6 gone']],
    ['is killed when the grace is over', { stop: { exit: 0 } }, {}, 5, undefined, ['15.0 Failed deleting c[Error 137 x0]', '15.6 gone']],
    ['is killed after the grace of the deletion', { stop: { exit: 0 } }, {}, 30, 3, ['13.0 Failed deleting c[Error 137 x0]', '13.6 gone']],
    ['has at least 2 s', { stop: { exit: 0 } }, {}, 30, 1, ['12.0 Failed deleting c[Error 137 x0]', '12.6 gone']],
    ['stops exactly when the grace is over', { stop: { afterMs: 5000, exit: 0 } }, {}, 5, undefined, ['15.0 Succeeded deleting c[Completed 0 x0]', '15.6 gone']],
    ['hook and SIGTERM share the grace', { stop: { exit: 0 } }, { lifecycle: { preStop: { sleep: { seconds: 4 } } } }, 10, undefined, ['20.0 Failed deleting c[Error 137 x0]', '20.6 gone']],
    ['a hook takes all the grace', { stop: { exit: 0 } }, { lifecycle: { preStop: { sleep: { seconds: 60 } } } }, 10, undefined, ['22.0 Failed deleting c[Error 137 x0]', '22.6 gone']],
    ['a hook that runs a command', { stop: { afterMs: 0, exit: 0 } }, { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 3'] } } } }, 10, undefined, ['13.0 Succeeded deleting c[Completed 0 x0]', '13.6 gone']],
  ])('%s', (_, rest, container, graceSeconds, deletion, expected) => {
    const room = newRoom([behaviour('web:*', rest)])
    bind(room, 'p', [container], graceSeconds === undefined ? {} : { terminationGracePeriodSeconds: graceSeconds })
    at(room, 10)
    remove(room, 'p', deletion === undefined ? {} : { graceSeconds: deletion })
    at(room, 100)
    expect(tail(room)).toEqual(expected)
    expect(eventTimes(room, 'Killing')).toEqual([10])
  })

  // What the last sync takes for a pod that got past its init containers is what was stored of it when the sync was asked for.
  it.each([
    ['alone', false, { terminated: { reason: 'ContainerStatusUnknown', exitCode: 137 } }],
    ['beside a sidecar that ends sooner', true, { waiting: { reason: 'PodInitializing' } }],
  ])('that initialises, %s', (_, hasSidecar, expected) => {
    const room = newRoom([behaviour('i:*', { run: [{ exit: 0 }], stop: { afterMs: 4000, exit: 0 } }), behaviour('*', { stop: { afterMs: 1000, exit: 0 } })])
    const sidecar = { name: 's', image: 'web:1', restartPolicy: 'Always' }
    bind(room, 'p', [{}], { restartPolicy: 'Never', activeDeadlineSeconds: 10, initContainers: [...(hasSidecar ? [sidecar] : []), { name: 'i', image: 'i:1' }] } as never)
    at(room, 30)
    expect(podOf(room, 'p')?.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', containerStatuses: [{ state: expected }] })
  })

  it('is gone at once when forced, while its containers are ended behind it', () => {
    const room = newRoom([behaviour('web:*', { stop: { exit: 0 } })])
    bind(room, 'p', [{}])
    at(room, 10)
    remove(room, 'p', { graceSeconds: 0 })
    expect(podOf(room, 'p')).toBeUndefined()
    at(room, 11)
    expect(eventTimes(room, 'Killing')).toEqual([10])
  })

  it.each([
    ['a program without a handler', { image: 'busybox', command: ['sleep', 'infinity'] }, /^15\.\d Failed deleting c\[Error 137 x0\]$/],
    ['a script that is slow to end', { image: 'busybox', command: ['sh', '-c', 'trap "sleep 60; exit 0" TERM; while true; do sleep 1; done'] }, /^15\.\d Failed deleting c\[Error 137 x0\]$/],
    ['a script that ends in time', { image: 'busybox', command: ['sh', '-c', 'trap "sleep 3; exit 7" TERM; while true; do sleep 1; done'] }, /^1[34]\.\d Failed deleting c\[Error 7 x0\]$/],
  ])('kills %s when a shorter grace is over', (_, container, end) => {
    const room = newRoom()
    bind(room, 'p', [container], { terminationGracePeriodSeconds: 300 })
    at(room, 10.5)
    remove(room, 'p')
    at(room, 12)
    remove(room, 'p', { graceSeconds: 3 })
    at(room, 20)
    expect(life(room, 'p').at(-2)).toMatch(end)
    expect(life(room, 'p').at(-1)).toMatch(/gone$/)
  })

  it('takes a shorter grace over for what the scenario describes, as recorded: its runtime does not hear of it', () => {
    const room = newRoom([behaviour('web:*', { stop: { exit: 0 } })])
    bind(room, 'p', [{}], { terminationGracePeriodSeconds: 300 })
    at(room, 10)
    remove(room, 'p')
    at(room, 12)
    remove(room, 'p', { graceSeconds: 4 })
    at(room, 400)
    expect(Number.parseFloat(life(room, 'p').at(-1)!)).toBeGreaterThan(300)
  })

  it('waits for the pull that is under way, and for the container that follows it', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 60_000 }] })])
    bind(room, 'p', [{}])
    at(room, 2)
    remove(room, 'p')
    at(room, 100)
    expect(life(room, 'p').slice(-4)).toEqual([
      '2.0 Pending deleting c[ContainerCreating x0]', '60.8 Running deleting c[running x0]', '61.8 Succeeded deleting c[Completed 0 x0]', '62.6 gone',
    ])
  })

  it('while its volumes are missing, is gone without a container', () => {
    const room = newRoom()
    bind(room, 'p', [{ volumeMounts: [{ name: 'v', mountPath: '/v' }] }], { volumes: [{ name: 'v', configMap: { name: 'none' } }] as never })
    at(room, 20)
    remove(room, 'p')
    at(room, 25)
    expect(life(room, 'p').at(-1)).toMatch(/^2[0-2]\.\d gone$/)
    expect(eventTimes(room, 'Created')).toEqual([])
  })

  it('of containers that already ended, is quick', () => {
    const room = newRoom([behaviour('web:*', { run: [{ forMs: 1000, exit: 0 }] })])
    bind(room, 'p', [{}], { restartPolicy: 'Never' })
    at(room, 10)
    remove(room, 'p')
    at(room, 12)
    expect(life(room, 'p').at(-1)).toMatch(/^1[01]\.\d gone$/)
    expect(eventTimes(room, 'Killing')).toEqual([])
  })

  it('ends sidecars after main containers, the last sidecar first', () => {
    const room = newRoom([behaviour('*', { stop: { afterMs: 2000, exit: 0 } })])
    const init = (name: string): object => ({ name, image: 'side', imagePullPolicy: 'IfNotPresent', restartPolicy: 'Always' })
    bind(room, 'p', [{ name: 'm' }], { initContainers: [init('a'), init('b')] as never })
    at(room, 20)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
    remove(room, 'p')
    at(room, 60)
    const last = room.log.entries.findLast(({ kind, type }) => kind === 'Pod' && type === 'MODIFIED')!.object as ReturnType<typeof bind>
    const finished = (name: string): string | undefined =>
      [...(last.status.initContainerStatuses ?? []), ...(last.status.containerStatuses ?? [])].find((status) => status.name === name)?.state?.terminated?.finishedAt
    const seconds = (name: string): number => Date.parse(finished(name)!) / 1000
    expect(seconds('b') - seconds('m')).toBe(2)
    expect(seconds('a') - seconds('b')).toBe(2)
  })

  it('fails a pod that is past its deadline', () => {
    const room = newRoom([behaviour('web:*', { stop: { afterMs: 1000, exit: 0 } })])
    bind(room, 'p', [{}], { activeDeadlineSeconds: 20 })
    at(room, 60)
    expect(life(room, 'p').at(-1)).toMatch(/^2[0-3]\.\d Failed DeadlineExceeded c\[Completed 0 x0\]$/)
    expect(podOf(room, 'p')?.status.message).toBe('Pod was active on the node longer than the specified deadline')
  })
})
