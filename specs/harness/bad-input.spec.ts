import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/harness/diagnostics.js'
import { createManifestLoader } from '../../src/harness/discover/manifest-loader.js'
import { readScenarios } from '../../src/harness/read-scenarios.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bad-input-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

const tell = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map((each) => `${each.file}:${each.line}:${each.column} ${each.severity} ${each.message}${each.fix === undefined ? '' : ` | ${each.fix}`}`.replaceAll(`${root}/`, ''))

async function problems(...paths: readonly string[]): Promise<readonly string[]> {
  const { diagnostics } = await readScenarios(paths.map((path) => join(root, path)))
  return tell(diagnostics)
}

const scenario = (name: string, spec: string): string => `apiVersion: seatrial.dev/v1alpha1\nkind: Scenario\nmetadata: { name: ${name} }\nspec:\n${spec}`

test('all problems of all files at once, sorted by place', async () => {
  put('many/b.yaml', scenario('b', '  steps:\n    - aply: x\n    - advance: 5\n'))
  put('many/a.yaml', `${scenario('a', '  sede: 3\n')}---\n${scenario('a2', '  seed: three\n')}---\nx: [\n`)
  put('many/c.yaml', scenario('c', '  steps: []\n'))
  put('many/manifest.yaml', 'kind: Pod\n')
  expect(await problems('many', 'mnay')).toEqual([
    'many/a.yaml:5:3 error unknown key `sede` in `spec` | did you mean `seed`?',
    'many/a.yaml:11:9 error `seed` must be a whole number, but is the text "three"',
    'many/a.yaml:14:1 error a `[`, a `{` or a quoted text above is never closed',
    'many/b.yaml:6:7 error unknown key `aply` in a step | did you mean `apply`?',
    'many/b.yaml:7:16 error `advance` must be a duration such as `90s`, `1h30m` or `500ms`, but is the number 5 without a unit | 5s',
    'mnay:1:1 error the file or folder `mnay` is not there | did you mean `many`?',
  ])
})

test('files that are no text, or none of ours', async () => {
  put('utf16.yaml', Buffer.from('\uFEFFa: 1\n', 'utf16le'))
  put('binary.yaml', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0x0a, 0x00, 0x01]))
  put('latin1.yaml', Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'))
  put('control.yaml', 'a: 1\nb: \u0007\n')
  put('empty.yaml', '')
  put('comments.yaml', '# nothing\n---\n# here\n')
  put('prose.yaml', 'Dear all,\nplease find: attached\n')
  put('manifest.yaml', 'apiVersion: v1\nkind: Pod\n')
  const fix = 'a scenario starts with `apiVersion: seatrial.dev/v1alpha1`; for manifests alone there is `seatrial check`'
  expect(await problems('utf16.yaml', 'binary.yaml', 'latin1.yaml', 'control.yaml', 'empty.yaml', 'comments.yaml', 'prose.yaml', 'manifest.yaml')).toEqual([
    'binary.yaml:2:1 error the file is not text: it holds NUL bytes',
    `comments.yaml:1:1 error \`comments.yaml\` holds no scenario | ${fix}`,
    'control.yaml:2:4 error a character that cannot be printed stands here; this is not a YAML text',
    `empty.yaml:1:1 error \`empty.yaml\` holds no scenario | ${fix}`,
    'latin1.yaml:2:1 error the file is not UTF-8 text | save it as UTF-8',
    `manifest.yaml:1:1 error \`manifest.yaml\` holds no scenario | ${fix}`,
    'prose.yaml:2:12 error this line does not continue what stands above it | check its indentation, and that the line above ends with `:` where a mapping was meant',
    'utf16.yaml:1:1 error the file is UTF-16 text | save it as UTF-8',
  ])
})

test('a file of 200 MB is refused before it is read', async () => {
  put('huge.yaml', '')
  truncateSync(join(root, 'huge.yaml'), 200 * 1024 * 1024)
  expect(await problems('huge.yaml')).toEqual(['huge.yaml:1:1 error the file has 200 MB; at most 20 MB are read | split it into several files'])
})

test('100,000 levels of nesting', async () => {
  put('deep-flow.yaml', scenario('a', `  x: ${'['.repeat(100_000)}\n`))
  put('deep-json.json', '{"a":'.repeat(100_000))
  put('deep-dashes.yaml', '- '.repeat(100_000))
  put('deep-keys.yaml', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''))
  expect(await problems('deep-flow.yaml', 'deep-json.json', 'deep-dashes.yaml', 'deep-keys.yaml')).toEqual([
    'deep-dashes.yaml:1:401 error nested deeper than 200 levels',
    'deep-flow.yaml:5:204 error nested deeper than 200 levels',
    'deep-json.json:1:992 error nested deeper than 200 levels',
    'deep-keys.yaml:200:200 error nested deeper than 200 levels',
  ])
})

