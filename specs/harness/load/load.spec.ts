import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadText } from '../../../src/harness/load/load.js'
import { flattenObjects } from '../../../src/harness/load/manifest-objects.js'
import { groupDocuments } from '../../../src/harness/load/scenario-documents.js'
import { formatPointer } from '../../../src/harness/pointer.js'
import type { PathStep } from '../../../src/harness/pointer.js'

const load = (text: string) => loadText({ file: 'a.yaml', text })
const values = (text: string): readonly unknown[] => load(text).documents.map((document) => document.value)
const problems = (text: string): readonly string[] => load(text).diagnostics.map((each) => `${each.line}:${each.column} ${each.message}${each.fix === undefined ? '' : ` | ${each.fix}`}`)

test('every node and key of block and flow style has its place', () => {
  const [document] = load('kind: Pod\nspec:\n  containers:\n    - name: web\n      args: [a, {b: "c"}]\n      text: |\n        x\n').documents
  expect(document!.locate('/spec/containers/0/args/1/b')).toEqual({ line: 5, column: 21 })
  expect(document!.locateKey('/spec/containers/0/args/1/b')).toEqual({ line: 5, column: 18 })
  expect(document!.locate('/spec/containers')).toEqual({ line: 4, column: 5 })
  expect(document!.locateKey('/spec/containers')).toEqual({ line: 3, column: 3 })
  expect(document!.locate('/spec/containers/0/text')).toEqual({ line: 6, column: 13 })
  expect(document!.locate('')).toEqual({ line: 1, column: 1 })
  expect(document!.locate('/spec/containers/0/nothing/here')).toEqual({ line: 4, column: 7 })
})

test('JSON files have places too', () => {
  const [document] = load('{\n\t"kind": "Pod",\n\t"metadata": {\n\t\t"name": "\\ud83d\\ude00"\n\t}\n}\n').documents
  expect(document!.value).toEqual({ kind: 'Pod', metadata: { name: '😀' } })
  expect(document!.locate('/metadata/name')).toEqual({ line: 4, column: 11 })
})

test('JSON text loads as JSON.parse reads it, and every pointer finds its text', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, isPretty) => {
    const plain: unknown = JSON.parse(JSON.stringify(value).replaceAll('-0,', '0,').replaceAll(/-0(?=[\]}]|$)/g, '0'))
    const text = JSON.stringify({ root: plain }, undefined, isPretty ? 2 : undefined)
    const [document] = load(text).documents
    const lines = text.split('\n')
    expect(document!.value).toEqual(JSON.parse(text))
    const walk = (node: unknown, path: readonly PathStep[]): void => {
      const { line, column } = document!.locate(formatPointer(path))
      expect(lines[line - 1]!.slice(column - 1)[0]).toBe(JSON.stringify(node)[0])
      if (typeof node === 'object' && node !== null) for (const [key, each] of Object.entries(node)) walk(each, [...path, key])
    }
    walk(JSON.parse(text), [])
  }))
})

test('lines of brackets and quotes may stand in any column, with TABs, as kubectl allows', () => {
  const text = 'a:\n  b: [\n\t"x",\n  z, {c:\n1}\n  ]\n  d: "one\ntwo"\n  - e\n'.replace('  - e\n', '  f: {\n# note\n}\n')
  const { documents, diagnostics } = load(text)
  expect(diagnostics).toEqual([])
  expect(documents[0]!.value).toEqual({ a: { b: ['x', 'z', { c: 1 }], d: 'one two', f: {} } })
  expect(documents[0]!.locate('/a/b/0')).toEqual({ line: 3, column: 2 })
  expect(documents[0]!.locate('/a/b/2/c')).toEqual({ line: 5, column: 1 })
  expect(documents[0]!.locate('/a/f')).toEqual({ line: 9, column: 6 })
})

test('a long list in brackets at the left margin is read in a few goes', () => {
  const { documents, diagnostics } = load(`a:\n  b: [\n${'"x",\n'.repeat(5000)}]\n  c: {\nd: [\n1],\n# note\n'e': 'f\n\ng'\n}\n`)
  expect(diagnostics).toEqual([])
  expect(documents[0]!.value).toMatchObject({ a: { c: { d: [1], e: 'f\ng' } } })
  expect(documents[0]!.locate('/a/b/4999')).toEqual({ line: 5002, column: 1 })
})

test('empty documents are left out, the others keep their number', () => {
  const { documents } = load('---\n# nothing\n---\na: 1\n---\n---\nb: yes\n')
  expect(documents.map((document) => [document.index, document.value])).toEqual([[1, { a: 1 }], [3, { b: true }]])
})

