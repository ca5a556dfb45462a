import type { Millis } from '../api/types.js'
import { civil } from './civil.js'
import type { OutputChunk } from './process.js'

/** Lines kept of one instance of a container; the oldest go first (the kubelet's rotation at 10 MiB, of which `kubectl logs` shows the newest file). */
export const logLines = 10_000
/** Characters of one line; what is longer is cut into several, as the runtime does. */
const lineLength = 16_384

export interface LogLine {
  readonly at: Millis
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  /** The newline has not been written yet. */
  readonly isPartial: boolean
}

/** What one instance of a container wrote. */
export interface ContainerLog {
  readonly lines: readonly LogLine[]
}

export const emptyLog: ContainerLog = { lines: [] }

/** The log with PID 1's output behind it; output of exec sessions is none of it. */
export function appendLog(log: ContainerLog, output: readonly OutputChunk[]): ContainerLog {
  const own = output.filter(({ exec }) => exec === 0)
  if (own.length === 0) return log
  const lines = [...log.lines]
  for (const chunk of own) appendChunk(lines, chunk)
  return { lines: lines.length > logLines ? lines.slice(-logLines) : lines }
}

function appendChunk(lines: LogLine[], { at, stream, text }: OutputChunk): void {
  const pieces = text.split('\n')
  for (const [index, piece] of pieces.entries()) {
    const isPartial = index === pieces.length - 1
    if (isPartial && piece === '') return
    const open = index === 0 ? lines.findLastIndex((line) => line.stream === stream) : -1
    if (open >= 0 && lines[open]!.isPartial && lines[open]!.text.length < lineLength) lines[open] = { ...lines[open]!, text: lines[open]!.text + piece, isPartial }
    else lines.push({ at, stream, text: piece, isPartial })
  }
}

export interface LogQuery {
  /** The newest so many lines. */
  readonly tail?: number
  /** Not before this instant. */
  readonly sinceMs?: Millis
  readonly limitBytes?: number
  /** The wall clock at virtual time 0; set: each line begins with its instant. */
  readonly timestampsFromMs?: number
}

/** The text that `kubectl logs` prints (--tail, --since, --limit-bytes, --timestamps). The log of `--previous` is another one. */
export function readLog({ lines }: ContainerLog, { tail, sinceMs, limitBytes, timestampsFromMs }: LogQuery = {}): string {
  const recent = sinceMs === undefined ? lines : lines.filter(({ at }) => at >= sinceMs)
  const newest = tail === undefined || tail < 0 ? recent : tail === 0 ? [] : recent.slice(-tail)
  const text = newest.map(({ at, text, isPartial }) => `${timestampsFromMs === undefined ? '' : `${instantText(timestampsFromMs + at)} `}${text}${isPartial ? '' : '\n'}`).join('')
  return limitBytes === undefined ? text : text.slice(0, limitBytes)
}

/** RFC 3339 with nanoseconds, trailing zeros taken off as Go's RFC3339Nano does. */
function instantText(epochMs: number): string {
  const { year, month, day, hour, minute, second, millis } = civil(epochMs)
  const pad = (value: number, width: number = 2): string => String(value).padStart(width, '0')
  const fraction = millis === 0 ? '' : `.${pad(millis, 3).replace(/0+$/, '')}`
  return `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}Z`
}
