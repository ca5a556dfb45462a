import { compileLabelSet, compileSelector, type LabelPredicate } from '../api/labels.js'
import { Kind } from '../api/kinds/ids.js'
import type { KubeObject, LabelSelector, Pod, Service, StringMap } from '../api/types.js'
import { controllerOf, objectKey } from '../store/keys.js'
import type { StoreReader } from '../store/store.js'
import { identityOf, type LabelIdentity } from './label-identity.js'

/** What default spread constraints count: pods of the same Services and owner. One object for equal selectors. */
export interface DefaultSelector {
  readonly matches: LabelPredicate
}

/** Answers that hold while no Service changes. */
export interface SelectorCache {
  serviceRevision: number
  readonly byIdentity: Map<LabelIdentity, StringMap | undefined>
  readonly combined: Map<StringMap | undefined, Map<object | undefined, DefaultSelector | undefined>>
}

export const emptySelectorCache = (): SelectorCache => ({ serviceRevision: -1, byIdentity: new Map(), combined: new Map() })

/** Merged selectors of the Services that select the pod, and its owner's (scheduler helper DefaultSelector, 1.36); undefined when both are empty. */
export function defaultSelectorOf(cache: SelectorCache, store: StoreReader, pod: Pod): DefaultSelector | undefined {
  const revision = store.revisionOf(Kind.Service)
  if (cache.serviceRevision !== revision) {
    cache.serviceRevision = revision
    cache.byIdentity.clear()
    cache.combined.clear()
  }
  const services = servicesSelector(cache, store, identityOf(pod.metadata.namespace ?? '', pod.metadata.labels))
  const owner = ownerSelector(store, pod)
  let byOwner = cache.combined.get(services)
  if (byOwner === undefined) cache.combined.set(services, (byOwner = new Map()))
  if (!byOwner.has(owner)) byOwner.set(owner, combine(services, owner))
  return byOwner.get(owner)
}

function servicesSelector(cache: SelectorCache, store: StoreReader, identity: LabelIdentity): StringMap | undefined {
  const { byIdentity } = cache
  if (byIdentity.has(identity)) return byIdentity.get(identity)
  let merged: StringMap | undefined
  for (const { spec } of store.inNamespace<Service>(Kind.Service, identity.namespace)) {
    if (spec.selector !== undefined && compileLabelSet(spec.selector)(identity.labels)) merged = { ...merged, ...spec.selector }
  }
  const known = merged === undefined || Object.keys(merged).length === 0 ? undefined : merged
  byIdentity.set(identity, known)
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
