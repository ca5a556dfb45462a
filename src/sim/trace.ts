import type { LogEntry } from './store/log.js'

/** One line of the trace file: JSON with t in seconds. The grammar is in docs/trace.md. */
export function traceLine(entry: LogEntry): string {
  return `{"t":${Math.max(0, entry.at) / 1000},"rv":${entry.revision},"type":"${entry.type}","by":${JSON.stringify(entry.by)},"cause":${entry.cause},"object":${JSON.stringify(entry.object)}}\n`
}
