import { fail, ok } from '../errors.js'
import type { Result } from '../errors.js'
import { kindById, kindOfObject } from '../kinds/registry.js'
import type { KindId, KubeObject, Pod } from '../types.js'
import { isRefusal, refusalError, reviewError } from './define.js'
import type { AdmissionLookup, ObjectPlugin, Refusal } from './define.js'
import { claimLimits } from './limit-ranger.js'
import { checkNamespace } from './namespace-lifecycle.js'
import { claimProtection, defaultIngressClass, defaultStorageClass, taintNodesByCondition, volumeProtection } from './nodes-and-storage.js'
import { admitPodSpec, reviewPodSpec } from './pod.js'
import { priorityClass } from './priority.js'
import { isMirrorPod } from './service-account.js'

export type { AdmissionLookup } from './define.js'

/** The plugins of kinds other than Pod, in the API server's order (`pkg/kubeapiserver/options/plugins.go` 1.36). */
const plugins: readonly ObjectPlugin[] = [
  claimLimits,
  taintNodesByCondition,
  priorityClass,
  defaultStorageClass,
  claimProtection,
  volumeProtection,
  defaultIngressClass,
]
const byKind: ReadonlyMap<KindId, readonly ObjectPlugin[]> = new Map(plugins.map(({ kind }) => [kind, plugins.filter((plugin) => plugin.kind === kind)]))

const idOf = (object: KubeObject): KindId => kindOfObject(object)?.id ?? object.kind
const resourceOf = (object: KubeObject): string => kindById(idOf(object))?.resource ?? object.kind.toLowerCase()
const refused = (object: KubeObject, refusal: Refusal): Result<KubeObject> => fail(refusalError(resourceOf(object), object, refusal))

function hasAny(fields: object): boolean {
  for (const _ in fields) return true
  return false
}

function mutatePod(pod: Pod, lookup: AdmissionLookup): Result<KubeObject> {
  const { annotations, namespace = '' } = pod.metadata
  const result = admitPodSpec(pod.spec, namespace, isMirrorPod(annotations), lookup)
  if (isRefusal(result)) return refused(pod, result)
  const added = hasAny(result.annotations)
  const metadata = added ? { ...pod.metadata, annotations: { ...annotations, ...result.annotations } } : pod.metadata
  return ok(result.spec === pod.spec && !added ? pod : { ...pod, metadata, spec: result.spec })
}

/** The mutating half of admission on create, before validation: the object as it will be validated, or why it is refused. */
export function admit(object: KubeObject, lookup: AdmissionLookup): Result<KubeObject> {
  const error = checkNamespace(resourceOf(object), object, lookup)
  if (error) return fail(error)
  if (object.kind === 'Pod' && object.apiVersion === 'v1') return mutatePod(object as Pod, lookup)
  let admitted = object
  for (const { mutate } of byKind.get(idOf(object)) ?? []) {
    const next = mutate?.(admitted, lookup) ?? admitted
    if (isRefusal(next)) return refused(object, next)
    admitted = next
  }
  return ok(admitted)
}

/** The validating half of admission on create, after validation. */
export function review(object: KubeObject, lookup: AdmissionLookup): Result<KubeObject> {
  if (object.kind === 'Pod' && object.apiVersion === 'v1') {
    const { spec, metadata } = object as Pod
    const refusal = reviewPodSpec(spec, metadata.namespace ?? '', isMirrorPod(metadata.annotations), lookup)
    return refusal ? fail(reviewError(resourceOf(object), object, refusal)) : ok(object)
  }
  for (const plugin of byKind.get(idOf(object)) ?? []) {
    const refusal = plugin.review?.(object, lookup)
    if (refusal) return fail(reviewError(resourceOf(object), object, refusal))
  }
  return ok(object)
}
