import { describe, expect, it } from 'vitest'
import type { Container, ContainerState, Probe } from '../../../src/sim/api/types.js'
import { behaviourUsed, probeRecord } from '../../../src/sim/kubelet/questions.js'
import { knownPorts } from '../../../src/sim/kubelet/exec-http.js'
import { containerQuestions } from '../../../src/sim/kubelet/exec-session.js'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, eventTexts, newRoom, podOf } from './kubelet-room.js'

const room = (container: Partial<Container>, behaviours: Parameters<typeof newRoom>[0] = []): Cluster => {
  const cluster = newRoom(behaviours)
  bind(cluster, 'p', [container])
  return cluster
}
const status = (cluster: Cluster): { readonly state?: ContainerState; readonly lastState?: ContainerState; readonly restartCount: number; readonly ready: boolean } => podOf(cluster, 'p')!.status.containerStatuses![0]!
const ports = (cluster: Cluster): readonly number[] | undefined => knownPorts(cluster, podOf(cluster, 'p')!).get('c')
const get = (path: string, port: number): Probe => ({ httpGet: { path, port }, periodSeconds: 5 }) as Probe

describe('a container of a known image', () => {
  it('that is only a shell ends at once, again and again', () => {
    const cluster = room({ image: 'busybox' })
    at(cluster, 20)
    expect(status(cluster).lastState).toMatchObject({ terminated: { exitCode: 0, reason: 'Completed' } })
    expect(eventTexts(cluster).some((text) => text.includes('Back-off restarting failed container'))).toBe(true)
  })

  it('that is a shell with an open input stays', () => {
    const cluster = room({ image: 'alpine:3.22', stdin: true })
    at(cluster, 60)
    expect(status(cluster)).toMatchObject({ restartCount: 0, ready: true })
  })

  it.each([['nginx', 80], ['nginxinc/nginx-unprivileged:1.29', 8080], ['redis:8', 6379], ['httpd', 80]])('%s listens on %i', (image, port) => {
    const cluster = room({ image, ports: [{ containerPort: 9999 }] })
    at(cluster, 10)
    expect(ports(cluster)).toEqual([port])
    expect(behaviourUsed(cluster, podOf(cluster, 'p')!, 'c')).toMatch(/^image /)
  })

  it('whose script nobody knows may listen anywhere', () => {
    const cluster = room({ image: 'python:3.13', command: ['python', 'app.py'], readinessProbe: get('/', 5000) })
    at(cluster, 10)
    expect(ports(cluster)).toBeUndefined()
    expect(status(cluster).ready).toBe(true)
  })

  it('without what it needs ends with its own words', () => {
    const cluster = room({ image: 'postgres:18', terminationMessagePolicy: 'FallbackToLogsOnError' })
    at(cluster, 20)
    expect(status(cluster).lastState?.terminated).toMatchObject({ exitCode: 1 })
    expect(status(cluster).lastState?.terminated?.message).toContain('superuser password is not specified')
  })

  it('follows the scenario where that says anything of it', () => {
    const cluster = room({ image: 'busybox', readinessProbe: get('/', 80) }, [behaviour('busybox', {})])
    at(cluster, 20)
    expect(status(cluster)).toMatchObject({ restartCount: 0, ready: true })
    expect(ports(cluster)).toBeUndefined()
  })
})

