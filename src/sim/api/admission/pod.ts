import type { KindId, KubeObject, ObjectKey, PodSpec } from '../types.js'
import { podDefaults } from '../defaults/pod.js'
import { isRefusal } from './define.js'
import type { AdmissionLookup, PodDraft, PodPlugin, Refusal } from './define.js'
import { defaultTolerationSeconds } from './default-toleration-seconds.js'
import { limitRanger } from './limit-ranger.js'
import { priority } from './priority.js'
import { runtimeClass } from './runtime-class.js'
import { serviceAccount } from './service-account.js'
import { firstVariant } from './spec-variants.js'

/** The pod plugins in the API server's order (`pkg/kubeapiserver/options/plugins.go` 1.36). */
const plugins: readonly PodPlugin[] = [limitRanger, serviceAccount, priority, defaultTolerationSeconds, runtimeClass]
const mirrorPlugins = plugins.filter((plugin) => plugin !== serviceAccount)

/** What a plugin read: asked again, the same answer by reference means the same outcome. */
type Read =
  | { readonly kind: KindId; readonly key: ObjectKey; readonly object: KubeObject | undefined }
  | { readonly kind: KindId; readonly namespace: string | undefined; readonly objects: readonly KubeObject[] }

interface Outcome {
  readonly reads: readonly Read[]
  readonly result: PodDraft | Refusal
  /** What the reviews after validation say. */
  readonly review: Refusal | undefined
}

function recording(lookup: AdmissionLookup, reads: Read[]): AdmissionLookup {
  return {
    get(kind, key) {
      const object = lookup.get(kind, key)
      note(reads, { kind, key, object })
      return object
    },
    list(kind, namespace) {
      const objects = lookup.list(kind, namespace)
      note(reads, { kind, namespace, objects })
      return objects
    },
    authorize: lookup.authorize,
  }
}

const isSameList = (a: readonly KubeObject[], b: readonly KubeObject[]): boolean =>
  a === b || (a.length === b.length && a.every((object, position) => object === b[position]))
const isCurrent = (read: Read, lookup: AdmissionLookup): boolean =>
  'objects' in read ? isSameList(read.objects, lookup.list(read.kind, read.namespace)) : read.object === lookup.get(read.kind, read.key)

function areCurrent(reads: readonly Read[], lookup: AdmissionLookup): boolean {
  for (const read of reads) if (!isCurrent(read, lookup)) return false
  return true
}

const isSameRead = (a: Read, b: Read): boolean =>
  a.kind === b.kind && ('objects' in a ? 'objects' in b && a.namespace === b.namespace : !('objects' in b) && a.key === b.key)

/** Nothing changes while a pod is admitted: what is asked twice is answered alike. */
function note(reads: Read[], read: Read): void {
  if (!reads.some((known) => isSameRead(known, read))) reads.push(read)
}

function mutateAll(spec: PodSpec, namespace: string, list: readonly PodPlugin[], lookup: AdmissionLookup): PodDraft | Refusal {
  let draft: PodDraft = { spec, annotations: {} }
  for (const { mutate } of list) {
    const next = mutate?.(draft, namespace, lookup) ?? draft
    if (isRefusal(next)) return next
    draft = next
  }
  return draft
}

function reviewAll(spec: PodSpec, namespace: string, lookup: AdmissionLookup): Refusal | undefined {
  for (const { review } of plugins) {
    const refusal = review?.(spec, namespace, lookup)
    if (refusal) return refusal
  }
  return undefined
}

function compute(spec: PodSpec, namespace: string, isMirror: boolean, lookup: AdmissionLookup): Outcome {
  const reads: Read[] = []
  const recorded = recording(lookup, reads)
  // The server fills in what is a pod's alone, such as requests from limits, before it admits; templates lack that.
  const complete = podDefaults({ spec })['spec'] as PodSpec
  const result = mutateAll(complete, namespace, isMirror ? mirrorPlugins : plugins, recorded)
  return { reads, result, review: isRefusal(result) ? undefined : reviewAll(result.spec, namespace, recorded) }
}

/** Outcomes by template: the spec that a controller stamps into every pod, then the namespace. */
const outcomes = new WeakMap<PodSpec, Map<string, Outcome>>()

function outcomesOf(spec: PodSpec): Map<string, Outcome> {
  const known = outcomes.get(spec)
  if (known) return known
  const fresh = new Map<string, Outcome>()
  outcomes.set(spec, fresh)
  return fresh
}

/**
 * Admission of a pod spec in a namespace. Pods with the same spec object get the same admitted spec object as long as the
 * account, limit ranges and classes that it depends on are the same objects; those whose host name alone differs share all other parts.
 * An admitted spec is admitted as it is.
 */
export function admitPodSpec(spec: PodSpec, namespace: string, isMirror: boolean, lookup: AdmissionLookup): PodDraft | Refusal {
  const first = firstVariant(spec)
  const { result } = outcomeOf(first, namespace, isMirror, lookup)
  if (first === spec || isRefusal(result)) return result
  return { spec: result.spec === first ? spec : withHostname(result.spec, spec.hostname), annotations: result.annotations }
}

const withHostname = (spec: PodSpec, hostname: string | undefined): PodSpec => (spec.hostname === hostname || hostname === undefined ? spec : { ...spec, hostname })

/** What the reviews after validation say. */
export const reviewPodSpec = (spec: PodSpec, namespace: string, isMirror: boolean, lookup: AdmissionLookup): Refusal | undefined =>
  outcomeOf(firstVariant(spec), namespace, isMirror, lookup).review

function outcomeOf(spec: PodSpec, namespace: string, isMirror: boolean, lookup: AdmissionLookup): Outcome {
  const key = isMirror ? `${namespace} mirror` : namespace
  const known = outcomesOf(spec).get(key)
  if (known !== undefined && areCurrent(known.reads, lookup)) return known
  const outcome = compute(spec, namespace, isMirror, lookup)
  outcomesOf(spec).set(key, outcome)
  const { result } = outcome
  const admitted = isRefusal(result) ? spec : firstVariant(result.spec)
  if (!isRefusal(result) && admitted !== spec) outcomesOf(admitted).set(key, { ...outcome, result: { spec: admitted, annotations: {} } })
  return outcome
}
