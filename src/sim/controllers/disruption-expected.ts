import { scaledValue } from '../api/int-or-string.js'
import { kindById } from '../api/kinds/registry.js'
import type { KubeObject, OwnerReference, Pod, PodDisruptionBudget } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { controllerOf, kindIdOf, objectKey } from '../store/keys.js'

/** How many pods there should be, how many of them healthy, and which pods no controller accounts for; or why that cannot be said. */
export type ExpectedPods =
  | { readonly ok: true; readonly expectedPods: number; readonly desiredHealthy: number; readonly unmanaged: readonly string[] }
  | { readonly ok: false; readonly message: string }

/** DisruptionController getExpectedPodCount, 1.36. */
export function expectedPodsOf(context: ActorContext, budget: PodDisruptionBudget, pods: readonly Pod[]): ExpectedPods {
  const { minAvailable, maxUnavailable } = budget.spec
  if (maxUnavailable === undefined && minAvailable === undefined) return { ok: true, expectedPods: 0, desiredHealthy: 0, unmanaged: [] }
  if (maxUnavailable === undefined && typeof minAvailable === 'number') return { ok: true, expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: [] }
  const scale = expectedScale(context, pods)
  if (!scale.ok) return scale
  const { expectedPods } = scale
  const desiredHealthy = maxUnavailable === undefined ? scaledValue(minAvailable!, expectedPods, true) : Math.max(0, expectedPods - scaledValue(maxUnavailable, expectedPods, true))
  return { ...scale, desiredHealthy }
}

type Scale = { readonly ok: true; readonly expectedPods: number; readonly unmanaged: readonly string[] } | { readonly ok: false; readonly message: string }

/** The sum over the pods' distinct controllers. */
function expectedScale(context: ActorContext, pods: readonly Pod[]): Scale {
  const scales = new Map<string, number>()
  const unmanaged: string[] = []
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (owner === undefined) unmanaged.push(pod.metadata.name)
    else if (!scales.has(owner.uid)) {
      const found = findScale(context, owner, pod.metadata.namespace)
      if (found === undefined) return { ok: false, message: `found no controllers for pod "${pod.metadata.name}"` }
      if (typeof found === 'string') return { ok: false, message: found }
      scales.set(found.uid, found.replicas)
    }
  }
  let expectedPods = 0
  for (const replicas of scales.values()) expectedPods += replicas
  return { ok: true, expectedPods, unmanaged }
}

type Scalable = KubeObject & { readonly spec: { readonly replicas?: number } }
interface FoundScale { readonly uid: string; readonly replicas: number }

/** The controller whose replicas count, a Deployment for its ReplicaSets; a text when its kind has no scale. */
function findScale(context: ActorContext, owner: OwnerReference, namespace: string | undefined): FoundScale | string | undefined {
  const kind = kindById(kindIdOf(owner))
  if (kind !== undefined && !kind.subresources.includes('scale')) return `${kind.resource} does not implement the scale subresource`
  const object = context.store.byUid<Scalable>(kindIdOf(owner), objectKey(namespace, owner.name), owner.uid)
  if (object === undefined) return undefined
  const parent = kindIdOf(owner) === 'ReplicaSet.apps' ? controllerOf(object) : undefined
  if (parent === undefined || parent.kind !== 'Deployment') return scaleOf(object)
  const deployment = context.store.byUid<Scalable>(kindIdOf(parent), objectKey(namespace, parent.name), parent.uid)
  return deployment === undefined ? scaleOf(object) : scaleOf(deployment)
}

const scaleOf = (object: Scalable): FoundScale => ({ uid: object.metadata.uid, replicas: object.spec.replicas ?? 1 })
