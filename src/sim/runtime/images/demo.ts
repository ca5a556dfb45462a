import { json, text, type Server, type ServerRequest } from '../programs/server.js'
import { portIn } from './database.js'
import { plainPath, type ImageFamily, type ImageTraits } from './image.js'
import { alpineRoot, binary, emptyRoot, rootWith } from './root.js'
import { staticAnswer } from './static-files.js'

/** One program in an otherwise empty image. `name`: what it is called here, where another one has its name. */
const bare = (family: string, program: string, ports: readonly number[], command: readonly string[] = [], name: string = program): ImageTraits =>
  ({ family, flavour: 'none', root: rootWith(emptyRoot, { [program]: binary(name) }), entrypoint: [`/${program}`], command, env: { PATH: plainPath }, ports, readyMs: 0 })

/** A Go program without a handler for SIGTERM dies of it with 2, as PID 1 too. */
const goDefault: Server['stops'] = { TERM: { afterMs: 0, code: 2 }, INT: { afterMs: 0, code: 2 } }
const clean: Server['stops'] = { TERM: { afterMs: 0, code: 0 }, INT: { afterMs: 0, code: 0 } }

export const pause: ImageFamily = { repositories: ['pause', 'pause-amd64', 'kubernetes/pause', 'rancher/mirrored-pause', 'rancher/pause'], traits: () => bare('pause', 'pause', []) }
export const pauseServer: Server = { ports: () => [], readyMs: 0, stops: clean }

export const httpEcho: ImageFamily = { repositories: ['hashicorp/http-echo', 'http-echo'], traits: () => bare('http-echo', 'http-echo', [5678]) }
export const httpEchoServer: Server = {
  ports: (argv) => [Number(/\d+$/.exec(optionIn(argv, 'listen') ?? '5678')?.[0] ?? 5678)],
  readyMs: 0,
  refuse: (env, argv) => ((optionIn(argv, 'text') ?? env.get('ECHO_TEXT')) === undefined ? { words: 'Missing -text option!\n', code: 127 } : undefined),
  stops: clean,
  http: ({ argv, env }) => text(200, `${optionIn(argv, 'text') ?? env.get('ECHO_TEXT') ?? ''}\n`),
}

function optionIn(argv: readonly string[], name: string): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument === `-${name}` || argument === `--${name}`) return argv[index + 1]
    const match = new RegExp(`^--?${name}=([\\s\\S]*)$`).exec(argument)
    if (match !== null) return match[1]
  }
  return undefined
}

export const whoami: ImageFamily = { repositories: ['traefik/whoami', 'containous/whoami', 'jwilder/whoami'], traits: () => bare('whoami', 'whoami', [80], [], 'whoami-server') }
export const whoamiServer: Server = {
  ports: (argv, env) => [portIn(argv, ['-port', '--port'], Number(env.get('WHOAMI_PORT_NUMBER') ?? 80))],
  readyMs: 0,
  stops: goDefault,
  http: ({ path, method, hostname, addresses, headers }) =>
    text(200, path.startsWith('/health') ? ''
      : `Hostname: ${hostname}\nIP: 127.0.0.1\n${addresses.map((address) => `IP: ${address}\n`).join('')}${method} ${path} HTTP/1.1\nHost: ${headers['Host'] ?? ''}\n`),
}

export const agnhost: ImageFamily = {
  repositories: ['e2e-test-images/agnhost', 'agnhost', 'e2e-test-images/test-webserver'],
  traits: () => ({ family: 'agnhost', flavour: 'busybox', root: rootWith(alpineRoot, { agnhost: binary('agnhost'), 'usr/bin/curl': binary('curl') }), entrypoint: ['/agnhost'],
    command: ['pause'], env: { PATH: plainPath }, ports: [8080], readyMs: 0 }),
}
export const agnhostServer: Server = {
  ports: (argv) => (argv[1] === 'netexec' ? [portIn(argv, ['--http-port'], 8080)] : argv[1] === 'serve-hostname' ? [portIn(argv, ['--port'], 9376)] : argv[1] === 'test-webserver'
    ? [portIn(argv, ['--port'], 80)] : argv[1] === 'liveness' ? [8080] : []),
  readyMs: 0,
  stops: { TERM: { afterMs: 0, code: 0 }, INT: { afterMs: 0, code: 0 } },
  http: (request) => agnhostAnswer(request),
}

