import { expect, test } from 'vitest'
import type { Toleration } from '../../../../src/sim/api/types.js'
import { changeNode, clusterOf, settle } from '../rig.js'
import { reasonsOf } from '../scores.js'

const closed = 'node(s) were unschedulable'
const key = 'node.kubernetes.io/unschedulable'

test.each<[string, boolean | undefined, readonly Toleration[], string]>([
  ['an open node', undefined, [], ''],
  ['explicitly open', false, [], ''],
  ['cordoned', true, [], closed],
  ['the toleration that DaemonSets get', true, [{ key, operator: 'Exists', effect: 'NoSchedule' }], ''],
  ['any effect', true, [{ key, operator: 'Exists' }], ''],
  ['equal to the empty value', true, [{ key, operator: 'Equal', value: '', effect: 'NoSchedule' }], ''],
  ['Equal is the default', true, [{ key, effect: 'NoSchedule' }], ''],
  ['another value', true, [{ key, operator: 'Equal', value: 'true', effect: 'NoSchedule' }], closed],
  ['another effect', true, [{ key, operator: 'Exists', effect: 'NoExecute' }], closed],
  ['another key', true, [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }], closed],
  ['everything is tolerated', true, [{ operator: 'Exists' }], ''],
])('%s', (_, unschedulable, tolerations, reason) => {
  const cluster = clusterOf([{ name: 'n' }])
  if (unschedulable !== undefined) changeNode(cluster, 'n', (node) => ({ ...node, spec: { ...node.spec, unschedulable } }))
  settle(cluster)
  expect(reasonsOf(cluster, { tolerations })).toEqual({ n: reason })
})
