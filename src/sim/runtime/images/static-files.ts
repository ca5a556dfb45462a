import type { ServerAnswer, ServerRequest } from '../programs/server.js'

const types: Readonly<Record<string, string>> = { html: 'text/html', htm: 'text/html', txt: 'text/plain', css: 'text/css', js: 'application/javascript', json: 'application/json', svg: 'image/svg+xml', xml: 'text/xml', md: 'text/markdown' }

/** A file below a document root; 403 for a directory without an index; undefined: not there. */
export function staticAnswer({ path, file }: Pick<ServerRequest, 'path' | 'file'>, root: string, indexes: readonly string[]): ServerAnswer | undefined {
  const plain = decode(path.replace(/[?#].*$/, ''))
  if (plain.split('/').includes('..')) return undefined
  const target = `${root}${plain}`
  const node = file(target)
  if (node?.kind === 'file') return answer(target, node.text)
  if (node?.kind !== 'directory') return undefined
  for (const name of indexes) {
    const index = file(`${target.replace(/\/$/, '')}/${name}`)
    if (index?.kind === 'file') return answer(name, index.text)
  }
  return { status: 403, headers: {}, body: '' }
}

const answer = (path: string, body: string): ServerAnswer =>
  ({ status: 200, headers: { 'Content-Type': types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream', 'Content-Length': String(body.length) }, body })

function decode(path: string): string {
  return path.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
