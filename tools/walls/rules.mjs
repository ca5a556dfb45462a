// The walls of docs/architecture.md as data: who may import whom, which words a room may not use, how large things may get.
const simCore = ['sim', 'sim/store', 'sim/apiserver', 'sim/api']
const simActor = [...simCore, 'sim/network-types']

/** Rooms, most specific path first. `imports` are the rooms (path prefixes under src) that a file may import besides its own. */
export const rooms = [
  { room: 'sim/api', imports: [] },
  { room: 'sim/store', imports: ['sim', 'sim/api', 'sim/apiserver'] },
  { room: 'sim/apiserver', imports: ['sim', 'sim/api', 'sim/store'] },
  { room: 'sim/requests', imports: simCore },
  { room: 'sim/controllers', imports: simActor },
  { room: 'sim/scheduler', imports: simActor },
  { room: 'sim/kubelet', imports: [...simActor, 'sim/runtime'] },
  { room: 'sim/runtime', imports: simActor },
  { room: 'sim/network', imports: simActor },
  { room: 'sim/metrics', imports: [...simActor, 'sim/runtime'] },
  { room: 'sim/faults', imports: simActor },
  { room: 'sim/invariants', imports: simActor },
  { room: 'sim', imports: ['sim/api', 'sim/store', 'sim/apiserver'] },
  { room: 'assertions', imports: ['sim/api'], files: ['sim/trace.ts', 'sim/trace-text.ts', 'sim/view.ts'] },
  { room: 'reporters', imports: [], files: ['harness/outcome.ts'], typesOnly: true },
  { room: 'harness', imports: ['sim', 'assertions'] },
  { room: 'server', imports: ['sim'] },
  { room: 'cli', imports: [''] },
  { room: '', imports: [''] },
]

/** The two files that put the rooms of the simulator together. */
export const assemblers = ['sim/control-plane.ts']

export const packages = {
  'js-yaml': ['harness/load'],
  ajv: ['harness/validate', 'sim/api/validation'],
  globby: ['harness/discover'],
  picocolors: ['reporters'],
  commander: ['cli'],
  re2js: ['sim/api/cel'],
  unbash: ['sim/runtime/shell/parser'],
  vitest: ['harness/vitest.ts'],
}

export const banned = [
  { in: 'sim', pattern: /\bDate\b/, except: ['sim/clock.ts'], say: 'use timestamp() of sim/clock.ts over virtual time' },
  { in: 'sim', pattern: /\bMath\.random\b/, say: 'use drawInt() of sim/random.ts over the actor\'s stream' },
  { in: 'sim', pattern: /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, say: 'use wakeAt() of sim/wake.ts' },
  { in: 'sim', pattern: /\bPromise\b|\basync\b|\bawait\b/, say: 'the simulator is synchronous: return, and wait by wakeAt() of sim/wake.ts' },
  { in: 'sim', pattern: /\bperformance\.now\b/, say: 'use context.now, the virtual time' },
  { in: '', pattern: /\bconsole\./, except: ['cli/'], say: 'return data; only src/cli prints' },
  { in: '', pattern: /(?<!\.)\bprocess\.(?:argv|arch|cwd|env|exit|exitCode|hrtime|memoryUsage|nextTick|on|once|pid|platform|stderr|stdin|stdout|uptime|version|versions)\b/, except: ['cli/'], say: 'take it as an argument; only src/cli knows the process' },
  { in: '', pattern: /JSON\.parse\(\s*JSON\.stringify/, say: 'objects are frozen: share them, or build the new one by spread' },
  { in: '', pattern: /\b(TODO|FIXME|XXX|HACK)\b/, say: 'do it now, or name it in docs/fidelity.md' },
  { in: '', pattern: /@ts-(ignore|nocheck|expect-error)/, say: 'say the type' },
]

/** Words that say nothing; the message names what to say instead. */
export const emptyNames = { manager: 'what it does, or what it holds', helper: 'what it does', util: 'what it does', utils: 'what it does', info: 'the noun itself', misc: 'a room' }

export const limits = { fileLines: 400, functionLines: 70, lineLength: 240 }
