import type { ServedFiles } from '../programs/server.js'

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
