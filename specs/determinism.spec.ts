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

async function traceOf(file: string, forkAt?: (virtualMs: number) => number): Promise<{ readonly lines: readonly string[]; readonly virtualMs: number }> {
  const session = await openSession([join(folder, file)])
  const [{ scenario }] = session.scenarios as [(typeof session.scenarios)[number]]
  const run = (forkAtMs?: number) => runScenario(scenario, controlPlane, [], { forkAtMs })
  const first = run()
  const { outcome, cluster } = forkAt === undefined ? first : run(forkAt(first.outcome.virtualMs))
  return { lines: cluster!.log.entries.map(traceLine), virtualMs: outcome.virtualMs }
}

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
    const once = await traceOf(file)
    const again = await traceOf(file)
    const forked = await traceOf(file, (virtualMs) => Math.floor(virtualMs / 2))
    const target = join(out, `${file.replace('/', '-')}.jsonl`)
    seatrial(['run', `specs/scenarios/${file}`, '--trace', target])
    const elsewhere = readFileSync(target, 'utf8').split(/(?<=\n)/)
    expect(divergence(once.lines, again.lines)).toBeUndefined()
    expect(divergence(once.lines, forked.lines)).toBeUndefined()
    expect(divergence(once.lines, elsewhere)).toBeUndefined()
  })

  it('another seed gives other names', async () => {
    const session = await openSession([join(folder, 'healthy-deploy.yaml')], { seed: 99 })
    const { cluster } = runScenario(session.scenarios[0]!.scenario, controlPlane, [])
    const { lines } = await traceOf('healthy-deploy.yaml')
    expect(divergence(cluster!.log.entries.map(traceLine), lines)).toBeDefined()
  })
})
