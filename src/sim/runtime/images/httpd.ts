import { graceful, html, type Server } from '../programs/server.js'
import { isAlpine, plainPath, type ImageFamily } from './image.js'
import { alpineRoot, binary, debianRoot, rootWith } from './root.js'
import { staticAnswer } from './static-files.js'

const files = { 'usr/local/bin/httpd-foreground': binary('httpd-foreground'), 'usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
  'usr/local/apache2/conf/httpd.conf': 'Listen 80\nDocumentRoot "/usr/local/apache2/htdocs"\n' }
const root = rootWith(debianRoot, files)
const smallRoot = rootWith(alpineRoot, files)

export const httpd: ImageFamily = {
  repositories: ['httpd'],
  traits: (tag) => ({ family: 'httpd', flavour: isAlpine(tag) ? 'busybox' : 'debian', root: isAlpine(tag) ? smallRoot : root, entrypoint: [], command: ['httpd-foreground'],
    env: { PATH: `/usr/local/apache2/bin:${plainPath}`, HTTPD_PREFIX: '/usr/local/apache2' }, workingDir: '/usr/local/apache2', stopSignal: 'WINCH', ports: [80], readyMs: 0 }),
}

export const httpdServer: Server = {
  ports: (_argv, _env, { file }) => {
    const config = file('/usr/local/apache2/conf/httpd.conf')
    const found = config?.kind === 'file' ? [...config.text.matchAll(/^\s*Listen\s+(?:\S*:)?(\d+)/gm)].map(([, port]) => Number(port)) : []
    return found.length === 0 ? [80] : found
  },
  readyMs: 0,
  greeting: "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 127.0.0.1. Set the 'ServerName' directive globally to suppress this message\n",
  stops: { ...graceful, WINCH: { afterMs: 0, code: 0 } },
  http: (request) => {
    const found = staticAnswer(request, '/usr/local/apache2/htdocs', ['index.html'])
    if (found !== undefined && found.status === 200) return { ...found, headers: { Server: 'Apache/2.4.65 (Unix)', ...found.headers } }
    const status = found === undefined ? 404 : 403
    const [title, words] = status === 404 ? ['404 Not Found', 'The requested URL was not found on this server.'] : ['403 Forbidden', "You don't have permission to access this resource."]
    return html(status, `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${words}</p>\n</body></html>\n`, 'Apache/2.4.65 (Unix)')
  },
}

/** `busybox httpd -f -p PORT -h DIRECTORY`. */
export const smallHttpdServer: Server = {
  ports: (argv) => [Number(/\d+$/.exec(optionOf(argv, '-p') ?? '80')?.[0] ?? 80)],
  readyMs: 0,
  stops: {},
  http: (request) => {
    const found = staticAnswer(request, optionOf(request.argv, '-h') ?? '.', ['index.html'])
    return found !== undefined && found.status === 200 ? found : html(404,
      '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n')
  },
}

const optionOf = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.indexOf(name)
  return at < 0 ? undefined : argv[at + 1]
}
