import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../../src/sim/api/patch/apply-patch.js'
import type { PatchType } from '../../../../src/sim/api/patch/apply-patch.js'
import { applyMergePatch, createMergePatch } from '../../../../src/sim/api/patch/merge-patch.js'
import { kubectlApplyText, lastAppliedOf, threeWayApply, withLastApplied } from '../../../../src/sim/api/patch/three-way.js'
import type { Json, JsonObject } from '../../../../src/sim/api/types.js'

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' }
const custom = { apiVersion: 'example.com/v1', kind: 'Widget' }
const base = {
  ...deployment,
  metadata: { name: 'd' },
  spec: {
    replicas: 1,
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
          { name: 'b', image: 'b:1' },
        ],
      },
    },
  },
} as JsonObject

function patched(type: PatchType, patch: Json, object: JsonObject = base, kind = deployment): Json | string {
  const result = applyPatch(kind, object, { type, patch })
  return result.ok ? result.value : `${result.error.code} ${result.error.message}`
}
const podSpec = (value: Json | string): JsonObject => (value as { spec: { template: { spec: JsonObject } } }).spec.template.spec
const inPod = (spec: JsonObject): JsonObject => ({ spec: { template: { spec } } })

describe('strategic merge patches', () => {
  it('merge lists by key and leave the rest alone', () => {
    const result = patched(
      'strategic',
      inPod({
        containers: [
          { name: 'b', image: 'b:2' },
          { name: 'c', image: 'c:1' },
        ],
      }),
    )
    expect(podSpec(result)['containers']).toEqual([
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'b', image: 'b:2' },
      { name: 'c', image: 'c:1' },
    ])
    expect((result as JsonObject)['metadata']).toBe(base['metadata'])
  })

  it.each<readonly [string, JsonObject, Json]>([
    ['$patch: delete', { containers: [{ name: 'a', $patch: 'delete' }] }, [{ name: 'b', image: 'b:1' }]],
    ['$patch: replace', { containers: [{ $patch: 'replace' }, { name: 'z', image: 'z:1' }] }, [{ name: 'z', image: 'z:1' }]],
    [
      '$setElementOrder',
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
      [
        { name: 'b', image: 'b:1' },
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      ],
    ],
    [
      'nested deletion',
      { containers: [{ name: 'a', env: null }] },
      [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
    ],
  ])('carry out %s', (_, spec, containers) => {
    expect(podSpec(patched('strategic', inPod(spec)))['containers']).toEqual(containers)
  })

  it('keep the listed keys alone', () => {
    const object = { ...deployment, spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } } as JsonObject
    expect(patched('strategic', { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, object)).toEqual({
      ...deployment,
      spec: { strategy: { type: 'Recreate' } },
    })
  })

  it('merge primitives as a set and delete from it', () => {
    const object = { ...deployment, metadata: { finalizers: ['a', 'b'] } } as JsonObject
    expect(patched('strategic', { metadata: { finalizers: ['c', 'a'] } }, object)).toEqual({ ...deployment, metadata: { finalizers: ['c', 'a', 'b'] } })
    expect(patched('strategic', { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }, object)).toEqual({
      ...deployment,
      metadata: { finalizers: ['b'] },
    })
  })

  it.each<readonly [string, JsonObject, string]>([
    ['an element without its key', inPod({ containers: [{ image: 'x' }] }), '500 map: map[image:x] does not contain declared merge key: name'],
    ['an unknown directive', { spec: { $patch: 'forget' } }, '500 unknown patch type: forget in map: map[$patch:forget]'],
    ['keys beside those to keep', { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } } }, '400 invalid patch format of retainKeys'],
  ])('refuse %s', (_, patch, error) => {
    const object = { ...base, spec: { ...(base['spec'] as JsonObject), strategy: { type: 'RollingUpdate' } } }
    expect(patched('strategic', patch, object)).toBe(error)
  })

  it('are not for custom resources', () => {
    expect(patched('strategic', {}, {}, custom)).toMatch(/^415 the body of the request was in an unknown format/)
  })
})

describe('JSON patches', () => {
  it.each<readonly [string, readonly JsonObject[], Json]>([
    ['add', [{ op: 'add', path: '/a/-', value: 3 }], { a: [1, 2, 3], b: { c: 1 } }],
    ['insert', [{ op: 'add', path: '/a/0', value: 0 }], { a: [0, 1, 2], b: { c: 1 } }],
    ['remove', [{ op: 'remove', path: '/b/c' }], { a: [1, 2], b: {} }],
    ['replace', [{ op: 'replace', path: '/a/1', value: 9 }], { a: [1, 9], b: { c: 1 } }],
    ['move', [{ op: 'move', from: '/b/c', path: '/d' }], { a: [1, 2], b: {}, d: 1 }],
    ['copy', [{ op: 'copy', from: '/a', path: '/b/d' }], { a: [1, 2], b: { c: 1, d: [1, 2] } }],
    ['test', [{ op: 'test', path: '/b', value: { c: 1 } }], { a: [1, 2], b: { c: 1 } }],
    ['escapes', [{ op: 'add', path: '/b/x~1y~0', value: 1 }], { a: [1, 2], b: { c: 1, 'x/y~': 1 } }],
  ])('%s', (_, operations, expected) => {
    expect(patched('json', operations, { a: [1, 2], b: { c: 1 } })).toEqual(expected)
  })

  it.each<readonly [string, Json, string]>([
    ['a test that fails', [{ op: 'test', path: '/a', value: 1 }], '422'],
    ['a place that is not there', [{ op: 'remove', path: '/z' }], '422'],
    ['an index beyond the end', [{ op: 'add', path: '/a/7', value: 1 }], '422'],
    ['an unknown operation', [{ op: 'turn', path: '/a' }], '422'],
    ['no list', { op: 'add' }, '400'],
    ['no path', [{ op: 'add' }], '400'],
    ['too many operations', Array.from({ length: 10001 }, () => ({ op: 'test', path: '/a' })), '413'],
  ])('are refused for %s', (_, patch, code) => {
    expect((patched('json', patch, { a: [] }) as string).slice(0, 3)).toBe(code)
  })
})

