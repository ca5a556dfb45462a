import { readText } from '../os/files.js'
import { write } from '../os/io.js'
import { isAddress, resolve } from './http-client.js'
import { isBusybox, optionsOf, out } from './options.js'
import { exit, waitFor, type Call, type Program, type Step } from './program.js'

/** Waits out what an answer takes; the second step finds its outcome in the state. */
function afterwards(call: Call, afterMs: number, status: number, text: string, errors: string): Step {
  const at = { status, text, errors }
  if (afterMs > 0) return waitFor(Number.isFinite(afterMs) ? { on: 'time', until: call.turn.now + afterMs } : { on: 'forever' }, at)
  return conclude(call, at)
}

function conclude(call: Call, { status, text, errors }: { readonly status: number; readonly text: string; readonly errors: string }): Step {
  out(call, text)
  write(call.turn, call.task, 2, errors)
  return exit(status)
}

type Concluded = Parameters<typeof conclude>[1]

/** nc [-z] [-v] [-w seconds] host port; nc -l waits for ever. */
const nc: Program = {
  step: (call, at) => {
    if ('status' in at) return conclude(call, at as unknown as Concluded)
    const { given, operands } = optionsOf(call.argv.slice(1), 'zvw:lp:nuke:i:q:s:N')
    if (given.has('l')) return waitFor({ on: 'forever' }, {})
    const [host = '', port = ''] = operands
    const resolved = resolve(call, host)
    const address = resolved.kind === 'addresses' ? resolved.addresses[0]! : undefined
    if (address === undefined) return afterwards(call, resolved.afterMs, 1, '', isBusybox(call) ? `nc: bad address '${host}'\n`
      : `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known\n`)
    call.turn.touched.network = true
    const answer = call.turn.network.connect(address, Number(port), given.has('u') ? 'udp' : 'tcp')
    const limitMs = given.has('w') ? Number(given.get('w')) * 1000 : Number.POSITIVE_INFINITY
    const isLate = answer.afterMs > limitMs
    const isOpen = answer.kind === 'open' && !isLate
    const why = answer.kind === 'timeout' || isLate ? (isBusybox(call) ? 'Operation timed out' : 'Connection timed out') : answer.kind === 'unreachable' ? 'Host is unreachable' : 'Connection refused'
    const isSaid = given.has('v') || !given.has('z')
    const said = isOpen ? (given.has('v') ? (isBusybox(call) ? `${host} (${address}:${port}) open\n` : `Connection to ${host} ${port} port [tcp/*] succeeded!\n`) : '') : !isSaid
      ? '' : isBusybox(call) ? `nc: ${host} (${address}:${port}): ${why}\n` : `nc: connect to ${host} port ${port} (tcp) failed: ${why}\n`
    return afterwards(call, resolved.afterMs + Math.min(answer.afterMs, limitMs), isOpen ? 0 : 1, '', said)
  },
}

function serverOf(call: Call): string {
  const found = readText(call.turn, call.task, '/etc/resolv.conf')
  return /^nameserver\s+(\S+)/m.exec(found.ok ? found.text : '')?.[1] ?? '10.96.0.10'
}

/** nslookup as busybox prints it. */
const nslookup: Program = {
  step: (call, at) => {
    if ('status' in at) return conclude(call, at as unknown as Concluded)
    const [host = ''] = call.argv.slice(1).filter((text) => !text.startsWith('-'))
    const server = serverOf(call)
    const head = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`
    call.turn.touched.network = true
    const answer = isAddress(host) ? resolve(call, host) : call.turn.network.resolve(host)
    if (answer.kind === 'addresses') return afterwards(call, answer.afterMs, 0, `${head}${answer.addresses.map((address) => `Name:\t${answer.name}\nAddress: ${address}\n`).join('')}\n`, '')
    if (answer.kind === 'unknown') return afterwards(call, answer.afterMs, 1, `${head}** server can't find ${host}: NXDOMAIN\n\n`, '')
    return afterwards(call, answer.afterMs, 1, '', ';; connection timed out; no servers could be reached\n\n')
  },
}

/** getent hosts|passwd name. */
const getent: Program = {
  step: (call, at) => {
    if ('status' in at) return conclude(call, at as unknown as Concluded)
    const [database = '', name = ''] = call.argv.slice(1)
    if (!/^(?:hosts|ahosts|ahostsv4)$/.test(database)) return exit(2)
    const answer = resolve(call, name)
    return answer.kind === 'addresses' ? afterwards(call, answer.afterMs, 0, answer.addresses.map((address) => `${address.padEnd(15)} ${answer.name}\n`).join(''), '')
      : afterwards(call, answer.afterMs, 2, '', '')
  },
}

/** ping -c N: a host answers when anything of it does; every second one packet. */
const ping: Program = {
  step: (call, at) => {
    if ('status' in at) return conclude(call, at as unknown as Concluded)
    const { given, operands } = optionsOf(call.argv.slice(1), 'c:w:W:i:qs:4n')
    const [host = ''] = operands
    const count = given.has('c') ? Number(given.get('c')) : undefined
    const resolved = resolve(call, host)
    const address = resolved.kind === 'addresses' ? resolved.addresses[0]! : undefined
    if (address === undefined) return afterwards(call, resolved.afterMs, isBusybox(call) ? 1 : 2, '', isBusybox(call) ? `ping: bad address '${host}'\n` : `ping: ${host}: Name or service not known\n`)
    call.turn.touched.network = true
    const { kind } = call.turn.network.connect(address, 7, 'tcp')
    const isThere = kind === 'open' || kind === 'refused'
    const sent = typeof at['sent'] === 'number' ? at['sent'] : 0
    if (sent === 0) out(call, `PING ${host} (${address}): 56 data bytes\n`)
    if (count !== undefined && sent >= count) {
      out(call, `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${isThere ? sent : 0} packets received, ${isThere ? 0 : 100}% packet loss\n`)
      return exit(isThere ? 0 : 1)
    }
    if (isThere) out(call, `64 bytes from ${address}: seq=${sent} ttl=62 time=0.100 ms\n`)
    return waitFor({ on: 'time', until: call.turn.now + (count === sent + 1 && isThere ? 0 : 1000) }, { sent: sent + 1 })
  },
}

export const netTools: Readonly<Record<string, Program>> = { nc, netcat: nc, nslookup, getent, ping }