test('keys of other types become texts as in kubectl', () => {
  expect(values('yes: a\n1: b\n1.5: c\n0644: d\n')).toEqual([{ true: 'a', 1: 'b', 1.5: 'c', 420: 'd' }])
})

test('__proto__ is a key like others', () => {
  const [value] = values('__proto__: {x: 1}\n')
  expect(Object.keys(value as object)).toEqual(['__proto__'])
})

test('merge keys: kubectl takes the later value, the first of a list wins', () => {
  expect(values('<<: {a: 1, b: 2}\na: 3\n<<: {c: 4}\nx: {<<: [{p: 1}, {p: 2, q: 3}], r: 1}\n')).toEqual([{ a: 3, b: 2, c: 4, x: { p: 1, q: 3, r: 1 } }])
  expect(values('a: 3\n<<: {a: 4}\n')).toEqual([{ a: 4 }])
  expect(problems('a: 3\n<<: 4\n')).toEqual(['2:5 `<<` merges mappings, but this is none'])
})

test('merged keys and aliases have places', () => {
  const [document] = load('base: &b\n  x: 1\nuse:\n  <<: *b\nsame: *b\n').documents
  expect(document!.locate('/use/x')).toEqual({ line: 2, column: 6 })
  expect(document!.locate('/same')).toEqual({ line: 5, column: 7 })
  expect(document!.locate('/same/x')).toEqual({ line: 2, column: 6 })
})

test('a scenario is read as YAML 1.2, the objects in it as kubectl reads them', () => {
  const text = `apiVersion: seatrial.dev/v1alpha1
metadata: { labels: { apply: yes } }
spec:
  description: yes
  cluster: { objects: [{ mode: 0644 }] }
  steps:
    - name: on
      apply: { mode: 0644, on: yes }
    - patch: { target: on, patch: { paused: yes } }
    - expect: [{ resource: { paused: no } }, { pods: { name: no } }]
`
  const [document] = load(text).documents
  expect(document!.kind).toBe('scenario')
  expect(document!.value).toEqual({
    apiVersion: 'seatrial.dev/v1alpha1',
    metadata: { labels: { apply: 'yes' } },
    spec: {
      description: 'yes',
      cluster: { objects: [{ mode: 420 }] },
      steps: [
        { name: 'on', apply: { mode: 420, true: true } },
        { patch: { target: 'on', patch: { paused: true } } },
        { expect: [{ resource: { paused: false } }, { pods: { name: 'no' } }] },
      ],
    },
  })
})

test('a scenario is known by the apiVersion of its root alone', () => {
  expect(load('x: [{apiVersion: seatrial.dev/v1}]\napiVersion: v1\n').documents[0]!.kind).toBe('manifest')
  expect(load('x: {apiVersion: [1], y: {}}\n? apiVersion\n: "seatrial.dev/v1"\n').documents[0]!.kind).toBe('scenario')
})

test.each([
  ['a: 1\na: 2\nb: {c: 1, c: 2}\n', ['2:1 the key `a` is there twice; it was first given at 1:1 | remove one of the two', '3:11 the key `c` is there twice; it was first given at 3:5 | remove one of the two']],
  ['a:\n\tb: 1\n\tc: 2\n', ['2:1 a TAB is used for indentation; YAML allows only spaces there | replace the TAB by spaces', '3:1 a TAB is used for indentation; YAML allows only spaces there | replace the TAB by spaces']],
  ['\ta: 1\n', ['1:1 a TAB is used for indentation; YAML allows only spaces there | replace the TAB by spaces']],
  ['a: 1\n b: 2\n---\nok: 1\n---\nc: "x\n', ['2:3 this line reads on from the value above, but holds a `:` | indent it like the key it belongs beside, or put the value above in quotes', '7:1 a `[`, a `{` or a quoted text above is never closed']],
  ['a: @x\n', ['1:4 an unquoted value cannot start with `@` | put the value in quotes']],
  ["a: 'it's'\n", ['1:8 there is more text after the closing quote of a value | double the quotes inside the value, or use the other kind of quotes outside']],
  ['a: b: c\n', ['1:5 a second `: ` on this line: an unquoted value cannot contain it | put the value in quotes']],
  ['a: [1, 2\n', ['2:1 a `[`, a `{` or a quoted text above is never closed']],
  ['a:\n  - b\n c: 1\n', ['3:2 the indentation of this line fits no block above it | indent it like the lines it belongs to']],
  ['a: [1, 2\nb: 3\n', ['2:1 a `[`, a `{` or a quoted text above is not closed | close it; or, if it goes on here, indent this line more than the key it belongs to']],
  ['a: {{ .Values.x }}\n', ['1:5 a key must be a text, but is a mapping or a list | this looks like a template: render it first, for instance with `helm template`']],
  ['a: *b\n', ['1:4 the alias `*b` names an anchor that is not there before it']],
  ['a: &a [*a]\n', ['1:8 the anchor `&a` contains itself through this alias']],
  ['a: .inf\n', ['1:4 `.inf` is no number that an object can hold | put it in quotes if a text is meant']],
  ['a: !!int x\n', ['1:10 `x` is not what its tag `!!int` says']],
  [': 1\n', ['1:1 a key is missing before `:`, or is null | put `null` in quotes if it is meant as a key']],
])('%j', (text, expected) => {
  expect(problems(text)).toEqual(expected)
})

