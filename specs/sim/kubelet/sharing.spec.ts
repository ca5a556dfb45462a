import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Pod, PodStatus } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, newRoom } from './kubelet-room.js'

const statusesOf = (cluster: Cluster, name: string): readonly PodStatus[] =>
  cluster.log.entries.flatMap(({ kind, object }) => (kind === 'Pod' && object.metadata.name === name ? [(object as Pod).status] : []))

/** Paths of the parts that are equal to those before them, and yet are other objects. */
function copies(before: unknown, after: unknown, path: string): readonly string[] {
  if (before === after || typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return []
  if (isDeepStrictEqual(before, after)) return [path]
  return Object.keys(after).flatMap((key) => copies((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], `${path}.${key}`))
}

const allCopies = (statuses: readonly PodStatus[]): readonly string[] => statuses.flatMap((status, i) => (i === 0 ? [] : copies(statuses[i - 1], status, `${i}`)))

describe('statuses share what did not change with those before them', () => {
  it('in a crash loop', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: 1000, exit: 1 }] })])
    bind(room, 'p', [{ resources: { requests: { cpu: '1' }, limits: { cpu: '1' } }, volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }] }, { name: 'd', image: 'other:1' }], { volumes: [{ name: 'v', emptyDir: {} }] })
    at(room, 600)
    const statuses = statusesOf(room, 'p')
    expect(statuses.length).toBeGreaterThan(12)
    expect(allCopies(statuses)).toEqual([])
  })

  it('with init containers, probes and an end', () => {
    const room = newRoom([
      behaviour('init:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: 1000, exit: 0 }] }),
      behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0, run: [{ forMs: 60_000, exit: 0 }] }),
    ])
    bind(room, 'p', [{ readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 } }], { restartPolicy: 'Never', initContainers: [{ name: 'i', image: 'init:1' }, { name: 'j', image: 'init:1' }] })
    at(room, 120)
    const statuses = statusesOf(room, 'p')
    expect(statuses.at(-1)?.phase).toBe('Succeeded')
    expect(allCopies(statuses)).toEqual([])
  })

  it('and a status leaves out what it does not know', () => {
    const room = newRoom([behaviour('web:*', { pull: [{ afterMs: 0 }], startMs: 0 })])
    bind(room, 'p', [{}])
    at(room, 30)
    const undefinedKeys = (value: unknown, path: string): readonly string[] =>
      typeof value !== 'object' || value === null ? [] : Object.entries(value).flatMap(([key, part]) => (part === undefined ? [`${path}.${key}`] : undefinedKeys(part, `${path}.${key}`)))
    expect(statusesOf(room, 'p').flatMap((status) => undefinedKeys(status, ''))).toEqual([])
  })
})
