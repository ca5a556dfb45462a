import { chargedUsage, totalUsage, type ResourceQuota } from '../api/admission/resource-quota.js'
import { canonical } from '../api/admission/resource-quota-usage.js'
import { kinds } from '../api/kinds/registry.js'
import { kindsOfDefinition } from '../api/kinds/custom.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { compareQuantities } from '../api/quantity.js'
import type { KubeObject, ResourceList } from '../api/types.js'
import { actorIndex } from '../actor-slot.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { cancelWake, wakeAfter } from '../wake.js'
import { kindIn } from './kinds.js'

/** Writes the status of a quota; given by the caller, which this file must not know. */
export type WriteStatus = (context: ActorContext, quota: ResourceQuota) => void

const kindId = 'ResourceQuota'

/** Who takes back what objects no longer use. */
export const quotaController = 'resourcequota-controller'

/**
 * Keeps the usage of quotas with the objects they count. Creations are charged in their instant, by admission; what a controller or a kubelet
 * ends is noticed by the resource quota controller shortly after (pkg/controller/resourcequota replenishQuota, 1.36), so that who makes
 * something else in its place at once is refused. Commands take longer than that.
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
  for (const quota of context.store.inNamespace<ResourceQuota>(kindId, namespace)) {
    const used = usedAfter(context, quota, entry)
    if (used === undefined) continue
    const controller = context.actor >= 0 && isRelease(quota, used) ? actorIndex(context.cluster, quotaController) : -1
    if (controller < 0) write(context, withUsed(quota, used))
    else wakeAfter({ ...context, actor: controller }, `${releaseOf(quota)}${entry.revision}`, context.options.latency.watchMs + context.options.latency.writeMs)
  }
}

/** What a quota counts after a change; undefined: the same as before. */
function usedAfter({ store }: ActorContext, quota: ResourceQuota, { kind, type, object, previous }: LogEntry): ResourceList | undefined {
  const used = chargedUsage(quota, type === 'DELETED' ? undefined : object, previous, kindIn(store, kind)?.resource ?? kind)
  return used === quota.status?.used ? undefined : used
}

const isRelease = ({ status: { used: before = {} } = {} }: ResourceQuota, used: ResourceList): boolean =>
  Object.entries(used).every(([name, amount]) => compareQuantities(amount, before[name] ?? '0') <= 0)

const released = 'released '
/** What the wake-ups begin with that take usage back from a quota; the revision of the change follows. */
const releaseOf = ({ metadata }: ResourceQuota): string => `${released}${keyOf(metadata)} `

/** Takes back what the change of that wake-up has released. False: the key is of another kind. */
export function releaseQuota(context: ActorContext, key: string, write: WriteStatus): boolean {
  if (!key.startsWith(released)) return false
  const [, quotaKey = '', revision] = key.split(' ')
  const quota = context.store.get<ResourceQuota>(kindId, quotaKey)
  const entry = context.cluster.log.at(Number(revision))
  if (quota === undefined || entry === undefined) return true
  const used = usedAfter(context, quota, entry)
  if (used !== undefined) write(context, withUsed(quota, used))
  return true
}

/** What is counted anew has nothing left to take back. */
function forgetReleases(context: ActorContext, quota: ResourceQuota): void {
  const actor = actorIndex(context.cluster, quotaController)
  const prefix = releaseOf(quota)
  for (const key of context.cluster.slots[actor]?.wakes.keys() ?? []) if (key.startsWith(prefix)) cancelWake({ ...context, actor }, key)
}

const withUsed = (quota: ResourceQuota, used: ResourceList): ResourceQuota => ({ ...quota, status: { ...quota.status, used } })

type PodLike = KubeObject & { readonly spec?: unknown; readonly status?: { readonly phase?: string } }
const isSameUsage = (object: PodLike, previous: PodLike): boolean => object.spec === previous.spec && object.status?.phase === previous.status?.phase

/** Counts all that a quota limits; its limits hold from then on (syncResourceQuota). */
export function recountQuota(context: ActorContext, { metadata }: ResourceQuota, write: WriteStatus): void {
  const quota = context.store.get<ResourceQuota>(kindId, keyOf(metadata))
  if (quota === undefined) return
  forgetReleases(context, quota)
  const custom = [...context.store.list('CustomResourceDefinition.apiextensions.k8s.io')].map((definition) => kindsOfDefinition(definition)[0])
  const counted = [...kinds, ...custom].filter((kind): kind is KindDefinition => kind?.namespaced === true)
  const objects = new Map(counted.map((kind): [string, readonly KubeObject[]] => [kind.resource, context.store.inNamespace(kind.id, metadata.namespace ?? '')]))
  write(context, { ...quota, status: { hard: canonical(quota.spec?.hard ?? {}), used: totalUsage(quota, objects) } })
}