test('the documents around a broken one are there', () => {
  expect(values('a: 1\n---\nb: "x\n---\nc: 3\n')).toEqual([{ a: 1 }, { c: 3 }])
})

test('100,000 levels of nesting are refused', () => {
  expect(problems('['.repeat(100_000))).toEqual(['1:200 nested deeper than 200 levels'])
  expect(problems(Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))).toEqual(['200:200 nested deeper than 200 levels'])
  expect(problems('{"a":'.repeat(100_000))).toEqual(['1:992 nested deeper than 200 levels'])
})

test('an alias bomb is refused', () => {
  const levels = Array.from({ length: 12 }, (_, level) => `l${level}: &l${level} [${Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*l${level - 1}`)).join(', ')}]`)
  expect(problems(levels.join('\n'))).toEqual(['5:45 the aliases of this document stand for more than 100000 values | write the values out, or use fewer aliases'])
})

test('a chain of merges is refused when it grows too large', () => {
  const wide = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(', ')
  const text = [`b0: &b0 {${wide}}`, ...Array.from({ length: 200 }, (_, index) => `b${index + 1}: &b${index + 1} {<<: *b${index}}`)].join('\n')
  expect(load(text).diagnostics).toHaveLength(1)
})

test('Lists are flattened, wrong objects are named', () => {
  const { documents } = load('kind: List\napiVersion: v1\nitems:\n- {kind: Pod, apiVersion: v1}\n- {kind: PodList, apiVersion: v1, items: [{kind: Pod, apiVersion: v1}, {kind: Pod}]}\n- x\n---\n- a\n')
  const { objects, diagnostics } = flattenObjects(documents)
  expect(objects.map((each) => each.pointer)).toEqual(['/items/0', '/items/1/items/0'])
  expect(diagnostics.map((each) => `${each.line}:${each.column} ${each.message} | ${each.api ?? ''}`)).toEqual([
    '5:72 a Kubernetes object needs `apiVersion` | error validating data: apiVersion not set',
    '6:3 a Kubernetes object must be a mapping, but is the text "x" | ',
    '8:1 a Kubernetes object must be a mapping, but is a list | ',
  ])
})

test('objects belong to the scenario after them', () => {
  const { documents } = load('kind: A\n---\napiVersion: seatrial.dev/v1alpha1\n---\nkind: B\n---\nkind: C\n---\napiVersion: seatrial.dev/v1alpha1\n---\nkind: D\n')
  const { scenarios, diagnostics } = groupDocuments(documents)
  expect(scenarios.map((each) => each.objects.length)).toEqual([1, 2])
  expect(diagnostics).toMatchObject([{ severity: 'warning', line: 11, message: 'no scenario follows this object, so no scenario uses it' }])
})

test('whatever the text, loading ends with documents or diagnostics', () => {
  const piece = fc.constantFrom('a', ': ', '- ', '\n', '  ', '\t', '[', ']', '{', '}', '"', "'", '&x ', '*x', '<<', '|', '>', '!!str ', '#', '---\n', '? ', '%', '@', ',', '\r\n', '\u0000', '0x1', '~')
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    const { documents, diagnostics } = load(pieces.join(''))
    for (const each of diagnostics) {
      expect(each.line).toBeGreaterThan(0)
      expect(each.column).toBeGreaterThan(0)
      expect(each.message).not.toMatch(/undefined|\bat .*\.[jt]s:/)
    }
    expect(Array.isArray(documents)).toBe(true)
  }), { numRuns: 2000 })
})
