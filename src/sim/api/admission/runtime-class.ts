import type { KubeObject, PodSpec, ResourceList, StringMap, Toleration } from '../types.js'
import { isEqual } from '../validation/equal.js'
import { refuse } from './define.js'
import type { AdmissionLookup, PodDraft, PodPlugin, Refusal } from './define.js'

/** Overhead and placement of a runtime: plugin `RuntimeClass` 1.36. */

interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: ResourceList }
  readonly scheduling?: { readonly nodeSelector?: StringMap; readonly tolerations?: readonly Toleration[] }
}

const find = (spec: PodSpec, lookup: AdmissionLookup): RuntimeClass | undefined =>
  spec.runtimeClassName === undefined ? undefined : (lookup.get('RuntimeClass.node.k8s.io', spec.runtimeClassName) as RuntimeClass | undefined)

function place(spec: PodSpec, { scheduling }: RuntimeClass): PodSpec | Refusal {
  if (!scheduling) return spec
  const own = spec.nodeSelector ?? {}
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const given = own[key]
    if (given !== undefined && given !== value)
      return refuse(`conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${given}`)
  }
  const added = (scheduling.tolerations ?? []).filter((toleration) => !(spec.tolerations ?? []).some((other) => isEqual(other, toleration)))
  return {
    ...spec,
    ...(scheduling.nodeSelector && { nodeSelector: { ...own, ...scheduling.nodeSelector } }),
    ...(added.length > 0 && { tolerations: [...(spec.tolerations ?? []), ...added] }),
  }
}

const mismatch = refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")

function mutate(draft: PodDraft, _namespace: string, lookup: AdmissionLookup): PodDraft | Refusal {
  const { spec } = draft
  if (spec.runtimeClassName === undefined) return draft
  const runtimeClass = find(spec, lookup)
  if (!runtimeClass) return refuse(`pod rejected: RuntimeClass ${JSON.stringify(spec.runtimeClassName)} not found`)
  const overhead = runtimeClass.overhead?.podFixed
  if (overhead && Object.keys(spec.overhead ?? {}).length > 0 && !isEqual(overhead, spec.overhead)) return mismatch
  const placed = place(overhead ? { ...spec, overhead } : spec, runtimeClass)
  return 'why' in placed ? placed : placed === spec ? draft : { ...draft, spec: placed }
}

function review(spec: PodSpec, _namespace: string, lookup: AdmissionLookup): Refusal | undefined {
  const overhead = find(spec, lookup)?.overhead
  if (overhead) return isEqual(overhead.podFixed, spec.overhead) ? undefined : mismatch
  return spec.overhead === undefined ? undefined : refuse('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead')
}

export const runtimeClass: PodPlugin = { name: 'RuntimeClass', mutate, review }
