import { describe, expect, it } from 'vitest'
import type { Deployment, EndpointSlice, Event, KubeObject, Node, Pod } from '../../src/sim/api/types.js'
import type { LogEntry } from '../../src/sim/store/log.js'
import { describeEntry, objectText } from '../../src/sim/trace-text.js'

const metadata = { name: 'x', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' }
const entry = (object: unknown, previous?: unknown, type: LogEntry['type'] = previous === undefined ? 'ADDED' : 'MODIFIED'): string =>
  describeEntry({ revision: 1, at: 0, type, kind: '', key: '', by: '', cause: 0, object: object as KubeObject, previous: previous as KubeObject | undefined })

const pod = (status: Pod['status'], spec: Partial<Pod['spec']> = {}, meta: Partial<Pod['metadata']> = {}): unknown => ({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, ...meta }, spec, status })
const container = (state: NonNullable<Pod['status']['containerStatuses']>[number]['state'], restartCount = 0): Pod['status'] =>
  ({ containerStatuses: [{ name: 'web', ready: false, restartCount, image: '', imageID: '', ...(state === undefined ? {} : { state }) }] })
const deployment = (spec: Partial<Deployment['spec']>, status: Deployment['status']): unknown => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status })
const node = (spec: Node['spec'], conditions: Node['status']['conditions'] = []): unknown => ({ apiVersion: 'v1', kind: 'Node', metadata: { ...metadata, namespace: undefined }, spec, status: { conditions } })
const slice = (...ready: readonly boolean[]): unknown => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, endpoints: ready.map((is) => ({ addresses: [], conditions: { ready: is } })) } as unknown as EndpointSlice)
const event = (more: Partial<Event>): unknown => ({ apiVersion: 'v1', kind: 'Event', metadata, involvedObject: { kind: 'Pod', name: 'web-0', namespace: 'default' }, type: 'Normal', reason: 'Started', message: 'Container started', ...more })

describe('describeEntry', () => {
  it.each([
    ['creation', entry(pod({})), 'pod/x created'],
    ['creation of something scaled', entry(deployment({ replicas: 3 }, {})), 'deployment/x created with 3 replicas'],
    ['end', entry(pod({}), pod({}), 'DELETED'), 'pod/x is gone'],
    ['deletion', entry(pod({}, {}, { deletionTimestamp: 't', deletionGracePeriodSeconds: 30 }), pod({})), 'pod/x is being deleted (grace 30s)'],
    ['binding', entry(pod({}, { nodeName: 'worker-1' }), pod({})), 'pod/x bound to worker-1'],
    ['phase', entry(pod({ phase: 'Running' }), pod({ phase: 'Pending' })), 'pod/x Pending -> Running'],
    ['reason', entry(pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }), pod({ phase: 'Running' })), 'pod/x Running -> Failed; Evicted: low on memory'],
    ['container starts', entry(pod(container({ running: {} })), pod(container({ waiting: { reason: 'ContainerCreating' } }))), 'pod/x container web running'],
    ['container ends', entry(pod(container({ terminated: { exitCode: 137, reason: 'OOMKilled' } })), pod(container({ running: {} }))), 'pod/x container web terminated (OOMKilled, exit 137)'],
    ['restart', entry(pod(container({ running: {} }, 2)), pod(container({ running: {} }, 1))), 'pod/x container web running, restart 2'],
    ['condition', entry(pod({ conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] }), pod({ conditions: [{ type: 'Ready', status: 'True' }] })), 'pod/x Ready=False (ContainersNotReady)'],
    ['numbers', entry(deployment({ replicas: 5 }, { readyReplicas: 1, observedGeneration: 2 }), deployment({ replicas: 3 }, { readyReplicas: 3, observedGeneration: 1 })), 'deployment/x replicas 3 -> 5; readyReplicas 3 -> 1'],
    ['template', entry(deployment({ template: { spec: { containers: [] } } }, {}), deployment({ template: { spec: { containers: [] } } }, {})), 'deployment/x template changed'],
    ['cordon and taints', entry(node({ unschedulable: true, taints: [{ key: 'a', effect: 'NoExecute' }] }), node({ taints: [{ key: 'b', value: 'c', effect: 'NoSchedule' }] })), 'node/x cordoned; tainted a:NoExecute; taint b=c:NoSchedule removed'],
    ['endpoints', entry(slice(true, false), slice(true, true)), 'endpointslice/x ready endpoints 2 -> 1 of 2'],
    ['event', entry(event({})), 'pod/web-0 Started: Container started'],
    ['warning seen often', entry(event({ type: 'Warning', reason: 'BackOff', message: 'Back-off', count: 4 }), event({})), 'pod/web-0 Warning BackOff: Back-off (seen 4 times)'],
    ['anything else', entry({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } }, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} }), 'configmap/x changed'],
  ])('%s', (_name, said, text) => {
    expect(said).toBe(text)
  })

  it('names objects of other namespaces and of none', () => {
    expect([objectText('Pod', { name: 'a', namespace: 'shop' }), objectText('Node', { name: 'b' })]).toEqual(['shop:pod/a', 'node/b'])
  })
})
