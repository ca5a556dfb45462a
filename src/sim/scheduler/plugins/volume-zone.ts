import { Kind } from '../../api/kinds/ids.js'
import { classOf } from '../../api/volume-matching.js'
import { isEqual } from '../../apiserver/update.js'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.js'
import type { StoreReader } from '../../store/store.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import type { PodFacts } from '../pod-facts.js'
import { unresolvable, type Rejection } from '../rejection.js'
import { claimsNamed, ownClaimNames } from '../volumes.js'

const name = 'VolumeZone'
const conflict = unresolvable(name, 'node(s) had no available volume zone')

const stableKeys: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
}
const topologyKeys = [...Object.keys(stableKeys), ...Object.values(stableKeys)]

interface Topology {
  readonly key: string
  readonly values: readonly string[]
}

/** Volumes that carry labels of a zone or region can be used there only (volumezone, 1.36). */
export const volumeZone: Plugin = definePlugin<readonly Topology[], unknown>({
  name,
  check: (pod, facts, store) => {
    for (const claim of ownClaimNames(facts)) {
      const rejection = checkClaim(store, `${pod.metadata.namespace}/${claim}`, claim)
      if (rejection !== undefined) return rejection
    }
    return undefined
  },
  preFilter: ({ facts }, { store }) => {
    const topologies = facts.claims.length === 0 ? [] : topologiesFor(store, facts)
    return topologies.length === 0 ? undefined : { state: topologies }
  },
  filter: (_, { node }, topologies) => {
    const labels = node?.metadata.labels ?? {}
    if (!topologyKeys.some((key) => labels[key] !== undefined)) return undefined
    return topologies.every(({ key, values }) => values.includes(labels[key] ?? labels[stableKeys[key] ?? key] ?? '')) ? undefined : conflict
  },
  requeue: {
    storageClassAdd: (_, { object }) => (object?.after as StorageClass | undefined)?.volumeBindingMode === 'WaitForFirstConsumer',
    nodeAdd: always, nodeLabel: always, nodeTaint: always, claimAdd: names, claimUpdate: names, volumeAdd: always,
    volumeUpdate: (_, { object }) => !isEqual(labelledTopologies(object?.before), labelledTopologies(object?.after)),
  },
})

const rejection = (reason: string): Rejection => unresolvable(name, reason)

function checkClaim(store: StoreReader, key: string, named: string): Rejection | undefined {
  const claim = store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, key)
  if (claim === undefined) return rejection(`persistentvolumeclaim "${named}" not found`)
  const volume = claim.spec.volumeName ?? ''
  if (volume !== '') return store.get(Kind.PersistentVolume, volume) === undefined ? rejection(`persistentvolume "${volume}" not found`) : undefined
  const className = classOf(claim)
  if (className === '') return rejection('PersistentVolumeClaim had no pv name and storageClass name')
  const found = store.get<StorageClass>(Kind.StorageClass, className)
  if (found === undefined) return rejection(`storageclass.storage.k8s.io "${className}" not found`)
  return found.volumeBindingMode === 'WaitForFirstConsumer' ? undefined : rejection('PersistentVolume had no name')
}

const topologiesFor = (store: StoreReader, facts: PodFacts): readonly Topology[] =>
  claimsNamed(store, facts.identity.namespace, ownClaimNames(facts)).flatMap(({ spec }) => labelledTopologies(store.get(Kind.PersistentVolume, spec.volumeName ?? '')))

/** Several values stand in one label, apart by two underscores (cloud-provider volume/helpers LabelZonesToSet). */
function labelledTopologies(volume: KubeObject | undefined): readonly Topology[] {
  const labels = (volume as PersistentVolume | undefined)?.metadata.labels ?? {}
  return topologyKeys.flatMap((key) => {
    const values = labels[key]?.split('__').map((value) => value.trim())
    return values === undefined || values.includes('') ? [] : [{ key, values }]
  })
}

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return ownClaimNames(incoming.facts).some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}
