import { sendSignal, signalName, signalNumbers } from '../os/signal-names.js'
import type { Task, Turn } from '../os/state.js'

export interface KillOutcome {
  readonly fault: { readonly words: string; readonly pid?: string } | undefined
  readonly listing?: string
}

/** kill(1) and the builtin of that name: `-s NAME`, `-NAME`, `-9`, `-0` asks only, `-l` lists. */
export function killProcesses(turn: Turn, sender: Task, args: readonly string[], jobOf: (text: string) => number | undefined): KillOutcome {
  let signal = 'TERM'
  let rest = args
  const [first = '', second] = args
  if (first === '-l' || first === '-L') return { fault: undefined, listing: listing(second) }
  if (first === '-s' || first === '-n') {
    const name = signalName(second ?? '')
    if (name === undefined) return { fault: { words: `invalid signal number or name: ${second}` } }
    signal = name
    rest = args.slice(2)
  } else if (/^-./.test(first) && first !== '--') {
    const name = signalName(first.slice(1))
    if (name === undefined) return { fault: { words: `bad signal name '${first.slice(1)}'` } }
    signal = name
    rest = args.slice(1)
  }
  if (rest[0] === '--') rest = rest.slice(1)
  if (rest.length === 0) return { fault: { words: 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]' } }
  let fault: KillOutcome['fault']
  for (const text of rest) if (!killOne(turn, sender, text, signal, jobOf)) fault = { words: /^-?\d+$|^%/.test(text) ? 'No such process' : `Illegal number: ${text}`, pid: text }
  return { fault }
}

function killOne(turn: Turn, sender: Task, text: string, signal: string, jobOf: (text: string) => number | undefined): boolean {
  const pid = jobOf(text) ?? Number(text)
  turn.touched.processes = true
  if (pid === -1) {
    for (const task of turn.machine.tasks.values()) if (task.pid !== 1 && task !== sender) deliver(task, signal)
    return true
  }
  if (pid === 0) {
    for (const task of turn.machine.tasks.values()) if (task.exec === sender.exec) deliver(task, signal)
    return true
  }
  const task = turn.machine.tasks.get(Math.abs(pid))
  if (task === undefined || Number.isNaN(pid)) return false
  if (task.status === undefined) deliver(task, signal)
  return true
}

function deliver(task: Task, signal: string): void {
  if (signal !== 'EXIT') sendSignal(task, signal)
}

function listing(of: string | undefined): string {
  if (of === undefined) return `${Object.keys(signalNumbers).join(' ')}\n`
  const code = Number(of)
  return `${signalName(String(code > 128 ? code - 128 : code)) ?? of}\n`
}
