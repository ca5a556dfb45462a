import { isOwnershipChanged } from '../apiserver/managed-fields.js'
import { updateObject } from '../apiserver/update.js'
import { writeObject } from '../apiserver/write.js'
import { replicasIn, scaleOf } from '../apiserver/actor-review.js'
import { mutatePart, reviewPart } from '../apiserver/admission.js'
import { fail, invalid, notFound, ok, withWarnings, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject } from '../api/types.js'
import type { WriteRequest } from '../store/log.js'
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
  const scaled = scaleTo(context, kind, object, replicas, { owner: options.fieldManager ?? 'kubectl', subresource: 'scale' })
  return scaled.ok ? answer(kind, scaled.value, `scaled${dryRunWords(options)}`, warningsOf(scaled)) : scaled
}

/** Writes the replicas of an object as its scale subresource does. */
export function scaleTo(context: Context, kind: KindDefinition, object: KubeObject, wanted: number, request: WriteRequest): Result<KubeObject> {
  const before = scaleOf(object, replicasOf(kind, object))
  const changed = mutatePart(context, kind.id, 'scale', scaleOf(object, wanted), before)
  if (!changed.ok) return changed
  const replicas = replicasIn(changed.value)
  if (replicas < 0) return fail(invalid('Scale.autoscaling', object.metadata.name, [negative(replicas)]))
  const reviewed = reviewPart(context, kind.id, 'scale', changed.value, before)
  if (!reviewed.ok) return reviewed
  const path = kind.custom?.scale?.specReplicasPath
  const { spec } = object as Scalable
  const updated = updateOwned(asking(context, request), object, path === undefined ? ({ ...object, spec: { ...spec, replicas } } as KubeObject) : withReplicas(object, path, replicas))
  return withWarnings(updated, warningsOf(reviewed))
}

/** `path` is `.spec.replicas` or another way. */
const partsOf = (path: string): readonly string[] => path.replace(/^\./, '').split('.')

/** The replicas that an object has in its specification. */
export function replicasOf(kind: KindDefinition, object: KubeObject): number {
  const value = partsOf(kind.custom?.scale?.specReplicasPath ?? '.spec.replicas').reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], object)
  return typeof value === 'number' ? value : 0
}

/** The same replicas may yet change who owns them. */
function updateOwned(context: Context, object: KubeObject, next: KubeObject): Result<KubeObject> {
  const updated = updateObject(context, next)
  return updated.ok && updated.value === object && isOwnershipChanged(context, object) ? ok(writeObject(context, object)) : updated
}

function withReplicas<T extends KubeObject>(object: T, path: string, replicas: number): T {
  const set = (value: unknown, [name = '', ...rest]: readonly string[]): unknown =>
    ({ ...(value as Readonly<Record<string, unknown>> | undefined), [name]: rest.length === 0 ? replicas : set((value as Readonly<Record<string, unknown>> | undefined)?.[name], rest) })
  return set(object, partsOf(path)) as T
}

const negative = (replicas: number) =>
  ({ type: 'Invalid', field: 'spec.replicas', pointer: '/spec/replicas', message: `Invalid value: ${replicas}: must be greater than or equal to 0` }) as const
