import { describe, expect, test } from 'vitest'
import type { KubeObject, Pod, Volume } from '../../../../src/sim/api/types.js'
import { createObject } from '../../../../src/sim/apiserver/create.js'
import { updateObject, updateStatus } from '../../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import { explainPlacement } from '../../../../src/sim/scheduler/explain.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { clusterOf, createPod, podOf, settle, type NodeShape } from '../rig.js'

type Fields = Readonly<Record<string, unknown>>
const bindCompleted = 'pv.kubernetes.io/bind-completed'
const zone = 'topology.kubernetes.io/zone'

function put(cluster: Cluster, object: Fields): void {
  const created = createObject(scenarioContext(cluster, 1), object as unknown as KubeObject)
  if (!created.ok) throw new Error(created.error.message)
}

interface VolumeShape { readonly labels?: Record<string, string>; readonly node?: string; readonly size?: string; readonly class?: string; readonly driver?: string; readonly phase?: string }

/** A volume; available unless said otherwise. */
function volume(cluster: Cluster, name: string, { labels = {}, node, size = '1Gi', class: storageClassName = 'late', driver, phase = 'Available' }: VolumeShape = {}): void {
  put(cluster, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, labels }, spec: {
    capacity: { storage: size }, accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'], storageClassName,
    ...(driver === undefined ? { hostPath: { path: '/x' } } : { csi: { driver, volumeHandle: name } }),
    ...(node === undefined ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } } }),
  } })
  const known = cluster.store.get('PersistentVolume', name)!
  updateStatus(scenarioContext(cluster, 1), known, { phase })
}

interface ClaimShape { readonly volume?: string; readonly isBound?: boolean; readonly size?: string; readonly class?: string; readonly mode?: string; readonly node?: string; readonly phase?: string }

function claim(cluster: Cluster, name: string, { volume: volumeName, isBound = volumeName !== undefined, size = '1Gi', class: storageClassName = 'late', mode = 'ReadWriteOnce', node, phase }: ClaimShape = {}): void {
  put(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default', annotations: {
    ...(isBound ? { [bindCompleted]: 'yes' } : {}), ...(node === undefined ? {} : { 'volume.kubernetes.io/selected-node': node }) } },
  spec: { storageClassName, accessModes: [mode], resources: { requests: { storage: size } }, ...(volumeName === undefined ? {} : { volumeName }) } })
  if (phase !== undefined) updateStatus(scenarioContext(cluster, 1), cluster.store.get('PersistentVolumeClaim', `default/${name}`)!, { phase })
}

const storageClass = (cluster: Cluster, name: string, provisioner: string, more: Fields = {}): void =>
  put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner, volumeBindingMode: 'WaitForFirstConsumer', reclaimPolicy: 'Delete', ...more })

function clusterWith(nodes: readonly NodeShape[] = [{ name: 'n' }, { name: 'm' }]): Cluster {
  const cluster = clusterOf(nodes)
  storageClass(cluster, 'late', 'kubernetes.io/no-provisioner')
  storageClass(cluster, 'made', 'csi.example.com')
  storageClass(cluster, 'now', 'csi.example.com', { volumeBindingMode: 'Immediate' })
  return cluster
}

const using = (...claims: readonly string[]): { readonly volumes: readonly Volume[] } => ({ volumes: claims.map((claimName, i) => ({ name: `v${i}`, persistentVolumeClaim: { claimName } })) })

function answers(cluster: Cluster, shape: { readonly volumes: readonly Volume[] }): string | Readonly<Record<string, string>> {
  settle(cluster)
  const { preFilter, nodes } = explainPlacement(cluster, podOf('probe', shape))
  return preFilter === undefined ? Object.fromEntries(nodes.map(({ node, rejections }) => [node, rejections[0]?.reasons.join(', ') ?? ''])) : preFilter.reasons.join(', ')
}

const fine = { n: '', m: '' }
const notFound = "node(s) didn't find available persistent volumes to bind"
const elsewhere = "node(s) didn't match PersistentVolume's node affinity"

