import { fileOf } from '../files/tree.js'
import { graceful, html, text, type Server } from '../programs/server.js'
import { isAlpine, plainPath, type ImageFamily } from './image.js'
import { alpineRoot, binary, debianRoot, rootWith } from './root.js'
import { diskFault, isStock, portsOf, stockServer } from './nginx-config.js'
import { staticAnswer } from './static-files.js'

const welcome = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`
const entrypoint = `#!/bin/sh
set -e
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  echo "/docker-entrypoint.sh: Configuration complete; ready for start up"
fi
exec "$@"
`
const mainConfig = (pid: string, more: string): string =>
  `user nginx;\nworker_processes auto;\npid ${pid};\nevents { worker_connections 1024; }\nhttp { ${more}include /etc/nginx/mime.types; include /etc/nginx/conf.d/*.conf; }\n`
const files = {
  'usr/sbin/nginx': binary('nginx'), 'docker-entrypoint.sh': fileOf(entrypoint, 0, 0o755), 'usr/share/nginx/html/index.html': welcome, 'usr/share/nginx/html/50x.html': '<h1>An error occurred.</h1>\n',
  'etc/nginx/nginx.conf': mainConfig('/run/nginx.pid', ''),
  'etc/nginx/conf.d/default.conf': stockServer(80),
  'var/log/nginx/.keep': '', 'var/cache/nginx/.keep': '',
}
const root = rootWith(debianRoot, { ...files, 'usr/bin/curl': binary('curl') })
const smallRoot = rootWith(alpineRoot, { ...files, 'usr/bin/curl': binary('curl') })

const traitsOn = (port: number, extra: Readonly<Record<string, string>>): ImageFamily['traits'] => {
  const [large, small] = [rootWith(root, extra), rootWith(smallRoot, extra)]
  return (tag) => ({ family: 'nginx', flavour: isAlpine(tag) ? 'busybox' : 'debian', root: isAlpine(tag) ? small : large, entrypoint: ['/docker-entrypoint.sh'],
    command: ['nginx', '-g', 'daemon off;'], env: { PATH: plainPath, NGINX_VERSION: '1.29.1' }, stopSignal: 'QUIT', ports: [port], readyMs: 0 })
}

export const nginx: ImageFamily = { repositories: ['nginx', 'nginx-slim', 'nginx-slim-amd64', 'ymqytw/nginxhttps'], traits: traitsOn(80, {}) }

/** Those that do not run as root, and so cannot have port 80. */
export const nginxUnprivileged: ImageFamily = {
  repositories: ['nginxinc/nginx-unprivileged', 'nginx-unprivileged', 'bitnami/nginx'], traits: traitsOn(8080, {
    'etc/nginx/conf.d/default.conf': stockServer(8080), 'etc/nginx/nginx.conf': mainConfig('/tmp/nginx.pid', 'client_body_temp_path /tmp/client_temp; '),
  }),
}

/** The ports of its configuration. What a configuration of one's own answers is not known, but that it answers. */
export const nginxServer: Server = {
  ports: portsOf,
  readyMs: 0,
  asks: (argv) => (argv.includes('-t')
    ? { words: 'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n', code: 0 }
      : argv.includes('-v') ? { words: 'nginx version: nginx/1.29.1\n', code: 0 } : undefined),
  refuse: (_env, argv, disk) => {
    const words = diskFault(argv, disk)
    return words === undefined ? undefined : { words, code: 1 }
  },
  tells: (argv) => {
    const flag = argv.indexOf('-s')
    return flag < 0 ? undefined : argv[flag + 1] === 'quit' ? 'QUIT' : argv[flag + 1] === 'stop' ? 'TERM' : 'nothing'
  },
  alone: 'nginx: [error] invalid PID number "" in "/run/nginx.pid"\n',
  greeting: '',
  stops: graceful,
  http: (request) => {
    const found = staticAnswer(request, '/usr/share/nginx/html', ['index.html', 'index.htm'])
    if (found !== undefined && found.status === 200) return { ...found, headers: { Server: 'nginx/1.29.1', ...found.headers } }
    if (found === undefined && !isStock(request.argv, request)) return text(200, '')
    const [status, words] = found === undefined ? [404, '404 Not Found'] as const : [403, '403 Forbidden'] as const
    return html(status, `<html>\r\n<head><title>${words}</title></head>\r\n<body>\r\n<center><h1>${words}</h1></center>\r\n<hr><center>nginx/1.29.1</center>\r\n</body>\r\n</html>\r\n`, 'nginx/1.29.1')
  },
}
