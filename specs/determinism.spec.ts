import { readFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openSession } from '../src/harness/session.js'
import { runScenario } from '../src/harness/run/run-scenario.js'
import { controlPlane } from '../src/sim/control-plane.js'
import { traceLine } from '../src/sim/trace.js'
import { root, seatrial } from './cli.js'

const folder = join(root, 'specs/scenarios')
const files = [...readdirSync(folder), 'failing/fails-on-purpose.yaml'].filter((file) => file.endsWith('.yaml')).sort()
const out = mkdtempSync(join(tmpdir(), 'seatrial-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

interface Traced {
  readonly name: string
  readonly lines: readonly string[]
}

/** The traces of all scenarios of a file; with `isForked` each goes on in a fork from half of its time. */
async function tracesOf(file: string, isForked = false): Promise<readonly Traced[]> {
  const { scenarios } = await openSession([join(folder, file)])
  return scenarios.map(({ scenario }) => {
    const run = (forkAtMs?: number): ReturnType<typeof runScenario> => runScenario(scenario, controlPlane, [], { forkAtMs })
    const first = run()
    const { cluster } = isForked ? run(Math.floor(first.outcome.virtualMs / 2)) : first
    return { name: scenario.spec.name, lines: cluster!.log.entries.map(traceLine) }
  })
}

/** The same, each written by a process of its own. */
const writtenTraces = (file: string, names: readonly string[]): readonly Traced[] => names.map((name) => {
  const target = join(out, `${name}.jsonl`)
  seatrial(['run', `specs/scenarios/${file}`, '--filter', `name=${name}`, '--trace', target])
  return { name, lines: readFileSync(target, 'utf8').split(/(?<=\n)/) }
})

/** The first line in which two traces differ; undefined: none. */
function divergence(a: readonly string[], b: readonly string[]): { readonly line: number; readonly a: string | undefined; readonly b: string | undefined } | undefined {
  const at = a.findIndex((line, i) => line !== b[i])
  if (at < 0) return a.length === b.length ? undefined : { line: a.length + 1, a: undefined, b: b[a.length] }
  const [left, right] = [a[at] ?? '', b[at] ?? '']
  const from = Math.max(0, [...left].findIndex((letter, i) => letter !== right[i]) - 80)
  return { line: at + 1, a: left.slice(from, from + 200), b: right.slice(from, from + 200) }
}

describe('the same scenario and seed write the same trace', () => {
  it.each(files)('%s: twice, in another process, and after a fork at half time', async (file) => {
    const once = await tracesOf(file)
    for (const others of [await tracesOf(file), await tracesOf(file, true), writtenTraces(file, once.map(({ name }) => name))]) {
      expect(once.map(({ name, lines }, i) => ({ name, divergence: divergence(lines, others[i]!.lines) }))).toEqual(once.map(({ name }) => ({ name, divergence: undefined })))
    }
  })

  it('another seed gives other names', async () => {
    const session = await openSession([join(folder, 'healthy-deploy.yaml')], { seed: 99 })
    const { cluster } = runScenario(session.scenarios[0]!.scenario, controlPlane, [])
    const [{ lines }] = (await tracesOf('healthy-deploy.yaml')) as [Traced]
    expect(divergence(cluster!.log.entries.map(traceLine), lines)).toBeDefined()
  })
})