describe('VolumeBinding', () => {
  test.each<[string, (cluster: Cluster) => void, readonly string[], string | object]>([
    ['no claims', () => undefined, [], fine],
    ['a claim that is not there', () => undefined, ['c'], 'persistentvolumeclaim "c" not found'],
    ['the volume is gone', (cluster) => claim(cluster, 'c', { phase: 'Lost', volume: 'gone' }), ['c'], 'persistentvolumeclaim "c" bound to non-existent persistentvolume "gone"'],
    ['unbound, of a class that binds at once', (cluster) => claim(cluster, 'c', { class: 'now' }), ['c'], 'pod has unbound immediate PersistentVolumeClaims'],
    ['of no class', (cluster) => claim(cluster, 'c', { class: '' }), ['c'], 'pod has unbound immediate PersistentVolumeClaims'],
    ['of an unknown class', (cluster) => claim(cluster, 'c', { class: 'absent' }), ['c'], 'pod has unbound immediate PersistentVolumeClaims'],
    ['a volume is named, but not bound yet', (cluster) => { volume(cluster, 'v'); claim(cluster, 'c', { volume: 'v', isBound: false }) }, ['c'], 'pod has unbound immediate PersistentVolumeClaims'],
    ['a missing claim before an unbound one', (cluster) => claim(cluster, 'c', { class: 'now' }), ['c', 'd'], 'persistentvolumeclaim "d" not found'],
    ['bound, reachable from everywhere', (cluster) => { volume(cluster, 'v', { phase: 'Bound' }); claim(cluster, 'c', { volume: 'v' }) }, ['c'], fine],
    ['bound, on one node', (cluster) => { volume(cluster, 'v', { node: 'm', phase: 'Bound' }); claim(cluster, 'c', { volume: 'v' }) }, ['c'], { n: elsewhere, m: '' }],
    ['waits, a volume on one node', (cluster) => { volume(cluster, 'v', { node: 'n' }); claim(cluster, 'c') }, ['c'], { n: '', m: notFound }],
    ['waits, no volume', (cluster) => claim(cluster, 'c'), ['c'], { n: notFound, m: notFound }],
    ['waits, all volumes too small', (cluster) => { volume(cluster, 'v'); claim(cluster, 'c', { size: '2Gi' }) }, ['c'], { n: notFound, m: notFound }],
    ['two wait, the smaller takes the smaller volume', (cluster) => {
      for (const [name, size] of [['v', '1Gi'], ['w', '5Gi']] as const) volume(cluster, name, { node: 'n', size })
      claim(cluster, 'large', { size: '4Gi' })
      claim(cluster, 'small')
    }, ['large', 'small'], { n: '', m: notFound }],
    ['two wait for one volume', (cluster) => { volume(cluster, 'v', { node: 'n' }); claim(cluster, 'c'); claim(cluster, 'd') }, ['c', 'd'], { n: notFound, m: notFound }],
    ['made on demand', (cluster) => claim(cluster, 'c', { class: 'made' }), ['c'], fine],
    ['being made for another node', (cluster) => claim(cluster, 'c', { class: 'made', node: 'm' }), ['c'], { n: notFound, m: '' }],
    ['made, but not in this topology', (cluster) => {
      storageClass(cluster, 'zonal', 'csi.example.com', { allowedTopologies: [{ matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['n'] }] }] })
      claim(cluster, 'c', { class: 'zonal' })
    }, ['c'], { n: '', m: notFound }],
    ['made, but there is no room', (cluster) => {
      put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'csi.example.com' }, spec: { storageCapacity: true } })
      put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIStorageCapacity', metadata: { name: 'pool', namespace: 'default' }, storageClassName: 'made', capacity: '10Gi', nodeTopology: { matchLabels: { 'kubernetes.io/hostname': 'n' } } })
      claim(cluster, 'c', { class: 'made', size: '5Gi' })
    }, ['c'], { n: '', m: 'node(s) did not have enough free storage' }],
  ])('%s', (_, arrange, claims, expected) => {
    const cluster = clusterWith()
    arrange(cluster)
    expect(answers(cluster, using(...claims))).toEqual(expected)
  })
})

