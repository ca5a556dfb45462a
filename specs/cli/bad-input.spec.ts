import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seatrial } from '../cli.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'seatrial-bad-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function put(path: string, content: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
  return path
}

const scenario = (spec: string, name = 'a'): string => `apiVersion: seatrial.dev/v1alpha1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n${spec}`

/** What `seatrial run` says of bad input: the lines, without a stack trace and with nothing half done. */
function refused(args: readonly string[], command = 'run'): readonly string[] {
  const trace = join(root, 'trace.jsonl')
  const { exitCode, stdout, stderr } = seatrial([command, ...args, ...(command === 'run' ? ['--trace', trace] : [])], root)
  expect(exitCode).toBe(2)
  expect(command === 'run' ? stdout : stderr).toBe('')
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+/m)
  const isTraced = existsSync(trace)
  rmSync(trace, { force: true })
  expect(isTraced).toBe(false)
  return (command === 'run' ? stderr : stdout).trimEnd().split('\n')
}

const step = (text: string, name?: string): string => put(`steps/${name ?? 'step'}.yaml`, scenario(`  steps:\n    - ${text}\n`))

describe('a wrong scenario', () => {
  it.each([
    ['an unknown key', 'aply: x.yaml', ['6:7 error unknown key `aply` in a step', '  fix: did you mean `apply`?']],
    ['an unknown key beside a step', '{ advance: 3s, withn: 2s }', ['6:22 error unknown key `withn` in a step', '  fix: did you mean `within`?']],
    ['a wrong type', 'scale: { deployment/web: many }', ['6:32 error `deployment/web` must be a whole number, but is the text "many"']],
    ['a duration without unit', 'advance: 5', ['6:16 error `advance` must be a duration such as `90s`, `1h30m` or `500ms`, but is the number 5 without a unit', '  fix: 5s']],
    ['a file that is not there', 'apply: missing.yaml', ['6:14 error the file or folder `steps/missing.yaml` is not there']],
    ['an unknown fault', 'inject: { node-failur: w }', ['6:17 error unknown key `node-failur` in `inject`', '  fix: did you mean `node-failure`?']],
    ['an unknown step', 'wait: 3s', [expect.stringContaining('6:7 error unknown key `wait` in a step'), expect.any(String)]],
    ['a step that is not there yet', 'load: { service/web: { rps: 5 } }', ['6:7 error the step `load` is not there yet in this version of Seatrial', '  fix: leave it out, or run this scenario with a later version']],
    ['an unknown assertion', 'expect: [{ deploymint: { name: x } }]', ['6:18 error unknown key `deploymint` in an assertion', '  fix: did you mean `deployment`?']],
    ['an unknown matcher', 'expect: [{ pods: { cuont: 3 } }]', ['6:26 error unknown key `cuont` in `pods`', '  fix: did you mean `count`?']],
    ['a comparison that is none', 'expect: [{ pods: { count: "=> 3" } }]', ['6:33 error `count`: `=>` is no comparison', '  fix: ">= 3"']],
    ['an unknown kind in a reference', 'delete: pd/x', ['6:15 error `pd` is no kind that this cluster knows', '  fix: did you mean `pod`?']],
    ['a reference to a kind alone', 'scale: { deployments: 3 }', ['6:16 error a key of `scale` is wrong: the text "deployments" names a kind, but no object', '  fix: deployments/NAME']],
    ['an impossible quantity', 'metrics: { pods: { select: app=web, cpu: lots } }', ['6:48 error `cpu` must be a quantity such as `500m`, `2` or `128Mi`, but is the text "lots"']],
    ['an impossible selector', 'expect: [{ pods: { select: "app==" , count: "x y" } }]', [expect.stringContaining('error `count`')]],
    ['two actions in one step', '{ advance: 3s, apply: x.yaml }', ['6:22 error a step has exactly one action, but this has 2: `advance` and `apply`', '  fix: write one entry for each']],
    ['an unknown kind of object', 'apply: { apiVersion: v1, kind: Pot, metadata: { name: x } }', ['6:38 error Pot in apiVersion v1 is not a kind of Kubernetes 1.36', expect.stringContaining('no matches for kind "Pot" in version "v1"'), '  fix: did you mean "Pod"?']],
    ['a field that no object has', 'apply: { apiVersion: v1, kind: ConfigMap, metadata: { name: x }, dta: {} }', ['6:72 error `dta` is no field of ConfigMap', expect.stringContaining('unknown field "dta"'), '  fix: did you mean "data"?']],
    ['an impossible quantity in an object', 'apply: { apiVersion: v1, kind: Pod, metadata: { name: x }, spec: { containers: [{ name: c, image: i, resources: { limits: { cpu: much } } }] } }', [expect.stringContaining('6:136 error'), expect.stringContaining('kubectl says')]],
  ])('%s', (_, text, wanted) => {
    const lines = refused([step(text)])
    expect(lines.slice(0, -1).map((line) => line.replace('steps/step.yaml:', ''))).toEqual(wanted)
    expect(lines.at(-1)).toBe('1 error')
  })

  it('quantities and times of the cluster', () => {
    put('cluster.yaml', scenario('  cluster: { startTime: yesterday, nodes: [{ name: w, capacity: { cpu: "-1x" } }], controllerManager: { nodeMonitorGracePeriod: soon, concurrentSyncs: 3 } }\n  steps: []\n'))
    const lines = refused(['cluster.yaml'])
    expect(lines.filter((line) => line.startsWith('cluster.yaml:5:'))).toHaveLength(3)
  })

  it('several problems in several files come all at once, in the order of files and lines', () => {
    put('many/a.yaml', scenario('  sede: 3\n  steps:\n    - aply: x\n    - apply: missing.yaml\n    - delete: pd/x\n'))
    put('many/b.yaml', scenario('  steps:\n    - apply: object.yaml\n    - advance: 5\n', 'b'))
    put('many/object.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containerz: [] }\n')
    put('many/c.yaml', 'a: [\n')
    expect(refused(['many']).filter((line) => !line.startsWith('  '))).toEqual([
      'many/a.yaml:5:3 error unknown key `sede` in `spec`',
      'many/a.yaml:7:7 error unknown key `aply` in a step',
      'many/a.yaml:8:14 error the file or folder `many/missing.yaml` is not there',
      'many/a.yaml:9:15 error `pd` is no kind that this cluster knows',
      'many/b.yaml:7:16 error `advance` must be a duration such as `90s`, `1h30m` or `500ms`, but is the number 5 without a unit',
      expect.stringMatching(/^many\/c\.yaml:\d:\d error .* is never closed$/),
      'many/object.yaml:4:9 error `spec.containerz` is no field of PodSpec',
      '7 errors',
    ])
  })

  it('all of it as JSON too', () => {
    put('json.yaml', scenario('  sede: 3\n'))
    const { exitCode, stdout } = seatrial(['run', '--reporter', 'json', 'json.yaml'], root)
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toEqual({ diagnostics: [expect.objectContaining({ severity: 'error', file: 'json.yaml', line: 5, column: 3, pointer: '/spec/sede', fix: 'did you mean `seed`?' })], workloads: [] })
  })
})

