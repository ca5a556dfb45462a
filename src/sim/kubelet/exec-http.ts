import type { Container, Pod } from '../api/types.js'
import { locate, type MountedFiles, type Place } from '../runtime/files/mounted.js'
import { imageName } from '../runtime/image-name.js'
import type { HttpReply } from '../questions.js'
import type { Services } from '../state.js'
import { contentsOf, directoryAt } from './contents-volumes.js'
import { advanceProcesses, beginProcess } from './exec-process.js'
import { runningInstance } from './exec-probe.js'
import { scopeIn } from './exec-session.js'
import type { Scope } from './state.js'

const page = (status: number, body: string, type = 'text/html'): HttpReply => ({ status, headers: { 'content-type': type, 'content-length': String(body.length) }, body })
const fine: HttpReply = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok\n' }

interface Server {
  readonly image: RegExp
  /** Where the files lie that it serves. */
  readonly files: string
  /** What it shows where nobody put another page. */
  readonly welcome: string
  readonly errorOf: (status: number) => string
}

const nginxTexts: Readonly<Record<number, string>> = { 403: '403 Forbidden', 404: '404 Not Found' }
const servers: readonly Server[] = [
  {
    image: /(?:^|\/)(?:nginx|nginx-unprivileged|openresty)(?::|@|$)/, files: '/usr/share/nginx/html',
    welcome: '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
    errorOf: (status) => `<html>\r\n<head><title>${nginxTexts[status]}</title></head>\r\n<body>\r\n<center><h1>${nginxTexts[status]}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  },
  {
    image: /(?:^|\/)httpd(?::|@|$)/, files: '/usr/local/apache2/htdocs', welcome: '<html><body><h1>It works!</h1></body></html>\n',
    errorOf: (status) => `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${nginxTexts[status]}</title>\n</head><body>\n</body></html>\n`,
  },
]

const serverOf = ({ image = '' }: Container): Server | undefined => {
  const parsed = imageName(image)
  return parsed.ok ? servers.find((server) => server.image.test(parsed.name)) : undefined
}

/** What the pod's server says: nginx and httpd serve the files they find, mounted ones too; of others nothing is known but that they answer. */
export const httpAnswer: Services['httpAnswer'] = (cluster, pod, port, { path }) => {
  const container = listenerOf(pod, port)
  const server = container === undefined ? undefined : serverOf(container)
  if (container === undefined || server === undefined) return fine
  const isOverlaid = container.volumeMounts?.some(({ mountPath }) => server.files.startsWith(mountPath) || mountPath.startsWith(server.files)) === true
  const scope = scopeIn(cluster, pod.metadata.uid)
  const isKnown = scope !== undefined && (isOverlaid || contentsOf(scope).processes.size > 0)
  return isKnown ? serve(scope, container, server, path, isOverlaid) : isIndex(path) ? page(200, server.welcome) : page(404, server.errorOf(404))
}

const isIndex = (path: string): boolean => path.split('?')[0] === '/' || path.split('?')[0] === '/index.html'

/** The container that declares the port, else the one that is a server. */
const listenerOf = ({ spec }: Pod, port: number): Container | undefined =>
  spec.containers.find(({ ports }) => ports?.some(({ containerPort }) => containerPort === port)) ?? spec.containers.find((container) => serverOf(container) !== undefined)

function serve(scope: Scope, container: Container, server: Server, path: string, isOverlaid: boolean): HttpReply {
  const instance = runningInstance(scope, container)
  if (instance === undefined) return page(404, server.errorOf(404))
  if (contentsOf(scope).processes.get(instance.id) === undefined) {
    beginProcess(scope, container, instance, false)
    advanceProcesses(scope)
  }
  const mounts = contentsOf(scope).processes.get(instance.id)?.process.spec.mounts ?? []
  const files: MountedFiles = { mounts, volumes: new Map(mounts.map(({ volume }) => [volume, directoryAt(scope, volume)])), onRead: () => undefined }
  const asked = `${server.files}${path.split('?')[0]!.replaceAll('%20', ' ')}`
  const place = placeAt(files, asked)
  const found = place?.node?.kind === 'directory' ? placeAt(files, `${asked}/index.html`) : place
  if (found?.node?.kind === 'file') return page(200, found.node.text, asked.endsWith('.txt') ? 'text/plain' : 'text/html')
  if (!isOverlaid && isIndex(path)) return page(200, server.welcome)
  const status = place?.node?.kind === 'directory' ? 403 : 404
  return page(status, server.errorOf(status))
}

function placeAt(files: MountedFiles, path: string): Place | undefined {
  const located = locate(files, path)
  return located.ok ? located.place : undefined
}