describe('merge patches (RFC 7386, appendix A)', () => {
  it.each<readonly [Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j and %j make %j', (target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected)
  })
})

describe('what kubectl remembers', () => {
  it('is compact, sorted, escaped as Go does, and ends in a newline', () => {
    const manifest = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'c', namespace: 'n' }, data: { b: '<&>', a: 'x' } }
    const text =
      '{"apiVersion":"v1","data":{"a":"x","b":"\\u003c\\u0026\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"n"}}\n'
    expect(kubectlApplyText(manifest)).toBe(text)
    expect(kubectlApplyText(withLastApplied(manifest))).toBe(text)
    expect(lastAppliedOf(withLastApplied(manifest))).toEqual({ ...manifest, metadata: { ...manifest.metadata, annotations: {} } })
    expect(lastAppliedOf({ metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'not json' } } })).toBeUndefined()
  })

  it('does not let an object change its kind', () => {
    expect(threeWayApply(deployment, base, { ...base, apiVersion: 'apps/v2' }, base)).toEqual({
      ok: false,
      error: 'At least one of apiVersion, kind and name was changed',
    })
  })
})

const names = fc.constantFrom('a', 'b', 'c', 'd')
const containers = fc.uniqueArray(
  fc.record(
    {
      name: names,
      image: fc.constantFrom('x:1', 'x:2'),
      env: fc.uniqueArray(fc.record({ name: names, value: fc.constantFrom('1', '2') }), { selector: ({ name }) => name, maxLength: 3 }),
    },
    { requiredKeys: ['name', 'image'] },
  ),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
)
const strategy = fc.constantFrom({ type: 'Recreate' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } })
const manifests = fc
  .record(
    {
      labels: fc.dictionary(names, fc.constantFrom('1', '2')),
      replicas: fc.nat(3),
      strategy,
      containers,
      args: fc.array(names, { maxLength: 2 }),
      finalizers: fc.uniqueArray(names, { maxLength: 3 }),
    },
    { requiredKeys: ['labels', 'containers'] },
  )
  .map(
    ({ labels, replicas, strategy: given, containers: list, args, finalizers }) =>
      ({
        ...deployment,
        metadata: { name: 'd', labels, ...(finalizers && { finalizers }) },
        spec: {
          ...(replicas !== undefined && { replicas }),
          ...(given && { strategy: given }),
          template: { spec: { containers: list.map((one) => ({ ...one, ...(args && { args }) })) } },
        },
      }) as unknown as JsonObject,
  )

/** Empty maps and lists mean the same as none. */
function pruned(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => pruned(item as Json) ?? null)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([name, item]) => [name, pruned(item)] as const)
    .filter(([, item]) => item !== undefined)
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject)
}

function apply(current: JsonObject | undefined, manifest: JsonObject, kind: typeof deployment): JsonObject {
  const modified = withLastApplied(manifest)
  if (!current) return modified
  const difference = threeWayApply(kind, lastAppliedOf(current), modified, current)
  if (!difference.ok) throw new Error(difference.error)
  const result = applyPatch(kind, current, difference.value)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('three-way apply', () => {
  it.each([deployment, custom])('of A and then B is B: %j', (kind) => {
    fc.assert(
      fc.property(manifests, manifests, (a, b) => {
        const [first, second] = [
          { ...a, ...kind },
          { ...b, ...kind },
        ]
        expect(pruned(apply(apply(undefined, first, kind), second, kind))).toEqual(pruned(withLastApplied(second)))
      }),
      { numRuns: 300 },
    )
  })

  it('of the same manifest sends nothing', () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        const current = apply(undefined, manifest, deployment)
        expect(threeWayApply(deployment, lastAppliedOf(current), withLastApplied(manifest), current)).toEqual({
          ok: true,
          value: { type: 'strategic', patch: {} },
        })
      }),
    )
  })

  it('keeps what others have set', () => {
    fc.assert(
      fc.property(manifests, manifests, (a, b) => {
        const current = apply(undefined, a, deployment)
        const { metadata } = current as { metadata: JsonObject }
        const touched = { ...current, metadata: { ...metadata, labels: { ...(metadata['labels'] as JsonObject), foreign: 'yes' } } }
        const after = apply(touched, b, deployment) as { metadata: { labels: JsonObject } }
        expect(after.metadata.labels['foreign']).toBe('yes')
      }),
    )
  })
})

it('a merge patch leads from one object to the other', () => {
  const plain = fc.letrec<{ value: JsonObject }>((tie) => ({
    value: fc.dictionary(names, fc.oneof({ depthSize: 'small' }, fc.constantFrom<Json>(1, 'x', true, ['l']), tie('value') as fc.Arbitrary<Json>), {
      maxKeys: 3,
    }) as fc.Arbitrary<JsonObject>,
  })).value
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(applyMergePatch(a, createMergePatch(a, b))).toEqual(b)
    }),
  )
})
