import { Kind } from '../../api/kinds/ids.js'
import type { PersistentVolumeClaim } from '../../api/types.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Snapshot, type Waiting } from '../define.js'
import { disksConflict, disksOf } from '../inline-volumes.js'
import type { PlacedPod } from '../node-record.js'
import type { PodFacts } from '../pod-facts.js'
import { unresolvable, unschedulable } from '../rejection.js'
import { ownClaimNames } from '../volumes.js'

const name = 'VolumeRestrictions'
const inUse = unschedulable(name, 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod')
const occupied = unschedulable(name, 'node(s) had no available disk')

/** The pod's claims that only one pod may use, and how many pods with a node use them. */
interface Filter {
  readonly exclusive: ReadonlySet<string>
  users: number
}

/** A claim that the pod names must be there; some volumes take one pod only, in the cluster or on a node (volumerestrictions, 1.36). */
export const volumeRestrictions: Plugin = definePlugin<Filter, unknown>({
  name,
  isClusterWide: true,
  check: (pod, facts, store) => {
    for (const claim of ownClaimNames(facts)) {
      const isThere = store.get(Kind.PersistentVolumeClaim, `${pod.metadata.namespace}/${claim}`) !== undefined
      if (!isThere) return unresolvable(name, `persistentvolumeclaim "${claim}" not found`)
    }
    return undefined
  },
  preFilter: ({ facts }, snapshot) => {
    if (!facts.hasStorage) return undefined
    const exclusive = new Set(ownClaimNames(facts).filter((claim) => isExclusive(snapshot, facts, claim)))
    if (exclusive.size === 0 && facts.disks.length === 0) return undefined
    const state: Filter = { exclusive, users: 0 }
    if (exclusive.size > 0) for (const { pods } of snapshot.nodes) for (const placed of pods.values()) state.users += usesOf(state, facts, placed)
    return { state }
  },
  filter: ({ facts }, { pods }, { users }) => {
    if (facts.disks.length > 0) for (const placed of pods.values()) if (disksConflict(facts.disks, placed.facts.disks)) return occupied
    return users > 0 ? inUse : undefined
  },
  updateFilter: ({ facts }, state, placed, _, delta) => void (state.users += delta * usesOf(state, facts, placed)),
  cloneFilter: (state) => ({ ...state }),
  requeue: { claimAdd: names, podDelete: sharesVolume, nodeAdd: always, nodeTaint: always },
})

const isExclusive = ({ store }: Snapshot, { identity }: PodFacts, claim: string): boolean =>
  store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, `${identity.namespace}/${claim}`)?.spec.accessModes?.includes('ReadWriteOncePod') === true

function usesOf({ exclusive }: Filter, own: PodFacts, { facts }: PlacedPod): number {
  if (facts.claims.length === 0 || facts.identity.namespace !== own.identity.namespace) return 0
  return ownClaimNames(facts).filter((claim) => exclusive.has(claim)).length
}

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return ownClaimNames(incoming.facts).some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}

function sharesVolume({ pod, incoming: { facts } }: Waiting, { pod: gone }: ClusterChange): boolean {
  if (gone?.before === undefined || gone.before.metadata.namespace !== pod.metadata.namespace) return false
  if (disksConflict(facts.disks, disksOf(gone.before.spec))) return true
  return (gone.before.spec.volumes ?? []).some(({ persistentVolumeClaim: claim }) => claim !== undefined && ownClaimNames(facts).includes(claim.claimName))
}
