import { describe, expect, it } from 'vitest'
import { kindOfObject } from '../../../../src/sim/api/kinds/registry.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'
import { validators } from '../../../../src/sim/api/validation/registry.js'

type Part = Readonly<Record<string, unknown>>

const metadata = { name: 'it', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
const make = (apiVersion: string, kind: string, rest: Part): KubeObject => {
  const object = { apiVersion, kind, metadata, ...rest } as unknown as KubeObject
  return kindOfObject(object)?.defaults(object) as KubeObject
}
function errors(before: KubeObject, after: KubeObject): readonly string[] {
  const { validateUpdate } = validators[kindOfObject(after)?.id ?? ''] as (typeof validators)[string]
  // what the server prints of its structs is told elsewhere (recorded.spec.ts)
  return validateUpdate(after, before).map(({ field, message }) => `${field}: ${message}`.replace(/\n@@[\s\S]*$/, ''))
}

const container = { name: 'c', image: 'a:1' }
const template = (labels: Part, part: Part = {}): Part => ({ metadata: { labels }, spec: { containers: [{ ...container, ...part }] } })
const deployment = (app: string): KubeObject => make('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { app } }, template: template({ app }) } })
const pod = (spec: Part, meta: Part = {}): KubeObject => make('v1', 'Pod', { metadata: { ...metadata, ...meta }, spec: { containers: [container], ...spec } })
const statefulSet = (spec: Part): KubeObject =>
  make('apps/v1', 'StatefulSet', { spec: { selector: { matchLabels: { app: 's' } }, template: template({ app: 's' }), serviceName: 's', ...spec } })
const config = (rest: Part): KubeObject => make('v1', 'ConfigMap', rest)
const podFields =
  'spec: Forbidden: pod updates may not change fields other than ' +
    '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing ' +
    'tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
const setFields =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"

describe('updates that are refused', () => {
  it.each<readonly [string, KubeObject, KubeObject, readonly string[]]>([
    ['another selector', deployment('a'), deployment('b'), ['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable']],
    ['another uid', pod({}), pod({}, { uid: 'w' }), ['metadata.uid: Invalid value: "w": field is immutable']],
    [
      'a finalizer while deleting',
      pod({}, { deletionTimestamp: '2026-01-01T00:00:01Z' }),
      pod({}, { deletionTimestamp: '2026-01-01T00:00:01Z', finalizers: ['x.io/a'] }),
      ['metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.io/a"}'],
    ],
    [
      'one container more',
      pod({}),
      pod({ containers: [container, { name: 'd', image: 'd:1' }] }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    ['another command', pod({}), pod({ containers: [{ ...container, command: ['x'] }] }), [podFields]],
    [
      'a toleration taken away',
      pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
      pod({}),
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'a gate added',
      pod({}),
      pod({ schedulingGates: [{ name: 'x.io/g' }] }),
      ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'x.io/g'"],
    ],
    ['another service name', statefulSet({}), statefulSet({ serviceName: 't' }), [setFields]],
    [
      'changed constants',
      config({ immutable: true, data: { a: '1' } }),
      config({ immutable: true, data: { a: '2' } }),
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    ['constants no more', config({ immutable: true }), config({}), ['immutable: Forbidden: field is immutable when `immutable` is set']],
  ])('%s', (_, before, after, expected) => {
    expect(errors(before, after)).toEqual(expected)
  })
})

describe('updates that are taken', () => {
  it.each<readonly [string, KubeObject, KubeObject]>([
    ['nothing', deployment('a'), deployment('a')],
    ['another image', pod({}), pod({ containers: [{ ...container, image: 'a:2' }] })],
    [
      'one toleration more',
      pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }),
      pod({
        tolerations: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'Exists' },
        ],
      }),
    ],
    ['a gate less, a narrower selector', pod({ schedulingGates: [{ name: 'x.io/g' }] }), pod({ nodeSelector: { zone: 'a' } })],
    ['replicas of a set', statefulSet({ replicas: 1 }), statefulSet({ replicas: 3 })],
    ['data of a map', config({ data: { a: '1' } }), config({ data: { a: '2' } })],
  ])('%s', (_, before, after) => {
    expect(errors(before, after)).toEqual([])
  })
})