describe('a command that is not in the image', () => {
  it('cannot be started', () => {
    const cluster = room({ image: 'alpine', command: ['bash', '-c', 'sleep 5'] })
    at(cluster, 10)
    const { waiting } = status(cluster).state ?? {}
    expect(status(cluster).lastState?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z' })
    expect(['RunContainerError', 'CrashLoopBackOff']).toContain(waiting?.reason)
    expect(eventTexts(cluster).some((text) => text.startsWith('Warning Failed') && text.includes('exec: "bash": executable file not found in $PATH'))).toBe(true)
  })

  it('as a probe errs, which counts for nothing', () => {
    const cluster = room({ image: 'nginx', livenessProbe: { exec: { command: ['ps2'] }, periodSeconds: 2 } as Probe })
    at(cluster, 60)
    expect(status(cluster).restartCount).toBe(0)
    expect(probeRecord(cluster, { pod: podOf(cluster, 'p')!, container: 'c', type: 'liveness' })).toMatchObject({ failures: 0, successes: 0 })
    expect(eventTexts(cluster).some((text) => text.includes('Liveness probe errored and resulted in unknown state: rpc error') && text.includes('"ps2": executable file not found'))).toBe(true)
  })
})

describe('commands that probes run beside a program that nobody knows', () => {
  const cat: Probe = { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 5 } as Probe

  it.each([['registry/app:1', undefined], ['python:3.13', ['python', 'app.py']]])('prove nothing of %s by a file that is not there', (image, command) => {
    const cluster = room({ image, ...(command === undefined ? {} : { command }), livenessProbe: cat, readinessProbe: cat })
    at(cluster, 120)
    expect(status(cluster)).toMatchObject({ ready: true, restartCount: 0 })
  })

  it('see what somebody else did in its container', () => {
    const cluster = room({ image: 'registry/app:1', readinessProbe: { exec: { command: ['test', '!', '-f', '/tmp/drain'] }, periodSeconds: 5 } as Probe })
    at(cluster, 20)
    expect(containerQuestions.startExec(cluster, { namespace: 'default', pod: 'p', command: ['touch', '/tmp/drain'] }).ok).toBe(true)
    at(cluster, 60)
    expect(status(cluster)).toMatchObject({ ready: false, restartCount: 0 })
    expect(containerQuestions.startExec(cluster, { namespace: 'default', pod: 'p', command: ['rm', '/tmp/drain'] }).ok).toBe(true)
    at(cluster, 70)
    expect(status(cluster).ready).toBe(true)
  })

  it('cost nothing while nothing changes', () => {
    const cluster = room({ image: 'python:3.13', command: ['python', 'app.py'], livenessProbe: cat })
    at(cluster, 60)
    const { handledEvents } = cluster
    at(cluster, 86_400)
    expect(cluster.handledEvents - handledEvents).toBeLessThan(10)
  })
})

describe('a tool as the command of a custom image', () => {
  it('is run', () => {
    const cluster = room({ image: 'registry/app:1', command: ['echo', 'done'] })
    at(cluster, 3)
    expect(behaviourUsed(cluster, podOf(cluster, 'p')!, 'c')).toBe('manifest')
    expect(containerQuestions.logs(cluster, { namespace: 'default', pod: 'p' })).toBe('done\n')
  })
})

describe('probes of a known server', () => {
  it.each([['/', 80, true, ''], ['/healthz', 80, false, 'HTTP probe failed with statuscode: 404'], ['/', 8080, false, 'connect: connection refused']] as const)('get %s on %i', (path, port, ready, words) => {
    const cluster = room({ image: 'nginx', readinessProbe: get(path, port) })
    at(cluster, 30)
    expect(status(cluster).ready).toBe(ready)
    expect(eventTexts(cluster).some((text) => text.includes('Readiness probe failed: '))).toBe(!ready)
    expect(eventTexts(cluster).some((text) => text.includes(words))).toBe(true)
  })

  it('fail until it listens', () => {
    const cluster = room({ image: 'rabbitmq:4', readinessProbe: { tcpSocket: { port: 5672 }, periodSeconds: 1 } as Probe })
    at(cluster, 5)
    expect(status(cluster)).toMatchObject({ ready: false, restartCount: 0 })
    at(cluster, 12)
    expect(status(cluster).ready).toBe(true)
  })

  it('see what a script starts later', () => {
    const cluster = room({ image: 'busybox', command: ['sh', '-c', 'sleep 20; exec httpd -f -p 8080'], readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } as Probe })
    at(cluster, 15)
    expect(status(cluster).ready).toBe(false)
    at(cluster, 30)
    expect(status(cluster).ready).toBe(true)
  })

  it('cost nothing while nothing changes', () => {
    const cluster = room({ image: 'nginx', readinessProbe: get('/', 80), livenessProbe: get('/', 80) })
    at(cluster, 60)
    const { handledEvents } = cluster
    at(cluster, 86_400)
    expect(cluster.handledEvents - handledEvents).toBeLessThan(10)
  })
})
