import { firstVariant } from '../api/admission/spec-variants.js'
import { fail, invalid, ok, type Result } from '../api/errors.js'
import type { KindId, KubeObject, Pod, PodSpec } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { hasPolicies } from './admission.js'
import { kindIn } from './kinds.js'

const valid = new WeakSet<PodSpec>()

const longestLabel = 63

/** Names become labels and host names: that of a StatefulSet's pod, and that of its revision, which is longer by a hash. */
const isTooLong = ({ metadata: { name, labels } }: KubeObject): boolean =>
  name.length > longestLabel || (labels?.['controller-revision-hash']?.length ?? 0) > longestLabel

/**
 * Actors make pods of templates that were valid; but what admission fills in may not go with what they say, a request above the limit that a
 * LimitRange gives for instance, and a name may be too long. The server validates after admission (registry/rest BeforeCreate, 1.36).
 * A spec that was found valid once is not asked again.
 */
export function validateAdmitted(context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> {
  const { store } = context
  if (kind !== 'Pod') return ok(object)
  const isLong = isTooLong(object)
  if (!isLong && store.count('LimitRange') === 0 && !hasPolicies(store)) return ok(object)
  const first = firstVariant((object as Pod).spec)
  if (!isLong && valid.has(first)) return ok(object)
  const causes = kindIn(store, kind)?.validate(object) ?? []
  if (causes.length > 0) return fail(invalid(kind, object.metadata.name, causes))
  valid.add(first)
  return ok(object)
}
