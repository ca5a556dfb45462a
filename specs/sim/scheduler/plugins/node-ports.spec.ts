import { expect, test } from 'vitest'
import type { ContainerPort } from '../../../../src/sim/api/types.js'
import { clusterOf, createPod, settle, type PodShape } from '../rig.js'
import { reasonsOf } from '../scores.js'

const port = (hostPort: number, hostIP?: string, protocol?: string): ContainerPort =>
  ({ containerPort: 80, hostPort, ...(hostIP === undefined ? {} : { hostIP }), ...(protocol === undefined ? {} : { protocol }) })
const using = (...ports: ContainerPort[]): PodShape => ({ containers: [{ name: 'c', image: 'web:1', ports }] })
const taken = "node(s) didn't have free ports for the requested pod ports"

test.each<[string, ContainerPort, ContainerPort, string]>([
  ['the same port', port(80), port(80), taken],
  ['another port', port(80), port(81), ''],
  ['another protocol', port(80), port(80, undefined, 'UDP'), ''],
  ['any address against one', port(80, '10.0.0.1'), port(80), taken],
  ['one against any address', port(80), port(80, '10.0.0.1'), taken],
  ['two addresses', port(80, '10.0.0.1'), port(80, '10.0.0.2'), ''],
  ['the same address', port(80, '10.0.0.1'), port(80, '10.0.0.1'), taken],
  ['0.0.0.0 is any address', port(80, '0.0.0.0'), port(80, '10.0.0.1'), taken],
  [':: is not', port(80, '::'), port(80, '10.0.0.1'), ''],
  ['no host port, no conflict', { containerPort: 80 }, { containerPort: 80 }, ''],
])('%s', (_, there, wanted, reason) => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'there', using(there))
  settle(cluster)
  expect(reasonsOf(cluster, using(wanted))).toEqual({ n: reason })
})
