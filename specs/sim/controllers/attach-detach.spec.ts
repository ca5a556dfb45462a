import { describe, expect, it } from 'vitest'
import { healFault, injectFault } from '../../../src/sim/faults/inject.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { VolumeAttachment } from '../../../src/sim/api/volume-attachment.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Json, Node } from '../../../src/sim/api/types.js'
import { advance, apply, change, eventsOf, fullCluster, kubectl, podNamed, podTemplate } from './full-cluster.js'

const attachments = (cluster: Cluster): readonly VolumeAttachment[] => [...cluster.store.list<VolumeAttachment>('VolumeAttachment.storage.k8s.io')]
const nodesWithVolume = (cluster: Cluster): readonly string[] => attachments(cluster).map(({ spec, status }) => `${spec.nodeName}${status.attached ? '' : ' not yet'}`)
const attachEvents = (cluster: Cluster, pod: string): readonly string[] => eventsOf(cluster, 'Pod', pod).filter((text) => text.includes('AttachVolume')).map((text) => text.replace(/pvc-[0-9a-f-]{36}/, 'pvc-x'))

function started(): Cluster {
  const cluster = fullCluster()
  apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'csi.example.com' })
  apply(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } })
  advance(cluster, 5_000)
  return cluster
}

function addPod(cluster: Cluster, name: string, node: string): void {
  const { spec } = podTemplate('web', 'web:1') as { readonly spec: { readonly containers: readonly object[] } }
  const containers = spec.containers.map((container) => ({ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }))
  apply(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...spec, containers, nodeName: node, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } })
}

const call = (params: Json): Parameters<typeof injectFault>[1] => ({ fault: 'volume-attach-failure', params, step: 1, namespace: 'default' })
const phaseOf = (cluster: Cluster, name: string): string | undefined => podNamed(cluster, name).status.phase

describe('a volume that cannot be attached', () => {
  it('is tried again ever more rarely, in the words of the driver, until it can', () => {
    const cluster = started()
    injectFault(cluster, call({ claim: 'pvc/data', message: 'rpc error: code = ResourceExhausted desc = too many disks' }))
    addPod(cluster, 'p', 'worker-0')
    advance(cluster, 10_000)
    const failed = (count: number): string => `FailedAttachVolume x${count}: AttachVolume.Attach failed for volume "pvc-x" : rpc error: code = ResourceExhausted desc = too many disks`
    // At 0.7, 1.7, 3.2, 5.7 and 10.2 s: the back-off doubles, and each attempt takes half a second.
    expect(attachEvents(cluster, 'p')).toEqual([failed(4)])
    expect(attachments(cluster)).toMatchObject([{ spec: { attacher: 'csi.example.com', nodeName: 'worker-0' }, status: { attached: false, attachError: { message: 'rpc error: code = ResourceExhausted desc = too many disks' } } }])
    expect(podNamed(cluster, 'p').status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ContainerCreating')
    healFault(cluster, call({ claim: 'pvc/data', message: 'rpc error: code = ResourceExhausted desc = too many disks' }))
    advance(cluster, 60_000)
    expect(attachEvents(cluster, 'p')).toEqual([failed(5), 'SuccessfulAttachVolume x1: AttachVolume.Attach succeeded for volume "pvc-x" '])
    expect(attachments(cluster)[0]?.status).toEqual({ attached: true })
    expect(phaseOf(cluster, 'p')).toBe('Running')
  })

  it('may be so on one node alone', () => {
    const cluster = started()
    injectFault(cluster, call({ node: 'worker-1' }))
    addPod(cluster, 'p', 'worker-0')
    advance(cluster, 10_000)
    expect(phaseOf(cluster, 'p')).toBe('Running')
    deleteObject(kubectl(cluster), 'Pod', 'default/p')
    advance(cluster, 40_000)
    expect(nodesWithVolume(cluster)).toEqual([])
    addPod(cluster, 'q', 'worker-1')
    advance(cluster, 10_000)
    expect(nodesWithVolume(cluster)).toEqual(['worker-1 not yet'])
    expect(phaseOf(cluster, 'q')).toBe('Pending')
  })
})

describe('a driver that attaches nothing', () => {
  it('has its volumes mounted right away', () => {
    const cluster = started()
    apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'csi.example.com' }, spec: { attachRequired: false } })
    addPod(cluster, 'p', 'worker-0')
    addPod(cluster, 'q', 'worker-1')
    advance(cluster, 5_000)
    expect([phaseOf(cluster, 'p'), phaseOf(cluster, 'q')]).toEqual(['Running', 'Running'])
    expect([nodesWithVolume(cluster), attachEvents(cluster, 'p')]).toEqual([[], []])
  })
})

describe('a volume for one node at a time', () => {
  const taint = (cluster: Cluster, name: string): void =>
    change<Node>(cluster, 'Node', name, (node) => ({ ...node, spec: { ...node.spec, taints: [...(node.spec.taints ?? []), { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] } }))

  it('is refused to a second node, once', () => {
    const cluster = started()
    addPod(cluster, 'p', 'worker-0')
    advance(cluster, 5_000)
    addPod(cluster, 'q', 'worker-1')
    advance(cluster, 60_000)
    expect(attachEvents(cluster, 'q')).toEqual(['FailedAttachVolume x1: Multi-Attach error for volume "pvc-x" Volume is already used by pod(s) p'])
    deleteObject(kubectl(cluster), 'Pod', 'default/p')
    advance(cluster, 120_000)
    expect(nodesWithVolume(cluster)).toEqual(['worker-1'])
    expect(phaseOf(cluster, 'q')).toBe('Running')
  })

  it('leaves a node that is out of service at once, instead of after six minutes', () => {
    const cluster = started()
    addPod(cluster, 'p', 'worker-0')
    advance(cluster, 5_000)
    injectFault(cluster, { fault: 'node-failure', params: 'worker-0', step: 1, namespace: 'default' })
    advance(cluster, 60_000)
    deleteObject(kubectl(cluster), 'Pod', 'default/p')
    addPod(cluster, 'q', 'worker-1')
    advance(cluster, 60_000)
    expect(nodesWithVolume(cluster)).toEqual(['worker-0'])
    taint(cluster, 'worker-0')
    advance(cluster, 120_000)
    expect(podNamed(cluster, 'p')).toBeUndefined()
    expect(nodesWithVolume(cluster)).toEqual(['worker-1'])
    expect(phaseOf(cluster, 'q')).toBe('Running')
  })
})
