import { chargedUsage, totalUsage, type ResourceQuota } from '../api/admission/resource-quota.js'
import { canonical } from '../api/admission/resource-quota-usage.js'
import { kinds } from '../api/kinds/registry.js'
import { kindsOfDefinition } from '../api/kinds/custom.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject, ResourceList } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { kindIn } from './kinds.js'

/** Writes the status of a quota; given by the caller, which this file must not know. */
export type WriteStatus = (context: ActorContext, quota: ResourceQuota) => void

const kindId = 'ResourceQuota'

/**
 * Keeps the usage of quotas with the objects they count, in the instant of each change. In a real cluster creations are charged by
 * admission likewise, while what goes is noticed by the resource quota controller shortly after (pkg/controller/resourcequota, 1.36).
 */
export function chargeQuotas(context: ActorContext, entry: LogEntry, write: WriteStatus): void {
  const { kind, previous } = entry
  const object = entry.type === 'DELETED' ? undefined : entry.object
  const { namespace } = entry.object.metadata
  if (namespace === undefined) return
  if (kind === kindId) {
    if (object !== undefined && previous === undefined) recountQuota(context, object as ResourceQuota, write)
    if (previous !== undefined && object !== undefined) return
  }
  if (kind === 'Pod' && object !== undefined && previous !== undefined && isSameUsage(object, previous)) return
  const resource = kindIn(context.store, kind)?.resource ?? kind
  for (const quota of context.store.inNamespace<ResourceQuota>(kindId, namespace)) {
    const used = chargedUsage(quota, object, previous, resource)
    if (used !== undefined && used !== quota.status?.used) write(context, withUsed(quota, used))
  }
}

const withUsed = (quota: ResourceQuota, used: ResourceList): ResourceQuota => ({ ...quota, status: { ...quota.status, used } })

type PodLike = KubeObject & { readonly spec?: unknown; readonly status?: { readonly phase?: string } }
const isSameUsage = (object: PodLike, previous: PodLike): boolean => object.spec === previous.spec && object.status?.phase === previous.status?.phase

/** Counts all that a quota limits; its limits hold from then on (syncResourceQuota). */
export function recountQuota(context: ActorContext, { metadata }: ResourceQuota, write: WriteStatus): void {
  const quota = context.store.get<ResourceQuota>(kindId, keyOf(metadata))
  if (quota === undefined) return
  const custom = [...context.store.list('CustomResourceDefinition.apiextensions.k8s.io')].map((definition) => kindsOfDefinition(definition)[0])
  const counted = [...kinds, ...custom].filter((kind): kind is KindDefinition => kind?.namespaced === true)
  const objects = new Map(counted.map((kind): [string, readonly KubeObject[]] => [kind.resource, context.store.inNamespace(kind.id, metadata.namespace ?? '')]))
  write(context, { ...quota, status: { hard: canonical(quota.spec?.hard ?? {}), used: totalUsage(quota, objects) } })
}

