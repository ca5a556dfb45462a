import { describe, expect, it } from 'vitest'
import { forkCluster } from '../../../src/sim/cluster.js'
import { behaviourUsed } from '../../../src/sim/kubelet/questions.js'
import { at, behaviour, bind, life, newRoom, podOf, remove } from './kubelet-room.js'

const room = (): ReturnType<typeof newRoom> => {
  const probes = { readiness: [{ forMs: 30_000, result: 'success' }, { forMs: 30_000, result: 'failure' }, { result: 'success' }] } as const
  const made = newRoom([behaviour('web:*', { run: [{ forMs: 20_000, exit: 1 }] }), behaviour('api:*', { probes })], 2)
  bind(made, 'crashing', [{}])
  bind(made, 'probed', [{ image: 'api:1', readinessProbe: { exec: { command: ['probe', 'readiness'] }, periodSeconds: 10, failureThreshold: 1, timeoutSeconds: 1, successThreshold: 1 } }], { nodeName: 'worker-1' })
  at(made, 25)
  return made
}

describe('kubelets of a forked cluster', () => {
  it('go on as those of the original would have', () => {
    const [original, straight] = [room(), room()]
    const fork = forkCluster(original)
    at(fork, 200)
    at(straight, 200)
    for (const name of ['crashing', 'probed']) expect(life(fork, name)).toEqual(life(straight, name))
  })

  it('do not touch the original', () => {
    const original = room()
    const fork = forkCluster(original)
    remove(fork, 'crashing')
    at(fork, 100)
    expect(podOf(fork, 'crashing')).toBeUndefined()
    const straight = room()
    at(original, 200)
    at(straight, 200)
    for (const name of ['crashing', 'probed']) expect(life(original, name)).toEqual(life(straight, name))
  })
})

describe('questions', () => {
  it('which behaviour a container follows', () => {
    const cluster = newRoom([behaviour('web:*', {})])
    const pod = bind(cluster, 'p', [{ name: 'a' }, { name: 'b', image: 'other' }, { name: 'c', image: 'busybox', command: ['sleep', '5'] }])
    expect(['a', 'b', 'c', 'none'].map((name) => behaviourUsed(cluster, pod, name))).toEqual(['for web:*', 'default', 'manifest', 'default'])
  })
})
