import type { Container, KubeObject, PodSpec, ResourceList } from '../types.js'
import { joined, limitViolations, totals } from './limit-constraints.js'
import type { LimitItem } from './limit-constraints.js'
import type { AdmissionLookup, ObjectPlugin, PodDraft, PodPlugin, Refusal } from './define.js'

/** Defaults and bounds of LimitRanges: plugin `LimitRanger` 1.36. */

interface LimitRange extends KubeObject {
  readonly spec: { readonly limits?: readonly LimitItem[] }
}
interface Defaults {
  readonly requests: ResourceList
  readonly limits: ResourceList
}

const limitRanges = (namespace: string, lookup: AdmissionLookup): readonly LimitRange[] => lookup.list('LimitRange', namespace) as readonly LimitRange[]

function containerDefaults({ spec }: LimitRange): Defaults {
  let requests: ResourceList = {}
  let limits: ResourceList = {}
  for (const item of spec.limits ?? []) {
    if (item.type !== 'Container') continue
    requests = { ...requests, ...item.defaultRequest }
    limits = { ...limits, ...item.default }
  }
  return { requests, limits }
}

const absent = (list: ResourceList | undefined, defaults: ResourceList): readonly string[] =>
  Object.keys(defaults)
    .filter((name) => list?.[name] === undefined)
    .sort()

function merge(container: Container, defaults: Defaults, words: string, notes: string[]): Container {
  const { requests, limits } = container.resources ?? {}
  const [newRequests, newLimits] = [absent(requests, defaults.requests), absent(limits, defaults.limits)]
  if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${words} ${container.name}`)
  if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${words} ${container.name}`)
  if (newRequests.length + newLimits.length === 0) return container
  return { ...container, resources: { ...container.resources, limits: { ...defaults.limits, ...limits }, requests: { ...defaults.requests, ...requests } } }
}

const annotation = 'kubernetes.io/limit-ranger'

function applyRange(draft: PodDraft, range: LimitRange): PodDraft {
  const defaults = containerDefaults(range)
  const notes: string[] = []
  const containers = draft.spec.containers?.map((container) => merge(container, defaults, 'container', notes))
  const initContainers = draft.spec.initContainers?.map((container) => merge(container, defaults, 'init container', notes))
  if (notes.length === 0) return draft
  return {
    spec: { ...draft.spec, ...(containers && { containers }), ...(initContainers && { initContainers }) },
    annotations: { ...draft.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` },
  }
}

const mutate = (draft: PodDraft, namespace: string, lookup: AdmissionLookup): PodDraft => limitRanges(namespace, lookup).reduce(applyRange, draft)

function podViolations(spec: PodSpec, item: LimitItem): readonly string[] {
  if (item.type === 'Pod') return limitViolations(item, totals(spec, 'requests'), totals(spec, 'limits'))
  if (item.type !== 'Container') return []
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  return all.flatMap(({ resources }) => limitViolations(item, resources?.requests ?? {}, resources?.limits ?? {}))
}

function review(spec: PodSpec, namespace: string, lookup: AdmissionLookup): Refusal | undefined {
  for (const range of limitRanges(namespace, lookup)) {
    const refusal = joined((range.spec.limits ?? []).flatMap((item) => podViolations(spec, item)))
    if (refusal) return refusal
  }
  return undefined
}

export const limitRanger: PodPlugin = { name: 'LimitRanger', mutate, review }

function reviewClaim(object: KubeObject, lookup: AdmissionLookup): Refusal | undefined {
  const requests = (object as KubeObject & { readonly spec?: { readonly resources?: { readonly requests?: ResourceList } } }).spec?.resources?.requests ?? {}
  for (const range of limitRanges(object.metadata.namespace ?? '', lookup)) {
    const claims = (range.spec.limits ?? []).filter(({ type }) => type === 'PersistentVolumeClaim')
    const refusal = joined(claims.flatMap((item) => limitViolations(item, requests, undefined)))
    if (refusal) return refusal
  }
  return undefined
}

export const claimLimits: ObjectPlugin = { name: 'LimitRanger', kind: 'PersistentVolumeClaim', review: reviewClaim }
