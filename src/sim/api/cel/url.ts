/** Go's `net/url` (1.26), as far as its answers show: the parts of an absolute URL or path, or its refusal. */
import { utf8 } from './lexer.js'

export interface Url {
  readonly scheme: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  /** Escaped. */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
}
export type UrlResult = { readonly ok: true; readonly value: Url } | { readonly ok: false; readonly why: string }

const quoted = (text: string): string => JSON.stringify(text).replaceAll('\x7f', '\\x7f')
const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

const badEscape = /%(?![0-9a-fA-F]{2})[\s\S]{0,2}/

/** The text behind escapes; undefined where one is none. */
function unescaped(text: string): string | undefined {
  if (badEscape.test(text)) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Pairs that cannot be read are left out. */
function queryOf(text: string): readonly (readonly [string, string])[] {
  return text.split('&').filter((pair) => pair !== '' && !pair.includes(';')).flatMap((pair) => {
    const at = pair.indexOf('=')
    const parts = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    const [name, value] = parts.map((part) => unescaped(part.replaceAll('+', ' ')))
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}

/** As it was written where that is a way to escape the path, else as Go escapes it. */
function escapedPath(text: string): string {
  if (/^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:@/[\]]|%[0-9a-fA-F]{2})*$/.test(text)) return text
  return (unescaped(text) as string).replaceAll(/[^A-Za-z0-9\-_.~$&+,/:;=@]/gu, (char) => utf8(char).map(percent).join(''))
}

/** `[::1]:80`, `a.example.com:80`; a text says why it is none. */
function hostParts(host: string): { readonly host: string; readonly hostname: string; readonly port: string } | string {
  const isBracketed = host.startsWith('[')
  const close = host.lastIndexOf(']')
  if (isBracketed && close < 0) return "missing ']' in host"
  const portAt = isBracketed ? close + 1 : host.lastIndexOf(':') < 0 ? host.length : host.lastIndexOf(':')
  const port = host.slice(portAt)
  if (!/^(:\d*)?$/.test(port)) return `invalid port ${quoted(port)} after host`
  const zoneAt = isBracketed ? host.indexOf('%25') : -1
  const escape = /%(?!2[0-9a-fA-F](?<=%(?:2[257])))[\s\S]{0,2}/.exec(zoneAt < 0 ? host : host.slice(0, zoneAt))
  if (escape) return `invalid URL escape ${quoted(escape[0])}`
  const strange = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]%"<>\u0080-\u{10ffff}]/u.exec(host)
  if (strange) return `invalid character ${quoted(strange[0])} in host name`
  const text = zoneAt < 0 ? host : `${host.slice(0, zoneAt)}%${unescaped(host.slice(zoneAt + 3)) ?? ''}`
  const name = text.slice(0, text.length - port.length)
  return { host: text, hostname: isBracketed ? name.slice(1, -1) : name, port: port.slice(1) }
}

/** The scheme and what follows its colon; a text says why there is none. */
function schemeOf(text: string): readonly [string, string] | string {
  if (text.startsWith(':')) return 'missing protocol scheme'
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):([\s\S]*)$/.exec(text)
  return match ? [(match[1] as string).toLowerCase(), match[2] as string] : ['', text]
}

function partsOf(text: string): Url | string {
  if (/[\x00-\x1f\x7f]/.test(text)) return 'net/url: invalid control character in URL'
  if (text === '') return 'empty url'
  if (text === '*') return { scheme: '', host: '', hostname: '', port: '', path: '*', query: [] }
  const split = schemeOf(text)
  if (typeof split === 'string') return split
  const [scheme, rest] = split
  const [beforeQuery = '', ...queries] = rest.split('?')
  const query = queryOf(queries.join('?'))
  const empty = { scheme, host: '', hostname: '', port: '', path: '', query }
  if (!rest.startsWith('/')) return scheme === '' ? 'invalid URI for request' : empty
  const slash = beforeQuery.startsWith('//') ? beforeQuery.indexOf('/', 2) : 0
  const path = slash < 0 ? '' : beforeQuery.slice(slash)
  const authority = beforeQuery.startsWith('//') ? beforeQuery.slice(2, slash < 0 ? undefined : slash) : ''
  const host = hostParts(authority.slice(authority.lastIndexOf('@') + 1))
  if (typeof host === 'string') return host
  const escape = badEscape.exec(path)
  return escape ? `invalid URL escape ${quoted(escape[0])}` : { ...empty, ...host, path: escapedPath(path) }
}

/** `url.ParseRequestURI`, which takes absolute URLs and paths only; what follows `#` belongs to nothing (`url.Parse`). */
export function parseRequestUri(text: string): UrlResult {
  const whole = partsOf(text)
  if (typeof whole === 'string') return { ok: false, why: `parse ${quoted(text)}: ${whole}` }
  const hash = text.indexOf('#')
  const value = hash < 0 ? whole : partsOf(text.slice(0, hash))
  return typeof value === 'string' ? { ok: false, why: `parse ${quoted(text)}: ${value}` } : { ok: true, value }
}