describe('a file that is not what it should be', () => {
  it.each(['run', 'check'])('not there: seatrial %s', (command) => {
    put('here.yaml', '')
    expect(refused(['hre.yaml'], command).slice(0, 2)).toEqual(['hre.yaml:1:1 error the file or folder `hre.yaml` is not there', '  fix: did you mean `here.yaml`?'])
  })

  it('nothing but prose, nothing at all, a manifest, a folder without files, a glob without matches', () => {
    put('prose.yaml', 'Dear reader,\nthis is: no: YAML\n')
    put('empty.yaml', '')
    put('pod.yaml', 'apiVersion: v1\nkind: Pod\n')
    mkdirSync(join(root, 'folder'))
    const lines = refused(['prose.yaml', 'empty.yaml', 'pod.yaml', 'folder', '*.yml'])
    for (const line of [
      'empty.yaml:1:1 error `empty.yaml` holds no scenario', 'pod.yaml:1:1 error `pod.yaml` holds no scenario', 'folder:1:1 error the folder `folder` holds no *.yaml, *.yml or *.json file', '*.yml:1:1 error no file matches `*.yml`',
    ]) expect(lines).toContain(line)
    expect(lines.some((line) => line.startsWith('prose.yaml:2:'))).toBe(true)
  })

  it('a TAB, a key that stands twice', () => {
    put('tab.yaml', 'apiVersion: seatrial.dev/v1alpha1\nspec:\n\tsteps: []\n')
    put('twice.yaml', scenario('  seed: 1\n  seed: 2\n'))
    expect(refused(['tab.yaml', 'twice.yaml'])).toEqual([
      'tab.yaml:3:1 error a TAB is used for indentation; YAML allows only spaces there', '  fix: replace the TAB by spaces',
      'twice.yaml:6:3 error the key `seed` is there twice; it was first given at 5:3', '  fix: remove one of the two',
      '2 errors',
    ])
  })

  it.each(['run', 'check'])('an alias bomb: seatrial %s', (command) => {
    put('bomb.yaml', Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${i === 0 ? 'x' : Array.from({ length: 9 }, () => `*b${i - 1}`).join(', ')}]\n`).join(''))
    expect(refused(['bomb.yaml'], command)[0]).toBe('bomb.yaml:6:40 error the aliases of this document stand for more than 100000 values')
  })

  it.each(['run', 'check'])('100,000 levels: seatrial %s', (command) => {
    put('deep.yaml', scenario(`  x: ${'['.repeat(100_000)}\n`))
    put('deep.json', '{"a":'.repeat(100_000))
    expect(refused(['deep.yaml', 'deep.json'], command).filter((line) => line.includes('error nested deeper than 200 levels'))).toHaveLength(2)
  })

  it.each(['run', 'check'])('200 MB: seatrial %s answers without reading it', (command) => {
    put('huge.yaml', '')
    truncateSync(join(root, 'huge.yaml'), 200 * 1024 * 1024)
    expect(refused(['huge.yaml'], command).slice(0, 2)).toEqual(['huge.yaml:1:1 error the file has 200 MB; at most 20 MB are read', '  fix: split it into several files'])
    rmSync(join(root, 'huge.yaml'))
  })

  it('links in a circle, a scenario that applies itself, a folder that holds itself', () => {
    mkdirSync(join(root, 'circle/inner'), { recursive: true })
    symlinkSync('second.yaml', join(root, 'circle/first.yaml'))
    symlinkSync('first.yaml', join(root, 'circle/second.yaml'))
    symlinkSync('..', join(root, 'circle/inner/up'))
    put('circle/self.yaml', scenario('  steps:\n    - apply: self.yaml\n    - apply: first.yaml\n'))
    put('circle/inner/pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: c, image: i }] }\n')
    const lines = refused(['circle/self.yaml'])
    expect(lines).toContain('circle/self.yaml:1:1 error this is a scenario: it can be run, but not applied to a cluster')
    expect(lines.filter((line) => line.includes('circle/self.yaml:7:14 error'))).toHaveLength(1)
    expect(seatrial(['check', 'circle/inner'], root)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 workload: 1 ready') })
  })

  it('a link to nowhere', () => {
    symlinkSync('nowhere.yaml', join(root, 'dangling.yaml'))
    expect(refused(['dangling.yaml'])[0]).toMatch(/^dangling\.yaml:1:1 error /)
  })
})

describe('a wrong command line', () => {
  it.each([
    [['run'], "error: missing required argument 'path'"],
    [['rnu', 'x.yaml'], "error: unknown command 'rnu'\n(Did you mean run?)"],
    [['run', '--sed', '3', 'x.yaml'], "error: unknown option '--sed'\n(Did you mean --seed?)"],
    [['run', '--seed', 'x', 'x.yaml'], "error: option '--seed <n>' argument 'x' is invalid. expected a whole number"],
    [['run', '--reporter', 'xml', 'x.yaml'], "error: option '--reporter <name>' argument 'xml' is invalid. Allowed choices are default, json."],
    [['run', '--unmodelled', 'maybe', 'x.yaml'], "error: option '--unmodelled <policy>' argument 'maybe' is invalid. Allowed choices are ignore, warn, error."],
    [['run', '--until', 'soon', 'x.yaml'], 'error `--until` must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "soon"\n1 error'],
    [['run', '--trace', 'no/folder/t.jsonl', 'x.yaml'], 'error `--trace no/folder/t.jsonl`: the folder `no/folder` is not there\n1 error'],
    [['run', '--trace', '.', 'x.yaml'], 'error `--trace` must be a file, but `.` is a folder\n  fix: write --trace trace.jsonl\n1 error'],
  ])('%j', (args, message) => expect(seatrial(args, root)).toEqual({ exitCode: 2, stdout: '', stderr: `${message}\n` }))

  it('no arguments: the help', () => {
    const { exitCode, stdout, stderr } = seatrial([], root)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('Usage: seatrial [options] [command]')
  })

  it.each([['--help'], ['--version'], ['run', '--help'], ['check', '--help'], ['help', 'run']])('%s %s succeeds', (...args) => expect(seatrial(args, root)).toMatchObject({ exitCode: 0, stderr: '' }))
})
