import { Kind } from '../api/kinds/ids.js'
import { classOf, findVolume } from '../api/volume-matching.js'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../api/types.js'
import type { StoreReader } from '../store/store.js'
import { compileTerms, type NodePredicate } from './node-affinity-terms.js'

/** What the scheduler asks of claims and their volumes (plugins/volumebinding/binder.go, 1.36). */

export const bindCompleted = 'pv.kubernetes.io/bind-completed'
export const selectedNode = 'volume.kubernetes.io/selected-node'

export const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean => (spec.volumeName ?? '') !== '' && metadata.annotations?.[bindCompleted] !== undefined

/** The claims of these names that exist. */
export function claimsNamed(store: StoreReader, namespace: string, names: readonly string[]): readonly PersistentVolumeClaim[] {
  return names.map((name) => store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, `${namespace}/${name}`)).filter((claim) => claim !== undefined)
}

const terms = new WeakMap<PersistentVolume['spec'], NodePredicate>()

/** Whether pods on the node can use the volume. */
export function isReachable({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec.nodeAffinity?.required?.nodeSelectorTerms
  if (required === undefined) return true
  let predicate = terms.get(spec)
  if (predicate === undefined) terms.set(spec, (predicate = compileTerms(required)))
  return predicate(node)
}

/** What is to become of one claim that waits for its first consumer, on one node. */
export type Plan = { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume | undefined }

/** A volume for each claim, one made for it where its class can (`volume` undefined); undefined when a claim goes without. */
export function planVolumes(store: StoreReader, claims: readonly PersistentVolumeClaim[], node: Node): readonly Plan[] | undefined {
  const plans: Plan[] = []
  const taken = new Set<string>()
  for (const claim of claims) {
    const chosen = claim.metadata.annotations?.[selectedNode]
    if (chosen !== undefined && chosen !== node.metadata.name) return undefined
    const volume = findVolume(claim, store.list<PersistentVolume>(Kind.PersistentVolume), {
      isReachable: (candidate) => !taken.has(candidate.metadata.name) && isReachable(candidate, node),
    })
    if (volume === undefined && !isProvisionable(store, claim)) return undefined
    if (volume !== undefined) taken.add(volume.metadata.name)
    plans.push({ claim, volume })
  }
  return plans
}

const noProvisioner = 'kubernetes.io/no-provisioner'

function isProvisionable(store: StoreReader, claim: PersistentVolumeClaim): boolean {
  const { provisioner = '' } = store.get<StorageClass>(Kind.StorageClass, classOf(claim)) ?? {}
  return provisioner !== '' && provisioner !== noProvisioner
}
