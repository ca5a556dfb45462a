import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFile as check } from '../tools/walls/check.mjs'
import { root } from './cli.js'

const src = join(root, 'src')
const sources = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(src, join(entry.parentPath, entry.name)).split(sep).join('/')).sort()
const found = (file: string, text: string): readonly string[] => check(file, text).map(({ line, message }) => `${line}: ${message}`)

describe('the source', () => {
  it('stands within its walls', () => {
    const findings = sources.flatMap((file) => check(file, readFileSync(join(src, file), 'utf8')).map(({ line, message }) => `src/${file}:${line}: ${message}`))
    expect(findings).toEqual([])
    expect(sources.length).toBeGreaterThan(400)
  })

  it('has one registry of each sort, whose keys are its words', () => {
    for (const registry of ['sim/api/kinds', 'sim/controllers', 'sim/scheduler', 'sim/faults', 'harness/steps', 'assertions', 'reporters']) expect(sources).toContain(`${registry}/registry.ts`)
  })
})

describe('the walls', () => {
  it.each([
    ['a clock in the simulator', 'sim/store/x.ts', 'const t = Date.now()\n', '1: `Date` is not used here: use timestamp() of sim/clock.ts over virtual time'],
    ['chance in the simulator', 'sim/kubelet/x.ts', '\nconst r = Math.random()\n', '2: `Math.random` is not used here: use drawInt() of sim/random.ts over the actor\'s stream'],
    ['a timer in the simulator', 'sim/x.ts', 'setTimeout(f, 1)\n', '1: `setTimeout` is not used here: use wakeAt() of sim/wake.ts'],
    ['a promise in the simulator', 'sim/x.ts', 'export async function f() {}\n', '1: `async` is not used here: the simulator is synchronous: return, and wait by wakeAt() of sim/wake.ts'],
    ['printing outside the command line', 'harness/x.ts', 'console.log(1)\n', '1: `console.` is not used here: return data; only src/cli prints'],
    ['the process outside the command line', 'reporters/x.ts', 'const a = process.argv\n', '1: `process.argv` is not used here: take it as an argument; only src/cli knows the process'],
    ['copies by JSON', 'sim/x.ts', 'JSON.parse(JSON.stringify(a))\n', '1: `JSON.parse(JSON.stringify` is not used here: objects are frozen: share them, or build the new one by spread'],
    ['work left for later', 'cli/x.ts', '// TODO later\n', '1: `TODO` is not used here: do it now, or name it in docs/fidelity.md'],
    ['types silenced', 'cli/x.ts', '// @ts-ignore\n', '1: `@ts-ignore` is not used here: say the type'],
    ['files of the system in the simulator', 'sim/x.ts', "import { readFileSync } from 'node:fs'\n", '1: sim does no I/O and runs in a browser too: node:fs belongs to harness or cli'],
    ['YAML outside its room', 'harness/x.ts', "import { parseEvents } from 'js-yaml'\n", '1: js-yaml lives in harness/load only'],
    ['a package without a room', 'cli/x.ts', "import lodash from 'lodash'\n", '1: the package lodash has no room: name one in tools/walls/rules.mjs'],
    ['an actor that knows another', 'sim/kubelet/x.ts', "import { scheduler } from '../scheduler/scheduler.js'\n", '1: sim/kubelet may not import sim/scheduler/scheduler.ts: see the walls in docs/architecture.md'],
    ['the simulator that knows the harness', 'sim/x.ts', "import { loadFile } from '../harness/load/load.js'\n", '1: sim may not import harness/load/load.ts: see the walls in docs/architecture.md'],
    ['an API that knows the store', 'sim/api/x.ts', "import { keyOf } from '../store/keys.js'\n", '1: sim/api may not import sim/store/keys.ts: see the walls in docs/architecture.md'],
    ['assertions that reach into the cluster', 'assertions/x.ts', "import { runUntil } from '../sim/run.js'\n", '1: assertions may not import sim/run.ts: see the walls in docs/architecture.md'],
    ['reporters that reach into the harness', 'reporters/x.ts', "import { openSession } from '../harness/session.js'\n", '1: reporters may not import harness/session.ts: see the walls in docs/architecture.md'],
    ['a name that says nothing', 'sim/pod-utils.ts', 'export const a = 1\n', '1: the file name says "utils": name what it does'],
    ['a long file', 'sim/x.ts', 'const a = 1\n'.repeat(400), '400: the file has 401 lines, the limit is 400: split it by concept'],
    ['a long line', 'sim/x.ts', `const a = '${'x'.repeat(240)}'\n`, '1: the line has 252 characters, the limit is 240'],
    ['a long function', 'sim/x.ts', `export function f() {\n${'  g()\n'.repeat(70)}}\n`, '1: the function has 72 lines, the limit is 70: give its parts names'],
  ])('see %s', (_, file, text, wanted) => expect(found(file, text)).toEqual([wanted]))

  it('let through what has its place', () => {
    expect(found('sim/clock.ts', 'export const f = (ms: number) => new Date(ms)\n')).toEqual([])
    expect(found('cli/x.ts', 'console.log(process.argv)\n')).toEqual([])
    expect(found('harness/load/x.ts', "import { parseEvents } from 'js-yaml'\n")).toEqual([])
    expect(found('sim/kubelet/x.ts', "import { profileOf } from '../runtime/profile.js'\nimport { keyOf } from '../store/keys.js'\n")).toEqual([])
    expect(found('sim/api/x.ts', "/** Date and Math.random are words here. */\nexport const a = 'new Date()'\n")).toEqual([])
    expect(found('sim/x.ts', `// table file\n${'const a = 1\n'.repeat(900)}`)).toEqual([])
  })
})
