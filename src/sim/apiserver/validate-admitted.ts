import { firstVariant } from '../api/admission/spec-variants.js'
import { fail, invalid, ok, type Result } from '../api/errors.js'
import type { KindId, KubeObject, Pod, PodSpec } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { hasPolicies } from './admission.js'
import { kindIn } from './kinds.js'

const valid = new WeakSet<PodSpec>()

/**
 * Actors make pods of templates that were valid; what admission fills in may not go with what they say: a request above the limit that a
 * LimitRange gives. The server validates after admission (registry/rest BeforeCreate, 1.36). A spec that was found valid once is not asked again.
 */
export function validateAdmitted(context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> {
  const { store } = context
  if (kind !== 'Pod' || (store.count('LimitRange') === 0 && !hasPolicies(store))) return ok(object)
  const first = firstVariant((object as Pod).spec)
  if (valid.has(first)) return ok(object)
  const causes = kindIn(store, kind)?.validate(object) ?? []
  if (causes.length > 0) return fail(invalid(kind, object.metadata.name, causes))
  valid.add(first)
  return ok(object)
}
