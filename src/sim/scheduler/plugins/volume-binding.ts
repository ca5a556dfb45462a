import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.js'
import type { StoreReader } from '../../store/store.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import { unresolvable, type Rejection } from '../rejection.js'
import { claimsNamed, isBound, isReachable, planVolumes } from '../volumes.js'

const name = 'VolumeBinding'
const unbound = unresolvable(name, 'pod has unbound immediate PersistentVolumeClaims')

/** Bound claims have volumes that nodes may not reach; the others get theirs with the node. */
interface Filter {
  readonly store: StoreReader
  readonly bound: readonly PersistentVolumeClaim[]
  readonly waiting: readonly PersistentVolumeClaim[]
}

/** Claims must be bound, unless their class waits for the first consumer (volumebinding, 1.36). */
export const volumeBinding: Plugin = definePlugin<Filter, unknown>({
  name,
  check: (pod, facts, store) => {
    for (const claim of facts.claims) {
      const rejection = checkClaim(store, pod.metadata.namespace ?? '', claim)
      if (rejection !== undefined) return rejection
    }
    return undefined
  },
  preFilter: ({ facts }, { store }) => {
    if (facts.claims.length === 0) return undefined
    const claims = claimsNamed(store, facts.identity.namespace, facts.claims)
    return { state: { store, bound: claims.filter(isBound), waiting: claims.filter((claim) => !isBound(claim)) } }
  },
  filter: (_, { node }, state) => {
    const reasons = reasonsAgainst(state, node!)
    return reasons.length === 0 ? undefined : unresolvable(name, ...reasons)
  },
  requeue: {
    claimAdd: names, claimUpdate: names, volumeAdd: always, volumeUpdate: always, storageClassAdd: always,
    nodeAdd: always, nodeLabel: always, nodeTaint: always,
  },
})

function checkClaim(store: StoreReader, namespace: string, name: string): Rejection | undefined {
  const claim = store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, `${namespace}/${name}`)
  if (claim === undefined) return rejection(`persistentvolumeclaim "${name}" not found`)
  const volume = claim.spec?.volumeName ?? ''
  if (claim.status?.phase === 'Lost') return rejection(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volume}"`)
  if (claim.metadata.deletionTimestamp !== undefined) return rejection(`persistentvolumeclaim "${name}" is being deleted`)
  return isBound(claim) || (volume === '' && waitsForConsumer(store, claim)) ? undefined : unbound
}

const rejection = (reason: string): Rejection => unresolvable(name, reason)

const waitsForConsumer = (store: StoreReader, claim: PersistentVolumeClaim): boolean =>
  store.get<StorageClass>(Kind.StorageClass, classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer'

function reasonsAgainst({ store, bound, waiting }: Filter, node: Node): readonly string[] {
  const volumes = bound.map(({ spec }) => store.get<PersistentVolume>(Kind.PersistentVolume, spec.volumeName ?? ''))
  const reasons: string[] = []
  if (volumes.includes(undefined)) reasons.push('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
  else if (volumes.some((volume) => !isReachable(volume!, node))) reasons.push("node(s) didn't match PersistentVolume's node affinity")
  if (waiting.length > 0 && planVolumes(store, waiting, node) === undefined) reasons.push("node(s) didn't find available persistent volumes to bind")
  return reasons
}

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return incoming.facts.claims.some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}