describe('VolumeZone', () => {
  const conflict = 'node(s) had no available volume zone'
  test.each<[string, Record<string, string>, string, string, string]>([
    ['a volume without labels', {}, '', '', ''],
    ['one zone', { [zone]: 'a' }, '', conflict, ''],
    ['the other zone', { [zone]: 'b' }, conflict, '', ''],
    ['two zones in one label', { [zone]: 'a__b' }, '', '', ''],
    ['no such zone', { [zone]: 'c' }, conflict, conflict, ''],
    ['a region that all are in', { 'topology.kubernetes.io/region': 'r' }, '', '', ''],
    ['another region', { 'topology.kubernetes.io/region': 's' }, conflict, conflict, ''],
    ['zone and region', { [zone]: 'a', 'topology.kubernetes.io/region': 'r' }, '', conflict, ''],
    ['the older label', { 'failure-domain.beta.kubernetes.io/zone': 'b' }, conflict, '', ''],
    ['the older region', { 'failure-domain.beta.kubernetes.io/region': 'r' }, '', '', ''],
    ['other labels', { color: 'red' }, '', '', ''],
  ])('%s', (_, labels, inA, inB, nowhere) => {
    const region = { 'topology.kubernetes.io/region': 'r' }
    const cluster = clusterWith([{ name: 'a', labels: { [zone]: 'a', ...region } }, { name: 'b', labels: { [zone]: 'b', ...region } }, { name: 'plain' }])
    volume(cluster, 'v', { labels, phase: 'Bound' })
    claim(cluster, 'c', { volume: 'v' })
    expect(answers(cluster, using('c'))).toEqual({ a: inA, b: inB, plain: nowhere })
  })
})

describe('VolumeRestrictions', () => {
  const taken = 'node(s) had no available disk'
  const inUse = 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'
  const disk = (source: Fields): { readonly volumes: readonly Volume[] } => ({ volumes: [{ name: 'd', ...source } as unknown as Volume] })
  const gce = (pdName: string, readOnly = false): { readonly volumes: readonly Volume[] } => disk({ gcePersistentDisk: { pdName, readOnly } })
  const rbd = (monitors: readonly string[], image: string, readOnly = false): { readonly volumes: readonly Volume[] } => disk({ rbd: { monitors, pool: 'p', image, readOnly } })

  test.each<[string, { readonly volumes: readonly Volume[] }, { readonly volumes: readonly Volume[] }, string]>([
    ['the same disk', gce('x'), gce('x'), taken],
    ['another disk', gce('x'), gce('y'), ''],
    ['readers share', gce('x', true), gce('x', true), ''],
    ['a reader and a writer do not', gce('x', true), gce('x'), taken],
    ['the same volume of AWS, even to read', disk({ awsElasticBlockStore: { volumeID: 'v', readOnly: true } }), disk({ awsElasticBlockStore: { volumeID: 'v', readOnly: true } }), taken],
    ['another volume of AWS', disk({ awsElasticBlockStore: { volumeID: 'v' } }), disk({ awsElasticBlockStore: { volumeID: 'w' } }), ''],
    ['the same iSCSI target', disk({ iscsi: { iqn: 'q', targetPortal: 't', lun: 0 } }), disk({ iscsi: { iqn: 'q', targetPortal: 'u', lun: 1 } }), taken],
    ['iSCSI readers', disk({ iscsi: { iqn: 'q', readOnly: true } }), disk({ iscsi: { iqn: 'q', readOnly: true } }), ''],
    ['the same image by one common monitor', rbd(['a', 'b'], 'i'), rbd(['b', 'c'], 'i'), taken],
    ['the same image of another cluster', rbd(['a'], 'i'), rbd(['c'], 'i'), ''],
    ['another kind of disk of the same name', gce('x'), disk({ awsElasticBlockStore: { volumeID: 'x' } }), ''],
  ])('inline: %s', (_, there, asked, reason) => {
    const cluster = clusterWith([{ name: 'n' }])
    createPod(cluster, 'there', there as never)
    expect(answers(cluster, asked)).toEqual({ n: reason })
  })

  test('a claim of one pod alone, wherever that pod is, until it is gone', () => {
    const cluster = clusterWith()
    volume(cluster, 'v', { phase: 'Bound' })
    claim(cluster, 'c', { volume: 'v', mode: 'ReadWriteOncePod' })
    expect(answers(cluster, using('c'))).toEqual(fine)
    createPod(cluster, 'user', using('c') as never)
    expect(answers(cluster, using('c'))).toEqual({ n: inUse, m: inUse })
    const user = cluster.store.get<Pod>('Pod', 'default/user')!
    updateStatus(scenarioContext(cluster, 1), user, { ...user.status, phase: 'Succeeded' })
    expect(answers(cluster, using('c'))).toEqual(fine)
  })
})

