import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../src/harness/session.js'
import { runScenario } from '../src/harness/run/run-scenario.js'
import type { JsonObject } from '../src/sim/api/types.js'
import { controlPlane } from '../src/sim/control-plane.js'
import type { LogEntry } from '../src/sim/store/log.js'
import { traceLine } from '../src/sim/trace.js'
import { root, shared } from './cli.js'
import { compare, differencesText, type Comparison } from './golden/compare.js'
import { readRecordings, type Entry, type Recordings } from './golden/recording.js'

const folder = join(root, 'fixtures/golden')
const names = readdirSync(folder).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).sort()
const stages = ['1', '2', '3', '4', '5']
const leastEach = 0.97
const leastOfStage = 0.99

/** What a scenario came to here, held against what was recorded. */
interface Held extends Comparison {
  readonly name: string
  readonly recordings: Recordings
  readonly log: readonly LogEntry[]
}

async function logOf(name: string): Promise<readonly LogEntry[]> {
  const session = await openSession([join(folder, `${name}.yaml`)])
  expect(session.diagnostics).toEqual([])
  const { outcome, cluster } = runScenario(session.scenarios[0]!.scenario, controlPlane, [])
  expect(outcome.status, JSON.stringify(outcome.error)).toBe('passed')
  return cluster!.log.entries
}

/** The log as a watch would tell it. */
const watched = (log: readonly LogEntry[]): readonly Entry[] => log.map(({ at, type, object }) => ({ t: Math.max(0, at) / 1000, type, object: object as unknown as JsonObject }))

async function runAndCompare(name: string): Promise<Held> {
  const recordings = readRecordings(folder, name)
  const log = await logOf(name)
  return { name, recordings, log, ...compare(recordings, watched(log)) }
}

const runs = new Map<string, Promise<Held>>()
const hold = (name: string): Promise<Held> => {
  const run = runs.get(name) ?? runAndCompare(name)
  runs.set(name, run)
  return run
}

describe('a simulated cluster does what the recorded real one did', () => {
  it.each(names)('%s', async (name) => {
    const held = await hold(name)
    expect(held.agreement, differencesText(held, 20)).toBeGreaterThanOrEqual(leastEach)
  })

  it.each(stages)('stage %s as a whole', async (stage) => {
    const held = (await Promise.all(names.map(hold))).filter(({ recordings }) => recordings[0].stage === stage)
    const mean = held.reduce((sum, { agreement }) => sum + agreement, 0) / held.length
    const worst = held.filter(({ agreement }) => agreement < leastOfStage)
    expect(mean, worst.map((each) => `${each.name}\n${differencesText(each, 5)}`).join('\n')).toBeGreaterThanOrEqual(leastOfStage)
  })
})

const reference = join(shared, 'golden/compare.mjs')
/** Those whose recordings the reference comparison can read. */
const given = names.filter((name) => existsSync(join(shared, 'golden', `${name}.jsonl`)))
type CompareFiles = (recording: string, trace: string) => { readonly agreement: number }

/** A log in which a part is missing and a part is late: a comparison has to find what is wrong, too. */
const spoilt = (log: readonly LogEntry[]): readonly LogEntry[] =>
  log.filter((_, i) => i % 7 !== 3).map((entry, i) => (i % 11 === 5 ? { ...entry, object: entry.object, previous: entry.previous, at: entry.at + 9000 } : entry)).toSorted((a, b) => a.at - b.at)

describe.runIf(existsSync(reference))('the comparison finds what the reference comparison finds', () => {
  let out = ''
  beforeAll(() => { out = mkdtempSync(join(tmpdir(), 'seatrial-golden-')) })
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  async function expectSame(name: string, recordings: Recordings, log: readonly LogEntry[]): Promise<void> {
    const { compareFiles } = await import(reference) as { readonly compareFiles: CompareFiles }
    const trace = join(out, `${name}.jsonl`)
    writeFileSync(trace, log.map(traceLine).join(''))
    const ours = compare(recordings, watched(log)).agreement
    const theirs = compareFiles(join(shared, 'golden', `${name}.jsonl`), trace).agreement
    expect(Math.abs(ours - theirs), `ours ${ours}, the reference's ${theirs}`).toBeLessThanOrEqual(0.005)
  }

  it.each(given)('%s', async (name) => {
    const { recordings, log } = await hold(name)
    await expectSame(name, recordings, log)
  })

  it.each(given)('%s, spoilt', async (name) => {
    const { recordings, log } = await hold(name)
    await expectSame(name, recordings, spoilt(log))
  })
})
