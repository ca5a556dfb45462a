import { describe, expect, it } from 'vitest'
import { argvOf, expandReferences } from '../../../src/sim/runtime/images/argv.js'
import { imageTraits, imageFamilies, unknownImage } from '../../../src/sim/runtime/images/registry.js'
import { answerRequest, listeningPorts, nextListening, servesUnknown } from '../../../src/sim/runtime/serving.js'
import { directoryOf } from '../../../src/sim/runtime/files/tree.js'
import { runTo, start, step, textOf, type Container, type Setting } from './container.js'

const run = (image: string, env: Record<string, string> = {}, args?: readonly string[], setting: Setting = {}): Container => {
  const traits = imageTraits(image)!
  return start(argvOf(traits, undefined, args, env), { image, env, cwd: traits.workingDir ?? '/', ...setting })
}
const get = (container: Container, port: number, path: string): ReturnType<typeof answerRequest> => answerRequest(container.process, container.world, { method: 'GET', port, path, headers: {}, body: '' })

describe('imageTraits', () => {
  it.each([
    ['nginx', 'nginx'], ['nginx:1.27-alpine', 'nginx'], ['docker.io/library/redis:7', 'redis'], ['registry.k8s.io/pause:3.10', 'pause'], ['k8s.gcr.io/busybox', 'busybox'], ['public.ecr.aws/docker/library/postgres:16', 'postgres'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.53', 'agnhost'], ['hashicorp/http-echo:1.0', 'http-echo'], ['ghcr.io/stefanprodan/podinfo:6.14.1', 'podinfo'], ['curlimages/curl:8.16.0', 'curl'], ['ubuntu', 'debian'], ['mysql:8@sha256:d8c4412edc46ab105000f721788b73301651cc43b19cee7e7302739f81882dcc', 'mysql'],
    ['registry/web:1', undefined], ['mycompany/nginx-app', undefined],
  ])('%s is %s', (image, family) => expect(imageTraits(image)?.family).toBe(family))

  it('every family starts by itself and runs on, or says what it needs', () => {
    for (const { repositories } of imageFamilies) {
      const [repository = ''] = repositories
      const container = runTo(run(repository), 60_000)
      expect([repository, container.last.exit?.code ?? 'runs']).toEqual([repository, expect.anything()])
      expect(textOf(container, 'stderr')).not.toContain('not found')
    }
  })
})

describe('argvOf', () => {
  const nginx = imageTraits('nginx')!
  it.each([
    ['nothing', undefined, undefined, ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;']],
    ['args', undefined, ['nginx', '-t'], ['/docker-entrypoint.sh', 'nginx', '-t']],
    ['a command', ['sh', '-c', 'echo $(NAME) $$(NAME) $(OTHER)'], undefined, ['sh', '-c', 'echo value $(NAME) $(OTHER)']],
    ['both', ['sleep'], ['5'], ['sleep', '5']],
  ])('%s', (_, command, args, argv) => expect(argvOf(nginx, command, args, { NAME: 'value' })).toEqual(argv))
  it('of a custom image takes args for a command when they name one', () => {
    expect(argvOf(unknownImage, undefined, ['sleep', '5'], {})).toEqual(['sleep', '5'])
    expect(argvOf(unknownImage, undefined, ['--port=80'], {})).toEqual(['/entrypoint', '--port=80'])
  })
  it('expandReferences', () => expect(expandReferences('$(A)$$(A)$$$(A)$A', { A: 'x' })).toBe('x$(A)$x$A'))
})

describe('servers', () => {
  it('nginx serves its files and a volume over them', () => {
    const container = run('nginx', {}, undefined, { mounts: [{ path: '/usr/share/nginx/html/sub', volume: 'v' }], volumes: new Map([['v', directoryOf({ 'index.html': 'mine' })]]) })
    expect(listeningPorts(container.process)).toEqual([80])
    expect(get(container, 80, '/')).toMatchObject({ status: 200, body: expect.stringContaining('Welcome to nginx!') })
    expect(get(container, 80, '/sub/')).toMatchObject({ status: 200, body: 'mine' })
    expect(get(container, 80, '/nonexistent')).toMatchObject({ status: 404, body: expect.stringContaining('404 Not Found') })
    expect(get(container, 8080, '/')).toBeUndefined()
    expect(textOf(container)).toContain('ready for start up')
  })

  it.each([
    ['httpd', {}, undefined, 80, '/', 200, 'It works!'],
    ['hashicorp/http-echo', {}, ['-text=hello', '-listen=:8080'], 8080, '/any', 200, 'hello\n'],
    ['traefik/whoami', {}, undefined, 80, '/', 200, 'Hostname: host'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.53', {}, ['netexec', '--http-port=8081'], 8081, '/hostname', 200, 'host'],
    ['kennethreitz/httpbin', {}, undefined, 80, '/status/503', 503, ''],
    ['stefanprodan/podinfo', {}, undefined, 9898, '/healthz', 200, 'OK'],
    ['python', {}, ['python', '-m', 'http.server', '9000', '-d', '/etc'], 9000, '/debian_version', 200, '12'],
    ['busybox', {}, ['httpd', '-f', '-p', '8000', '-h', '/etc'], 8000, '/passwd', 200, 'root:'],
  ] as const)('%s answers', (image, env, args, port, path, status, body) => expect(get(run(image, env, args), port, path)).toMatchObject({ status, body: expect.stringContaining(body) }))

  it('databases listen after their start, and speak no HTTP', () => {
    const container = run('postgres', { POSTGRES_PASSWORD: 'x' })
    expect(listeningPorts(container.process)).toEqual([])
    const at = nextListening(container.process)!
    step(container, at)
    expect(listeningPorts(container.process)).toEqual([5432])
    expect(get(container, 5432, '/')).toBe('silent')
  })

  it.each([
    ['postgres', 'Error: Database is uninitialized and superuser password is not specified.'],
    ['mysql', 'Database is uninitialized and password option is not specified'],
    ['mariadb', 'Database is uninitialized and password option is not specified'],
  ])('%s without a password ends with 1', (image, words) => {
    const container = run(image)
    expect(container.last.exit).toEqual({ at: 0, code: 1 })
    expect(textOf(container, 'stderr')).toContain(words)
  })

  it('options alone go to the server', () => expect(listeningPorts(run('redis', {}, ['--port', '6380']).process)).toEqual([6380]))

  it('programs that nobody knows are said to serve', () => expect(servesUnknown(start(['/app'], { flavour: 'unknown' }).process)).toBe(true))
})
