import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.js'
import type { StoreReader } from '../../store/store.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import type { PodFacts } from '../pod-facts.js'
import { unschedulable } from '../rejection.js'
import { claimsNamed } from '../volumes.js'

const name = 'NodeVolumeLimits'
const tooMany = unschedulable(name, 'node(s) exceed max volume count')

interface CsiNode extends KubeObject {
  readonly spec: { readonly drivers?: readonly { readonly name: string; readonly allocatable?: { readonly count?: number } }[] }
}
interface VolumeAttachment extends KubeObject {
  readonly spec: { readonly attacher?: string; readonly nodeName?: string; readonly source?: { readonly persistentVolumeName?: string } }
}
type CsiVolume = PersistentVolume & { readonly spec: { readonly csi?: { readonly driver: string; readonly volumeHandle: string } } }

/** How many volumes of each driver a node takes, as its CSINode says; without one there is no limit (nodevolumelimits/csi.go, 1.36). */
export const nodeVolumeLimits: Plugin = definePlugin<StoreReader, unknown>({
  name,
  preFilter: ({ facts }, { store }) => (facts.claims.length === 0 || store.count(Kind.CSINode) === 0 ? undefined : { state: store }),
  filter: ({ facts }, { name: node, pods }, store) => {
    const limits = limitsOf(store, node)
    const wanted = volumesOf(store, facts)
    if (limits.size === 0 || wanted.size === 0) return undefined
    const attached = new Map<string, string>()
    for (const placed of pods.values()) for (const [volume, driver] of volumesOf(store, placed.facts)) attached.set(volume, driver)
    for (const [volume, driver] of attachments(store, node)) attached.set(volume, driver)
    const isOver = [...limits].some(([driver, limit]) => isMore(driver, limit, wanted, attached))
    return isOver ? tooMany : undefined
  },
  requeue: { csiNodeAdd: always, csiNodeUpdate: raises, podDelete: hadVolumes, claimAdd: names, volumeAttachmentDelete: always },
})

function isMore(driver: string, limit: number, wanted: ReadonlyMap<string, string>, attached: ReadonlyMap<string, string>): boolean {
  const added = [...wanted].filter(([volume, own]) => own === driver && !attached.has(volume)).length
  const there = [...attached.values()].filter((own) => own === driver).length
  return added > 0 && there + added > limit
}

function limitsOf(store: StoreReader, node: string): ReadonlyMap<string, number> {
  const drivers = store.get<CsiNode>(Kind.CSINode, node)?.spec.drivers ?? []
  return new Map(drivers.flatMap(({ name: driver, allocatable }) => (allocatable?.count === undefined ? [] : [[driver, allocatable.count]])))
}

/** The pod's volumes with their driver; a claim without a volume counts for its class's provisioner. */
function volumesOf(store: StoreReader, { claims, identity }: PodFacts): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>()
  if (claims.length === 0) return volumes
  for (const claim of claimsNamed(store, identity.namespace, claims)) {
    const csi = store.get<CsiVolume>(Kind.PersistentVolume, claim.spec.volumeName ?? '')?.spec.csi
    if (csi !== undefined) volumes.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver)
    else if (store.get(Kind.PersistentVolume, claim.spec.volumeName ?? '') === undefined) addPromised(store, volumes, claim)
  }
  return volumes
}

function addPromised(store: StoreReader, volumes: Map<string, string>, claim: PersistentVolumeClaim): void {
  const { provisioner = '' } = store.get<StorageClass>(Kind.StorageClass, classOf(claim)) ?? {}
  if (provisioner !== '') volumes.set(`${provisioner}/claim ${claim.metadata.namespace}/${claim.metadata.name}`, provisioner)
}

/** Volumes that are attached, or being attached, whether or not a pod there uses them still. */
function attachments(store: StoreReader, node: string): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>()
  for (const { spec } of store.list<VolumeAttachment>(Kind.VolumeAttachment)) {
    if (spec.nodeName !== node || spec.attacher === undefined || spec.source?.persistentVolumeName === undefined) continue
    const csi = store.get<CsiVolume>(Kind.PersistentVolume, spec.source.persistentVolumeName)?.spec.csi
    if (csi !== undefined) volumes.set(`${spec.attacher}/${csi.volumeHandle}`, spec.attacher)
  }
  return volumes
}

/** A driver takes more than before. */
function raises(_: Waiting, { object }: ClusterChange): boolean {
  const drivers = (node: KubeObject | undefined): CsiNode['spec']['drivers'] => (node as CsiNode | undefined)?.spec.drivers ?? []
  const before = new Map((drivers(object?.before) ?? []).map(({ name: driver, allocatable }) => [driver, allocatable?.count ?? 0]))
  return (drivers(object?.after) ?? []).some(({ name: driver, allocatable }) => (allocatable?.count ?? 0) > (before.get(driver) ?? 0))
}

function hadVolumes(_: Waiting, { pod }: ClusterChange): boolean {
  return (pod?.before?.spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim !== undefined || (volume as { readonly ephemeral?: unknown }).ephemeral !== undefined)
}

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return incoming.facts.claims.some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}
