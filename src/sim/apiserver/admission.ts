import { fail, forbidden, ok, type Result } from '../api/errors.js'
import { kindById } from '../api/kinds/registry.js'
import type { KindId, KubeObject, Namespace } from '../api/types.js'
import type { ActorContext } from '../state.js'

/** Admission of a new object, in the API server's order. */
export function admitOnCreate(context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> {
  const { namespace, name } = object.metadata
  if (namespace === undefined || kind === 'Event') return ok(object)
  const home = context.store.get<Namespace>('Namespace', namespace)
  if (home?.status?.phase !== 'Terminating') return ok(object)
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  return fail(forbidden(kindById(kind)?.resource ?? kind, name, why))
}
