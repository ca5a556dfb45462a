import { write } from '../os/io.js'
import type { Task } from '../os/state.js'
import { killProcesses } from './kill.js'
import { fail, isBusybox, nameOf, optionsOf, out } from './options.js'
import { instant, waitFor, type Call, type Program } from './program.js'
import { formatDate } from './sleep-time.js'
import { tailOf, plainTail, tailOptions } from './text-filters.js'
import { nodeOf } from '../os/files.js'

const hostname = instant((call) => {
  const { given } = optionsOf(call.argv.slice(1), 'isfdIA')
  const [address = '127.0.0.1'] = call.turn.addresses
  out(call, given.has('i') || given.has('I') ? `${given.has('I') ? call.turn.addresses.join(' ') : address}\n` : `${call.turn.machine.spec.hostname}\n`)
  return 0
})

const names: Readonly<Record<number, string>> = { 0: 'root', 33: 'www-data', 65534: 'nobody' }

const id = instant((call) => {
  const { given } = optionsOf(call.argv.slice(1), 'ugnGr')
  const { uid, gid } = call.turn.machine.spec.user ?? { uid: 0, gid: 0 }
  const text = (number: number): string => (given.has('n') ? names[number] ?? String(number) : String(number))
  const labelled = (number: number): string => `${number}${names[number] === undefined ? '' : `(${names[number]})`}`
  out(call, given.has('u') ? `${text(uid)}\n` : given.has('g') || given.has('G') ? `${text(gid)}\n` : `uid=${labelled(uid)} gid=${labelled(gid)} groups=${labelled(gid)}\n`)
  return 0
})

const whoami = instant((call) => {
  const uid = call.turn.machine.spec.user?.uid ?? 0
  const name = names[uid]
  if (name === undefined) return fail(call, isBusybox(call) ? `unknown uid ${uid}` : `cannot find name for user ID ${uid}`)
  out(call, `${name}\n`)
  return 0
})

const uname = instant((call) => {
  const { given } = optionsOf(call.argv.slice(1), 'asnrvmpio')
  const all = given.has('a')
  const parts = [
    ...(all || given.size === 0 || given.has('s') ? ['Linux'] : []), ...(all || given.has('n') ? [call.turn.machine.spec.hostname] : []), ...(all || given.has('r') ? ['6.12.0'] : []),
    ...(all || given.has('v') ? ['#1 SMP'] : []), ...(all || given.has('m') ? ['x86_64'] : []), ...(all || given.has('o') ? [isBusybox(call) ? 'Linux' : 'GNU/Linux'] : []),
  ]
  out(call, `${parts.join(' ')}\n`)
  return 0
})

const isShown = ({ status }: Task): boolean => status === undefined

const ps = instant((call) => {
  call.turn.touched.processes = true
  const tasks = [...call.turn.machine.tasks.values()].filter(isShown)
  const isAll = call.argv.slice(1).some((text) => /a|e|x/.test(text))
  if (isBusybox(call)) {
    out(call, `PID   USER     TIME  COMMAND\n${tasks.map(({ pid, argv }) => `${String(pid).padStart(5)} root      0:00 ${argv.join(' ')}\n`).join('')}`)
  } else if (isAll && call.argv.slice(1).some((text) => /u|f/.test(text))) {
    const rows = tasks.map(({ pid, argv, startedAt }) =>
      `root     ${String(pid).padStart(7)}  0.0  0.0   2576   900 ?        S    ${formatDate(call.turn.epochMs + startedAt, '%H:%M')}   0:00 ${argv.join(' ')}\n`)
    out(call, `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join('')}`)
  } else out(call, `    PID TTY          TIME CMD\n${tasks.map(({ pid, argv }) => `${String(pid).padStart(7)} ?        00:00:00 ${nameOf(argv)}\n`).join('')}`)
  return 0
})

function matching(call: Call, pattern: string, isExact: boolean, isFull: boolean): readonly Task[] {
  call.turn.touched.processes = true
  return [...call.turn.machine.tasks.values()].filter((task) => {
    if (!isShown(task) || task === call.task) return false
    const text = isFull ? task.argv.join(' ') : nameOf(task.argv)
    return isExact ? text === pattern : text.includes(pattern) || safeMatch(pattern, text)
  })
}

function safeMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return false
  }
}

