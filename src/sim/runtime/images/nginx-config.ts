import type { ServedFiles, ServerDisk } from '../programs/server.js'

/** The server block that the image brings. */
export const stockServer = (port: number): string =>
  `server {\n    listen       ${port};\n    server_name  localhost;\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n`

const mainPath = '/etc/nginx/nginx.conf'
const listen = /(?:^|[\s;{])listen\s+([^\s;]+)/g
const include = /(?:^|[\s;{])include\s+([^\s;]+)\/\*(\.\w+)?\s*;/g

/** The main file and what it includes by a pattern, without comments. */
function configIn(argv: readonly string[], { file, names }: ServedFiles): string {
  const read = (path: string): string => {
    const node = file(path)
    return node?.kind === 'file' ? node.text.replaceAll(/#.*$/gm, '') : ''
  }
  const flag = argv.indexOf('-c')
  const main = read(flag < 0 ? mainPath : argv[flag + 1] ?? mainPath)
  const parts = [...main.matchAll(include)].flatMap(([, folder = '', ending = '']) => {
    const path = folder.startsWith('/') ? folder : `/etc/nginx/${folder}`
    return names(path).filter((name) => name.endsWith(ending)).toSorted().map((name) => read(`${path}/${name}`))
  })
  return [main, ...parts].join('\n')
}

/** Ports of the server blocks; one without a port listens on 80. */
export function portsOf(argv: readonly string[], _env: ReadonlyMap<string, string>, files: ServedFiles): readonly number[] {
  const config = configIn(argv, files)
  const found = [...config.matchAll(listen)].flatMap(([, address = '']) => (address.startsWith('unix:') ? [] : [Number(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? 80)]))
  return found.length === 0 ? [80] : [...new Set(found)]
}

/** Whether the configuration is the one that the image brings. */
export function isStock(argv: readonly string[], files: ServedFiles): boolean {
  const config = configIn(argv, files)
  return argv.indexOf('-c') < 0 && [80, 8080].some((port) => config.endsWith(`conf.d/*.conf; }\n\n${stockServer(port)}`))
}

const valueOf = (config: string, name: string): string | undefined => new RegExp(`(?:^|[\\s;{])${name}\\s+([^\\s;]+)`).exec(config)?.[1]
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** What it says of a file system on which it cannot keep its files; it makes folders for bodies first, then its pid file. */
export function diskFault(argv: readonly string[], disk: ServerDisk): string | undefined {
  const config = configIn(argv, disk)
  const [bodies, pid] = [valueOf(config, 'client_body_temp_path') ?? '/var/cache/nginx/client_temp', valueOf(config, 'pid') ?? '/run/nginx.pid']
  if (disk.isReadOnly(folderOf(bodies))) return `nginx: [emerg] mkdir() "${bodies}" failed (30: Read-only file system)\n`
  // /var/run is a link to /run, and so is a volume there.
  const isLinked = folderOf(pid) === '/run' && !disk.isReadOnly('/var/run')
  return disk.isReadOnly(folderOf(pid)) && !isLinked ? `nginx: [emerg] open() "${pid}" failed (30: Read-only file system)\n` : undefined
}
