import { expect, test } from 'vitest'
import type { Pod, PodStatus } from '../../../src/sim/api/types.js'
import { isSameToOthers } from '../../../src/sim/scheduler/renewal.js'
import { podOf, type PodShape } from './rig.js'

const bound = (shape: PodShape = {}, status: Partial<PodStatus> = {}): Pod => {
  const pod = podOf('p', { requests: { cpu: '100m', memory: '64Mi' }, labels: { app: 'web' }, nodeName: 'n', ...shape })
  return { ...pod, status: { phase: 'Pending', startTime: '2026-01-01T00:00:00Z', ...status } }
}
const pod = bound()
const statuses = (more: object = {}): PodStatus['containerStatuses'] =>
  [{ name: 'c', image: 'web:1', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:00:01Z' } }, ...more }] as unknown as PodStatus['containerStatuses']
const withStatus = (from: Pod, status: Partial<PodStatus>): Pod => ({ ...from, status: { ...from.status, ...status } })
const containerStatuses = statuses()!

test.each<[string, Pod, Pod]>([
  ['conditions', pod, withStatus(pod, { conditions: [{ type: 'Ready', status: 'True' }] })],
  ['the phase, while the pod lives', pod, withStatus(pod, { phase: 'Running', podIP: '10.0.0.1' })],
  ['containers start', pod, withStatus(pod, { containerStatuses })],
  ['containers report what they asked for', pod, withStatus(pod, { containerStatuses: statuses({ resources: pod.spec.containers[0]!.resources, allocatedResources: { cpu: '100m', memory: '64Mi' } })! })],
  ['annotations', pod, { ...pod, metadata: { ...pod.metadata, annotations: { a: 'b' } } }],
])('nobody reads of a placed pod: %s', (_, before, after) => expect(isSameToOthers(before, after)).toBe(true))

const open = bound({ requests: { cpu: '100m' } })
const unbound = bound({ nodeName: '' })
test.each<[string, Pod, Pod]>([
  ['another spec', pod, { ...pod, spec: { ...pod.spec } }],
  ['other labels', pod, { ...pod, metadata: { ...pod.metadata, labels: { app: 'web' } } }],
  ['its deletion', pod, { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:02Z' } }],
  ['that it ended', pod, withStatus(pod, { phase: 'Succeeded' })],
  ['when it started', pod, withStatus(pod, { startTime: '2026-01-01T00:00:03Z' })],
  ['that a container has more than it asks for', pod, withStatus(pod, { containerStatuses: statuses({ resources: { requests: { cpu: '1', memory: '64Mi' } } })! })],
  ['that it no longer has', withStatus(pod, { containerStatuses: statuses({ resources: { requests: { cpu: '1', memory: '64Mi' } } })! }), withStatus(pod, { containerStatuses })],
  ['containers without a memory request that run', open, withStatus(open, { containerStatuses })],
  ['all of a pod without a node', unbound, withStatus(unbound, { conditions: [] })],
])('somebody reads of a pod: %s', (_, before, after) => expect(isSameToOthers(before, after)).toBe(false))
