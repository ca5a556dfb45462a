import { expect, test } from 'vitest'
import { clusterOf, settle } from '../rig.js'
import { reasonsOf } from '../scores.js'

const other = 'node(s) didn\'t match the requested node name'
const nodes = [{ name: 'worker-0' }, { name: 'worker-1' }, { name: 'worker-10' }]

test.each<[string, string | undefined, readonly string[]]>([
  ['no name', undefined, ['worker-0', 'worker-1', 'worker-10']],
  ['an empty name', '', ['worker-0', 'worker-1', 'worker-10']],
  ['the first node', 'worker-0', ['worker-0']],
  ['the second node', 'worker-1', ['worker-1']],
  ['the last node', 'worker-10', ['worker-10']],
  ['a node that is not there', 'worker-2', []],
  ['the beginning of a name', 'worker', []],
  ['a longer name', 'worker-100', []],
  ['another case', 'Worker-0', []],
  ['a glob', 'worker-*', []],
  ['a domain behind it', 'worker-0.local', []],
])('%s', (_, nodeName, fitting) => {
  const cluster = clusterOf(nodes)
  settle(cluster)
  const wanted = Object.fromEntries(nodes.map(({ name }) => [name, fitting.includes(name) ? '' : other]))
  expect(reasonsOf(cluster, nodeName === undefined ? {} : { nodeName })).toEqual(wanted)
})
