import { isOwnershipChanged } from '../apiserver/managed-fields.js'
import { updateObject } from '../apiserver/update.js'
import { writeObject } from '../apiserver/write.js'
import { scaleOf } from '../apiserver/actor-review.js'
import { reviewPart } from '../apiserver/admission.js'
import { fail, invalid, notFound, ok, type Result } from '../api/errors.js'
import type { KubeObject } from '../api/types.js'
import { answer, asking, clientError, contextFor, dryRunWords, type Context, type RequestOptions, type RequestResult, warningsOf } from './request.js'
import { findTarget, type Target } from './target.js'

type Scalable = KubeObject & { readonly spec: { readonly replicas?: number } }

/** `kubectl scale --replicas`: the scale subresource of whatever kind has one. */
export function scaleRequest(given: Context, target: Target, replicas: number, options: RequestOptions = {}): RequestResult {
  const context = contextFor(given, options)
  const found = findTarget<Scalable>(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!kind.subresources.includes('scale')) return fail(kind.custom ? notFound(kind.resource, object.metadata.name) : clientError(`cannot scale ${kind.resource}: it has no scale subresource`))
  if (replicas < 0) return fail(invalid(kind.id, object.metadata.name, [negative(replicas)]))
  const reviewed = reviewPart(context, kind.id, 'scale', scaleOf(object, replicas), scaleOf(object, object.spec.replicas ?? 0))
  if (!reviewed.ok) return reviewed
  const asked = asking(context, { owner: options.fieldManager ?? 'kubectl', subresource: 'scale' })
  const updated = updateOwned(asked, object, kind.custom?.scale ? withReplicas(object, kind.custom.scale.specReplicasPath, replicas) : { ...object, spec: { ...object.spec, replicas } })
  return updated.ok ? answer(kind, updated.value, `scaled${dryRunWords(options)}`, warningsOf(reviewed)) : updated
}

/** The same replicas may yet change who owns them. */
function updateOwned(context: Context, object: KubeObject, next: KubeObject): Result<KubeObject> {
  const updated = updateObject(context, next)
  return updated.ok && updated.value === object && isOwnershipChanged(context, object) ? ok(writeObject(context, object)) : updated
}

/** `path` is `.spec.replicas` or another way. */
function withReplicas<T extends KubeObject>(object: T, path: string, replicas: number): T {
  const set = (value: unknown, [name = '', ...rest]: readonly string[]): unknown =>
    ({ ...(value as Readonly<Record<string, unknown>> | undefined), [name]: rest.length === 0 ? replicas : set((value as Readonly<Record<string, unknown>> | undefined)?.[name], rest) })
  return set(object, path.replace(/^\./, '').split('.')) as T
}

const negative = (replicas: number) =>
  ({ type: 'Invalid', field: 'spec.replicas', pointer: '/spec/replicas', message: `Invalid value: ${replicas}: must be greater than or equal to 0` }) as const
