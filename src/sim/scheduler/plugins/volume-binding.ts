import { Kind } from '../../api/kinds/ids.js'
import type { KubeObject } from '../../api/types.js'
import type { StoreReader } from '../../store/store.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import { unresolvable, type Rejection } from '../rejection.js'

const name = 'VolumeBinding'
const unbound = unresolvable(name, 'pod has unbound immediate PersistentVolumeClaims')

interface Claim extends KubeObject {
  readonly spec?: { readonly volumeName?: string; readonly storageClassName?: string }
  readonly status?: { readonly phase?: string }
}
interface StorageClass extends KubeObject { readonly volumeBindingMode?: string }

/** Claims must be bound, unless their class waits for the first consumer (volumebinding, 1.36). */
export const volumeBinding: Plugin = definePlugin({
  name,
  check: (pod, facts, store) => {
    for (const claim of facts.claims) {
      const rejection = checkClaim(store, pod.metadata.namespace ?? '', claim)
      if (rejection !== undefined) return rejection
    }
    return undefined
  },
  requeue: {
    claimAdd: names, claimUpdate: names, volumeAdd: always, volumeUpdate: always, storageClassAdd: always,
    nodeAdd: always, nodeLabel: always, nodeTaint: always,
  },
})

function checkClaim(store: StoreReader, namespace: string, name: string): Rejection | undefined {
  const claim = store.get<Claim>(Kind.PersistentVolumeClaim, `${namespace}/${name}`)
  if (claim === undefined) return rejection(`persistentvolumeclaim "${name}" not found`)
  const volume = claim.spec?.volumeName ?? ''
  if (claim.status?.phase === 'Lost') return rejection(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volume}"`)
  if (claim.metadata.deletionTimestamp !== undefined) return rejection(`persistentvolumeclaim "${name}" is being deleted`)
  const isBound = volume !== '' && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined
  return isBound || (volume === '' && waitsForConsumer(store, claim)) ? undefined : unbound
}

const rejection = (reason: string): Rejection => unresolvable(name, reason)

const waitsForConsumer = (store: StoreReader, claim: Claim): boolean =>
  store.get<StorageClass>(Kind.StorageClass, claim.spec?.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer'

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return incoming.facts.claims.some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}
