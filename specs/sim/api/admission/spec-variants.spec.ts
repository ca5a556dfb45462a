import { describe, expect, it } from 'vitest'
import { admit, review } from '../../../../src/sim/api/admission/registry.js'
import type { AdmissionLookup } from '../../../../src/sim/api/admission/define.js'
import { firstVariant } from '../../../../src/sim/api/admission/spec-variants.js'
import type { KubeObject, Pod, PodSpec } from '../../../../src/sim/api/types.js'

const containers = [{ name: 'c', image: 'app:1' }]
const template = { restartPolicy: 'Never', containers } as unknown as PodSpec
const named = (hostname: string, more: Partial<PodSpec> = {}): PodSpec => ({ ...template, ...more, hostname })

describe('specs that differ in their host name alone', () => {
  it('are known as variants of the first', () => {
    const first = firstVariant(named('work-0'))
    expect(firstVariant(named('work-1'))).toBe(first)
    expect(first.hostname).toBe('work-0')
  })

  it('are no variants of what has no host name, other fields, or other containers', () => {
    const first = firstVariant(named('work-0'))
    const others = [template, named('work-1', { subdomain: 'db' }), named('work-1', { containers: [...containers] }), named('work-1', { restartPolicy: 'OnFailure' } as Partial<PodSpec>)]
    for (const other of others) expect(firstVariant(other)).not.toBe(first)
  })

  it('are taken as they come without containers', () => {
    const bare = {} as PodSpec
    expect(firstVariant(bare)).toBe(bare)
  })
})

const account = (secrets: readonly string[]): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' }, imagePullSecrets: secrets.map((name) => ({ name })) }) as unknown as KubeObject

function lookupOf(objects: Readonly<Record<string, KubeObject>>): AdmissionLookup {
  return { get: (kind, key) => objects[`${kind} ${key}`], list: () => [], authorize: () => ({ decision: 'allowed' }) as never }
}

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } as unknown as KubeObject
const podOf = (name: string, spec: PodSpec): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec }) as unknown as Pod

function admitted(lookup: AdmissionLookup, spec: PodSpec): PodSpec {
  const result = admit(podOf(spec.hostname ?? 'bare', spec), lookup)
  if (!result.ok) throw new Error(result.error.message)
  expect(review(result.value, lookup).ok).toBe(true)
  return (result.value as Pod).spec
}

describe('admission of such specs', () => {
  it('shares all that is admitted but the host name', () => {
    const lookup = lookupOf({ 'Namespace default': namespace, 'ServiceAccount default/default': account([]) })
    const [a, b] = [admitted(lookup, named('work-0')), admitted(lookup, named('work-1'))]
    expect(b.containers).toBe(a.containers)
    expect(b.volumes).toBe(a.volumes)
    expect(JSON.stringify(b)).toBe(JSON.stringify(a).replace('work-0', 'work-1'))
  })

  it('is done anew once what it read has changed', () => {
    const before = lookupOf({ 'Namespace default': namespace, 'ServiceAccount default/default': account([]) })
    const after = lookupOf({ 'Namespace default': namespace, 'ServiceAccount default/default': account(['registry']) })
    expect(admitted(before, named('work-0')).imagePullSecrets).toBeUndefined()
    expect(admitted(after, named('work-1')).imagePullSecrets).toEqual([{ name: 'registry' }])
    expect(admitted(before, named('work-2'))).toMatchObject({ hostname: 'work-2' })
    expect(admitted(before, named('work-2')).imagePullSecrets).toBeUndefined()
  })

  it('gives a spec without host name the same object as before', () => {
    const lookup = lookupOf({ 'Namespace default': namespace, 'ServiceAccount default/default': account([]) })
    expect(admitted(lookup, { ...template })).toBe(admitted(lookup, { ...template }))
  })
})
