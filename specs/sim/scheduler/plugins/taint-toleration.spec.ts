import { expect, test } from 'vitest'
import type { Taint, Toleration } from '../../../../src/sim/api/types.js'
import { clusterOf } from '../rig.js'
import { reasonsOf, scoresOf } from '../scores.js'

const untolerated = 'node(s) had untolerated taint(s)'
const gpu: Taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' }

test.each<[string, Taint, readonly Toleration[], string]>([
  ['no toleration', gpu, [], untolerated],
  ['NoExecute keeps off too', { key: 'x', effect: 'NoExecute' }, [], untolerated],
  ['PreferNoSchedule does not', { key: 'x', effect: 'PreferNoSchedule' }, [], ''],
  ['equal value', gpu, [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }], ''],
  ['Equal is the default', gpu, [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }], ''],
  ['another value', gpu, [{ key: 'gpu', operator: 'Equal', value: 'no', effect: 'NoSchedule' }], untolerated],
  ['another key', gpu, [{ key: 'cpu', operator: 'Exists' }], untolerated],
  ['Exists, any effect', gpu, [{ key: 'gpu', operator: 'Exists' }], ''],
  ['Exists without a key covers everything', gpu, [{ operator: 'Exists' }], ''],
  ['another effect', gpu, [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }], untolerated],
  ['a taint without value', { key: 'gpu', effect: 'NoSchedule' }, [{ key: 'gpu', operator: 'Equal', value: '', effect: 'NoSchedule' }], ''],
  ['the numeric operators are not on', { ...gpu, value: '5' }, [{ key: 'gpu', operator: 'Gt', value: '3' }], untolerated],
])('filter: %s', (_, taint, tolerations, reason) => {
  expect(reasonsOf(clusterOf([{ name: 'n', taints: [taint] }]), { tolerations })).toEqual({ n: reason })
})

const soft = (...keys: string[]): Taint[] => keys.map((key) => ({ key, effect: 'PreferNoSchedule' }))

test('each soft taint costs its share of the most', () => {
  const cluster = clusterOf([{ name: 'none' }, { name: 'one', taints: soft('a') }, { name: 'two', taints: soft('a', 'b') }])
  expect(scoresOf(cluster, 'TaintToleration', {})).toEqual({ none: 100, one: 50, two: 0 })
  expect(scoresOf(cluster, 'TaintToleration', { tolerations: [{ key: 'a', operator: 'Exists', effect: 'PreferNoSchedule' }] })).toEqual({ none: 100, one: 100,
    two: 0 })
  expect(scoresOf(cluster, 'TaintToleration', { tolerations: [{ operator: 'Exists' }] })).toEqual({ none: 100, one: 100, two: 100 })
})
