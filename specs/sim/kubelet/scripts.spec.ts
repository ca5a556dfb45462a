import { describe, expect, it } from 'vitest'
import { forkCluster } from '../../../src/sim/cluster.js'
import { containerQuestions } from '../../../src/sim/kubelet/exec-session.js'
import { nextInstant, runUntil } from '../../../src/sim/run.js'
import type { ExecOutcome, ExecQuestion } from '../../../src/sim/container-questions.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Container, PodSpec } from '../../../src/sim/api/types.js'
import { advance, at, behaviour, bind, eventTexts, inject, life, newRoom, podOf, remove } from './kubelet-room.js'

const sh = (script: string, rest: Partial<Container> = {}): Partial<Container> => ({ image: 'busybox:1', command: ['sh', '-c', script], ...rest })
const shared: Partial<PodSpec> = { volumes: [{ name: 'v', emptyDir: {} }] }
const mount = (path: string): Partial<Container> => ({ volumeMounts: [{ name: 'v', mountPath: path }] })

function room(containers: readonly Partial<Container>[], spec: Partial<PodSpec> = {}): Cluster {
  const cluster = newRoom()
  bind(cluster, 'p', containers, spec)
  return cluster
}

function exec(cluster: Cluster, command: readonly string[] | string, rest: Partial<ExecQuestion> = {}): ExecOutcome | string {
  const question = { namespace: 'default', pod: 'p', command: typeof command === 'string' ? ['sh', '-c', command] : command, ...rest }
  const start = containerQuestions.startExec(cluster, question)
  if (!start.ok) return start.refusal
  const deadline = cluster.now + 600_000
  for (;;) {
    const outcome = containerQuestions.execOutcome(cluster, start.handle, question)
    if (outcome !== undefined) return outcome
    if (cluster.now >= deadline) throw new Error('it does not end')
    runUntil(cluster, Math.min(nextInstant(cluster) ?? deadline, deadline))
  }
}
const out = (cluster: Cluster, command: readonly string[] | string, rest?: Partial<ExecQuestion>): string => {
  const outcome = exec(cluster, command, rest)
  return typeof outcome === 'string' ? outcome : outcome.stdout
}
const state = (cluster: Cluster, name = 'c'): object | undefined => podOf(cluster, 'p')?.status.containerStatuses?.find((status) => status.name === name)?.state
const logs = (cluster: Cluster, rest: object = {}): string | undefined => containerQuestions.logs(cluster, { namespace: 'default', pod: 'p', ...rest })

