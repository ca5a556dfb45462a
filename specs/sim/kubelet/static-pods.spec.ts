import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, eventTexts, inject, newRoom, podOf, remove } from './kubelet-room.js'

const manifest = (name: string, spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', uid: '', resourceVersion: '', creationTimestamp: '' },
  spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, containers: [{ name: 'c', image: 'web:1', imagePullPolicy: 'IfNotPresent' }], ...spec }, status: {},
})
const room = (pods: readonly Pod[]): Cluster => newRoom([behaviour('done', { run: [{ forMs: 10_000, exit: 0 }] })], 1, { staticPods: pods })

describe('static pods', () => {
  it('run since the kubelet began, and have a mirror that belongs to the node', () => {
    const cluster = room([manifest('proxy')])
    at(cluster, 5)
    const mirror = podOf(cluster, 'proxy-worker-0')
    expect(mirror?.metadata.annotations).toMatchObject({ 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.mirror': mirror?.metadata.annotations?.['kubernetes.io/config.hash'] })
    expect(mirror?.metadata.ownerReferences).toMatchObject([{ kind: 'Node', name: 'worker-0', controller: true }])
    expect(mirror?.spec.tolerations).toEqual([{ operator: 'Exists', effect: 'NoExecute' }])
    expect(mirror?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] })
    expect(mirror!.status.startTime! < '2026-01-01T00:00:00Z').toBe(true)
  })

  it('go on when the mirror is deleted, and get a new one', () => {
    const cluster = room([manifest('proxy')])
    at(cluster, 10)
    const { uid } = podOf(cluster, 'proxy-worker-0')!.metadata
    const startedAt = podOf(cluster, 'proxy-worker-0')!.status.containerStatuses?.[0]?.state?.running?.startedAt
    remove(cluster, 'proxy-worker-0')
    at(cluster, 25)
    const mirror = podOf(cluster, 'proxy-worker-0')
    expect(mirror?.metadata.uid).not.toBe(uid)
    expect(mirror?.status.containerStatuses?.[0]?.state?.running?.startedAt).toBe(startedAt)
    expect(eventTexts(cluster).some((text) => text.includes('Killing'))).toBe(false)
  })

  it('hold their ports and resources', () => {
    const cluster = room([manifest('proxy', { containers: [{ name: 'c', image: 'web:1', imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] })])
    at(cluster, 5)
    bind(cluster, 'other', [{ ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }])
    at(cluster, 6)
    expect(podOf(cluster, 'other')?.status.reason).toBe('NodePorts')
  })

  it('that are done stay done', () => {
    const cluster = room([manifest('task', { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'done', imagePullPolicy: 'IfNotPresent' }] })])
    at(cluster, 20)
    expect(podOf(cluster, 'task-worker-0')?.status.phase).toBe('Succeeded')
    remove(cluster, 'task-worker-0')
    at(cluster, 60)
    expect(podOf(cluster, 'task-worker-0')).toBeUndefined()
  })

  it('come back with their node', () => {
    const cluster = room([manifest('proxy')])
    at(cluster, 10)
    inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(cluster, 40)
    expect(podOf(cluster, 'proxy-worker-0')?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true, restartCount: 1 }] })
  })
})
