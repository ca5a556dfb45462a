import { expect, test } from 'vitest'
import { clusterOf, createPod, settle } from '../rig.js'
import { scoresOf } from '../scores.js'

const name = 'NodeResourcesBalancedAllocation'

test.each<[string, Record<string, string> | undefined, Record<string, string>, number | undefined]>([
  ['worse balance', { cpu: '1', memory: '2Gi' }, { cpu: '500m', memory: '1Gi' }, 72],
  ['the balance stays', undefined, { cpu: '1', memory: '8Gi' }, 75],
  ['better balance', { cpu: '2' }, { memory: '16Gi' }, 87],
  ['only cpu on an empty node', undefined, { cpu: '4' }, 50],
])('%s', (_, there, requests, expected) => {
  const cluster = clusterOf([{ name: 'n', cpu: '4', memory: '32Gi' }])
  if (there !== undefined) createPod(cluster, 'there', { requests: there })
  settle(cluster)
  expect(scoresOf(cluster, name, { requests })).toEqual({ n: expected })
})

test('a pod that asks for nothing is not scored', () => {
  expect(scoresOf(clusterOf([{ name: 'n' }]), name, {})).toEqual({ n: undefined })
})