describe('NodeVolumeLimits', () => {
  const tooMany = 'node(s) exceed max volume count'
  const driver = 'csi.example.com'
  const limit = (cluster: Cluster, node: string, count?: number): void =>
    put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: node }, spec: { drivers: [{ name: driver, nodeID: node, ...(count === undefined ? {} : { allocatable: { count } }) }] } })
  const bound = (cluster: Cluster, name: string, own = driver): void => { volume(cluster, `v-${name}`, { driver: own, phase: 'Bound' }); claim(cluster, name, { volume: `v-${name}` }) }

  test.each<[string, number | undefined, readonly string[], readonly string[], string]>([
    ['room for one', 1, [], ['a'], ''],
    ['no room at all', 0, [], ['a'], tooMany],
    ['the last place is taken', 1, ['a'], ['b'], tooMany],
    ['a volume that is there already counts once', 1, ['a'], ['a'], ''],
    ['two at once', 2, [], ['a', 'b'], ''],
    ['two at once where one fits', 1, [], ['a', 'b'], tooMany],
    ['one there, two asked, one of them the same', 2, ['a'], ['a', 'b'], ''],
    ['full with others', 2, ['a', 'b'], ['c'], tooMany],
    ['no limit said', undefined, ['a', 'b'], ['c'], ''],
    ['the same claim twice', 1, [], ['a', 'a'], ''],
    ['no volumes asked', 0, [], [], ''],
  ])('%s', (_, count, there, asked, reason) => {
    const cluster = clusterWith([{ name: 'n' }])
    limit(cluster, 'n')
    for (const name of ['a', 'b', 'c']) bound(cluster, name)
    there.forEach((name, i) => createPod(cluster, `there-${i}`, using(name) as never))
    settle(cluster)
    const known = cluster.store.get('CSINode.storage.k8s.io', 'n')!
    if (count !== undefined) updateObject(scenarioContext(cluster, 1), { ...known, spec: { drivers: [{ name: driver, nodeID: 'n', allocatable: { count } }] } } as KubeObject)
    expect(answers(cluster, using(...asked))).toEqual({ n: reason })
  })

  test('claims that wait count for their class, other drivers do not, attachments do', () => {
    const cluster = clusterWith([{ name: 'n' }])
    limit(cluster, 'n', 1)
    bound(cluster, 'foreign', 'other.example.com')
    claim(cluster, 'waits', { class: 'made' })
    createPod(cluster, 'there', using('foreign') as never)
    expect(answers(cluster, using('waits'))).toEqual({ n: '' })
    volume(cluster, 'attached', { driver, phase: 'Bound' })
    put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: 'a' }, spec: { attacher: driver, nodeName: 'n', source: { persistentVolumeName: 'attached' } } })
    expect(answers(cluster, using('waits'))).toEqual({ n: tooMany })
  })
})
