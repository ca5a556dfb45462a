import { openPath, write } from '../os/io.js'
import { errnoText } from '../os/files.js'
import { ask, isStep, statusLine, urlOf, type Outcome, type Url } from './http-client.js'
import { fail, isBusybox, optionsOf, out } from './options.js'
import { exit, type Call, type Program } from './program.js'
import { missingOperand } from './sleep-time.js'

const long: Readonly<Record<string, string>> = {
  quiet: 'q', spider: 'z', 'timeout=': 'T', 'output-document=': 'O', 'header=': 'H', 'post-data=': 'p', 'user-agent=': 'U', 'tries=': 't', 'no-check-certificate': 'n',
    'server-response': 'S', 'no-verbose': 'v', continue: 'c', 'connect-timeout=': 'T', 'max-redirect=': 'm', 'method=': 'M',
}

/** wget as busybox has it; where an image brings GNU's, its words are GNU's. */
export const wget: Program = {
  step: (call, at) => {
    const { given, operands } = optionsOf(call.argv.slice(1), 'qO:T:SczP:U:t:Y:nvdNrHp', long)
    const [target] = operands
    if (target === undefined) return exit(missingOperand(call, 'missing URL'))
    const url = urlOf(target)
    if (url === undefined) return exit(fail(call, `not an http or ftp url: ${target}`))
    const seconds = given.get('T')
    const method = given.has('z') ? 'HEAD' : given.has('p') ? 'POST' : 'GET'
    const outcome = ask(call, at, { url, method, headers: headersOf(call), body: given.get('p') ?? '', timeoutMs: seconds === undefined ? 900_000 : Number(seconds) * 1000 })
    return isStep(outcome) ? outcome : exit(finish(call, given, url, outcome))
  },
}

const headersOf = ({ argv }: Call): Readonly<Record<string, string>> => Object.fromEntries(argv.flatMap((text, index) => {
  const value = text === '-H' || text === '--header' ? argv[index + 1] : /^--header=(.*)$/.exec(text)?.[1]
  const colon = value?.indexOf(':') ?? -1
  return value === undefined || colon < 0 ? [] : [[value.slice(0, colon).trim(), value.slice(colon + 1).trim()]]
}))

function finish(call: Call, given: ReadonlyMap<string, string>, url: Url, outcome: Outcome): number {
  const say = (text: string): void => {
    if (!given.has('q')) write(call.turn, call.task, 2, text)
  }
  const isGnu = !isBusybox(call)
  if (outcome.kind === 'unresolved') {
    if (isGnu) say(`wget: unable to resolve host address '${url.host}'\n`)
    else fail(call, `bad address '${url.host}'`)
    return isGnu ? 4 : 1
  }
  say(isGnu ? `Connecting to ${url.host}:${url.port}... ` : `Connecting to ${url.host} (${outcome.address}:${url.port})\n`)
  if (outcome.kind === 'failed') return failed(call, outcome.address, outcome.why, isGnu, say)
  const { answer } = outcome
  if (given.has('S')) write(call.turn, call.task, 2, `  ${statusLine(answer.status)}\n${Object.entries(answer.headers).map(([name, value]) => `  ${name}: ${value}\n`).join('')}`)
  if (answer.status >= 400) {
    if (isGnu) say(`connected.\nHTTP request sent, awaiting response... ${statusLine(answer.status).slice(9)}\n`)
    else fail(call, `server returned error: ${statusLine(answer.status)}`)
    return isGnu ? 8 : 1
  }
  if (given.has('z')) {
    say('remote file exists\n')
    return 0
  }
  return save(call, given, url, answer.body, say)
}

const whys = { refused: 'Connection refused', timeout: 'Operation timed out', unreachable: 'Host is unreachable', reset: 'Connection reset by peer' } as const

function failed(call: Call, address: string, why: keyof typeof whys, isGnu: boolean, say: (text: string) => void): number {
  if (isGnu) {
    say(`failed: ${whys[why]}.\n`)
    return 4
  }
  return fail(call, why === 'timeout' ? 'download timed out' : why === 'reset' ? 'error getting response: Connection reset by peer' : `can't connect to remote host (${address}): ${whys[why]}`)
}

function save(call: Call, given: ReadonlyMap<string, string>, { path }: Url, body: string, say: (text: string) => void): number {
  const target = given.get('O') ?? (path.replace(/\?.*$/, '').replace(/^.*\//, '') || 'index.html')
  if (target === '-') {
    if (!given.has('q')) say('writing to stdout\n')
    out(call, body)
    return 0
  }
  const opened = openPath(call.turn, call.task, target, 'write')
  if (!opened.ok) return fail(call, `can't open '${target}': ${errnoText[opened.errno]}`)
  say(`saving to '${target}'\n`)
  write(call.turn, { ...call.task, fds: new Map([[1, opened.descriptor]]) }, 1, body)
  say(`${target.padEnd(20)} 100% |********************************| ${String(body.length).padStart(5)}  0:00:00 ETA\n'${target}' saved\n`)
  return 0
}
