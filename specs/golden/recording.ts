import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { JsonObject } from '../../src/sim/api/types.js'

/** One change as the watch delivered it, `t` in seconds after the start of the scenario. */
export interface Entry {
  readonly t: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: JsonObject
}

/** What a cluster did: one recording of a real one, or the trace of a simulated one. */
export interface Recording {
  readonly stage: string
  /** How much later or earlier than recorded something may happen, in seconds; the scenario says so where chance decides. */
  readonly tolerance: number
  readonly entries: readonly Entry[]
}

/** One recording, and what others of the same scenario may follow. */
export type Recordings = readonly [Recording, ...Recording[]]

interface Header {
  readonly type: 'SCENARIO'
  readonly labels?: { readonly stage?: string }
  readonly tolerance?: number
}

const isHeader = (line: Header | Entry): line is Header => line.type === 'SCENARIO'

/** Reads a packed recording: gzip of one JSON document a line, the first of them the header. */
function readRecording(file: string): Recording {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Header | Entry)
  const header = lines.find(isHeader)
  return { stage: header?.labels?.stage ?? '', tolerance: header?.tolerance ?? 0, entries: lines.filter((line): line is Entry => !isHeader(line)) }
}

/** The recording of a scenario and, where there is one, a second recording of the same. */
export function readRecordings(folder: string, name: string): Recordings {
  const again = `${folder}/${name}.again.jsonl.gz`
  return [readRecording(`${folder}/${name}.jsonl.gz`), ...(existsSync(again) ? [readRecording(again)] : [])]
}
