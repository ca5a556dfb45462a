import { fail, ok, type ApiError, type Result } from '../api/errors.js'
import type { KindId, KubeObject, Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { hasPolicies, mutatePart, reviewByPolicies, reviewPart } from './admission.js'

type WithSpec = KubeObject & { readonly spec?: { readonly replicas?: number } }

/**
 * What policies say to the next version of an object that a controller, the scheduler or a kubelet writes; users' writes were reviewed
 * before they come to be stored. The value is the given object where no policy changes it. A refusal is noted in the context: whoever has a
 * back-off tries again.
 */
export function reviewActorWrite<T extends KubeObject>(context: ActorContext, kind: KindId, next: T, current: T, subresource: string): Result<T> {
  if (context.actor < 0 || !hasPolicies(context.store)) return ok(next)
  const part = subresource === '' ? partOf(context, kind) : subresource
  const reviewed = part === 'scale' ? reviewScale(context, kind, next, current) : reviewByPolicies(context, kind, next, current, part)
  if (reviewed.ok) return reviewed as Result<T>
  context.isRefused = true
  return fail(reviewed.error)
}

/** Parts of objects that actors write otherwise than by an update of the whole. */
function partOf({ by }: ActorContext, kind: KindId): string {
  if (by === 'horizontal-pod-autoscaler-controller') return 'scale'
  return by === 'namespace-controller' && kind === 'Namespace' ? 'finalize' : ''
}

function reviewScale(context: ActorContext, kind: KindId, next: KubeObject, current: KubeObject): Result<KubeObject> {
  const [sent, before] = [scaleOf(next), scaleOf(current)]
  const changed = mutatePart(context, kind, 'scale', sent, before)
  const reviewed = changed.ok ? reviewPart(context, kind, 'scale', changed.value, before) : changed
  if (!reviewed.ok) return reviewed
  return ok(reviewed.value === sent ? next : ({ ...next, spec: { ...(next as WithSpec).spec, replicas: replicasIn(reviewed.value) } } as KubeObject))
}

/** What a scale asks for. */
export const replicasIn = (scale: KubeObject): number => (scale as WithSpec).spec?.replicas ?? 0

/** The part of an object that its scale subresource shows. */
export const scaleOf = ({ metadata, spec }: WithSpec, replicas: number = spec?.replicas ?? 0): KubeObject =>
  ({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas } }) as KubeObject

/** Why the binding of a pod is refused, if it is (POST …/pods/NAME/binding). */
export function refuseBinding(context: ActorContext, { metadata: { name, namespace, uid } }: Pod, node: string): ApiError | undefined {
  if (!hasPolicies(context.store)) return undefined
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target: { kind: 'Node', name: node } } as unknown as KubeObject
  const reviewed = reviewPart(context, 'Pod', 'binding', binding, undefined)
  return reviewed.ok ? undefined : reviewed.error
}
