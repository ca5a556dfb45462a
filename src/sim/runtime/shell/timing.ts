import type { Millis } from '../../api/types.js'
import { write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import type { FrameOf, Shell } from './state.js'
import { parameter } from './variables.js'

/** The lines of bash's `time` (print_formatted_time in execute_cmd.c): what passed of virtual time; nothing of it is spent by a processor. */
export function tellTime(turn: Turn, task: Task, shell: Shell, { timing, startedAt }: FrameOf<'pipeline'>): void {
  turn.touched.clock = true
  const format = timing === 'posix' ? 'real %2R\nuser %2U\nsys %2S' : parameter(turn, task, shell, 'TIMEFORMAT') ?? '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS'
  if (format !== '') write(turn, task, 2, `${format.replaceAll(/%(?:%|P|([0-9]?)(l?)([RUS]))/g, (all, digits: string, long: string, what: string | undefined) => {
    if (what === undefined) return all === '%P' ? '0.00' : '%'
    return duration(what === 'R' ? turn.now - startedAt : 0, Math.min(3, Number(digits === '' ? 3 : digits)), long !== '')
  })}\n`)
}

function duration(ms: Millis, digits: number, isLong: boolean): string {
  const seconds = isLong ? Math.floor(ms / 1000) % 60 : Math.floor(ms / 1000)
  const fraction = digits === 0 ? '' : `.${String(ms % 1000).padStart(3, '0').slice(0, digits)}`
  return isLong ? `${Math.floor(ms / 60_000)}m${seconds}${fraction}s` : `${seconds}${fraction}`
}
