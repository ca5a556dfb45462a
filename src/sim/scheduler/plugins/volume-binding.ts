import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import { isEqual } from '../../apiserver/update.js'
import type { KubeObject, Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.js'
import { controllerOf } from '../../store/keys.js'
import type { StoreReader } from '../../store/store.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import type { PodFacts } from '../pod-facts.js'
import { unresolvable, type Rejection } from '../rejection.js'
import { capacityLimit, claimsNamed, isBound, isReachable, planVolumes, type CsiStorageCapacity } from '../volumes.js'

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
  check,
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
    claimAdd: names, claimUpdate: names, volumeAdd: always, volumeUpdate: always, storageClassAdd: always, storageClassUpdate: allowsOthers,
    nodeAdd: always, nodeLabel: always, nodeTaint: always, csiNodeAdd: always, csiCapacityAdd: always, csiCapacityUpdate: grows,
  },
})

function check(pod: Pod, facts: PodFacts, store: StoreReader): Rejection | undefined {
  if (facts.claims.length === 0) return undefined
  const namespace = pod.metadata.namespace ?? ''
  for (const claim of facts.claims) {
    const rejection = checkClaim(store, pod, claim, facts.ephemeral.includes(claim))
    if (rejection !== undefined) return rejection
  }
  const isImmediate = (claim: PersistentVolumeClaim): boolean => !isBound(claim) && !((claim.spec.volumeName ?? '') === '' && waitsForConsumer(store, claim))
  return claimsNamed(store, namespace, facts.claims).some(isImmediate) ? unbound : undefined
}

function checkClaim(store: StoreReader, pod: Pod, name: string, isEphemeral: boolean): Rejection | undefined {
  const { namespace, name: podName } = pod.metadata
  const claim = store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, `${namespace}/${name}`)
  if (claim === undefined) return rejection(isEphemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`)
  if (claim.status?.phase === 'Lost') return rejection(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`)
  if (claim.metadata.deletionTimestamp !== undefined) return rejection(`persistentvolumeclaim "${name}" is being deleted`)
  const isOwn = !isEphemeral || controllerOf(claim)?.uid === pod.metadata.uid
  return isOwn ? undefined : rejection(`PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`)
}

const rejection = (reason: string): Rejection => unresolvable(name, reason)

const waitsForConsumer = (store: StoreReader, claim: PersistentVolumeClaim): boolean =>
  store.get<StorageClass>(Kind.StorageClass, classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer'

/** In the order of FindPodVolumes: of bound claims the first problem, then what is in the way of the others. */
function reasonsAgainst({ store, bound, waiting }: Filter, node: Node): readonly string[] {
  const first = bound.map(({ spec }) => store.get<PersistentVolume>(Kind.PersistentVolume, spec.volumeName ?? '')).find((volume) => volume === undefined || !isReachable(volume, node))
  const isMissing = first === undefined && bound.some(({ spec }) => store.get(Kind.PersistentVolume, spec.volumeName ?? '') === undefined)
  const plan = waiting.length === 0 ? [] : planVolumes(store, waiting, node)
  return [
    ...(first === undefined ? [] : ["node(s) didn't match PersistentVolume's node affinity"]),
    ...(plan === 'bind' ? ["node(s) didn't find available persistent volumes to bind"] : plan === 'space' ? ['node(s) did not have enough free storage'] : []),
    ...(isMissing ? ['node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'] : []),
  ]
}

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return incoming.facts.claims.some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}

function allowsOthers(_: Waiting, { object }: ClusterChange): boolean {
  const topologiesOf = (found: KubeObject | undefined): readonly unknown[] => (found as StorageClass | undefined)?.allowedTopologies ?? []
  return !isEqual(topologiesOf(object?.before), topologiesOf(object?.after))
}

function grows(_: Waiting, { object }: ClusterChange): boolean {
  const limitOf = (pool: KubeObject | undefined): number => (pool === undefined ? -1 : capacityLimit(pool as CsiStorageCapacity))
  return limitOf(object?.after) > limitOf(object?.before)
}
