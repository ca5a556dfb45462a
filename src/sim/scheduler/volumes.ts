import { Kind } from '../api/kinds/ids.js'
import { compileSelector } from '../api/labels.js'
import { compareQuantities, quantityValue } from '../api/quantity.js'
import { classOf, findVolume } from '../api/volume-matching.js'
import type { KubeObject, LabelSelector, Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../api/types.js'
import type { StoreReader } from '../store/store.js'
import { compileTerms, type NodePredicate } from './node-affinity-terms.js'
import type { PodFacts } from './pod-facts.js'

/** What the scheduler asks of claims and their volumes (plugins/volumebinding/binder.go, 1.36). */

export const bindCompleted = 'pv.kubernetes.io/bind-completed'
export const selectedNode = 'volume.kubernetes.io/selected-node'

export const isBound = ({ metadata, spec }: PersistentVolumeClaim): boolean => (spec.volumeName ?? '') !== '' && metadata.annotations?.[bindCompleted] !== undefined

/** Claims that the pod's volumes name; those of ephemeral volumes are not among them. */
export const ownClaimNames = ({ claims, ephemeral }: PodFacts): readonly string[] => (ephemeral.length === 0 ? claims : claims.filter((claim) => !ephemeral.includes(claim)))

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

export type PlanProblem = 'bind' | 'space'

const sizeOf = ({ spec }: PersistentVolumeClaim): string => spec.resources?.requests?.['storage'] ?? '0'

/** A volume for each claim, the smallest claim first, or one made for it where its class can (`volume` undefined); or what is in the way. */
export function planVolumes(store: StoreReader, claims: readonly PersistentVolumeClaim[], node: Node): readonly Plan[] | PlanProblem {
  const plans: Plan[] = []
  const taken = new Set<string>()
  if (claims.some(({ metadata }) => (metadata.annotations?.[selectedNode] ?? node.metadata.name) !== node.metadata.name)) return 'bind'
  for (const claim of claims.toSorted((a, b) => compareQuantities(sizeOf(a), sizeOf(b)))) {
    // A claim that has its node already is being provisioned there.
    const volume = claim.metadata.annotations?.[selectedNode] !== undefined ? undefined : findVolume(claim, store.list<PersistentVolume>(Kind.PersistentVolume), {
      isReachable: (candidate) => !taken.has(candidate.metadata.name) && isReachable(candidate, node),
    })
    const problem = volume === undefined ? provisionProblem(store, claim, node) : undefined
    if (problem !== undefined) return problem
    if (volume !== undefined) taken.add(volume.metadata.name)
    plans.push({ claim, volume })
  }
  return plans
}

const noProvisioner = 'kubernetes.io/no-provisioner'

interface TopologyTerm {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[]
}

/** checkVolumeProvisions: the class must have a provisioner, reach the node, and have room there. */
function provisionProblem(store: StoreReader, claim: PersistentVolumeClaim, node: Node): PlanProblem | undefined {
  const found = store.get<StorageClass>(Kind.StorageClass, classOf(claim))
  const provisioner = found?.provisioner ?? ''
  if (found === undefined || provisioner === '' || provisioner === noProvisioner) return 'bind'
  const topologies = (found.allowedTopologies ?? []) as readonly TopologyTerm[]
  const isAllowed = topologies.length === 0 || topologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values = [] }) => values.includes(node.metadata.labels?.[key] ?? '')))
  if (!isAllowed) return 'bind'
  return hasRoom(store, claim, found, node) ? undefined : 'space'
}

interface CsiDriver extends KubeObject {
  readonly spec: { readonly storageCapacity?: boolean }
}
export interface CsiStorageCapacity extends KubeObject {
  readonly storageClassName: string
  readonly nodeTopology?: LabelSelector
  readonly capacity?: string
  readonly maximumVolumeSize?: string
}

/** Only drivers that say so are held to the capacities that are published for them (hasEnoughCapacity). */
function hasRoom(store: StoreReader, claim: PersistentVolumeClaim, { metadata, provisioner }: StorageClass, node: Node): boolean {
  const size = claim.spec.resources?.requests?.['storage']
  if (size === undefined || store.get<CsiDriver>(Kind.CSIDriver, provisioner)?.spec.storageCapacity !== true) return true
  return [...store.list<CsiStorageCapacity>(Kind.CSIStorageCapacity)].some((pool) =>
    pool.storageClassName === metadata.name && capacityLimit(pool) >= quantityValue(size) &&
    pool.nodeTopology !== undefined && compileSelector(pool.nodeTopology)(node.metadata.labels))
}

/** The largest volume that a pool takes, in bytes; -1 when it does not say. */
export const capacityLimit = ({ maximumVolumeSize, capacity }: CsiStorageCapacity): number => {
  const limit = maximumVolumeSize ?? capacity
  return limit === undefined ? -1 : quantityValue(limit)
}
