import { describe, expect, it } from 'vitest'
import { appendLog, emptyLog, readLog } from '../../../src/sim/runtime/logs.js'
import type { OutputChunk } from '../../../src/sim/runtime/process.js'

const chunk = (at: number, text: string, stream: 'stdout' | 'stderr' = 'stdout', exec = 0): OutputChunk => ({ at, stream, text, exec })
const log = appendLog(emptyLog, [chunk(0, 'one\ntwo\n'), chunk(1_500, 'par'), chunk(1_600, 'err\n', 'stderr'), chunk(2_000, 'tial\n'), chunk(3_000, 'of exec\n', 'stdout', 1), chunk(4_000, 'open')])

describe('readLog', () => {
  it.each([
    ['all of it', {}, 'one\ntwo\npartial\nerr\nopen'],
    ['the newest lines', { tail: 2 }, 'err\nopen'],
    ['none', { tail: 0 }, ''],
    ['since an instant', { sinceMs: 1_500 }, 'partial\nerr\nopen'],
    ['so many bytes', { limitBytes: 5 }, 'one\nt'],
    ['with its instants', { tail: 2, timestampsFromMs: Date.UTC(2026, 0, 1) }, '2026-01-01T00:00:01.6Z err\n2026-01-01T00:00:04Z open'],
  ])('gives %s', (_, query, text) => expect(readLog(log, query)).toBe(text))
})

it('puts a line together that came in pieces', () => expect(appendLog(log, [chunk(5_000, 'ed\n')]).lines.at(-1)).toEqual({ at: 4_000, stream: 'stdout', text: 'opened', isPartial: false }))
