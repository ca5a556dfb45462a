import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runScenarios } from '../../src/harness/api.js'
import { hasFlags, manifestParts } from '../../src/harness/manifest-params.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'apply-flags-'))
  writeFileSync(join(root, 'a.yaml'), JSON.stringify(config({ a: '1' })))
})
afterAll(() => rmSync(root, { recursive: true }))

const config = (data: object, name = 'a', labels?: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(labels && { labels }) }, data })
const holds = (data: object): object => ({ expect: [{ resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data } }] })

async function run(...steps: readonly object[]): Promise<{ readonly status: string; readonly problems: readonly string[] }> {
  const file = join(root, 'scenario.yaml')
  writeFileSync(file, JSON.stringify({ apiVersion: 'seatrial.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'flags' }, spec: { steps } }))
  const { run: made, diagnostics } = await runScenarios([file])
  const outcome = made?.scenarios[0]
  const failures = outcome?.steps.flatMap(({ failure }) => (failure === undefined ? [] : [failure.said ?? JSON.stringify(failure)])) ?? []
  return { status: outcome?.status ?? 'invalid', problems: [...diagnostics.map(({ message }) => message), ...failures] }
}

describe('manifests with flags', () => {
  it('are told from manifests without', () => {
    expect([hasFlags('a.yaml'), hasFlags(['a.yaml']), hasFlags({ apiVersion: 'v1', kind: 'ConfigMap', files: 'x' }), hasFlags({ files: 'a.yaml' })]).toEqual([false, false, false, true])
    expect(manifestParts({ files: 'a.yaml', objects: [], serverSide: true })).toEqual([{ value: 'a.yaml', below: '/files' }, { value: [], below: '/objects' }])
  })

  it('apply by the server: conflicts, force, dry runs, patches', async () => {
    const second = { objects: [config({ a: '2' })], serverSide: true, fieldManager: 'two' }
    expect(await run(
      { apply: { files: 'a.yaml', serverSide: true, fieldManager: 'one' } },
      { apply: second, refused: 'error: Apply failed with 1 conflict: conflict with "one": .data.a*' },
      { apply: { ...second, forceConflicts: true, dryRun: 'server' } },
      holds({ a: '1' }),
      { apply: { ...second, forceConflicts: true } },
      { patch: { target: 'configmap/a', type: 'apply', fieldManager: 'three', patch: { data: { b: '3' } } } },
      { patch: { target: 'configmap/a', type: 'apply', fieldManager: 'four', patch: { data: { b: '4' } } }, refused: '*conflict with "three"*' },
      { patch: { target: 'configmap/a', type: 'merge', dryRun: true, patch: { data: { b: '9' } } } },
      holds({ a: '2', b: '3' }),
    )).toEqual({ status: 'passed', problems: [] })
  })

  it('replace and apply by force what cannot be changed', async () => {
    expect(await run(
      { apply: { objects: { ...config({ a: '1' }), immutable: true } } },
      { apply: 'a.yaml', refused: '*field is immutable when `immutable` is set*' },
      { apply: { files: 'a.yaml', force: true } },
      { replace: { objects: config({ a: '2' }), force: true } },
      holds({ a: '2' }),
    )).toEqual({ status: 'passed', problems: [] })
  })

  it('prune what is no longer applied, and delete nothing in a dry run', async () => {
    expect(await run(
      { apply: { objects: [config({}, 'b', { set: 'x' }), config({}, 'kept', { set: 'y' })] } },
      { create: { objects: config({}, 'created', { set: 'x' }) } },
      { delete: { ref: 'configmap/b', dryRun: 'server' } },
      { expect: [{ resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } } }] },
      { apply: { objects: config({}, 'c', { set: 'x' }), prune: { select: 'set=x', allowlist: ['core/v1/ConfigMap'] } } },
      { expect: ['b', 'kept', 'created'].map((name) => (name === 'b' ? { not: { resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } } } : { resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } })) },
    )).toEqual({ status: 'passed', problems: [] })
  })

  it('refuse what does not go together in kubectl\'s words', async () => {
    expect(await run(
      { apply: { files: 'a.yaml', forceConflicts: true }, refused: 'error: --force-conflicts only works with --server-side' },
      { apply: { files: 'a.yaml', prune: {} }, refused: 'error: all resources selected for prune*' },
      { apply: { files: 'a.yaml', serverSide: true, prune: { all: true } }, refused: 'error: --prune is in alpha*' },
      { apply: { files: 'a.yaml', subresource: 'status' }, refused: 'error: --subresource can only be specified for --server-side' },
    )).toEqual({ status: 'passed', problems: [] })
  })

  it('name a flag that is none', async () => {
    expect(await run({ apply: { files: 'a.yaml', serverside: true } })).toEqual({ status: 'invalid', problems: ['`serverside` is no flag of `apply`'] })
  })
})
