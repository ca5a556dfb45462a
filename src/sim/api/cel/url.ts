/** Go's `net/url.ParseRequestURI`, as far as its answers show: the parts of an absolute URL or path, or its refusal. */

export interface Url {
  readonly scheme: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
}
export type UrlResult = { readonly ok: true; readonly value: Url } | { readonly ok: false; readonly why: string }

const quoted = (text: string): string => JSON.stringify(text)
const refused = (text: string, why: string): UrlResult => ({ ok: false, why: `parse ${quoted(text)}: ${why}` })

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function queryOf(text: string): readonly (readonly [string, string])[] {
  return text.split('&').filter((pair) => pair !== '').map((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
  })
}

/** `[::1]:80`, `a.example.com:80`; undefined where the port is none. */
function hostParts(host: string): { readonly hostname: string; readonly port: string } | undefined {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(host)
  return match ? { hostname: (match[1] as string).replace(/^\[|\]$/g, ''), port: match[2] ?? '' } : undefined
}

export function parseRequestUri(text: string): UrlResult {
  if (/[\x00-\x1f\x7f]/.test(text)) return refused(text, 'net/url: invalid control character in URL')
  if (text === '') return refused(text, 'empty url')
  if (text.startsWith(':')) return refused(text, 'missing protocol scheme')
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?([\s\S]*)$/.exec(text) as RegExpExecArray
  const [scheme, rest = ''] = [match[1]?.toLowerCase() ?? '', match[2]]
  const head = /^[^/?]*:/.exec(text)
  if (scheme === '' && head && !text.startsWith('/')) return refused(text, 'first path segment in URL cannot contain colon')
  if (!rest.startsWith('/')) return refused(text, 'invalid URI for request')
  const [beforeQuery = '', ...queries] = rest.split('?')
  const query = queryOf(queries.join('?'))
  const path = scheme !== '' || !beforeQuery.startsWith('//') ? beforeQuery : beforeQuery
  if (!path.startsWith('//')) return { ok: true, value: { scheme, host: '', hostname: '', port: '', path, query } }
  const slash = path.indexOf('/', 2)
  const authority = slash < 0 ? path.slice(2) : path.slice(2, slash)
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const parts = hostParts(host)
  if (host.startsWith('[') && !host.includes(']')) return refused(text, "missing ']' in host")
  if (!parts) return refused(text, `invalid port ${quoted(host.slice(host.lastIndexOf(':')))} after host`)
  if (/[ <>"]/.test(host)) return refused(text, `invalid character ${quoted((/[ <>"]/.exec(host) as RegExpExecArray)[0])} in host name`)
  return { ok: true, value: { scheme, host, ...parts, path: slash < 0 ? '' : path.slice(slash), query } }
}
