import type { Container, Pod, PodSpec, Toleration, TopologySpreadConstraint, Volume } from '../api/types.js'
import { askedLabelsOf } from './asked-labels.js'
import { affinityTermsOf, type PodAffinityTerms } from './affinity-terms.js'
import { hostPortsOf, type HostPort } from './host-ports.js'
import { disksOf, type InlineVolume } from './inline-volumes.js'
import { isResized, sizedSpec } from './resized-spec.js'
import { identityOf, type LabelIdentity } from './label-identity.js'
import { nodeWishesOf, type NodeWishes } from './node-affinity-terms.js'
import { nonZeroRequestsOf, openMemoryOf, requestsOf, runningRequestsOf, scoredRequestsOf, type Resources } from './requests.js'
import { isReadAlike } from './spec-alike.js'
import { spreadConstraintOf, type SpreadConstraint } from './spread-constraints.js'

/** What the scheduler reads of a pod's template. */
interface SpecFacts {
  readonly requests: Resources
  readonly nonZeroRequests: Resources
  /** What the node counts instead while the containers in `openMemory` run; see requests.ts. */
  readonly runningRequests: Resources
  readonly openMemory: readonly string[]
  readonly scoredRequests: Resources
  readonly hostPorts: readonly HostPort[]
  readonly tolerations: readonly Toleration[]
  readonly nodeWishes: NodeWishes
  /** Images of all containers, named as nodes name them. */
  readonly images: readonly string[]
  /** Names of the claims behind the pod's volumes, those of ephemeral volumes too. */
  readonly claims: readonly string[]
  /** Of these, what was made for this pod alone. */
  readonly ephemeral: readonly string[]
  /** Volumes in the pod itself that only one pod can write, or that count as attached to the node. */
  readonly disks: readonly InlineVolume[]
  readonly hasStorage: boolean
  /** Keys of labels that the pod's own terms and constraints ask for. */
  readonly askedLabels: readonly string[]
  /** What single nodes look at, as text: pods of equal texts get equal answers from each node. */
  readonly demand: string
}

/**
 * What the scheduler reads of a pod, compiled. Pods of one template share one object: answers about one of them hold for all, and are
 * kept by this reference.
 */
export interface PodFacts extends SpecFacts {
  readonly template: CompiledSpec
  readonly identity: LabelIdentity
  readonly affinity: PodAffinityTerms | undefined
  /** As the pod declares them; empty: the profile's defaults apply. */
  readonly spread: readonly SpreadConstraint[]
}

/** A spec with the facts of each set of labels that came with it. */
export interface CompiledSpec {
  readonly spec: PodSpec
  /** Of the first pod with it. */
  readonly name: string
  readonly facts: SpecFacts
  readonly byIdentity: Map<LabelIdentity, PodFacts>
  /** Whether the pod's name matters: claims of ephemeral volumes are named after it. */
  readonly isNamed: boolean
}

const limit = 20_000
const byReference = new WeakMap<PodSpec, CompiledSpec>()
const byText = new Map<string, CompiledSpec>()

export function factsOf(pod: Pod): PodFacts {
  const { spec, status } = pod
  if (isResized(spec, status)) return withIdentity(internSpec(sizedSpec(spec, status), pod.metadata.name), pod)
  let compiled = byReference.get(spec)
  if (compiled === undefined || (compiled.isNamed && compiled.name !== pod.metadata.name)) {
    compiled = recentAlike(spec)
    if (compiled === undefined) byReference.set(spec, (compiled = keepRecent(internSpec(spec, pod.metadata.name))))
  }
  return withIdentity(compiled, pod)
}

/** The last compiled specs by the image of their first container: texts of specs need not be made for most pods that a controller makes. */
const recentByImage = new Map<string, CompiledSpec[]>()
const mostRecent = 4
const mostImages = 1_000

const firstImage = ({ containers }: PodSpec): string => containers[0]?.image ?? ''

function recentAlike(spec: PodSpec): CompiledSpec | undefined {
  const recent = recentByImage.get(firstImage(spec))
  if (recent !== undefined) for (const compiled of recent) if (isReadAlike(compiled.spec, spec)) return compiled
  return undefined
}

function keepRecent(compiled: CompiledSpec): CompiledSpec {
  if (compiled.facts.hasStorage) return compiled
  const image = firstImage(compiled.spec)
  const recent = recentByImage.get(image)
  if (recent === undefined) {
    if (recentByImage.size >= mostImages) recentByImage.clear()
    recentByImage.set(image, [compiled])
  } else if (!recent.includes(compiled)) {
    recent.unshift(compiled)
    if (recent.length > mostRecent) recent.pop()
  }
  return compiled
}

