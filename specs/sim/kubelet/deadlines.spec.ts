import { describe, expect, it } from 'vitest'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { at, behaviour, bind, life, newRoom, podOf } from './kubelet-room.js'

const behaviours = [
  behaviour('crash', { run: [{ forMs: 1000, exit: 1 }] }), behaviour('gone', { pull: [{ afterMs: 500, fail: 'not found' }] }), behaviour('deaf', { stop: { exit: 137 } }), behaviour('web:*', {}),
]

describe('activeDeadlineSeconds', () => {
  it.each([
    ['running', 'web:1', 20, 22],
    ['in back-off between crashes', 'crash', 25, 26],
    ['waiting for an image', 'gone', 15, 16],
  ])('ends a pod on the tick after it, also one that is %s', (_, image, seconds, latest) => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{ image }], { activeDeadlineSeconds: seconds })
    at(cluster, 60)
    const failed = Number.parseFloat(life(cluster, 'a').find((line) => line.includes('Failed'))!)
    expect(failed).toBeGreaterThanOrEqual(seconds)
    expect(failed).toBeLessThan(latest + 0.7)
    expect(podOf(cluster, 'a')?.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' })
  })

  it('leaves containers their grace', () => {
    const cluster = newRoom(behaviours)
    bind(cluster, 'a', [{ image: 'deaf' }], { activeDeadlineSeconds: 10, terminationGracePeriodSeconds: 6 })
    at(cluster, 40)
    const failed = Number.parseFloat(life(cluster, 'a').find((line) => line.includes('Failed'))!)
    expect(failed).toBeGreaterThan(16)
    expect(failed).toBeLessThan(18)
  })

  it('can be set later', () => {
    const cluster = newRoom(behaviours)
    const pod = bind(cluster, 'a', [{}])
    at(cluster, 20)
    updateObject(scenarioContext(cluster, 2), { ...podOf(cluster, 'a')!, spec: { ...pod.spec, activeDeadlineSeconds: 30 } })
    at(cluster, 60)
    const failed = Number.parseFloat(life(cluster, 'a').find((line) => line.includes('Failed'))!)
    expect(Math.floor(failed)).toBeGreaterThanOrEqual(30)
    expect(failed).toBeLessThan(33)
  })
})
