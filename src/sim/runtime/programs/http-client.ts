import type { Millis } from '../../api/types.js'
import type { HttpAnswer, ResolveAnswer } from '../../questions.js'
import type { ProgramState } from '../os/state.js'
import { waitFor, type Call, type Step } from './program.js'

export interface Url {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
}

/** `host`, `host:port/path`, `http://user@host:port/path?query`; undefined: none that is understood. */
export function urlOf(text: string): Url | undefined {
  const match = /^(?:(https?):\/\/)?(?:[^@/]*@)?(\[[0-9a-fA-F:]+\]|[^:/?#]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text)
  if (match === null) return undefined
  const scheme = match[1] === 'https' ? 'https' : 'http'
  const path = match[4] ?? '/'
  return { scheme, host: match[2]!.replaceAll(/[[\]]/g, ''), port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)), path: path.startsWith('/') ? path : `/${path}` }
}

export interface Request {
  readonly url: Url
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: Millis | undefined
}

/** How a request came out, names and all. */
export type Outcome =
  | { readonly kind: 'unresolved'; readonly answer: ResolveAnswer }
  | { readonly kind: 'failed'; readonly address: string; readonly why: 'refused' | 'timeout' | 'unreachable' | 'reset' }
  | { readonly kind: 'answer'; readonly address: string; readonly answer: HttpAnswer & { readonly kind: 'answer' } }

export const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')

/** What a name comes to; an address is itself. */
export function resolve({ turn }: Call, host: string): ResolveAnswer {
  if (isAddress(host)) return { kind: 'addresses', name: host, addresses: [host], afterMs: 0 }
  if (host === 'localhost') return { kind: 'addresses', name: host, addresses: ['127.0.0.1'], afterMs: 0 }
  turn.touched.network = true
  return turn.network.resolve(host)
}

/** Asks at once, and gives the outcome when the time that it takes is over: a step of the caller, or the outcome. */
export function ask(call: Call, at: ProgramState, request: Request): Outcome | Step {
  if ('outcome' in at) return at['outcome'] as Outcome
  const { turn } = call
  const begun = turn.now
  const resolved = resolve(call, request.url.host)
  const address = resolved.kind === 'addresses' ? resolved.addresses[0] : undefined
  if (address === undefined) return later(begun, resolved.afterMs, request.timeoutMs, { kind: 'unresolved', answer: resolved }, at)
  turn.touched.network = true
  const { scheme, host, port, path } = request.url
  const answer = turn.network.http({ method: request.method, scheme, address, port, host, path, headers: request.headers, body: request.body })
  const outcome: Outcome = answer.kind === 'answer' ? { kind: 'answer', address, answer } : { kind: 'failed', address, why: answer.kind }
  return later(begun, resolved.afterMs + answer.afterMs, request.timeoutMs, outcome, at)
}

function later(begun: Millis, afterMs: Millis, timeoutMs: Millis | undefined, outcome: Outcome, at: ProgramState): Outcome | Step {
  const isTooLate = timeoutMs !== undefined && afterMs > timeoutMs
  const result: Outcome = isTooLate ? { kind: 'failed', address: outcome.kind === 'unresolved' ? '' : outcome.address, why: 'timeout' } : outcome
  const waitMs = isTooLate ? timeoutMs : afterMs
  if (waitMs <= 0) return result
  return waitFor(Number.isFinite(waitMs) ? { on: 'time', until: begun + waitMs } : { on: 'forever' }, { ...at, outcome: result, tookMs: waitMs })
}

export const isStep = (value: Outcome | Step): value is Step => value.kind === 'wait' || value.kind === 'exit' || value.kind === 'again' || value.kind === 'become'

const reasons: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
    400: 'Bad Request', 401: 'Unauthorized',
  403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 418: "I'm a teapot", 429: 'Too Many Requests',
    500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
}

export const statusLine = (status: number): string => `HTTP/1.1 ${status} ${reasons[status] ?? ''}`.trimEnd()

export const headerText = ({ status, headers }: HttpAnswer & { readonly kind: 'answer' }): string =>
  `${statusLine(status)}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
