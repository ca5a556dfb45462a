import { compileLabelSet, compileSelector, type LabelPredicate } from '../api/labels.js'
import { Kind } from '../api/kinds/ids.js'
import type { KubeObject, LabelSelector, Pod, Service, StringMap } from '../api/types.js'
import { controllerOf, objectKey } from '../store/keys.js'
import type { StoreReader } from '../store/store.js'
import type { LabelIdentity } from './label-identity.js'

/** What default spread constraints count: pods of the same Services and owner. One object for equal selectors. */
export interface DefaultSelector {
  readonly matches: LabelPredicate
}

/** Answers that hold while no Service changes. */
export interface SelectorCache {
  serviceRevision: number
  readonly byNamespace: Map<string, ServiceSelectors>
  readonly combined: Map<StringMap | undefined, Map<object | undefined, DefaultSelector | undefined>>
}

/** What the Services of a namespace ask for, and their merged selectors by the labels that they ask for; equal ones are one object. */
interface ServiceSelectors {
  readonly selectors: readonly StringMap[]
  readonly asked: readonly string[]
  readonly byLabels: Map<string, StringMap | undefined>
  readonly merged: Map<string, StringMap>
}

export const emptySelectorCache = (): SelectorCache => ({ serviceRevision: -1, byNamespace: new Map(), combined: new Map() })

/** Merged selectors of the Services that select the pod, and its owner's (scheduler helper DefaultSelector, 1.36); undefined when both are empty. */
export function defaultSelectorOf(cache: SelectorCache, store: StoreReader, pod: Pod, identity: LabelIdentity): DefaultSelector | undefined {
  const revision = store.revisionOf(Kind.Service)
  if (cache.serviceRevision !== revision) {
    cache.serviceRevision = revision
    cache.byNamespace.clear()
    cache.combined.clear()
  }
  const services = servicesSelector(cache, store, identity)
  const owner = ownerSelector(store, pod)
  let byOwner = cache.combined.get(services)
  if (byOwner === undefined) cache.combined.set(services, (byOwner = new Map()))
  if (!byOwner.has(owner)) byOwner.set(owner, combine(services, owner))
  return byOwner.get(owner)
}

function servicesSelector(cache: SelectorCache, store: StoreReader, { namespace, labels }: LabelIdentity): StringMap | undefined {
  let known = cache.byNamespace.get(namespace)
  if (known === undefined) cache.byNamespace.set(namespace, (known = serviceSelectors(store, namespace)))
  if (known.asked.length === 0) return undefined
  let text = ''
  for (const key of known.asked) text += labels[key] === undefined ? '\n' : `\n=${labels[key]}`
  const { byLabels } = known
  let merged = byLabels.get(text)
  if (merged === undefined && !byLabels.has(text)) byLabels.set(text, (merged = mergeSelectors(known, labels)))
  return merged
}

function serviceSelectors(store: StoreReader, namespace: string): ServiceSelectors {
  const selectors: StringMap[] = []
  const asked = new Set<string>()
  for (const { spec } of store.inNamespace<Service>(Kind.Service, namespace)) {
    if (spec.selector === undefined) continue
    selectors.push(spec.selector)
    for (const key in spec.selector) asked.add(key)
  }
  return { selectors, asked: [...asked], byLabels: new Map(), merged: new Map() }
}

function mergeSelectors({ selectors, merged }: ServiceSelectors, labels: StringMap): StringMap | undefined {
  const all: Record<string, string> = {}
  for (const selector of selectors) if (compileLabelSet(selector)(labels)) Object.assign(all, selector)
  const text = JSON.stringify(all)
  if (text === '{}') return undefined
  let known = merged.get(text)
  if (known === undefined) merged.set(text, (known = all))
  return known
}

const owners: Readonly<Record<string, string>> = {
  ReplicationController: Kind.ReplicationController, ReplicaSet: Kind.ReplicaSet, StatefulSet: Kind.StatefulSet,
}
interface Owner extends KubeObject { readonly spec: { readonly selector?: LabelSelector | StringMap } }

function ownerSelector(store: StoreReader, pod: Pod): LabelSelector | StringMap | undefined {
  const owner = controllerOf(pod)
  const kind = owner === undefined ? undefined : owners[owner.kind]
  if (owner === undefined || kind === undefined) return undefined
  return store.get<Owner>(kind, objectKey(pod.metadata.namespace, owner.name))?.spec.selector
}

function combine(services: StringMap | undefined, owner: LabelSelector | StringMap | undefined): DefaultSelector | undefined {
  const isAlone = owner === undefined || Object.keys(owner).length === 0
  if (isAlone) return services === undefined ? undefined : { matches: compileLabelSet(services) }
  const { matchLabels, matchExpressions } = owner as LabelSelector
  const isSelector = typeof matchLabels === 'object' || Array.isArray(matchExpressions)
  const own = isSelector ? compileSelector(owner as LabelSelector) : compileLabelSet(owner as StringMap)
  if (services === undefined) return { matches: own }
  const other = compileLabelSet(services)
  return { matches: (labels) => other(labels) && own(labels) }
}