describe('a container that runs a script', () => {
  it('ends when the script does, with its code, its log and its message', () => {
    const cluster = room([sh('echo hi; echo trouble >&2; sleep 3; echo "no more" > /dev/termination-log; exit 7')], { restartPolicy: 'Never' })
    at(cluster, 4)
    expect(podOf(cluster, 'p')?.status.phase).toBe('Running')
    at(cluster, 10)
    expect(state(cluster)).toMatchObject({ terminated: { exitCode: 7, reason: 'Error', message: 'no more\n' } })
    expect(logs(cluster)).toBe('hi\ntrouble\n')
  })

  it.each([[1, 'one\ntwo\n'], [0, undefined]])('falls back to the end of its log with exit code %i: %j', (code, message) => {
    const cluster = room([sh(`echo one; echo two; exit ${code}`, { terminationMessagePolicy: 'FallbackToLogsOnError' })], { restartPolicy: 'Never' })
    at(cluster, 10)
    expect((state(cluster) as { terminated: { message?: string } }).terminated.message).toBe(message)
  })

  it('begins anew with its image\'s files, while volumes stay; the log before is still there', () => {
    const cluster = room([sh('echo "$(cat /v/n /tmp/n 2>/dev/null | wc -l)"; echo x >> /v/n; echo x >> /tmp/n; exit 1', mount('/v'))], shared)
    at(cluster, 40)
    expect(podOf(cluster, 'p')?.status.containerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(2)
    expect([logs(cluster, { isPrevious: true }), logs(cluster)]).toEqual(['2\n', '3\n'])
  })

  it('shares volumes with the other containers of its pod, in both directions', () => {
    const cluster = room([
      sh('until [ -f /in/go ]; do sleep 1; done; echo done > /in/answer; sleep infinity', { name: 'a', ...mount('/in') }), sh('sleep 5; touch /out/go; sleep infinity; :', { name: 'b', ...mount('/out') }),
    ], shared)
    at(cluster, 5)
    expect(out(cluster, 'ls /out', { container: 'b' })).toBe('')
    at(cluster, 12)
    expect(out(cluster, 'cat /out/answer', { container: 'b' })).toBe('done\n')
  })

  it('goes on in a fork as it does here', () => {
    const cluster = room([sh('i=0; while true; do i=$((i+1)); echo $i; sleep 2; done')])
    at(cluster, 7)
    const fork = forkCluster(cluster)
    exec(cluster, 'touch /tmp/only-here')
    for (const each of [cluster, fork]) at(each, 20)
    expect(logs(fork)).toBe(logs(cluster))
    expect([out(fork, 'ls /tmp'), out(cluster, 'ls /tmp')]).toEqual(['', 'only-here\n'])
  })

  it('is replaced by the behaviour that the scenario gives it', () => {
    const cluster = newRoom([behaviour('busybox:1', { run: [{ forMs: 2_000, exit: 9 }] })])
    bind(cluster, 'p', [sh('echo hi; sleep 100; echo never')], { restartPolicy: 'Never' })
    at(cluster, 10)
    expect(state(cluster)).toMatchObject({ terminated: { exitCode: 9 } })
  })

  it('costs nothing while it only repeats itself', () => {
    const cluster = room([sh('while true; do sleep 1; done')])
    at(cluster, 60)
    const before = cluster.handledEvents
    at(cluster, 86_400)
    expect(cluster.handledEvents - before).toBeLessThan(10)
  })
})

describe('the end of a script', () => {
  const phases = (script: string, rest: Partial<Container> = {}): readonly string[] => {
    const cluster = room([sh(script, rest)], { terminationGracePeriodSeconds: 10, restartPolicy: 'Never' })
    at(cluster, 5)
    remove(cluster, 'p')
    at(cluster, 40)
    return life(cluster, 'p').slice(-2)
  }

  it('comes with the trap of its signal', () => expect(phases('trap "exit 3" TERM; while true; do sleep 1; done')[0]).toMatch(/^[56]\.\d .*c\[Error 3 x0\]$/))
  it('comes with the grace period where PID 1 hears no signal', () => expect(phases('echo up; sleep 100; echo never')[0]).toMatch(/^15\.\d .*c\[Error 137 x0\]$/))
  it('waits for the preStop hook, which takes its time from the grace', () => {
    expect(phases('trap "exit 3" TERM; while true; do sleep 1; done', { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 6'] } } } })[0]).toMatch(/^1[12]\.\d .*c\[Error 3 x0\]$/)
    expect(phases('echo up; sleep 100; echo never', { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 6'] } } } })[0]).toMatch(/^15\.\d .*c\[Error 137 x0\]$/)
  })
})

describe('hooks and probes', () => {
  it('postStart runs in the container\'s files before it counts as started', () => {
    const cluster = room([sh('sleep 100; echo never', { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'sleep 2; echo ready > /tmp/made'] } } } })])
    at(cluster, 3)
    expect(podOf(cluster, 'p')?.status.phase).toBe('Pending')
    at(cluster, 6)
    expect(podOf(cluster, 'p')?.status.phase).toBe('Running')
    expect(out(cluster, 'cat /tmp/made')).toBe('ready\n')
  })

  it('a postStart that fails has its container killed, with what it said', () => {
    const cluster = room([sh('sleep 100; echo never', { lifecycle: { postStart: { exec: { command: ['cat', '/none'] } } } })], { terminationGracePeriodSeconds: 2 })
    at(cluster, 10)
    expect(eventTexts(cluster).some((text) => text.includes('PostStartHook failed'))).toBe(true)
  })

  it('probes see the files as they come and go', () => {
    const cluster = room([sh('sleep 4; touch /tmp/up; sleep 1000; :', { readinessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 2 } })])
    const isReady = (): boolean => podOf(cluster, 'p')?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
    at(cluster, 4)
    expect(isReady()).toBe(false)
    at(cluster, 9)
    expect(isReady()).toBe(true)
    exec(cluster, 'rm /tmp/up')
    advance(cluster, 8)
    expect(isReady()).toBe(false)
    expect(eventTexts(cluster).some((text) => text.includes("Readiness probe failed: cat: can't open '/tmp/up': No such file or directory"))).toBe(true)
  })
})

describe('kubectl exec', () => {
  it('takes the time that the command takes', () => {
    const cluster = room([{}])
    at(cluster, 5)
    expect(exec(cluster, 'sleep 3; echo $HOSTNAME; exit 4')).toMatchObject({ stdout: 'p\n', exit: 4, at: 8_000 })
    expect(cluster.now).toBe(8_000)
  })

  it('leaves what it did', () => {
    const cluster = room([{}])
    at(cluster, 5)
    exec(cluster, 'echo hello > /tmp/x')
    expect(out(cluster, ['cat', '/tmp/x'])).toBe('hello\n')
    inject(cluster, 'container-crash', { pods: [{ uid: podOf(cluster, 'p')!.metadata.uid }], exit: 1 }, false)
    advance(cluster, 5)
    expect(exec(cluster, ['cat', '/tmp/x'])).toMatchObject({ exit: 1 })
  })

  it.each<readonly [string, Partial<ExecQuestion>, string]>([
    ['a pod that is not there', { pod: 'q' }, 'Error from server (NotFound): pods "q" not found'],
    ['a container that is not there', { container: 'x' }, 'Error from server (BadRequest): container x is not valid for pod p'],
  ])('%s', (_, question, words) => {
    const cluster = room([{}])
    at(cluster, 5)
    expect(exec(cluster, 'true', question)).toBe(words)
  })

  it('into a container that does not run', () => {
    const cluster = room([sh('exit 1')])
    at(cluster, 20)
    expect(exec(cluster, 'true')).toBe('error: Internal error occurred: unable to upgrade connection: container not found ("c")')
  })

  it('into a pod that has ended', () => {
    const cluster = room([sh('exit 0')], { restartPolicy: 'Never' })
    at(cluster, 20)
    expect(exec(cluster, 'true')).toBe('error: cannot exec into a container in a completed pod; current phase is Succeeded')
  })

  it('of a program that is not there', () => {
    const cluster = room([{ image: 'busybox:1', command: ['sleep', '3600'] }])
    at(cluster, 5)
    expect(exec(cluster, ['nginx', '-v'])).toContain('OCI runtime exec failed: exec failed: unable to start container process: exec: "nginx": executable file not found in $PATH')
  })
})

describe('volumes of claims and hosts', () => {
  it('keep what a pod wrote for the next one', () => {
    const cluster = newRoom()
    const spec: Partial<PodSpec> = { volumes: [{ name: 'v', hostPath: { path: '/data', type: 'DirectoryOrCreate' } }], terminationGracePeriodSeconds: 1 }
    bind(cluster, 'p', [sh('echo one >> /v/log; sleep 1000; :', mount('/v'))], spec)
    at(cluster, 5)
    remove(cluster, 'p')
    at(cluster, 15)
    expect(podOf(cluster, 'p')).toBeUndefined()
    bind(cluster, 'p', [sh('echo two >> /v/log; sleep 1000; :', mount('/v'))], spec)
    at(cluster, 20)
    expect(out(cluster, 'cat /v/log')).toBe('one\ntwo\n')
  })

  it('a host path of the wrong type keeps its pod waiting', () => {
    const cluster = room([mount('/v')], { volumes: [{ name: 'v', hostPath: { path: '/data', type: 'Directory' } }] })
    at(cluster, 5)
    expect(eventTexts(cluster).some((text) => text.includes('MountVolume.SetUp failed for volume "v" : hostPath type check failed: /data is not a directory'))).toBe(true)
    expect(state(cluster)).toEqual({ waiting: { reason: 'ContainerCreating' } })
  })
})