test('alias bombs, circles, duplicate keys, TABs, templates', async () => {
  const bomb = Array.from({ length: 30 }, (_, level) => `b${level}: &b${level} [${level === 0 ? 'x' : Array.from({ length: 9 }, () => `*b${level - 1}`).join(', ')}]\n`).join('')
  put('bomb.yaml', bomb)
  put('circle.yaml', 'a: &a\n  b: *a\n')
  put('twice.yaml', scenario('a', '  seed: 1\n  seed: 2\n'))
  put('tabs.yaml', 'apiVersion: seatrial.dev/v1alpha1\nspec:\n\tsteps: []\n\tseed: 1\n')
  put('template.yaml', 'metadata:\n  name: {{ .Release.Name }}\n')
  expect(await problems('bomb.yaml', 'circle.yaml', 'twice.yaml', 'tabs.yaml', 'template.yaml')).toEqual([
    'bomb.yaml:6:40 error the aliases of this document stand for more than 100000 values | write the values out, or use fewer aliases',
    'circle.yaml:2:6 error the anchor `&a` contains itself through this alias',
    'tabs.yaml:3:1 error a TAB is used for indentation; YAML allows only spaces there | replace the TAB by spaces',
    'tabs.yaml:4:1 error a TAB is used for indentation; YAML allows only spaces there | replace the TAB by spaces',
    'template.yaml:2:10 error a key must be a text, but is a mapping or a list | this looks like a template: render it first, for instance with `helm template`',
    'twice.yaml:6:3 error the key `seed` is there twice; it was first given at 5:3 | remove one of the two',
  ])
})

test('two scenarios of one name', async () => {
  put('names/a.yaml', scenario('same', '  steps: []\n'))
  put('names/b.yaml', scenario('same', '  steps: []\n'))
  expect(await problems('names')).toEqual(['names/b.yaml:3:19 error another scenario of this run has the name `same` (names/a.yaml:3) | give each scenario a name of its own'])
})

test('a folder without scenarios', async () => {
  put('plain/a.yaml', 'apiVersion: v1\nkind: Pod\n')
  expect(await problems('plain')).toEqual(['plain:1:1 error there is no scenario in these files | a scenario starts with `apiVersion: seatrial.dev/v1alpha1`'])
})

async function loadAll(path: string): Promise<{ readonly objects: number; readonly told: readonly string[] }> {
  const { specs, diagnostics } = await readScenarios([join(root, path)])
  expect(tell(diagnostics)).toEqual([])
  const load = await createManifestLoader(specs)
  const parts = specs.flatMap((spec) => spec.steps.map(({ params, pointer, action }) => load(params, `${pointer}/${action}`, spec.document)))
  return { objects: parts.flatMap((part) => part.objects).length, told: tell(parts.flatMap((part) => part.diagnostics)) }
}

test('manifests: missing, broken, scenarios among them, wrong objects', async () => {
  put('apply/web.yaml', 'apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Pod, metadata: { name: a } }\n- { apiVersion: v1, kind: Pod, metadata: { name: b } }\n')
  put('apply/broken.yaml', 'apiVersion: v1\nkind: Pod\nkind: Pod\n---\n- 1\n---\nmetadata: { name: x }\n')
  put('apply/scenario.yaml', scenario('apply', `  steps:
    - apply: [wbe.yaml, web.yaml, "*.yml", ./broken.yaml]
    - apply: scenario.yaml
    - apply: .
    - apply: [{ kind: Pod }, 3.yaml]
    - apply: nothing/**/*.yaml
`))
  const { objects, told } = await loadAll('apply/scenario.yaml')
  expect(objects).toBe(2 + 1 + 2 + 1)
  expect(told).toEqual([
    'apply/scenario.yaml:6:15 error the file or folder `apply/wbe.yaml` is not there | did you mean `apply/web.yaml`?',
    'apply/scenario.yaml:6:35 error no file matches `apply/*.yml`',
    'apply/broken.yaml:3:1 error the key `kind` is there twice; it was first given at 2:1 | remove one of the two',
    'apply/broken.yaml:5:1 error a Kubernetes object must be a mapping, but is a list',
    'apply/broken.yaml:7:1 error a Kubernetes object needs `apiVersion` and `kind`',
    'apply/scenario.yaml:1:1 error this is a scenario: it can be run, but not applied to a cluster',
    'apply/broken.yaml:3:1 error the key `kind` is there twice; it was first given at 2:1 | remove one of the two',
    'apply/broken.yaml:5:1 error a Kubernetes object must be a mapping, but is a list',
    'apply/broken.yaml:7:1 error a Kubernetes object needs `apiVersion` and `kind`',
    'apply/scenario.yaml:9:15 error a Kubernetes object needs `apiVersion`',
    'apply/scenario.yaml:9:30 error the file or folder `apply/3.yaml` is not there',
    'apply/scenario.yaml:10:14 error no file matches `apply/nothing/**/*.yaml`',
  ])
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
  put('secret.yaml', 'a: 1\n')
  chmodSync(join(root, 'secret.yaml'), 0)
  expect(await problems('secret.yaml')).toEqual(['secret.yaml:1:1 error the file `secret.yaml` may not be read (permission denied)'])
})

test('things that are no regular files', async () => {
  const { diagnostics } = await readScenarios(['/dev/zero'])
  expect(tell(diagnostics)).toEqual(['/dev/zero:1:1 error `/dev/zero` is no regular file'])
})