/** As `factsOf`, for a pod that was known before: binding makes a new spec of the same parts, and may add labels. */
export function renewFacts(known: PodFacts, before: Pod, after: Pod): PodFacts {
  const [old, spec] = [before.spec, after.spec]
  const isAlike = old === spec || (old.containers === spec.containers && old.initContainers === spec.initContainers && old.resources === spec.resources &&
    old.tolerations === spec.tolerations && old.nodeSelector === spec.nodeSelector && old.affinity === spec.affinity)
  const isSame = isAlike && !isResized(spec, after.status) && !isResized(old, before.status)
  if (!isSame) return factsOf(after)
  return before.metadata.labels === after.metadata.labels ? known : withIdentity(known.template, after)
}

const noSpread: readonly SpreadConstraint[] = []

function withIdentity(compiled: CompiledSpec, { metadata }: Pod): PodFacts {
  const identity = identityOf(metadata.namespace ?? '', metadata.labels)
  const known = compiled.byIdentity.get(identity)
  if (known !== undefined) return known
  const { spec } = compiled
  const facts: PodFacts = {
    ...compiled.facts, template: compiled, identity,
    demand: compiled.facts.hasStorage ? `${identity.namespace}\n${compiled.facts.demand}` : compiled.facts.demand,
    affinity: affinityTermsOf(spec.affinity, identity),
    spread: spec.topologySpreadConstraints?.map((constraint: TopologySpreadConstraint) => spreadConstraintOf(constraint, identity)) ?? noSpread,
  }
  if (compiled.byIdentity.size >= limit) compiled.byIdentity.clear()
  compiled.byIdentity.set(identity, facts)
  return facts
}

/** Specs that differ only in what the scheduler does not read (names of token volumes, environment) are one. */
function internSpec(spec: PodSpec, name: string): CompiledSpec {
  const text = JSON.stringify([
    spec.containers.map(readParts), spec.initContainers?.map(readParts), spec.overhead, spec.resources?.requests, spec.nodeSelector, spec.affinity,
    spec.tolerations, spec.topologySpreadConstraints, claimsOf(spec, name), disksOf(spec),
  ])
  const known = byText.get(text)
  if (known !== undefined) return known
  if (byText.size >= limit) byText.clear()
  const facts = compileSpec(spec, name)
  const compiled: CompiledSpec = { spec, name, facts, byIdentity: new Map(), isNamed: facts.ephemeral.length > 0 }
  byText.set(text, compiled)
  return compiled
}

const readParts = ({ name, image, resources, restartPolicy, ports }: Container): readonly unknown[] =>
  [name, image, resources?.requests, restartPolicy, ports?.some((port) => (port.hostPort ?? 0) > 0) === true ? ports : undefined]

function compileSpec(spec: PodSpec, name: string): SpecFacts {
  const read = readSpec(spec, name)
  const { requests, scoredRequests, hostPorts, tolerations, claims, disks } = read
  const amounts = [requests, scoredRequests].map(({ scalars, ...rest }) => [rest, [...scalars]])
  return { ...read, demand: JSON.stringify([amounts, hostPorts, tolerations, spec.nodeSelector, spec.affinity?.nodeAffinity, claims, disks]) }
}

const readSpec = (spec: PodSpec, name: string): Omit<SpecFacts, 'demand'> => ({
  requests: requestsOf(spec),
  nonZeroRequests: nonZeroRequestsOf(spec),
  runningRequests: runningRequestsOf(spec),
  openMemory: openMemoryOf(spec),
  scoredRequests: scoredRequestsOf(spec),
  hostPorts: hostPortsOf(spec),
  tolerations: spec.tolerations ?? [],
  nodeWishes: nodeWishesOf(spec),
  images: [...spec.containers, ...(spec.initContainers ?? [])].map(({ image = '' }) => normalizedImage(image)),
  claims: claimsOf(spec, name),
  ephemeral: ephemeralOf(spec).map((volume) => `${name}-${volume}`),
  disks: disksOf(spec),
  hasStorage: claimsOf(spec, name).length + disksOf(spec).length > 0,
  askedLabels: askedLabelsOf(spec),
})

const claimsOf = (spec: PodSpec, name: string): readonly string[] => (spec.volumes ?? []).flatMap((volume) =>
  (volume.persistentVolumeClaim !== undefined ? [volume.persistentVolumeClaim.claimName] : isEphemeral(volume) ? [`${name}-${volume.name}`] : []))
const isEphemeral = (volume: Volume): boolean => (volume as { readonly ephemeral?: unknown }).ephemeral !== undefined
const ephemeralOf = (spec: PodSpec): readonly string[] => (spec.volumes ?? []).filter(isEphemeral).map((volume) => volume.name)

/** `:latest` where no tag is given (imagelocality normalizedImageName, 1.36). */
export const normalizedImage = (image: string): string => (image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image)
