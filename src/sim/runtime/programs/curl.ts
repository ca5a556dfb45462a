import { openPath, write } from '../os/io.js'
import { readText } from '../os/files.js'
import { ask, headerText, isStep, urlOf, type Outcome, type Url } from './http-client.js'
import { byteLength } from './filter.js'
import { optionsOf, out } from './options.js'
import { exit, type Call, type Program } from './program.js'

const long: Readonly<Record<string, string>> = {
  silent: 's', 'show-error': 'S', fail: 'f', 'fail-with-body': 'f', 'output=': 'o', 'write-out=': 'w', 'max-time=': 'm', 'connect-timeout=': 'C', head: 'I', include: 'i',
    location: 'L', insecure: 'k', 'request=': 'X',
  'data=': 'd', 'header=': 'H', 'retry=': 'R', 'retry-delay=': 'R', 'retry-connrefused': 'k', verbose: 'v', 'user=': 'u', 'user-agent=': 'A', 'no-progress-meter': 's',
    compressed: 'k', 'data-raw=': 'd', 'url=': 'U', 'resolve=': 'R', 'cacert=': 'E', 'remote-name': 'O', 'retry-all-errors': 'k', 'json=': 'd', 'http1.1': 'k', globoff: 'k', 'fail-early': 'k',
}

export const curl: Program = {
  step: (call, at) => {
    const { given, operands } = optionsOf(call.argv.slice(1), 'sSfo:w:m:C:IiLkX:d:H:R:vu:A:U:E:OgG#N46n', long)
    const target = operands[0] ?? given.get('U')
    if (target === undefined) return exit(complain(call, given, 2, "no URL specified"))
    const url = urlOf(target)
    if (url === undefined) return exit(complain(call, given, 3, 'URL using bad/illegal format or missing URL'))
    const seconds = given.get('m') ?? given.get('C')
    const method = given.get('X') ?? (given.has('I') ? 'HEAD' : given.has('d') ? 'POST' : 'GET')
    const outcome = ask(call, at, { url, method, headers: headersOf(call), body: bodyOf(call, given), timeoutMs: seconds === undefined ? undefined : Math.round(Number(seconds) * 1000) })
    return isStep(outcome) ? outcome : exit(finish(call, given, url, outcome, typeof at['tookMs'] === 'number' ? at['tookMs'] : 0))
  },
}

const headersOf = ({ argv }: Call): Readonly<Record<string, string>> => Object.fromEntries(argv.flatMap((text, index) => {
  const value = text === '-H' || text === '--header' ? argv[index + 1] : undefined
  const colon = value?.indexOf(':') ?? -1
  return value === undefined || colon < 0 ? [] : [[value.slice(0, colon).trim(), value.slice(colon + 1).trim()]]
}))

function bodyOf(call: Call, given: ReadonlyMap<string, string>): string {
  const text = given.get('d') ?? ''
  if (!text.startsWith('@')) return text
  const found = readText(call.turn, call.task, text.slice(1))
  return found.ok ? found.text.replaceAll('\n', '') : ''
}

function complain({ turn, task }: Call, given: ReadonlyMap<string, string>, code: number, words: string): number {
  if (!given.has('s') || given.has('S')) write(turn, task, 2, `curl: (${code}) ${words}\n`)
  return code
}

function finish(call: Call, given: ReadonlyMap<string, string>, url: Url, outcome: Outcome, tookMs: number): number {
  const code = outcome.kind === 'answer' ? outcome.answer.status : 0
  const status = outcome.kind === 'answer' ? deliver(call, given, outcome.answer) : failed(call, given, url, outcome, tookMs)
  const format = given.get('w')
  if (format !== undefined) out(call, written(format, url, outcome, code, tookMs))
  return status
}

function deliver(call: Call, given: ReadonlyMap<string, string>, answer: Extract<Outcome, { readonly kind: 'answer' }>['answer']): number {
  if (given.has('f') && answer.status >= 400) return complain(call, given, 22, `The requested URL returned error: ${answer.status}`)
  const text = (given.has('i') || given.has('I') ? headerText(answer) : '') + (given.has('I') ? '' : answer.body)
  const target = given.get('o')
  if (target === undefined || target === '-') {
    out(call, text)
    return 0
  }
  const opened = openPath(call.turn, call.task, target, 'write')
  if (!opened.ok) return complain(call, given, 23, `Failure writing output to destination`)
  write(call.turn, { ...call.task, fds: new Map([[1, opened.descriptor]]) }, 1, text)
  return 0
}

function failed(call: Call, given: ReadonlyMap<string, string>, { host, port }: Url, outcome: Exclude<Outcome, { readonly kind: 'answer' }>, tookMs: number): number {
  if (outcome.kind === 'unresolved') return complain(call, given, 6, `Could not resolve host: ${host}`)
  switch (outcome.why) {
    case 'timeout': return complain(call, given, 28, `Connection timed out after ${tookMs} milliseconds`)
    case 'reset': return complain(call, given, 56, 'Recv failure: Connection reset by peer')
    default: return complain(call, given, 7, `Failed to connect to ${host} port ${port} after ${tookMs} ms: Could not connect to server`)
  }
}

function written(format: string, url: Url, outcome: Outcome, code: number, tookMs: number): string {
  const seconds = (tookMs / 1000).toFixed(6)
  const values: Readonly<Record<string, string>> = {
    http_code: String(code).padStart(3, '0'), response_code: String(code).padStart(3, '0'), time_total: seconds, time_connect: seconds, url_effective: `${url.scheme}://${url.host}${url.path}`,
    size_download: outcome.kind === 'answer' ? String(byteLength(outcome.answer.body)) : '0', remote_ip: outcome.kind === 'unresolved' ? '' : outcome.address, num_connects: '1',
      content_type: outcome.kind === 'answer' ? outcome.answer.headers['Content-Type'] ?? '' : '',
  }
  return format.replaceAll(/%\{(\w+)\}|\\n|\\t/g, (all, name: string | undefined) => (all === '\\n' ? '\n' : all === '\\t' ? '\t' : values[name ?? ''] ?? ''))
}
