import type { KindId, KubeObject, Namespace, Pod } from '../../api/types.js'
import { virtualTime } from '../../clock.js'
import { deleteObject } from '../../apiserver/delete.js'
import { kindIn } from '../../apiserver/kinds.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import { isTerminal } from '../pod-state.js'
import type { Remains } from './conditions.js'

/** What one pass over a namespace's content came to. */
export interface Pass extends Remains {
  /** Seconds after which it may be worth to look again; 0 when everything is gone. */
  readonly estimateSeconds: number
}

/** For content that is held by finalizers, nobody knows how long it takes. */
const finalizerEstimateSeconds = 15

/**
 * Deletes what is in a namespace: pods first, and while any is left nothing else (namespaced_resources_deleter.go deleteAllContent
 * with OrderedNamespaceDeletion, 1.36).
 */
export function deleteContent(context: ActorContext, namespace: Namespace): Pass {
  const pods = deleteKind(context, namespace, 'Pod')
  if (pods.resources.size > 0) return { ...pods, resources: new Map(), finalizers: new Map() }
  const passes = [...context.store.kinds()].filter((kind) => kind !== 'Pod' && kindIn(context.store, kind)?.namespaced === true)
    .map((kind) => deleteKind(context, namespace, kind))
  return {
    estimateSeconds: Math.max(0, ...passes.map((pass) => pass.estimateSeconds)),
    resources: new Map(passes.flatMap((pass) => [...pass.resources])),
    finalizers: sums(passes.flatMap((pass) => [...pass.finalizers])),
    errors: passes.flatMap((pass) => pass.errors),
  }
}

function sums(counts: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>()
  for (const [name, count] of counts) total.set(name, (total.get(name) ?? 0) + count)
  return total
}

function deleteKind(context: ActorContext, namespace: Namespace, kind: KindId): Pass {
  const { name } = namespace.metadata
  const list = (): readonly KubeObject[] => context.store.inNamespace(kind, name)
  const estimateSeconds = kind === 'Pod' ? graceLeft(context, namespace, list() as readonly Pod[]) : 0
  for (const object of list()) deleteObject(context, kind, keyOf(object.metadata), { propagation: 'Background' })
  const left = list()
  if (left.length === 0) return { estimateSeconds: 0, resources: new Map(), finalizers: new Map(), errors: [] }
  const finalizers = sums(left.flatMap((object) => object.metadata.finalizers ?? []).map((finalizer) => [finalizer, 1] as const))
  const definition = kindIn(context.store, kind)
  const resource = `${definition?.plural ?? kind}.${definition?.group ?? ''}`
  const resources = new Map([[resource, left.length]])
  if (estimateSeconds > 0 || finalizers.size > 0) return { estimateSeconds: estimateSeconds || finalizerEstimateSeconds, resources, finalizers, errors: [] }
  const gvr = `${definition?.group ?? ''}/${definition?.version ?? 'v1'}, Resource=${definition?.plural ?? kind}`
  return { estimateSeconds: 0, resources, finalizers, errors: [`unexpected items still remain in namespace: ${name} for gvr: ${gvr}`] }
}

/** The longest grace of the pods that still run; none once so much time has passed since the namespace was deleted. */
function graceLeft(context: ActorContext, namespace: Namespace, pods: readonly Pod[]): number {
  const longest = pods.reduce((most, pod) => (isTerminal(pod) ? most : Math.max(most, pod.spec.terminationGracePeriodSeconds ?? 0)), 0)
  const deletedAt = namespace.metadata.deletionTimestamp
  const sinceMs = deletedAt === undefined ? 0 : context.now - virtualTime(context.cluster.clock, deletedAt)
  return sinceMs >= longest * 1000 ? 0 : longest
}