const pgrep = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'flxanoc')
  const found = matching(call, operands[0] ?? '', given.has('x'), given.has('f'))
  if (given.has('c')) out(call, `${found.length}\n`)
  else out(call, found.map(({ pid, argv }) => `${pid}${given.has('l') || given.has('a') ? ` ${given.has('a') ? argv.join(' ') : nameOf(argv)}` : ''}\n`).join(''))
  return found.length > 0 ? 0 : 1
})

const pidof = instant((call) => {
  const found = optionsOf(call.argv.slice(1), 'sxo:').operands.flatMap((name) => matching(call, name, true, false))
  if (found.length > 0) out(call, `${found.map(({ pid }) => pid).reverse().join(' ')}\n`)
  return found.length > 0 ? 0 : 1
})

const pkill = instant((call) => {
  const signals = call.argv.slice(1).filter((text) => /^-(?:\d+|[A-Z]+)$/.test(text))
  const { given, operands } = optionsOf(call.argv.slice(1).filter((text) => !signals.includes(text)), 'fxs:')
  const isExact = given.has('x') || nameOf(call.argv) === 'killall'
  const found = operands.flatMap((name) => matching(call, name, isExact, given.has('f')))
  killProcesses(call.turn, call.task, [...signals, ...found.map(({ pid }) => String(pid))], () => undefined)
  if (found.length === 0 && nameOf(call.argv) === 'killall') fail(call, `${operands[0]}: no process killed`)
  return found.length > 0 ? 0 : 1
})

const kill = instant((call) => {
  const { fault, listing } = killProcesses(call.turn, call.task, call.argv.slice(1), () => undefined)
  if (listing !== undefined) out(call, listing)
  if (fault === undefined) return 0
  return fail(call, fault.pid === undefined ? fault.words : isBusybox(call) ? `can't kill pid ${fault.pid}: ${fault.words}` : `(${fault.pid}): ${fault.words}`)
})

const nproc = instant((call) => {
  out(call, '4\n')
  return 0
})

const free = instant((call) => {
  out(call, '              total        used        free      shared  buff/cache   available\nMem:       16777216     4194304     8388608           0     4194304    12582912\nSwap:             0           0           0\n')
  return 0
})

const uptime = instant((call) => {
  call.turn.touched.clock = true
  const minutes = Math.floor(call.turn.now / 60_000)
  out(call, ` ${formatDate(call.turn.epochMs + call.turn.now, '%H:%M:%S')} up ${minutes} min,  0 users,  load average: 0.00, 0.00, 0.00\n`)
  return 0
})

/** tail -f: prints what is there, then whatever comes behind it. */
const tail: Program = {
  step: (call, at) => {
    const parsed = tailOptions(call)
    const isFollowing = parsed.ok && (parsed.options.has('f') || parsed.options.has('F')) && parsed.files.length > 0
    if (!isFollowing || !parsed.ok) return plainTail.step(call, at)
    const seen = (at['seen'] ?? {}) as Readonly<Record<string, number>>
    const next: Record<string, number> = {}
    const isMany = parsed.files.length > 1
    for (const file of parsed.files) {
      const node = nodeOf(call.turn, call.task, file)
      const text = node?.kind === 'file' ? node.text : undefined
      if (text === undefined && !file.startsWith('/dev/') && seen[file] === undefined) {
        write(call.turn, call.task, 2, `tail: ${isBusybox(call) ? `can't open '${file}'` : `cannot open '${file}' for reading`}: No such file or directory\n`)
        if (parsed.files.length === 1 && !parsed.options.has('F')) {
          if (!isBusybox(call)) write(call.turn, call.task, 2, 'tail: no files remaining\n')
          return { kind: 'exit', status: 1 }
        }
      }
      const from = seen[file]
      const length = text?.length ?? 0
      const fresh = text === undefined ? '' : from === undefined ? tailOf(parsed.options, text) : from < 0 || length < from ? text : text.slice(from)
      if (fresh !== '') write(call.turn, call.task, 1, isMany && !parsed.options.has('q') ? `${call.turn.output.length > 0 ? '\n' : ''}==> ${file} <==\n${fresh}` : fresh)
      next[file] = text === undefined ? -1 : length
    }
    return waitFor({ on: 'files', seen: call.turn.machine.fileVersion }, { seen: next })
  },
}

export const systemPrograms: Readonly<Record<string, Program>> = {
  hostname, id, whoami, uname, arch: instant((call) => {
    out(call, 'x86_64\n')
    return 0
  }), ps, pgrep, pidof, pkill, killall: pkill, kill, nproc, free, uptime, tail, tty: instant((call) => {
    out(call, 'not a tty\n')
    return 1
  }),
}
