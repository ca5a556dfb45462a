import type { Task } from './state.js'

export const signalNumbers: Readonly<Record<string, number>> = {
  HUP: 1, INT: 2, QUIT: 3, ILL: 4, TRAP: 5, ABRT: 6, BUS: 7, FPE: 8, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, STKFLT: 16,
  CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, URG: 23, XCPU: 24, XFSZ: 25, VTALRM: 26, PROF: 27, WINCH: 28, IO: 29, PWR: 30, SYS: 31,
}
const byNumber = new Map(Object.entries(signalNumbers).map(([name, number]) => [number, name]))

/** The name of a signal from what users write: `9`, `KILL`, `SIGKILL`, `kill`; `EXIT` and 0 are EXIT. */
export function signalName(text: string): string | undefined {
  if (/^\d+$/.test(text)) return text === '0' ? 'EXIT' : byNumber.get(Number(text))
  const name = text.toUpperCase().replace(/^SIG/, '')
  return name === 'EXIT' || name in signalNumbers ? name : undefined
}

export function sendSignal(task: Task, name: string): void {
  task.signals = [...task.signals, name]
}
