import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import type { Container, PodSpec } from '../../../src/sim/api/types.js'
import { at, bind, eventTexts, newRoom, podOf } from './kubelet-room.js'

const nonRoot = { runAsNonRoot: true }
const waitingOf = (container: Partial<Container>, spec: Partial<PodSpec> = {}): { readonly reason?: string; readonly message?: string } | undefined => {
  const room = newRoom()
  bind(room, 'p', [container], spec)
  at(room, 8)
  return podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.waiting
}

describe('a container that must not run as root', () => {
  it.each([
    ['nginx', 'container has runAsNonRoot and image will run as root'],
    ['docker.io/library/redis:8-alpine', 'container has runAsNonRoot and image will run as root'],
    ['memcached:1.6', 'container has runAsNonRoot and image has non-numeric user (memcache), cannot verify user is non-root'],
  ])('cannot be made of %s', (image, words) => {
    const room = newRoom()
    bind(room, 'p', [{ image, securityContext: nonRoot }])
    at(room, 8)
    const message = expect.stringMatching(new RegExp(`^${words.replaceAll(/[()]/g, '\\$&')} \\(pod: "p_default\\([0-9a-f-]+\\)", container: c\\)$`)) as string
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'CreateContainerConfigError', message } })
    expect(eventTexts(room).some((text) => /^Warning Failed p x\d: Error: /.test(text) && text.includes(words))).toBe(true)
  })

  it.each([
    ['an image with a user of its own', { image: 'nginxinc/nginx-unprivileged:1.29', securityContext: nonRoot }, {}],
    ['a user that the manifest names', { image: 'nginx', securityContext: { ...nonRoot, runAsUser: 101 } }, {}],
    ['a user that the pod names', { image: 'nginx', securityContext: nonRoot }, { securityContext: { runAsUser: 101 } }],
    ['an image that nobody knows', { image: 'registry/app:1' }, { securityContext: nonRoot }],
    ['a container that overrules its pod', { image: 'nginx', securityContext: { runAsNonRoot: false } }, { securityContext: nonRoot }],
  ])('is made with %s', (_, container, spec) => expect(waitingOf(container, spec)).toBeUndefined())

  it('cannot be made as root', () =>
    expect(waitingOf({ securityContext: { runAsUser: 0 } }, { securityContext: nonRoot })?.message).toMatch(/^container's runAsUser breaks non-root policy \(pod: "p_default\(/))
})

describe('image pull secrets', () => {
  it('that are not there are told, and the image is pulled without them', () => {
    const room = newRoom()
    createObject(scenarioContext(room, 1), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'here', namespace: 'default' }, type: 'kubernetes.io/dockerconfigjson', data: {} } as never)
    bind(room, 'p', [{}], { imagePullSecrets: [{ name: 'regcred' }, { name: 'here' }, { name: 'other' }] })
    at(room, 8)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
    expect(eventTexts(room).filter((text) => text.includes('FailedToRetrieveImagePullSecret')))
      .toEqual([expect.stringMatching(/^Warning FailedToRetrieveImagePullSecret p x\d: Unable to retrieve some image pull secrets \(regcred, other\); attempting to pull the image may not succeed\.$/)])
  })
})

describe('a root file system that is read-only', () => {
  const readOnly: Partial<Container> = { securityContext: { readOnlyRootFilesystem: true } }
  const volumes: Partial<PodSpec> = { volumes: [{ name: 'v', emptyDir: {} }, { name: 'w', emptyDir: {} }] }
  const endOf = (container: Partial<Container>): object | undefined => {
    const room = newRoom()
    bind(room, 'p', [{ ...readOnly, terminationMessagePolicy: 'FallbackToLogsOnError', ...container }], { ...volumes, restartPolicy: 'Never' })
    at(room, 10)
    return podOf(room, 'p')?.status.containerStatuses?.[0]?.state
  }

  it('takes no files but those of volumes, and a termination message', () => {
    const mounts = { volumeMounts: [{ name: 'v', mountPath: '/tmp' }] }
    expect(endOf({ image: 'busybox', command: ['sh', '-c', 'echo x > /tmp/x'] })).toMatchObject({ terminated: { exitCode: 1, message: expect.stringContaining('Read-only file system') as string } })
    expect(endOf({ image: 'busybox', command: ['sh', '-c', 'echo x > /tmp/x && echo bye > /dev/termination-log; exit 3'], ...mounts })).toMatchObject({ terminated: { exitCode: 3, message: 'bye\n' } })
  })

  it.each([
    ['nginx', [], 'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)\n'],
    ['nginx', ['/var/cache/nginx'], 'nginx: [emerg] open() "/run/nginx.pid" failed (30: Read-only file system)\n'],
    ['nginx', ['/var/cache/nginx', '/var/run'], undefined],
    ['nginx', ['/var/cache/nginx', '/run'], undefined],
    ['nginxinc/nginx-unprivileged', [], 'nginx: [emerg] mkdir() "/tmp/client_temp" failed (30: Read-only file system)\n'],
    ['nginxinc/nginx-unprivileged', ['/tmp'], undefined],
  ])('is not enough for %s with volumes at %j: %j', (image, paths, words) => {
    const volumeMounts = paths.map((mountPath, index) => ({ name: 'vw'[index]!, mountPath }))
    expect(endOf({ image, volumeMounts })).toMatchObject(words === undefined ? { running: {} } : { terminated: { exitCode: 1, message: expect.stringContaining(words) as string } })
  })
})

describe('termination messages', () => {
  it.each([[1, 4_096], [4, 3_072]])('of %i containers have at most %i characters each', (count, length) => {
    const room = newRoom()
    const script = 'i=0; while [ $i -lt 600 ]; do printf 0123456789 >> /dev/termination-log; i=$((i+1)); done'
    bind(room, 'p', Array.from({ length: count }, (_, index) => ({ name: `c${index}`, image: 'busybox', command: ['sh', '-c', script] })), { restartPolicy: 'Never' })
    at(room, 10)
    expect(podOf(room, 'p')?.status.containerStatuses?.map(({ state }) => state?.terminated?.message?.length)).toEqual(Array.from({ length: count }, () => length))
  })
})
