import { describe, expect, it } from 'vitest'
import { settle, settleLimitMs } from '../../../src/harness/check/settle.js'
import type { Container, PodSpec } from '../../../src/sim/api/types.js'
import { runUntil } from '../../../src/sim/run.js'
import type { Cluster } from '../../../src/sim/state.js'
import { viewOf } from '../../../src/sim/view.js'
import { bind, newRoom, podOf } from '../../sim/kubelet/kubelet-room.js'

const sh = (script: string, rest: Partial<Container> = {}): Partial<Container> => ({ image: 'busybox:1', command: ['sh', '-c', script], ...rest })
const cache: Partial<PodSpec> = { volumes: [{ name: 'v', emptyDir: {} }] }
const mount: Partial<Container> = { volumeMounts: [{ name: 'v', mountPath: '/v' }] }

function room(containers: readonly Partial<Container>[], spec: Partial<PodSpec> = {}): Cluster {
  const cluster = newRoom()
  bind(cluster, 'p', containers, spec)
  return cluster
}

const loop = 'while true; do date >> /tmp/log; sleep 1; done'

describe('a cluster that is let come to rest', () => {
  it('is not watched while scripts only loop', () => {
    const cluster = room([sh(loop)])
    settle(cluster)
    expect(cluster.now).toBeLessThan(60_000)
    expect(podOf(cluster, 'p')?.status.containerStatuses?.[0]?.ready).toBe(true)
  })

  it.each<readonly [string, readonly Partial<Container>[], Partial<PodSpec>]>([
    ['a loop alone', [sh(loop)], {}],
    ['a loop beside a script that ends', [sh(loop), { ...sh('sleep 200; exit 3'), name: 'd' }], {}],
    ['a loop whose files another script waits for', [sh('while true; do sleep 100; date > /v/ready; done', mount), { ...sh('until [ -e /v/ready ]; do sleep 1; done; exit 4', mount), name: 'd' }], cache],
    ['a loop that makes a probe fail', [sh('while true; do echo x >> /tmp/log; sleep 1; done', { livenessProbe: { exec: { command: ['sh', '-c', '[ $(wc -l < /tmp/log) -lt 100 ]'] }, periodSeconds: 5 } })], {}],
    ['a loop that fills its volume', [sh('while true; do printf %010000d 1 >> /v/log; sleep 1; done', mount)], { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1M' } }] }],
  ])('comes to the same as one that is watched to the end: %s', (_, containers, spec) => {
    const [settled, watched] = [room(containers, spec), room(containers, spec)]
    settle(settled)
    runUntil(watched, settleLimitMs)
    const texts = (cluster: Cluster): readonly string[] => viewOf(cluster).log.filter(({ kind }) => kind === 'Pod').map(({ at, object }) => `${at} ${JSON.stringify((object as { readonly status?: object }).status)}`)
    expect(texts(settled)).toEqual(texts(watched))
  })
})