function agnhostAnswer({ argv, path, hostname, file }: ServerRequest): ReturnType<typeof text> {
  const plain = path.replace(/\?.*$/, '')
  if (argv[1] === 'serve-hostname' || plain === '/hostname' || plain === '/hostName') return text(200, hostname)
  if (argv[1] === 'test-webserver') return staticAnswer({ path, file }, '', ['index.html']) ?? text(404, '404 page not found\n')
  if (plain === '/echo') return text(200, /[?&]msg=([^&]*)/.exec(path)?.[1] ?? '')
  if (['/', '/healthz', '/clientip', '/header', '/readyz'].includes(plain)) return text(200, plain === '/' ? 'NOW: 2026-01-01 00:00:00 +0000 UTC' : '')
  return text(404, '404 page not found\n')
}

export const echoserver: ImageFamily = {
  repositories: ['echoserver', 'e2e-test-images/echoserver', 'ealen/echo-server', 'mendhak/http-https-echo', 'inanimate/echo-server', 'jmalloc/echo-server'],
  traits: () => ({ ...bare('echoserver', 'echoserver', [8080]), flavour: 'busybox', root: rootWith(alpineRoot, { echoserver: binary('echoserver') }) }),
}
export const echoServer: Server = {
  ports: (_argv, env) => [Number(env.get('PORT') ?? 8080)],
  readyMs: 0,
  stops: clean,
  http: ({ method, path, hostname, headers, body }) => {
    const given = Object.entries(headers).map(([name, value]) => `\t${name.toLowerCase()}=${value}\n`).join('')
    const request = `Request Information:\n\tmethod=${method}\n\treal path=${path}\n\nRequest Headers:\n${given}`
    return text(200, `\n\nHostname: ${hostname}\n\n${request}\nRequest Body:\n${body === '' ? '\t-no body in request-' : body}\n\n`)
  },
}

export const httpbin: ImageFamily = { repositories: ['kennethreitz/httpbin', 'mccutchen/go-httpbin'], traits: (tag) => bare('httpbin', 'httpbin', [tag.startsWith('v') ? 8080 : 80]) }
export const httpbinServer: Server = {
  ports: (_argv, env) => [80, Number(env.get('PORT') ?? 8080)],
  readyMs: 0,
  stops: clean,
  http: ({ method, path, headers, body }) => {
    const status = /^\/status\/(\d{3})/.exec(path)
    if (status !== null) return text(Number(status[1]), '')
    if (/^\/(?:get|post|put|delete|patch|anything|headers|ip|uuid|delay|)(?:[/?]|$)/.test(path)) return json(200, { args: {}, data: body, headers, method, url: path })
    return text(404, '404 page not found\n')
  },
}

export const podinfo: ImageFamily = {
  repositories: ['stefanprodan/podinfo'],
  traits: () => ({ ...bare('podinfo', 'podinfo', [9898, 9797]), flavour: 'busybox', root: rootWith(alpineRoot, { podinfo: binary('podinfo'), 'home/app/podinfo': binary('podinfo'),
    'home/app/podcli': binary('podcli'), 'usr/local/bin/podcli': binary('podcli'), 'usr/bin/curl': binary('curl') }), entrypoint: [], command: ['./podinfo'],
      workingDir: '/home/app', user: { uid: 100, gid: 101 } }),
}
export const podinfoServer: Server = {
  ports: (argv) => [portIn(argv, ['--port'], 9898), portIn(argv, ['--port-metrics'], 9797)],
  readyMs: 0,
  stops: clean,
  http: ({ path, hostname, env }) => {
    const status = /^\/status\/(\d{3})/.exec(path)
    if (status !== null) return json(Number(status[1]), { status: Number(status[1]) })
    if (path === '/healthz' || path === '/readyz') return json(200, { status: 'OK' })
    if (path === '/version') return json(200, { commit: '', version: '6.14.1' })
    return path === '/' ? json(200, { hostname, version: '6.14.1', message: env.get('PODINFO_UI_MESSAGE') ?? 'greetings from podinfo v6.14.1' }) : path === '/env' ? json(200,
      [...env].map(([name, value]) => `${name}=${value}`)) : text(404, '404 page not found\n')
  },
}
